/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way to the broker from outside: what clients of a TCP port ask is asked in their stead. The
 * broker checks every request, and this component has no right that it does not forward.
 */
#include <kaal/component.h>
#include <kaal/layout.h>

#include "control/session.h"

static struct sessions sessions;

static kaal_err_t ask_broker(uint32_t request, const void *payload, uint32_t bytes, void *answer,
                             uint32_t *answer_bytes)
{
    size_t length = 0;
    kaal_err_t err =
        kaal_broker_forward(request, payload, bytes, answer, KAAL_REMOTE_BYTES_MAX, &length);

    *answer_bytes = (uint32_t)length;
    return err;
}

/* Set the alarm if it is to come sooner than the one that is set. Returns which one is set. */
static uint64_t set_alarm(uint64_t set_ns, uint64_t wanted_ns)
{
    if (wanted_ns == 0 || (set_ns != 0 && set_ns <= wanted_ns)) {
        return set_ns;
    }
    return (kaal_alarm(wanted_ns) == KAAL_OK) ? wanted_ns : set_ns;
}

int main(void)
{
    kaal_err_t err = kaal_channel_open(&sessions.channel, "net");
    uint64_t alarm_ns = 0; /* that is set; 0: none */

    if (err != KAAL_OK) {
        kaal_log("cannot open the channel to the network stack: %s", kaal_err_text(err));
        return (int)err;
    }
    sessions.answer = ask_broker;
    for (;;) {
        while (sessions_turn(&sessions, kaal_now_ns())) {
        }
        alarm_ns = set_alarm(alarm_ns, sessions_patience_ns(&sessions));
        if ((kaal_wait() & ((uint64_t)1 << KAAL_EVENT_BIT_ALARM)) != 0) {
            alarm_ns = 0;
        }
    }
}
