/* SPDX-License-Identifier: BSD-2-Clause */
/* Half of the sequences begin with things in use already, so that they get further. */
#include "diff/own.h"
#include "diff/random.h"

#define SPARE_PRIORITY 125

/* A thread without a scheduling context that waits for calls: a passive server. */
static void make_server(void)
{
    seL4_CPtr tcb = REACH(1, WORK_TCB_SPARE);
    seL4_UserContext registers = {
        .pc = (seL4_Word)diff_exec_call,
        .sp = 0x1000,
        .x0 = CPTR_WORK(WORK_ENDPOINT),
        .x6 = CPTR_WORK(WORK_REPLY),
        .x7 = (seL4_Word)seL4_SysRecv,
        .x26 = (seL4_Word)seL4_SysWait,
        .x27 = CPTR_STOP,
        .x28 = (seL4_Word)&diff_shared.blocks[WORKERS],
    };

    world_check(seL4_TCB_Configure(tcb, own(OWN_CSPACE), guard(0, seL4_WordBits - 8 - 2),
                                   seL4_CapInitThreadVSpace, 0,
                                   (seL4_Word)diff_shared.buffers[WORKERS], buffer_frame(WORKERS)),
                "Configure");
    /* It gets a context for its first wait, and loses it there. */
    world_check(seL4_SchedControl_ConfigureFlags(own_boot.info->schedcontrol.start,
                                                 REACH(1, WORK_SC_SPARE), FOREVER_US, FOREVER_US, 0,
                                                 0, 0),
                "ConfigureFlags");
    world_check(seL4_TCB_SetSchedParams(tcb, seL4_CapInitThreadTCB, SPARE_PRIORITY, SPARE_PRIORITY,
                                        REACH(1, WORK_SC_SPARE), REACH(1, WORK_ENDPOINT + 1)),
                "SetSchedParams");
    world_check(
        seL4_TCB_WriteRegisters(tcb, 1, 0, sizeof(registers) / sizeof(seL4_Word), &registers),
        "WriteRegisters");
    world_check(seL4_SchedContext_Unbind(REACH(1, WORK_SC_SPARE)), "Unbind");
}

static void make_interrupts(void)
{
    seL4_CPtr control = REACH(2, SINGLE_IRQ_CONTROL);

    world_check(seL4_IRQControl_Get(control, SGI, own(OWN_WORK), WORK_IRQ, WORK_BITS),
                "IRQControl_Get");
    world_check(seL4_IRQControl_IssueSGISignal(control, SGI, 0, own(OWN_WORK), WORK_SGI, WORK_BITS),
                "IssueSGISignal");
    world_check(
        seL4_IRQHandler_SetNotification(REACH(1, WORK_IRQ), REACH(1, WORK_NOTIFICATION_BADGED)),
        "SetNotification");
}

void variant_make(struct random *random)
{
    if (random_percent(random, 50)) {
        world_check(seL4_ARM_Page_Map(REACH(1, WORK_FRAME), seL4_CapInitThreadVSpace, WINDOW,
                                      seL4_ReadWrite, seL4_ARM_Default_VMAttributes),
                    "Page_Map");
    }
    if (random_percent(random, 50)) {
        world_check(seL4_TCB_BindNotification(own(OWN_WORKER + 1), REACH(1, WORK_NOTIFICATION + 1)),
                    "BindNotification");
    }
    if (random_percent(random, 50)) {
        make_server();
    }
    if (random_percent(random, 50)) {
        make_interrupts();
    }
}
