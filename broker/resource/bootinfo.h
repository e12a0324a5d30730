/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel tells the root task, taken over into the broker's own books.
 * Source: seL4 manual, 9.1 (initial thread's environment).
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include <sel4/sel4.h>

/*
 * Take over free slots and untypeds. Afterwards slots_* and buddy_* work.
 * Errors: KAAL_ERR_NO_SLOTS there are more untypeds than nodes.
 */
KAAL_CHECKED kaal_err_t bootinfo_take(const seL4_BootInfo *info);

/*
 * The device tree that the kernel handed on. data: borrowed for ever.
 * Errors: KAAL_ERR_NOT_FOUND there is none.
 */
KAAL_CHECKED kaal_err_t bootinfo_device_tree(const seL4_BootInfo *info, const void **data,
                                             uint64_t *bytes);

/* Log what the kernel is and what it gave: one line on the kernel, one on memory. */
void bootinfo_log(const seL4_BootInfo *info);

/* The SMC capability where this kernel gives one, else seL4_CapNull. */
seL4_CPtr bootinfo_smc(void);
