/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The broker's calls on untypeds and on slots of its own CSpace, each said in one place.
 * Sources: seL4 manual, 2.4 (untyped memory), 3.1 (CNode operations).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <kaal/err.h>

#include <sel4/sel4.h>

/* Make `count` objects in the slots from `slot` on; all or none. Errors: KAAL_ERR_KERNEL. */
KAAL_CHECKED kaal_err_t untyped_retype(seL4_CPtr untyped, seL4_Word type, seL4_Word size_bits,
                                       uint32_t slot, uint32_t count);

/*
 * Delete everything derived from the capability in `slot`. A failure is logged; what was to be
 * released must then never be used again.
 */
bool untyped_revoke(seL4_CPtr slot);

/* Delete the capability in `slot`. A failure is logged, and the slot must never be used again. */
bool untyped_delete(seL4_CPtr slot);
