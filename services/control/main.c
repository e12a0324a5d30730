/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way to the broker from outside: what clients of a TCP port ask is asked in their stead. The
 * broker checks every request, and this component has no right that it does not forward.
 */
#include <kaal/component.h>
#include <kaal/layout.h>

#include "control/session.h"

#define LOOK_NS KAAL_NS_PER_S /* how often time-outs are looked for */

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

int main(void)
{
    kaal_err_t err = kaal_channel_open(&sessions.channel, "net");
    bool has_alarm = false;

    if (err != KAAL_OK) {
        kaal_log("cannot open the channel to the network stack: %s", kaal_err_text(err));
        return (int)err;
    }
    sessions.answer = ask_broker;
    for (;;) {
        while (sessions_turn(&sessions, kaal_now_ns())) {
        }
        if (!has_alarm && sessions_has_any(&sessions)) {
            has_alarm = kaal_alarm(LOOK_NS) == KAAL_OK;
        }
        if ((kaal_wait() & ((uint64_t)1 << KAAL_EVENT_BIT_ALARM)) != 0) {
            has_alarm = false;
        }
    }
}
