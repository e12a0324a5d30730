/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linked with a driver: it crashes in the middle of its work, each time that it has handed on so
 * many frames in one life.
 */
#include <stdint.h>

#include <kaal/channel.h>

#define FRAMES_MAX 3000

void __real_kaal_channel_put(struct kaal_channel *channel, uint32_t length_bytes);
void __wrap_kaal_channel_put(struct kaal_channel *channel, uint32_t length_bytes);

static volatile uint64_t nowhere; /* so that no compiler knows it */

void __wrap_kaal_channel_put(struct kaal_channel *channel, uint32_t length_bytes)
{
    static uint32_t frames;

    frames++;
    if (frames == FRAMES_MAX) {
        *(volatile uint32_t *)nowhere = 0;
    }
    __real_kaal_channel_put(channel, length_bytes);
}
