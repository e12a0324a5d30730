/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making a component out of its description and its image.
 */
#pragma once

#include <kaal/err.h>

#include "archive/archive.h"
#include "policy/system.h"
#include "spawn/component.h"
#include "spawn/space.h"

/* What spawning needs from boot. All borrowed for ever. */
struct spawn_options {
    struct kaal_archive *archive; /* the images */
    const struct system *system;  /* the description */
    seL4_CPtr endpoint;           /* that components call and fault to */
    seL4_CPtr sched_control;      /* of the boot core */
};

/* Once, at boot. Errors: KAAL_ERR_NO_SLOTS. */
KAAL_CHECKED kaal_err_t spawn_init(const struct spawn_options *options);

/* How far a spawn is; begins as zeroes. */
struct spawning {
    uint32_t phase; /* the next one */
    struct space_filling filling;
    bool is_over; /* it runs */
};

/*
 * Do one part of spawning a component that does not run: build its objects, load its image, start
 * its thread. A part maps IMAGE_BATCH_PAGES pages at most.
 *
 * reason: on failure a constant text that says what was wrong, for a person.
 * Errors: KAAL_ERR_NOT_FOUND no such image; KAAL_ERR_CHECKSUM, KAAL_ERR_FORMAT, and what else
 * kaal_elf_parse says of a broken one; KAAL_ERR_QUOTA, KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS no
 * room; KAAL_ERR_KERNEL a kernel call failed. After a failure, and when it is given up, what was
 * made is released by spawn_release_part.
 */
KAAL_CHECKED kaal_err_t spawn_part(struct component *component, struct spawning *spawning,
                                   const char **reason);

/*
 * Give back a part of what a component whose thread is stopped, or was not started yet, holds by
 * itself: its account, at last its grants. Devices and channels are released before. Returns
 * whether it was the last part; is_clean: then, false when the kernel refused for one, which is
 * quarantined and said so.
 */
bool spawn_release_part(struct component *component, bool *is_clean);

/*
 * Check that a component could be begun from an image. reason, errors: as far as spawn() tells of
 * images. Changes nothing.
 */
KAAL_CHECKED kaal_err_t spawn_check_image(struct component *component, const char *image,
                                          const char **reason);
