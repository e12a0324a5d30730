/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One of the components that mesh.c joins: it opens eight channels, its ports a to h, as soon as
 * each is there, and waits. With an argument it begins later, so that not both sides of a channel
 * are opened at the same time.
 */
#include <kaal/channel.h>
#include <kaal/component.h>
#include <kaal/types.h>

#define LATER_NS (50 * KAAL_NS_PER_MS)

static void wait_ns(uint64_t ns)
{
    if (kaal_alarm(ns) == KAAL_OK) {
        (void)kaal_wait();
    }
}

int main(int argc, char **argv)
{
    struct kaal_channel channel;
    char port[2] = "a";

    (void)argv;
    if (argc > 1) {
        wait_ns(LATER_NS);
    }
    while (port[0] <= 'h') {
        if (kaal_channel_open(&channel, port) == KAAL_OK) {
            port[0]++;
        } else {
            wait_ns(1);
        }
    }
    for (;;) {
        (void)kaal_wait();
    }
}
