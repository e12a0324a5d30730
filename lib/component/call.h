/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What calls to the broker and to other components share, and waiting.
 */
#pragma once

#include <kaal/types.h>

#include <sel4/sel4.h>

/* How many words a message takes. */
static inline size_t component_words(size_t bytes)
{
    return (bytes + sizeof(seL4_Word) - 1) / sizeof(seL4_Word);
}

/*
 * Call an endpoint. info: the message's shape, of component_words(in_bytes), made by the caller,
 * who has just checked its numbers: else libsel4's assertions bring printf. in: zero-padded.
 * Returns the answer's shape; its message is in the IPC buffer.
 */
seL4_MessageInfo_t component_call(seL4_CPtr slot, seL4_MessageInfo_t info, const void *in,
                                  size_t in_bytes);

/* Answer the broker's question whether this component is alive, which is nobody else's event.
 * Returns the other events. */
uint64_t component_answer_heartbeat(uint64_t events);
