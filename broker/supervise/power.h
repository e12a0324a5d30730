/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Switching the machine off: by PSCI through the kernel's SMC capability, else by pvpanic-pci.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include <sel4/sel4.h>

/*
 * Learn the ways there are. smc: the SMC capability, or seL4_CapNull. Once, at boot, after
 * device_discover.
 */
void power_init(seL4_CPtr smc);

/*
 * Say the code in the log and switch off as soon as the log is read, at the latest after a second.
 * code: 0 .. 255. Errors: KAAL_ERR_UNSUPPORTED there is no way; KAAL_ERR_STATE it is under way.
 */
KAAL_CHECKED kaal_err_t power_off(uint32_t code);

/* Called at each tick. */
void power_tick(void);
