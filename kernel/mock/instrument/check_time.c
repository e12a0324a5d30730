/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling contexts and their refills, the ready and release queues, and who runs. */
#include "arch.h"
#include "check_parts.h"
#include "core/inspect.h"
#include "core/objects.h"
#include "core/refill.h"
#include "core/sched.h"
#include "survey.h"

static const struct refill *refill_of(const struct sched_context *sc, uint32_t position)
{
    const struct refill *first = sc->refills;

    return &first[(sc->refill_head + position) % sc->refill_max];
}

/* Refills are the budget together, and lie one behind the other; those of round robin are all due.
 */
static bool check_refills(const struct sched_context *sc, const struct survey_object *object)
{
    seL4_Word at = object->start;
    uint64_t sum = 0;
    unsigned bits = (unsigned)__builtin_ctzl(object->end - object->start);

    CHECK_THAT(sc->refill_max <= refill_capacity(bits) && sc->refill_head < sc->refill_max &&
                   sc->refill_count >= 1 && sc->refill_count <= sc->refill_max,
               "context 0x%lx: %u refills from %u on, at most %u, room for %lu", at,
               sc->refill_count, sc->refill_head, sc->refill_max, refill_capacity(bits));
    for (uint32_t i = 0; i < sc->refill_count; i++) {
        const struct refill *refill = refill_of(sc, i);
        sum += refill->amount;
        CHECK_THAT(refill_is_round_robin(sc) || i + 1 == sc->refill_count ||
                       refill->time + refill->amount <= refill_of(sc, i + 1)->time,
                   "context 0x%lx: refill %u ends at %lu, the next begins at %lu", at, i,
                   refill->time + refill->amount, refill_of(sc, i + 1)->time);
    }
    CHECK_THAT(refill_of(sc, 0)->amount >= ticks_from_us(REFILL_MIN_BUDGET_US),
               "context 0x%lx: its first refill is %lu ticks, too little to run on", at,
               refill_of(sc, 0)->amount);
    CHECK_THAT(sum == sc->budget, "context 0x%lx: its refills are %lu ticks, its budget is %lu", at,
               sum, sc->budget);
    return true;
}

static bool check_context(const struct sched_context *sc, const struct survey_object *object)
{
    seL4_Word at = object->start;

    CHECK_THAT(!sc->tcb || survey_find(CAP_TCB, sc->tcb), "context 0x%lx: thread 0x%lx is gone", at,
               arch_paddr(sc->tcb));
    CHECK_THAT(!sc->tcb || sc->tcb->sc == sc, "context 0x%lx: thread 0x%lx has 0x%lx", at,
               arch_paddr(sc->tcb), arch_paddr(sc->tcb->sc));
    CHECK_THAT(!sc->reply || survey_find(CAP_REPLY, sc->reply),
               "context 0x%lx: reply object 0x%lx is gone", at, arch_paddr(sc->reply));
    CHECK_THAT(!sc->reply || sc->reply->sc == sc, "context 0x%lx: reply object 0x%lx has 0x%lx", at,
               arch_paddr(sc->reply), arch_paddr(sc->reply->sc));
    CHECK_THAT(!sc->notification || survey_find(CAP_NOTIFICATION, sc->notification),
               "context 0x%lx: notification 0x%lx is gone", at, arch_paddr(sc->notification));
    CHECK_THAT(!sc->notification || sc->notification->sc == sc,
               "context 0x%lx: notification 0x%lx has 0x%lx", at, arch_paddr(sc->notification),
               arch_paddr(sc->notification->sc));
    CHECK_THAT(!sc->yield_from || survey_find(CAP_TCB, sc->yield_from),
               "context 0x%lx: yielder 0x%lx is gone", at, arch_paddr(sc->yield_from));
    CHECK_THAT(!sc->yield_from || sc->yield_from->yield_to == sc,
               "context 0x%lx: yielder 0x%lx yields to 0x%lx", at, arch_paddr(sc->yield_from),
               arch_paddr(sc->yield_from->yield_to));
    return sc->refill_max == 0 || check_refills(sc, object);
}

bool check_contexts(void)
{
    for (unsigned i = 0; i < survey.thing_count; i++) {
        const struct survey_object *object = &survey.things[i];
        if (object->type == CAP_SCHED_CONTEXT && !check_context(arch_ptr(object->start), object)) {
            return false;
        }
    }
    return true;
}

/* One queue's links, and that its threads know where they are. Adds to *count. */
static bool check_links(const struct tcb_queue *queue, const char *name, bool is_ready,
                        unsigned *count)
{
    const struct tcb *before = NULL;

    for (const struct tcb *tcb = queue->head; tcb; tcb = tcb->sched_next) {
        CHECK_THAT(survey_find(CAP_TCB, tcb), "%s queue: thread 0x%lx is gone", name,
                   arch_paddr(tcb));
        CHECK_THAT(tcb->in_ready_queue == is_ready && tcb->in_release_queue != is_ready,
                   "%s queue: thread 0x%lx does not know that it is in it", name, arch_paddr(tcb));
        CHECK_THAT(tcb->sched_prev == before, "%s queue: 0x%lx is linked with 0x%lx", name,
                   arch_paddr(tcb), arch_paddr(tcb->sched_prev));
        before = tcb;
        (*count)++;
    }
    CHECK_THAT(queue->tail == before, "%s queue: its tail is 0x%lx, not 0x%lx", name,
               arch_paddr(queue->tail), arch_paddr(before));
    return true;
}

