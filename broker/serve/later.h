/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests that are answered when the work they began is over. Each has a reply object of its own
 * meanwhile, out of a small pool; whose turn it is and what is done belongs to others.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include <sel4/sel4.h>

#include "serve/request.h"
#include "spawn/component.h"

#define LATER_NONE ((uint32_t)0)

/* Take over LIMIT_LATER + 1 reply objects in slots from `first` on. Once, at boot. */
void later_init(uint32_t first);

/* The reply object that the next message is received with. */
seL4_CPtr later_reply(void);

/*
 * Take a ticket for a request that may take long: 1 .. LIMIT_LATER. Errors: KAAL_ERR_BUSY too many
 * are under way, or too many of the sender's family: all below one component that boot began.
 */
KAAL_CHECKED kaal_err_t later_take(const struct component *from, uint32_t *ticket);

/* Give a ticket back of which nothing was begun. */
void later_put(uint32_t ticket);

/* Who waits for the answer; NULL: nobody does any more. */
struct component *later_client(uint32_t ticket);

/*
 * The work is over. Who waits is answered, and the ticket given back. answer: of KAAL_OK; NULL: it
 * is empty. While its request is still being served, answering is left to whoever serves it.
 */
void later_end(uint32_t ticket, kaal_err_t err, const struct answer *answer);

/*
 * The work of the request that is being served has begun. Returns whether it is over as well: then
 * err is what came of it, and the ticket was given back. Else its answer comes by itself: the
 * message must not be answered, and its reply object is kept.
 */
bool later_is_over(uint32_t ticket, kaal_err_t *err);
