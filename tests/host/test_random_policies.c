/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ten thousand requests in the order of some seeds, and another policy now and then. After each
 * change the policy allows all that is there, in the eyes of a judge who looks at every rule and
 * reads nothing of the broker's own; nothing is there without a grant; and the audit log tells all
 * of it. KAAL_SEED repeats one.
 */
#include "acts.h"

#include <string.h>

#include <kaal/wire/policy.h>

#include "discover/device.h"
#include "grant/grant.h"
#include "ledger.h"
#include "policy/force.h"
#include "puppet.h"
#include "spawn/component.h"
#include "supervise/enforce.h"
#include "variant.h"

#define SEEDS             4U
#define OPERATIONS        (10000U / SEEDS) /* of each */
#define STEPS_A_POLICY    150U
#define CARD_PCI          0x8086100eU
#define CARD_CLASS        0x0200U
#define POLICIES_AT_LEAST 20U

/* --- the judge --- */

static const struct kaal_policy *policy; /* in force */

static const struct kaal_wire_policy_subject *subject_named(const char *name)
{
    for (uint32_t i = 0; i < policy->header->subject_count; i++) {
        if (strcmp(policy->subjects[i].name, name) == 0) {
            return &policy->subjects[i];
        }
    }
    return NULL;
}

static const struct kaal_wire_policy_rule *rule_of(const struct kaal_wire_policy_subject *subject,
                                                   uint32_t number)
{
    return &policy->rules[subject->rule_first + number];
}

/* What a spawned component is: its spawner's rule for its image says it. NULL: nothing. */
static const struct kaal_wire_policy_subject *role_of(
    const struct kaal_wire_policy_subject *spawner, const char *image)
{
    for (uint32_t i = 0; spawner != NULL && i < spawner->rule_count; i++) {
        const struct kaal_wire_policy_rule *rule = rule_of(spawner, i);

        if (rule->kind == KAAL_POLICY_SPAWN && strcmp(policy->text + rule->text, image) == 0) {
            return &policy->subjects[rule->peer];
        }
    }
    return NULL;
}

/* From the one at the top down. */
static const struct kaal_wire_policy_subject *subject_of(uint32_t index)
{
    const struct component *component = component_get(index);
    const struct component *top = component;
    const struct kaal_wire_policy_subject *subject = NULL;

    while (top->parent != COMPONENT_NONE) {
        top = component_get(top->parent);
    }
    subject = subject_named(component_name(top));
    while (top != component) {
        const struct component *next = component;

        while (component_get(next->parent) != top) {
            next = component_get(next->parent);
        }
        subject = role_of(subject, next->description->image);
        top = next;
    }
    return subject;
}

static bool is_component_allowed(const struct component *component)
{
    const struct kaal_wire_system_component *what = component->description;
    const struct kaal_wire_policy_subject *subject = subject_of(component->index);
    uint32_t own = kaal_cpu_share(what->budget_us, what->period_us);

    return subject != NULL && what->memory_bytes <= subject->memory_bytes &&
           what->priority <= subject->priority && (what->rights & ~subject->rights) == 0 &&
           ((what->cpu != 0) ? what->cpu : own) <= subject->cpu;
}

/* A rule of one for the other, with all these bits. */
static bool is_between_allowed(uint32_t kind, uint32_t one, uint32_t other, uint32_t what)
{
    const struct kaal_wire_policy_subject *owner = subject_of(one);
    const struct kaal_wire_policy_subject *peer = subject_of(other);

    for (uint32_t i = 0; owner != NULL && peer != NULL && i < owner->rule_count; i++) {
        const struct kaal_wire_policy_rule *rule = rule_of(owner, i);

        if (rule->kind == kind && &policy->subjects[rule->key] == peer &&
            (rule->what & what) == what) {
            return true;
        }
    }
    return false;
}

static bool names_card(const struct kaal_wire_policy_rule *rule)
{
    return (rule->kind == KAAL_POLICY_DEVICE_PCI && rule->key == CARD_PCI) ||
           (rule->kind == KAAL_POLICY_DEVICE_CLASS && rule->key == CARD_CLASS) ||
           (rule->kind == KAAL_POLICY_DEVICE_PATH &&
            strcmp(policy->text + rule->text, RIG_NIC_PLACE) == 0);
}

/* A rule for the card, with all these parts. */
static bool is_card_allowed(uint32_t holder, uint32_t what, uint64_t dma_bytes)
{
    const struct kaal_wire_policy_subject *subject = subject_of(holder);

    for (uint32_t i = 0; subject != NULL && i < subject->rule_count; i++) {
        const struct kaal_wire_policy_rule *rule = rule_of(subject, i);

        if (names_card(rule) && (rule->what & what) == what && dma_bytes <= rule->bytes &&
            (dma_bytes == 0 || rule->dma == KAAL_DMA_TRUSTED)) {
            return true;
        }
    }
    return false;
}

static bool is_trusted(uint32_t holder)
{
    const struct kaal_wire_policy_subject *subject = subject_of(holder);

    for (uint32_t i = 0; subject != NULL && i < subject->rule_count; i++) {
        if (names_card(rule_of(subject, i)) && rule_of(subject, i)->dma == KAAL_DMA_TRUSTED) {
            return true;
        }
    }
    return false;
}