static bool check_ready_queue(seL4_Word domain, seL4_Word priority, unsigned *count)
{
    const struct tcb_queue *queue = &sched_ready[domain][priority];

    if (!queue->head && !queue->tail) {
        return true; /* nearly all of them */
    }
    if (!check_links(queue, "ready", true, count)) {
        return false;
    }
    for (const struct tcb *tcb = queue->head; tcb; tcb = tcb->sched_next) {
        CHECK_THAT(tcb->domain == domain && tcb->priority == priority,
                   "ready queue of domain %lu, priority %lu: thread 0x%lx is of %lu, %lu", domain,
                   priority, arch_paddr(tcb), tcb->domain, tcb->priority);
    }
    return true;
}

static bool check_release_order(void)
{
    uint64_t last = 0;

    for (const struct tcb *tcb = sched_release.head; tcb; tcb = tcb->sched_next) {
        CHECK_THAT(tcb->sc && tcb->sc->refill_max != 0,
                   "release queue: thread 0x%lx has no time to wait for", arch_paddr(tcb));
        uint64_t time = refill_of(tcb->sc, 0)->time;
        CHECK_THAT(time >= last, "release queue: thread 0x%lx waits for %lu behind %lu",
                   arch_paddr(tcb), time, last);
        last = time;
    }
    return true;
}

/* Whoever could run is in a queue or runs; nobody else is in one. Adds to the counts. */
static bool check_readiness(const struct tcb *tcb, unsigned *ready, unsigned *release)
{
    bool has_time = tcb->sc && tcb->sc->refill_max != 0;
    bool is_runnable = thread_is_runnable(tcb);
    bool is_queued = tcb->in_ready_queue || tcb->in_release_queue;

    CHECK_THAT(!is_queued || (has_time && is_runnable),
               "tcb 0x%lx: in a queue, state %u, scheduling context 0x%lx", arch_paddr(tcb),
               (unsigned)tcb->state, arch_paddr(tcb->sc));
    CHECK_THAT(!(has_time && is_runnable) || is_queued != (tcb == kernel_current),
               "tcb 0x%lx: could run, but %s", arch_paddr(tcb),
               is_queued ? "runs and waits at once" : "is in no queue");
    CHECK_THAT(is_queued || (!tcb->sched_next && !tcb->sched_prev),
               "tcb 0x%lx: in no queue of the scheduler, but linked", arch_paddr(tcb));
    *ready += tcb->in_ready_queue;
    *release += tcb->in_release_queue;
    return true;
}

/* Who runs is alive, on its own time, and nobody better waits. */
static bool check_current(void)
{
    const struct tcb *tcb = kernel_current;
    seL4_Word least = tcb ? tcb->priority + 1 : 0;

    if (tcb) {
        CHECK_THAT(survey_find(CAP_TCB, tcb), "current: thread 0x%lx is gone", arch_paddr(tcb));
        CHECK_THAT(tcb->state == THREAD_RUNNING && tcb->domain == domain_current,
                   "current: thread 0x%lx has state %u, domain %lu of %lu", arch_paddr(tcb),
                   (unsigned)tcb->state, tcb->domain, domain_current);
    }
    CHECK_THAT(sched_is_current(tcb ? tcb->sc : NULL),
               "current: thread 0x%lx runs on time that is not its own", arch_paddr(tcb));
    for (seL4_Word priority = least; priority < CONFIG_NUM_PRIORITIES; priority++) {
        CHECK_THAT(!sched_ready[domain_current][priority].head,
                   "current: 0x%lx runs, and 0x%lx of priority %lu is ready", arch_paddr(tcb),
                   arch_paddr(sched_ready[domain_current][priority].head), priority);
    }
    return true;
}

bool check_queues(void)
{
    unsigned ready = 0;
    unsigned release = 0;
    unsigned says_ready = 0;
    unsigned says_release = 0;

    for (seL4_Word domain = 0; domain < CONFIG_NUM_DOMAINS; domain++) {
        for (seL4_Word priority = 0; priority < CONFIG_NUM_PRIORITIES; priority++) {
            if (!check_ready_queue(domain, priority, &ready)) {
                return false;
            }
        }
    }
    if (!check_links(&sched_release, "release", false, &release) || !check_release_order()) {
        return false;
    }
    for (unsigned i = 0; i < survey.thing_count; i++) {
        const struct survey_object *object = &survey.things[i];
        if (object->type == CAP_TCB &&
            !check_readiness(arch_ptr(object->start), &says_ready, &says_release)) {
            return false;
        }
    }
    CHECK_THAT(ready == says_ready && release == says_release,
               "scheduler: %u ready and %u waiting are queued, %u and %u say so", ready, release,
               says_ready, says_release);
    return check_current();
}
