/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parts of a component's memory, registers or DMA pool that it gives to others: whole frames,
 * mapped in both. Each is a grant below the one that it was made from, and goes with that.
 * Interrupts are grant/loan.h.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/broker.h>

#include "grant/frames.h"
#include "grant/grant.h"

/* What lies behind the first grant of a tree of parts, and how it is mapped. */
struct share_source {
    struct frames frames;
    struct component_window window;
    enum vspace_access read;
    enum vspace_access write;
};

/* Once, at boot. */
void share_init(void);

/*
 * Map a part of what `from` holds into another component as well. `from` holds the grant that wish
 * names, and pays. Errors: as of kaal_delegate (kaal/grant.h). On failure everything is as it was.
 */
KAAL_CHECKED kaal_err_t share_delegate(struct component *from, struct component *to,
                                       const struct kaal_wire_delegate *wish, uint32_t *id);

/* The first grant of a tree of parts; offset: where in it the grant begins. */
const struct grant *share_root(const struct grant *grant, uint64_t *offset);