static const struct grant *root_of(const struct grant *grant)
{
    while (grant->kind == KAAL_GRANT_SHARED || grant->kind == KAAL_GRANT_LENT) {
        grant = grant_get(grant_parent(grant->id));
    }
    return grant;
}

/* A part of what somebody else has. */
static bool is_part_allowed(const struct grant *grant)
{
    const struct grant *root = root_of(grant);
    bool can_write = (grant->access & KAAL_ACCESS_WRITE) != 0;
    uint32_t what = can_write ? KAAL_POLICY_GIVE_WRITE : 0;

    if (root->kind == KAAL_GRANT_IRQ) {
        what |= KAAL_POLICY_GIVE_IRQ;
    } else if (root->kind == KAAL_GRANT_MMIO) {
        what |= KAAL_POLICY_GIVE_MMIO;
    } else if (root->kind == KAAL_GRANT_DMA) {
        what |= KAAL_POLICY_GIVE_DMA;
    } else {
        what |= KAAL_POLICY_GIVE_MEMORY;
    }
    if (root->kind == KAAL_GRANT_MMIO && can_write && is_trusted(root->holder) &&
        !is_trusted(grant->holder)) {
        return false;
    }
    return is_between_allowed(KAAL_POLICY_DELEGATE, grant_get(grant_parent(grant->id))->holder,
                              grant->holder, what);
}

static bool is_allowed(const struct grant *grant)
{
    uint32_t holder = grant->holder;
    uint32_t write = (grant->access & KAAL_ACCESS_WRITE) != 0 ? KAAL_POLICY_MMIO_WRITE : 0;

    switch (grant->kind) {
    case KAAL_GRANT_DEVICE:
        return is_card_allowed(holder, 0, 0);
    case KAAL_GRANT_MMIO:
        return is_card_allowed(holder, KAAL_POLICY_MMIO_READ | write, 0);
    case KAAL_GRANT_IRQ:
        return is_card_allowed(holder, KAAL_POLICY_IRQ, 0);
    case KAAL_GRANT_DMA:
        return is_card_allowed(holder, 0, grant->b);
    case KAAL_GRANT_SHARED:
    case KAAL_GRANT_LENT:
        return is_part_allowed(grant);
    case KAAL_GRANT_CHANNEL:
        return is_between_allowed(KAAL_POLICY_CHANNEL, holder, grant->subject, 1U << grant->b);
    case KAAL_GRANT_CPU:
        return kaal_cpu_share((uint32_t)grant->a, (uint32_t)grant->b) <= subject_of(holder)->cpu;
    case KAAL_GRANT_COMPONENT:
        return is_component_allowed(component_get(grant->subject));
    case KAAL_GRANT_MEMORY:
    case KAAL_GRANT_RIGHTS:
        return is_component_allowed(component_get(holder));
    }
    return false;
}

static void expect_all_allowed(void)
{
    const struct grant *grant = NULL;
    uint32_t index = 0;

    policy = force_policy();
    while (grant_next(&index, &grant) == KAAL_OK) {
        if (grant->kind == KAAL_GRANT_DEVICE) {
            assert_string_equal(device_get(grant->subject)->place, RIG_NIC_PLACE);
        }
        if (!is_allowed(grant)) {
            fail_msg("version %u does not allow grant %u of kind %u of %s", policy->header->version,
                     grant->id, grant->kind, component_name(component_get(grant->holder)));
        }
    }
    for (uint32_t i = 0; i < component_count(); i++) {
        const struct component *component = component_get(i);

        assert_true(component == NULL || component->state != KAAL_STATE_RUNNING ||
                    is_component_allowed(component));
    }
    assert_true(enforce_holds());
}

/* --- the world --- */

static struct ledger_state table;

static void expect_log(void)
{
    ledger_replay(ledger_fetch());
    ledger_keep(&table);
    ledger_expect(&table);
    ledger_expect_names();
}

/* Every fourth policy is the boot image's again, under which all can begin anew. */
static void change_policy(uint64_t seed, unsigned number)
{
    variant_begin();
    if (number % 4 != 0) {
        variant_change(seed * 1000003 + number);
    }
    assert_int_equal(variant_apply(), KAAL_OK);
    expect_all_allowed();
    rig_check();
    expect_log();
}

static int live(uint64_t seed)
{
    unsigned policies = 0;

    acts_begin(seed);
    puppet_boot();
    ledger_begin();
    if (seed % 2 == 0) {
        rig_work_in_parts();
    }
    for (unsigned step = 0; acts_done() < OPERATIONS; step++) {
        (void)acts_step();
        if (step % STEPS_A_POLICY == 0 && puppet_is_over(SHELL)) {
            policies++;
            change_policy(seed, policies);
        }
    }
    acts_end();
    assert_true(policies >= POLICIES_AT_LEAST);
    rig_check();
    expect_log();
    ledger_expect_genuine();
    return 0;
}

static void goes_well_with_every_seed(void **state)
{
    (void)state;
    rig_each_seed(SEEDS, live);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goes_well_with_every_seed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
