/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What opening a channel needs of the ring. Pure: knows no kernel, runs on the host too.
 */
#pragma once

#include <kaal/channel.h>

/*
 * Begin a life: step 1 of kaal/wire/channel.h. channel: with its areas, their geometry and the
 * epoch that the broker gave; all counts are 0.
 */
void kaal_channel_begin(struct kaal_channel *channel);
