/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that a component asks for while it runs.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/broker.h>

#include "grant/share.h"
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

/* What lies behind a grant of memory that was asked for. */
void memory_source(const struct grant *grant, struct share_source *source);
