/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The thread that splits, and what it is to split next.
 * Which untypeds these are is known to resource/buddy.
 */
#include "resource/ahead.h"

#include <kaal/types.h>

#include "resource/buddy.h"
#include "resource/kernel.h"
#include "resource/thread.h"
#include "resource/window.h"

#define PRIORITY  253 /* above all components: a busy one could starve it, and then all spawns */
#define BUDGET_US 500 /* so long others wait meanwhile; with less, quick spawns overtake it */
#define PERIOD_US 1000

static uint64_t stack[128] __attribute__((aligned(16)));
static seL4_CPtr work;
static seL4_CPtr done;

/* Written by the broker before it signals `work`, by the thread before it signals `done`. */
static struct {
    struct buddy_split split;
    seL4_Error error;
} job;

/*
 * seL4_Untyped_Retype, with the thread's own IPC buffer. Most of libsel4's stubs write to the one
 * of the broker's main thread; those whose names end in MRs do not. Source: seL4 manual, 10.3.1.10;
 * libsel4's interfaces/object-api.xml.
 */
static seL4_Error split(const struct buddy_split *wish)
{
    seL4_IPCBuffer *buffer = (seL4_IPCBuffer *)WINDOW_AHEAD_VA;
    seL4_Word type = seL4_UntypedObject;
    seL4_Word size_bits = wish->child_bits;
    seL4_Word index = 0;
    seL4_Word depth = 0;

    buffer->caps_or_badges[0] = seL4_CapInitThreadCNode;
    buffer->msg[4] = wish->first_child;
    buffer->msg[5] = 2;
    return (seL4_Error)seL4_MessageInfo_get_label(
        seL4_CallWithMRs(wish->slot, seL4_MessageInfo_new(UntypedRetype, 0, 1, 6), &type,
                         &size_bits, &index, &depth));
}

static void ahead_main(void)
{
    for (;;) {
        (void)seL4_WaitWithMRs(work, seL4_Null, seL4_Null, seL4_Null, seL4_Null, seL4_Null);
        job.error = split(&job.split);
        seL4_Signal(done);
    }
}

kaal_err_t ahead_start(seL4_CPtr done_cap, seL4_CPtr sched_control)
{
    kaal_err_t err = thread_notification(&work);

    if (err != KAAL_OK) {
        return err;
    }
    done = done_cap;
    return thread_start(&(struct thread_options){
        .main = ahead_main,
        .stack_end = stack + KAAL_ARRAY_LENGTH(stack),
        .ipc_address = WINDOW_AHEAD_VA,
        .priority = PRIORITY,
        .budget_us = BUDGET_US,
        .period_us = PERIOD_US,
        .sched_control = sched_control,
    });
}

void ahead_look(void)
{
    if (buddy_ahead_bytes() == 0 && buddy_ahead_begin(&job.split)) {
        seL4_Signal(work);
    }
}

bool ahead_is_awaited(void)
{
    ahead_look();
    return buddy_ahead_bytes() > 0;
}

bool ahead_is_short(void)
{
    return buddy_is_short() && ahead_is_awaited();
}

void ahead_prepare(void)
{
    struct buddy_split wish;

    while (buddy_is_short() && buddy_ahead_begin(&wish)) {
        buddy_ahead_end(buddy_kernel_split(wish.slot, wish.child_bits, wish.first_child) ==
                        KAAL_OK);
    }
}

void ahead_take_over(void)
{
    buddy_ahead_end(kernel_result("seL4_Untyped_Retype", job.error) == KAAL_OK);
    ahead_look();
}
