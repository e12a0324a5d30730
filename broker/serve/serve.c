/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The event loop. A receive brings a request, a fault or a tick; the badge tells which.
 */
#include "serve/serve.h"

#include "arch/counter.h"
#include "audit/audit.h"
#include "audit/log.h"
#include "audit/trail.h"
#include "grant/revoke.h"
#include "limits.h"
#include "resource/ahead.h"
#include "resource/work.h"
#include "serve/later.h"
#include "serve/pace.h"
#include "serve/request.h"
#include "spawn/readers.h"
#include "supervise/power.h"
#include "supervise/fault.h"
#include "supervise/rounds.h"

/* Tell those who read the log that there is more, once until they read. */
static void announce_log(void)
{
    struct component *reader = NULL;

    while ((reader = readers_first()) != NULL) {
        component_signal(reader, KAAL_EVENT_BIT_LOG);
        readers_leave(reader);
    }
}

/* Returns whether an answer is to be sent, which is in the IPC buffer and *message. */
static bool handle_request(struct component *component, seL4_MessageInfo_t *message)
{
    static struct request request;
    static struct answer answer;
    seL4_MessageInfo_t info = *message;
    seL4_Word words = seL4_MessageInfo_get_length(info);
    uint32_t ends = component->ends;
    kaal_err_t err = KAAL_OK;

    request.from = component;
    request.number = (uint32_t)seL4_MessageInfo_get_label(info);
    request.bytes = words * sizeof(uint64_t);
    request.is_malformed =
        seL4_MessageInfo_get_extraCaps(info) != 0 || seL4_MessageInfo_get_label(info) > UINT32_MAX;
    for (seL4_Word i = 0; i < words; i++) {
        request.words[i] = seL4_GetMR((int)i);
    }
    answer = (struct answer){0};
    err = request_handle(&request, &answer);
    if (answer.is_later || component->ends != ends) {
        return false; /* it is answered later, or does not wait for an answer any more */
    }
    *message = answer_write(err, &answer);
    if (!pace_count(component)) {
        return true;
    }
    seL4_Send(later_reply(), *message); /* a thread that still waits would lose its answer */
    pace_pause(component);
    return false;
}

static void handle_tick(void)
{
    pace_tick();
    ahead_look();
    rounds_tick();
    revoke_expired(counter_now_ns());
    trail_tick(counter_now_ns());
    power_tick();
}

static void handle_signals(seL4_Word badge)
{
    if ((badge & SERVE_BADGE_AHEAD) != 0) {
        ahead_take_over();
    }
    if ((badge & SERVE_BADGE_WORK) != 0) {
        work_go_on();
    }
    if ((badge & SERVE_BADGE_TICK) != 0) {
        handle_tick();
    }
}

_Noreturn void serve(const struct serve_options *options)
{
    seL4_MessageInfo_t info = {0};
    bool has_answer = false;

    control_init();
    log_on_line(announce_log);
    for (;;) {
        seL4_Word badge = 0;
        struct component *component = NULL;

        /* Answering and receiving in one call is cheaper than in two. */
        info = has_answer ? seL4_ReplyRecv(options->endpoint, info, &badge, later_reply())
                          : seL4_Recv(options->endpoint, &badge, later_reply());
        component = component_of_badge(badge);
        has_answer = false;
        if ((badge & (SERVE_BADGE_TICK | SERVE_BADGE_AHEAD | SERVE_BADGE_WORK)) != 0) {
            handle_signals(badge);
        } else if (component == NULL) {
            continue; /* its sender was stopped between sending and now */
        } else if ((badge & COMPONENT_BADGE_FAULT) != 0) {
            fault_end(component, info);
        } else {
            has_answer = handle_request(component, &info);
        }
        if (audit_is_due()) {
            if (has_answer) {
                seL4_Send(later_reply(), info); /* it does not wait for the hashes */
                has_answer = false;
            }
            audit_seal_one();
        }
    }
}
