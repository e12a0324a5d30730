/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scheduling contexts, priorities and fault endpoints. Source: seL4 manual, 6.1.
 */
#include "spawn/schedule.h"

#include "resource/kernel.h"
#include "resource/slots.h"
#include "resource/untyped.h"

static seL4_CPtr fault_endpoint;
static seL4_CPtr control;
static uint32_t fault_slot; /* holds a minted fault endpoint for one call; 0: it was given up */

kaal_err_t schedule_init(seL4_CPtr endpoint, seL4_CPtr sched_control)
{
    fault_endpoint = endpoint;
    control = sched_control;
    return slots_alloc(1, &fault_slot);
}

kaal_err_t schedule_set_budget(const struct component *component, uint32_t budget_us,
                               uint32_t period_us)
{
    return KERNEL_CALL(seL4_SchedControl_ConfigureFlags, control, component->sched_context,
                       budget_us, period_us, 0, 0, 0);
}

static kaal_err_t mint_fault_endpoint(const struct component *component)
{
    kaal_err_t err = (fault_slot == 0) ? slots_alloc(1, &fault_slot) : KAAL_OK;

    if (err != KAAL_OK) {
        return err;
    }
    return KERNEL_CALL(seL4_CNode_Mint, seL4_CapInitThreadCNode, fault_slot, seL4_WordBits,
                       seL4_CapInitThreadCNode, fault_endpoint, seL4_WordBits,
                       seL4_CapRights_new(1, 0, 0, 1),
                       component_badge(component) | COMPONENT_BADGE_FAULT);
}

/* The TCB keeps its own copy of the fault endpoint, so the slot is for the call only. */
kaal_err_t schedule_thread(const struct component *component)
{
    const struct kaal_wire_system_component *description = component->description;
    kaal_err_t err = schedule_set_budget(component, description->budget_us, description->period_us);

    if (err == KAAL_OK) {
        err = mint_fault_endpoint(component);
    }
    if (err != KAAL_OK) {
        return err;
    }
    err = KERNEL_CALL(seL4_TCB_SetSchedParams, component->tcb, seL4_CapInitThreadTCB, 0,
                      description->priority, component->sched_context, fault_slot);
    if (err == KAAL_OK && description->overrun == KAAL_OVERRUN_FAULT) {
        err = KERNEL_CALL(seL4_TCB_SetTimeoutEndpoint, component->tcb, fault_slot);
    }
    if (!untyped_delete(fault_slot)) {
        fault_slot = 0;
        return KAAL_ERR_KERNEL;
    }
    return err;
}
