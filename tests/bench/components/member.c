/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One of the components that mesh.c joins: it opens eight channels, its ports a to h, as soon as
 * each is there, and waits.
 */
#include <kaal/channel.h>
#include <kaal/component.h>

int main(void)
{
    struct kaal_channel channel;
    char port[2] = "a";

    while (port[0] <= 'h') {
        if (kaal_channel_open(&channel, port) == KAAL_OK) {
            port[0]++;
        } else if (kaal_alarm(1) == KAAL_OK) {
            (void)kaal_wait();
        }
    }
    for (;;) {
        (void)kaal_wait();
    }
}
