/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads of the broker beside its main one: in its own address space, each with little to do and a
 * share of time of its own. They touch nothing that the main thread works on.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include <sel4/sel4.h>

struct thread_options {
    void (*main)(void);   /* never returns */
    void *stack_end;      /* aligned to 16 */
    uint64_t ipc_address; /* where its IPC buffer is to be mapped; 0: it has none */
    seL4_Word priority;
    uint64_t budget_us; /* in each period */
    uint64_t period_us;
    seL4_CPtr sched_control; /* of the core it runs on */
};

/*
 * Make a thread and let it run. For ever: it is never ended. Only at boot.
 * Errors: KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS, KAAL_ERR_KERNEL.
 */
KAAL_CHECKED kaal_err_t thread_start(const struct thread_options *options);

/*
 * Make a notification for such a thread to wait for. For ever as well; only at boot.
 * Errors: KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS, KAAL_ERR_KERNEL.
 */
KAAL_CHECKED kaal_err_t thread_notification(seL4_CPtr *notification);
