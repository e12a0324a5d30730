/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making a component out of its description and its image.
 */
#pragma once

#include <kaal/err.h>

#include "archive/archive.h"
#include "policy/system.h"
#include "spawn/component.h"

/* What spawning needs from boot. All borrowed for ever. */
struct spawn_options {
    struct kaal_archive *archive; /* the images */
    const struct system *system;  /* the description */
    seL4_CPtr endpoint;           /* that components call and fault to */
    seL4_CPtr sched_control;      /* of the boot core */
};

/* Once, at boot. Errors: KAAL_ERR_NO_SLOTS. */
KAAL_CHECKED kaal_err_t spawn_init(const struct spawn_options *options);

/*
 * Spawn one component: build its objects, load its image, start its thread.
 *
 * reason: on failure a constant text that says what was wrong, for a person.
 * Errors: KAAL_ERR_NOT_FOUND no such image; KAAL_ERR_CHECKSUM, KAAL_ERR_FORMAT, and what else
 * kaal_elf_parse says of a broken one; KAAL_ERR_QUOTA, KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS no
 * room; KAAL_ERR_KERNEL a kernel call failed. On failure everything is as it was before, but for
 * the component's state, which is STATE_FAILED with the error as its exit code.
 */
KAAL_CHECKED kaal_err_t spawn(struct component *component, const char **reason);

/*
 * Give back all that a component whose thread is stopped holds by itself: its account and its
 * grants. Devices and channels are released before. Returns false when the kernel refused for a
 * part, which is quarantined and said so.
 */
bool spawn_release(struct component *component);

/*
 * Check that a component could be begun from an image. reason, errors: as far as spawn() tells of
 * images. Changes nothing.
 */
KAAL_CHECKED kaal_err_t spawn_check_image(struct component *component, const char *image,
                                          const char **reason);
