/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers for address spaces. A pool of the kernel's holds 512; boot gives one, and makes the
 * others at once, so that no spawn ever needs one. Source: seL4 manual, 7.1.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include <sel4/sel4.h>

/* No pool. */
#define ASIDPOOL_NONE UINT16_MAX

/*
 * Make pools for LIMIT_COMPONENTS address spaces, beside the one that the kernel gave, in which the
 * broker's own is. Once, at boot. Errors: KAAL_ERR_NO_SLOTS, KAAL_ERR_NO_MEMORY, KAAL_ERR_KERNEL.
 */
KAAL_CHECKED kaal_err_t asidpool_init(void);

/*
 * Give a fresh VSpace object a number. pool: where it comes from, for asidpool_put.
 * Errors: KAAL_ERR_NO_SLOTS as many address spaces exist as can; KAAL_ERR_KERNEL the kernel
 * refused.
 */
KAAL_CHECKED kaal_err_t asidpool_get(seL4_CPtr vspace, uint16_t *pool);

/* The VSpace is gone, and so its number is free. ASIDPOOL_NONE does nothing. */
void asidpool_put(uint16_t pool);
