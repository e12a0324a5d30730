/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts that their holder lends to another component. The kernel signals one notification for
 * each: so while it is lent it is the borrower's, who has a capability to acknowledge it; the
 * lender keeps its own, is not signalled, and has the interrupt back when the loan ends. A borrower
 * may lend it on. A loan is a grant below the one that it was made from.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/broker.h>

#include "grant/grant.h"
#include "spawn/component.h"

/* Once, at boot. */
void loan_init(void);

/*
 * Lend an interrupt. `from` holds the grant that wish names, of a device's interrupt or of a loan,
 * and pays. Errors: as of kaal_delegate (kaal/grant.h). On failure everything is as it was.
 */
KAAL_CHECKED kaal_err_t loan_delegate(struct component *from, struct component *to,
                                      const struct kaal_wire_delegate *wish, uint32_t *id);

/* What a borrower has of a loan: slot of its CSpace, bit of its notification. */
void loan_place(const struct grant *loan, uint32_t *slot, uint32_t *bit);
