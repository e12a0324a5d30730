/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From things to subjects, and on to policy/decide.
 */
#include "supervise/judge.h"

#include "discover/device.h"
#include "grant/share.h"
#include "spawn/guard.h"

static struct decision fine(void)
{
    return (struct decision){.err = KAAL_OK, .rule = KAAL_POLICY_NONE};
}

bool judge_is_there(const struct component *component)
{
    bool is_begun = component->state == KAAL_STATE_RUNNING ||
                    component->state == KAAL_STATE_BEGINNING ||
                    component->state == KAAL_STATE_WAITING;

    return is_begun || (component->life != GRANT_NONE && component->state != KAAL_STATE_ENDING);
}

struct decision judge_component(const struct kaal_policy *policy, const struct component *component)
{
    return decide_description(policy, guard_subject_under(policy, component),
                              component->description);
}

struct decision judge_line(const struct kaal_policy *policy, const struct component *component)
{
    struct decision decision = judge_component(policy, component);

    while (decision.err == KAAL_OK && component->parent != COMPONENT_NONE) {
        component = component_get(component->parent);
        decision = judge_component(policy, component);
    }
    return decision;
}

static uint32_t subject_at(const struct kaal_policy *policy, uint32_t index)
{
    return guard_subject_under(policy, component_get(index));
}

/* A device, or a part of one, in the hands of whom the broker has given it to. */
static struct decision judge_device(const struct kaal_policy *policy, const struct grant *grant)
{
    struct decide_parts parts = {0};

    if (grant->kind == KAAL_GRANT_MMIO) {
        parts.what = KAAL_POLICY_MMIO_READ;
        parts.what |= ((grant->access & KAAL_ACCESS_WRITE) != 0) ? KAAL_POLICY_MMIO_WRITE : 0U;
    } else if (grant->kind == KAAL_GRANT_IRQ) {
        parts.what = KAAL_POLICY_IRQ;
    } else if (grant->kind == KAAL_GRANT_DMA) {
        parts.dma_bytes = grant->b;
    }
    return decide_device(policy, subject_at(policy, grant->holder),
                         &device_get(grant->subject)->names, &parts);
}

/* What kind of thing it is a part of, one of enum kaal_policy_delegate. */
static uint32_t kind_given(enum kaal_grant_kind kind)
{
    switch (kind) {
    case KAAL_GRANT_MMIO:
        return KAAL_POLICY_GIVE_MMIO;
    case KAAL_GRANT_DMA:
        return KAAL_POLICY_GIVE_DMA;
    case KAAL_GRANT_IRQ:
    case KAAL_GRANT_LENT:
        return KAAL_POLICY_GIVE_IRQ;
    case KAAL_GRANT_MEMORY:
    case KAAL_GRANT_CHANNEL:
    case KAAL_GRANT_CPU:
    case KAAL_GRANT_RIGHTS:
    case KAAL_GRANT_COMPONENT:
    case KAAL_GRANT_DEVICE:
    case KAAL_GRANT_SHARED:
        break;
    }
    return KAAL_POLICY_GIVE_MEMORY;
}

uint32_t judge_giving(const struct grant *grant, uint32_t access)
{
    uint64_t offset = 0;
    uint32_t kind = kind_given(share_root(grant, &offset)->kind);

    return kind | (((access & KAAL_ACCESS_WRITE) != 0) ? (uint32_t)KAAL_POLICY_GIVE_WRITE : 0);
}

static bool is_trusted(const struct kaal_policy *policy, const struct grant *device,
                       uint32_t holder)
{
    return decide_trusts(policy, subject_at(policy, holder), &device_get(device->subject)->names);
}

/* Registers that can be written, of a device with DMA, for somebody who is not trusted with it. */
static bool is_too_strong(const struct kaal_policy *policy, const struct grant *grant)
{
    uint64_t offset = 0;
    const struct grant *root = share_root(grant, &offset);

    return root->kind == KAAL_GRANT_MMIO && (grant->access & KAAL_ACCESS_WRITE) != 0 &&
           is_trusted(policy, root, root->holder) && !is_trusted(policy, root, grant->holder);
}

/* A part of a grant in the hands of somebody else than its holder: both decide. */
static struct decision judge_delegated(const struct kaal_policy *policy, const struct grant *grant)
{
    const struct grant *giver = grant_get(grant_parent(grant->id));

    if (is_too_strong(policy, grant)) {
        return (struct decision){KAAL_ERR_DENIED, KAAL_POLICY_NONE,
                                 "it is not trusted with the device's DMA"};
    }
    return decide_delegation(policy, subject_at(policy, giver->holder),
                             subject_at(policy, grant->holder), judge_giving(grant, grant->access));
}

static struct decision judge_channel(const struct kaal_policy *policy, const struct grant *grant)
{
    return decide_channel(policy, subject_at(policy, grant->holder),
                          subject_at(policy, grant->subject), (uint32_t)1 << grant->b);
}

struct decision judge_grant(const struct kaal_policy *policy, const struct grant *grant)
{
    switch (grant->kind) {
    case KAAL_GRANT_DEVICE:
    case KAAL_GRANT_MMIO:
    case KAAL_GRANT_IRQ:
    case KAAL_GRANT_DMA:
        return judge_device(policy, grant);
    case KAAL_GRANT_SHARED:
    case KAAL_GRANT_LENT:
        return judge_delegated(policy, grant);
    case KAAL_GRANT_CHANNEL:
        return judge_channel(policy, grant);
    case KAAL_GRANT_COMPONENT:
        return judge_component(policy, component_get(grant->subject));
    case KAAL_GRANT_CPU:
        return decide_cpu(policy, subject_at(policy, grant->holder),
                          kaal_cpu_share((uint32_t)grant->a, (uint32_t)grant->b));
    case KAAL_GRANT_MEMORY:
    case KAAL_GRANT_RIGHTS:
        return fine();
    }
    return fine();
}
