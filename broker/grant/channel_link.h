/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The capabilities with which one side of a channel reaches the other: of its notification, both
 * ways, while both ends are open; or of the endpoint at which the server of an RPC channel serves
 * all its clients, for a client that has opened its end.
 */
#pragma once

#include "grant/channel_end.h"

/*
 * Reserve in the component that opens this end what the link needs of it: a slot, a bit of its
 * notification; make the endpoint at which it serves, which it keeps as long as it lives.
 * Errors: KAAL_ERR_DEAD it is a client, and the server's end is closed; KAAL_ERR_NO_SLOTS, and as
 * of account_make. component_undo undoes what was done.
 */
KAAL_CHECKED kaal_err_t channel_link_take(struct component *component, uint16_t number);

/* Let the sides reach each other, as far as both are open. Errors: KAAL_ERR_KERNEL;
 * channel_link_release undoes what was done. */
KAAL_CHECKED kaal_err_t channel_link_connect(uint16_t number);

/*
 * Take from both sides the capabilities of the other, and from this one what was reserved. A client
 * that waits for an answer is answered, so that it does not wait for ever. Returns false when the
 * kernel refused to delete a capability, whose slot stays taken.
 */
bool channel_link_release(uint16_t number);
