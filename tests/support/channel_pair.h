/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Both ends of a channel in this process, over the real ring. The memory is exactly as large as the
 * areas, so that the address sanitizer sees one byte too far.
 */
#pragma once

#include <kaal/channel.h>

extern struct kaal_channel pair_ends[2]; /* to be copied by who has an end elsewhere */
extern unsigned pair_signals;            /* since pair_init, by either end */

/* Open both ends. slots: a power of two. */
void pair_init(uint32_t slots, uint32_t slot_bytes);

void pair_deinit(void);

/* End 1 begins a new life, in pair_ends[1]; end 0, wherever it is, finds out. */
void pair_begin_anew(void);
