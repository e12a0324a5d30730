/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making threads of the broker.
 * What they do is known to whoever starts them.
 */
#include "resource/thread.h"

#include "resource/account.h"
#include "resource/kernel.h"
#include "resource/window.h"

static kaal_err_t make_buffer(struct account *account, uint64_t address, uint32_t *frame)
{
    kaal_err_t err =
        account_make(account, seL4_ARM_SmallPageObject, seL4_PageBits, seL4_PageBits, 1, frame);

    return (err == KAAL_OK) ? window_map_frame(address, *frame) : err;
}

kaal_err_t thread_start(const struct thread_options *options)
{
    struct account account; /* what is in it is never given back */
    uint32_t tcb = 0;
    uint32_t sched_context = 0;
    uint32_t frame = 0;
    seL4_UserContext context = {
        .pc = (seL4_Word)options->main,
        .sp = (seL4_Word)options->stack_end,
    };
    kaal_err_t err = KAAL_OK;

    account_init(&account, UINT64_MAX, UINT32_MAX);
    if (options->ipc_address != 0) {
        err = make_buffer(&account, options->ipc_address, &frame);
    }
    if (err == KAAL_OK) {
        err = account_make(&account, seL4_TCBObject, 0, seL4_TCBBits, 1, &tcb);
    }
    if (err == KAAL_OK) {
        err = account_make(&account, seL4_SchedContextObject, seL4_MinSchedContextBits,
                           seL4_MinSchedContextBits, 1, &sched_context);
    }
    if (err != KAAL_OK) {
        return err;
    }
    if (KERNEL_CALL(seL4_SchedControl_ConfigureFlags, options->sched_control, sched_context,
                    options->budget_us, options->period_us, 0, 0, 0) != KAAL_OK ||
        KERNEL_CALL(seL4_TCB_Configure, tcb, seL4_CapInitThreadCNode, 0, seL4_CapInitThreadVSpace,
                    0, options->ipc_address, frame) != KAAL_OK ||
        KERNEL_CALL(seL4_TCB_SetSchedParams, tcb, seL4_CapInitThreadTCB, 0, options->priority,
                    sched_context, seL4_CapNull) != KAAL_OK ||
        KERNEL_CALL(seL4_TCB_WriteRegisters, tcb, 1, 0, sizeof(context) / sizeof(seL4_Word),
                    &context) != KAAL_OK) {
        return KAAL_ERR_KERNEL;
    }
    return KAAL_OK;
}

kaal_err_t thread_notification(seL4_CPtr *notification)
{
    struct account account; /* as above */
    uint32_t slot = 0;
    kaal_err_t err = KAAL_OK;

    account_init(&account, UINT64_MAX, UINT32_MAX);
    err = account_make(&account, seL4_NotificationObject, 0, seL4_NotificationBits, 1, &slot);
    if (err == KAAL_OK) {
        *notification = slot;
    }
    return err;
}
