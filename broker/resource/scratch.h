/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One slot of the broker for a capability that lives as long as one call of a function.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <kaal/err.h>

/* Once, at boot. Errors: KAAL_ERR_NO_SLOTS. */
KAAL_CHECKED kaal_err_t scratch_init(void);

/*
 * Take the slot, which is empty. Give it back with scratch_put before anybody takes it again.
 * Errors: KAAL_ERR_NO_SLOTS the last one had to be given up, and there is no other.
 */
KAAL_CHECKED kaal_err_t scratch_get(uint32_t *slot);

/* Delete what is in the slot, if anything. Returns false when the kernel refused: that slot is
 * given up. */
bool scratch_put(uint32_t slot);
