/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The time of a running component: what its account is charged, what the kernel gives, and what its
 * grant says are changed together.
 */
#include "supervise/budget.h"

#include "grant/grant.h"
#include "policy/system.h"
#include "spawn/guard.h"
#include "spawn/schedule.h"

/* The grant of its time, which every running component has. */
static const struct grant *cpu_grant_of(const struct component *component)
{
    uint32_t id = grant_first_of(component->index);

    while (grant_get(id)->kind != KAAL_GRANT_CPU) {
        id = grant_next_of(id);
    }
    return grant_get(id);
}

kaal_err_t budget_set(const struct component *by, struct component *component, uint32_t budget_us,
                      uint32_t period_us, const char **reason)
{
    struct account *account = &component->account;
    const struct grant *time = NULL;
    uint32_t earlier = 0;
    uint32_t share = 0;
    bool is_forced = (by->description->rights & KAAL_RIGHT_ADMIN) != 0;
    kaal_err_t err = KAAL_OK;

    if (period_us < 1 || period_us > SYSTEM_PERIOD_US_MAX || budget_us < 1 ||
        budget_us > period_us) {
        return KAAL_ERR_RANGE;
    }
    if (component->state != KAAL_STATE_RUNNING) {
        return KAAL_ERR_STATE;
    }
    time = cpu_grant_of(component);
    earlier = kaal_cpu_share((uint32_t)time->a, (uint32_t)time->b);
    share = kaal_cpu_share(budget_us, period_us);
    err = guard_cpu(component, share, reason);
    if (err != KAAL_OK) {
        return err;
    }
    err = account_charge_cpu(account, earlier, share, is_forced);
    if (err != KAAL_OK) {
        return err;
    }
    err = schedule_set_budget(component, budget_us, period_us);
    if (err != KAAL_OK) {
        (void)!account_charge_cpu(account, share, earlier, true);
        return err;
    }
    grant_set(time->id, budget_us, period_us);
    return KAAL_OK;
}
