/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads against what they are linked with: each link leads to a live object and back. */
#include "arch.h"
#include "check_parts.h"
#include "core/inspect.h"
#include "survey.h"

#include <sel4/fault_types.h>

static bool is_blocked_in_queue(const struct tcb *tcb)
{
    return tcb->state == THREAD_BLOCKED_ON_SEND || tcb->state == THREAD_BLOCKED_ON_RECEIVE ||
           tcb->state == THREAD_BLOCKED_ON_NOTIFICATION;
}

static bool check_state(const struct tcb *tcb, seL4_Word at)
{
    bool is_waiting =
        tcb->state == THREAD_BLOCKED_ON_RECEIVE || tcb->state == THREAD_BLOCKED_ON_REPLY;
    bool is_runnable = tcb->state == THREAD_RUNNING || tcb->state == THREAD_RESTART;

    CHECK_THAT(tcb->state <= THREAD_BLOCKED_ON_NOTIFICATION, "tcb 0x%lx: state %u", at,
               (unsigned)tcb->state);
    CHECK_THAT((tcb->blocked_on != NULL) == is_blocked_in_queue(tcb),
               "tcb 0x%lx: state %u, blocked on %p", at, (unsigned)tcb->state, tcb->blocked_on);
    CHECK_THAT(tcb->blocked_on || (!tcb->queue_next && !tcb->queue_prev),
               "tcb 0x%lx: in no queue, but linked", at);
    CHECK_THAT(!tcb->reply || is_waiting, "tcb 0x%lx: state %u with a reply object", at,
               (unsigned)tcb->state);
    CHECK_THAT(tcb->reply || tcb->state != THREAD_BLOCKED_ON_REPLY,
               "tcb 0x%lx: waits for an answer, but through no reply object", at);
    CHECK_THAT(!is_runnable || tcb->fault.label == seL4_Fault_NullFault,
               "tcb 0x%lx: runnable with fault %lu", at, tcb->fault.label);
    CHECK_THAT(!tcb->yield_to || is_runnable, "tcb 0x%lx: state %u while it yields", at,
               (unsigned)tcb->state);
    CHECK_THAT(tcb->priority <= seL4_MaxPrio && tcb->mcp <= seL4_MaxPrio &&
                   tcb->domain < CONFIG_NUM_DOMAINS,
               "tcb 0x%lx: priority %lu, mcp %lu, domain %lu", at, tcb->priority, tcb->mcp,
               tcb->domain);
    return true;
}

static bool check_waits(const struct tcb *tcb, seL4_Word at)
{
    enum cap_type type =
        tcb->state == THREAD_BLOCKED_ON_NOTIFICATION ? CAP_NOTIFICATION : CAP_ENDPOINT;

    CHECK_THAT(!tcb->blocked_on || survey_find(type, tcb->blocked_on),
               "tcb 0x%lx: blocked on 0x%lx, which is gone", at, arch_paddr(tcb->blocked_on));
    CHECK_THAT(!tcb->reply || survey_find(CAP_REPLY, tcb->reply),
               "tcb 0x%lx: reply object 0x%lx is gone", at, arch_paddr(tcb->reply));
    CHECK_THAT(!tcb->reply || tcb->reply->caller == tcb,
               "tcb 0x%lx: reply object 0x%lx has caller 0x%lx", at, arch_paddr(tcb->reply),
               arch_paddr(tcb->reply->caller));
    return true;
}

static bool check_bindings(const struct tcb *tcb, seL4_Word at)
{
    CHECK_THAT(!tcb->bound || survey_find(CAP_NOTIFICATION, tcb->bound),
               "tcb 0x%lx: bound notification 0x%lx is gone", at, arch_paddr(tcb->bound));
    CHECK_THAT(!tcb->bound || tcb->bound->bound_tcb == tcb,
               "tcb 0x%lx: notification 0x%lx is bound to 0x%lx", at, arch_paddr(tcb->bound),
               arch_paddr(tcb->bound->bound_tcb));
    CHECK_THAT(!tcb->sc || survey_find(CAP_SCHED_CONTEXT, tcb->sc),
               "tcb 0x%lx: scheduling context 0x%lx is gone", at, arch_paddr(tcb->sc));
    CHECK_THAT(!tcb->sc || tcb->sc->tcb == tcb, "tcb 0x%lx: scheduling context 0x%lx is of 0x%lx",
               at, arch_paddr(tcb->sc), arch_paddr(tcb->sc->tcb));
    CHECK_THAT(!tcb->yield_to || survey_find(CAP_SCHED_CONTEXT, tcb->yield_to),
               "tcb 0x%lx: yields to 0x%lx, which is gone", at, arch_paddr(tcb->yield_to));
    CHECK_THAT(!tcb->yield_to || tcb->yield_to->yield_from == tcb,
               "tcb 0x%lx: yields to 0x%lx, which was yielded to from 0x%lx", at,
               arch_paddr(tcb->yield_to), arch_paddr(tcb->yield_to->yield_from));
    return true;
}

/* What is left of one that can't be reached any more holds itself (core/slot.c). */
static bool is_unreachable(const struct tcb *tcb)
{
    struct cap first = tcb->slots[0].cap;

    return first.type == CAP_TCB && first.object == arch_paddr(tcb);
}

static bool check_own_slots(const struct tcb *tcb, seL4_Word at)
{
    static const unsigned char types[TCB_SLOT_COUNT] = {
        [TCB_CSPACE] = CAP_CNODE,
        [TCB_VSPACE] = CAP_VSPACE,
        [TCB_IPC_BUFFER] = CAP_FRAME,
        [TCB_FAULT_HANDLER] = CAP_ENDPOINT,
        [TCB_TIMEOUT_HANDLER] = CAP_ENDPOINT,
    };

    for (unsigned i = is_unreachable(tcb) ? 1 : 0; i < TCB_SLOT_COUNT; i++) {
        unsigned type = tcb->slots[i].cap.type;
        CHECK_THAT(type == CAP_NULL || type == types[i], "tcb 0x%lx: type %u in slot %u", at, type,
                   i);
    }
    return true;
}

/* The list of all threads has each of them once. */
static bool check_list(unsigned expected)
{
    const struct tcb *before = NULL;
    unsigned count = 0;

    for (const struct tcb *tcb = debug_threads; tcb; tcb = tcb->debug_next) {
        CHECK_THAT(survey_find(CAP_TCB, tcb), "threads: 0x%lx is in the list and gone",
                   arch_paddr(tcb));
        CHECK_THAT(tcb->debug_prev == before, "threads: 0x%lx is linked with 0x%lx behind 0x%lx",
                   arch_paddr(tcb), arch_paddr(tcb->debug_prev), arch_paddr(before));
        before = tcb;
        count++;
    }
    CHECK_THAT(count == expected, "threads: %u in the list, %u alive", count, expected);
    return true;
}

bool check_threads(void)
{
    unsigned count = 0;

    for (unsigned i = 0; i < survey.thing_count; i++) {
        const struct survey_object *object = &survey.things[i];
        if (object->type != CAP_TCB) {
            continue;
        }
        const struct tcb *tcb = arch_ptr(object->start);
        if (!check_state(tcb, object->start) || !check_waits(tcb, object->start) ||
            !check_bindings(tcb, object->start) || !check_own_slots(tcb, object->start)) {
            return false;
        }
        count += !is_unreachable(tcb);
    }
    return check_list(count);
}
