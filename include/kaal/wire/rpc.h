/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A call from the client of an RPC channel to its server, as it goes through the server's endpoint.
 *
 * The server has one endpoint for all its clients (KAAL_SLOT_SERVICE). A client that opens its end
 * gets a copy of it (kaal_wire_channel.call_slot), to call only, with a badge that the broker made:
 *
 *     1 | 0 (11 bits) | life of the client's end (20 bits) | port of the server's end (32 bits)
 *
 * So the badge says who calls; nothing in the message does. The words of the server's own
 * notification, which it receives in the same wait, never have the first bit.
 *
 * A call is an seL4_Call: its message is what the two agree on, in whole words, its label
 * `life << 32 | number`. When one of the ends is closed, the slot is emptied; a slot may be used
 * again for something else, of which the client does not know yet. By the life a server knows what
 * was meant for another and answers 0; and no object of the kernel knows such a label.
 *
 * An answer's label is KAAL_RPC_ANSWERED, or-ed with an enum kaal_err; its message is empty when
 * that is not KAAL_OK. An answer without that mark is not the server's: the end is closed, and the
 * kernel says so. A call that waits or is being served when that happens is answered so too.
 */
#pragma once

#include <kaal/types.h>

#define KAAL_RPC_ANSWERED ((uint64_t)1 << 16) /* enum kaal_err is below it */

#define KAAL_RPC_BADGE_CALL ((uint64_t)1 << 63)
#define KAAL_RPC_LIFE_SHIFT 32                  /* in badge and label */
#define KAAL_RPC_LIFE_MAX   ((uint32_t)0xfffff) /* a label has 52 bits; none is 0 */
