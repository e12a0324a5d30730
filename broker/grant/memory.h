/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that a component asks for while it runs, and parts of it that it gives to others. Both are
 * grants; a part is a child of what it was made from, and goes with it.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/broker.h>

#include "spawn/component.h"

/* Once, at boot. */
void memory_init(void);

/*
 * Give memory, zeroed, mapped, and paid by the component.
 * Errors: as of kaal_memory (kaal/grant.h). On failure everything is as it was.
 */
KAAL_CHECKED kaal_err_t memory_give(struct component *component,
                                    const struct kaal_wire_memory *wish,
                                    struct kaal_wire_mapped *answer);

/*
 * Map a part of one's memory into another component as well. `from` holds the grant that wish
 * names, and pays. Errors: as of kaal_delegate (kaal/grant.h). On failure everything is as it was.
 */
KAAL_CHECKED kaal_err_t memory_delegate(struct component *from, struct component *to,
                                        const struct kaal_wire_delegate *wish, uint32_t *id);
