/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hand-over region anywhere in memory (kaal/wire/handover.h). Pure: runs on the host too.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

/* Bytes that a state can have in a region of so many bytes. */
uint32_t kaal_region_room(uint64_t region_bytes);

/* As kaal_handover_put and kaal_handover_get (kaal/handover.h). */
KAAL_CHECKED kaal_err_t kaal_region_put(void *region, uint64_t region_bytes, uint32_t version,
                                        const void *state, uint32_t bytes);
KAAL_CHECKED kaal_err_t kaal_region_get(const void *region, uint64_t region_bytes, void *state,
                                        uint32_t room_bytes, uint32_t *bytes, uint32_t *version);
