/* SPDX-License-Identifier: BSD-2-Clause */
/* Domains: which one runs, for how long, and the methods of the Domain capability (manual 6.3). */
#include "objects.h"

#include "kernel.h"
#include "sched.h"
#include "../arch.h"

struct entry {
    uint64_t duration; /* ticks; 0: end of the schedule */
    seL4_Word domain;
};

static const uint64_t max_duration = (1ul << 56) - 1;

static struct entry schedule[CONFIG_NUM_DOMAIN_SCHEDULES];
static seL4_Word start_index;
static seL4_Word current_index;
static uint64_t entry_end;

seL4_Word domain_current;

static void begin(seL4_Word index)
{
    current_index = index;
    domain_current = schedule[index].domain;
    entry_end = sched_now + schedule[index].duration;
}

/* At boot domain 0 has all time there is. */
void domain_init(void)
{
    kernel_zero(schedule, sizeof(schedule));
    schedule[0].duration = max_duration;
    start_index = 0;
    current_index = 0;
    entry_end = 0;
    domain_current = 0;
}

uint64_t domain_deadline(void)
{
    return entry_end == 0 || schedule[current_index].duration == max_duration ? UINT64_MAX
                                                                              : entry_end;
}

bool domain_advance_if_due(void)
{
    if (sched_now < domain_deadline()) {
        return false;
    }
    seL4_Word next = current_index + 1;
    if (next == CONFIG_NUM_DOMAIN_SCHEDULES || schedule[next].duration == 0) {
        next = start_index;
    }
    begin(next);
    return true;
}

static seL4_Error invoke_set(struct invocation *inv)
{
    if (inv->length < 1) {
        return seL4_TruncatedMessage;
    }
    seL4_Word domain = inv_word(inv, 0);
    struct cap cap = inv_extra_cap(inv, 0);
    if (domain >= CONFIG_NUM_DOMAINS) {
        return inv_invalid_argument(inv, 0);
    }
    if (!inv->extra[0]) {
        return seL4_TruncatedMessage;
    }
    if (cap.type != CAP_TCB) {
        return inv_invalid_argument(inv, 1);
    }
    struct tcb *tcb = arch_ptr(cap.object);
    bool was_ready = tcb->in_ready_queue;
    if (was_ready) {
        sched_dequeue(tcb);
    }
    tcb->domain = domain;
    if (was_ready) {
        sched_enqueue_tail(tcb);
    }
    sched_reschedule();
    return seL4_NoError;
}

static seL4_Error invoke_configure(struct invocation *inv)
{
    if (inv->length < 3) {
        return seL4_TruncatedMessage;
    }
    seL4_Word index = inv_word(inv, 0);
    seL4_Word domain = inv_word(inv, 1);
    seL4_Word duration = inv_word(inv, 2);
    /* The last entry always marks the end. */
    if (index >= CONFIG_NUM_DOMAIN_SCHEDULES - 1) {
        return inv_range_error(inv, 0, CONFIG_NUM_DOMAIN_SCHEDULES - 2);
    }
    if (domain >= CONFIG_NUM_DOMAINS) {
        return inv_range_error(inv, 0, CONFIG_NUM_DOMAINS - 1);
    }
    if (duration == 0 && domain != 0) {
        return inv_invalid_argument(inv, 1);
    }
    if (duration > max_duration || (duration == 0 && index == start_index)) {
        return inv_invalid_argument(inv, 2);
    }
    schedule[index] = (struct entry){.duration = duration, .domain = domain};
    return seL4_NoError;
}

static seL4_Error invoke_set_start(struct invocation *inv)
{
    if (inv->length < 1) {
        return seL4_TruncatedMessage;
    }
    seL4_Word index = inv_word(inv, 0);
    if (index >= CONFIG_NUM_DOMAIN_SCHEDULES) {
        return inv_range_error(inv, 0, CONFIG_NUM_DOMAIN_SCHEDULES - 1);
    }
    if (schedule[index].duration == 0) {
        return inv_invalid_argument(inv, 0);
    }
    start_index = index;
    begin(index);
    sched_reschedule();
    return seL4_NoError;
}

seL4_Error domain_invoke(struct invocation *inv)
{
    switch (inv->label) {
    case DomainSetSet:
        return invoke_set(inv);
    case DomainScheduleConfigure:
        return invoke_configure(inv);
    case DomainScheduleSetStart:
        return invoke_set_start(inv);
    default:
        return seL4_IllegalOperation;
    }
}
