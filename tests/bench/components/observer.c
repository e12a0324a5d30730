/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client that makes one request after the other until something that it watches is gone, and ends
 * with the longest time between two answers, in ticks. Its arguments:
 *     component NAME    a component
 *     grant NUMBER      a grant
 */
#include <stdlib.h>
#include <string.h>

#include <kaal/component.h>
#include <kaal/grant.h>
#include <kaal/layout.h>
#include <kaal/wire/broker.h>

#include "ticks.h"

static uint64_t longest_until_news(void)
{
    uint64_t last = ticks_now();
    uint64_t longest = 0;

    while ((kaal_poll() & ((uint64_t)1 << KAAL_EVENT_BIT_NEWS)) == 0) {
        uint64_t now = 0;

        if (kaal_alarm(0) != KAAL_OK) {
            return 0;
        }
        now = ticks_now();
        longest = (now - last > longest) ? now - last : longest;
        last = now;
    }
    return longest;
}

int main(int argc, char **argv)
{
    struct kaal_wire_exit request = {0};
    kaal_err_t err = KAAL_ERR_INVALID;

    if (argc > 2 && strcmp(argv[1], "component") == 0) {
        err = kaal_watch_component(0, argv[2]);
    } else if (argc > 2) {
        err = kaal_watch_grant((uint32_t)strtoul(argv[2], NULL, 10));
    }
    if (err == KAAL_OK) {
        request.code = (int64_t)longest_until_news(); /* kaal_exit has an int only */
    }
    return (int)kaal_broker_call(KAAL_REQUEST_EXIT, &request, sizeof(request), NULL, 0);
}
