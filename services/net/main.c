/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The network stack: `net WORD...`, one word for each driver and each server (argument.h). The
 * stack itself is lwIP.
 */
#include <stdlib.h>

#include <kaal/component.h>
#include <kaal/grant.h>
#include <kaal/layout.h>

#include "lwip/init.h"
#include "lwip/timeouts.h"
#include "net/argument.h"
#include "net/card.h"
#include "net/echo.h"
#include "net/server.h"

#define SLEEP_MS_MAX 100 /* so that a timer which lwIP starts meanwhile is late by no more */

u32_t sys_now(void);

u32_t sys_now(void)
{
    return (u32_t)(kaal_now_ns() / KAAL_NS_PER_MS);
}

static bool is_set(uint64_t events, enum kaal_event_bit bit)
{
    return (events & ((uint64_t)1 << bit)) != 0;
}

/* Until lwIP's next timer is due. */
static uint32_t sleep_ms(void)
{
    uint32_t due_ms = sys_timeouts_sleeptime();

    return (due_ms > SLEEP_MS_MAX) ? SLEEP_MS_MAX : due_ms;
}

/* What has happened; if nothing has, sleep so long. */
static uint64_t next_events(uint32_t ms)
{
    static bool has_alarm;
    uint64_t events = 0;

    if (ms > 0 && !has_alarm) {
        has_alarm = kaal_alarm(ms * KAAL_NS_PER_MS) == KAAL_OK;
    }
    events = (ms > 0) ? kaal_wait() : kaal_poll();
    if (is_set(events, KAAL_EVENT_BIT_ALARM)) {
        has_alarm = false;
    }
    return events;
}

/* Grants have gone: which ones is asked, since news may be lost. */
static void take_news(void)
{
    struct kaal_wire_news news;

    while (kaal_news(&news) == KAAL_OK) {
    }
    cards_drop_lost();
    servers_drop_lost();
}

static kaal_err_t open_argument(const char *word)
{
    struct argument argument = {0};
    kaal_err_t err = argument_read(word, &argument);

    if (err != KAAL_OK) {
        return err;
    }
    return (argument.listen_port == 0) ? card_open(argument.channel)
                                       : server_open(argument.listen_port, argument.channel);
}

int main(int argc, char **argv)
{
    kaal_err_t err = KAAL_OK;
    bool has_more = false;
    uint64_t events = 0;

    srand((unsigned)kaal_now_ns());
    lwip_init();
    err = echo_start();
    if (err != KAAL_OK) {
        kaal_log("cannot serve: %s", kaal_err_text(err));
        return (int)err;
    }
    kaal_log("TCP and UDP echo on port 7");
    for (int i = 1; i < argc; i++) {
        err = open_argument(argv[i]);
        if (err != KAAL_OK) {
            kaal_log("%s: cannot open it: %s", argv[i], kaal_err_text(err));
        }
    }
    for (;;) {
        cards_poll();
        sys_check_timeouts();
        has_more = servers_poll();
        cards_signal();
        events = next_events(has_more ? 0 : sleep_ms());
        if (is_set(events, KAAL_EVENT_BIT_NEWS)) {
            take_news();
        }
    }
}
