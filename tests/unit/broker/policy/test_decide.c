/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decisions: what a rule allows, what is too much for it, and that nothing goes without one.
 */
#include "support/cmocka_all.h"

#include "policy/decide.h"
#include "support/policy_sample.h"

#define ALL_PARTS ((uint32_t)(KAAL_POLICY_MMIO_READ | KAAL_POLICY_MMIO_WRITE | KAAL_POLICY_IRQ))

static struct sample sample;
static struct kaal_policy policy;

static struct decide_device card;
static struct decide_device uart;

static int set_up(void **state)
{
    (void)state;
    decide_add_text(&card, KAAL_POLICY_DEVICE_PATH, "0000:01:00.0");
    decide_add_number(&card, KAAL_POLICY_DEVICE_PCI, 0x8086100e);
    decide_add_number(&card, KAAL_POLICY_DEVICE_CLASS, 0x0200);
    decide_add_text(&uart, KAAL_POLICY_DEVICE_PATH, "/pl011@9000000");
    decide_add_text(&uart, KAAL_POLICY_DEVICE_COMPATIBLE, "arm,pl011");
    decide_add_text(&uart, KAAL_POLICY_DEVICE_COMPATIBLE, "arm,primecell");
    return 0;
}

/* A decision is as wanted, and says why when it is a refusal. */
static void decided(struct decision decision, kaal_err_t err, bool has_rule)
{
    assert_int_equal(decision.err, err);
    assert_int_equal(decision.reason != NULL, err != KAAL_OK);
    assert_int_equal(decision.rule != KAAL_POLICY_NONE, has_rule);
}

static void give_device(uint32_t kind, uint64_t key, const char *text, uint32_t dma)
{
    sample_begin(&sample, 2);
    sample_rule(
        &sample, 0,
        &(struct kaal_wire_policy_rule){.kind = kind,
                                        .what = KAAL_POLICY_MMIO_READ | KAAL_POLICY_IRQ,
                                        .key = (text != NULL) ? kaal_policy_hash(text) : key,
                                        .text = (text != NULL) ? sample_text(&sample, text) : 0,
                                        .dma = dma,
                                        .bytes = (dma == KAAL_DMA_NONE) ? 0 : 8192,
                                        .peer = KAAL_POLICY_NONE});
    sample_open(&sample, &policy);
}

static struct decision ask(uint32_t subject, const struct decide_device *device, uint32_t what,
                           uint64_t dma_bytes)
{
    return decide_device(&policy, subject, device,
                         &(struct decide_parts){.what = what, .dma_bytes = dma_bytes});
}

static void a_device_is_found_by_each_of_its_names(void **state)
{
    const struct {
        const struct decide_device *device;
        uint32_t kind;
        uint64_t key;
        const char *text;
    } names[] = {
        {&card, KAAL_POLICY_DEVICE_PCI, 0x8086100e, NULL},
        {&card, KAAL_POLICY_DEVICE_CLASS, 0x0200, NULL},
        {&card, KAAL_POLICY_DEVICE_PATH, 0, "0000:01:00.0"},
        {&uart, KAAL_POLICY_DEVICE_COMPATIBLE, 0, "arm,pl011"},
        {&uart, KAAL_POLICY_DEVICE_COMPATIBLE, 0, "arm,primecell"},
        {&uart, KAAL_POLICY_DEVICE_PATH, 0, "/pl011@9000000"},
    };

    (void)state;
    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(names); i++) {
        const struct decide_device *other = (names[i].device == &card) ? &uart : &card;

        give_device(names[i].kind, names[i].key, names[i].text, KAAL_DMA_NONE);
        decided(ask(0, names[i].device, KAAL_POLICY_MMIO_READ, 0), KAAL_OK, true);
        decided(ask(1, names[i].device, KAAL_POLICY_MMIO_READ, 0), KAAL_ERR_DENIED, false);
        decided(ask(0, other, KAAL_POLICY_MMIO_READ, 0), KAAL_ERR_DENIED, false);
        decided(ask(KAAL_POLICY_NONE, names[i].device, KAAL_POLICY_MMIO_READ, 0), KAAL_ERR_DENIED,
                false);
    }
}

static void a_device_is_given_within_its_rule(void **state)
{
    (void)state;
    give_device(KAAL_POLICY_DEVICE_PCI, 0x8086100e, NULL, KAAL_DMA_TRUSTED);
    decided(ask(0, &card, KAAL_POLICY_MMIO_READ | KAAL_POLICY_IRQ, 8192), KAAL_OK, true);
    decided(ask(0, &card, ALL_PARTS, 0), KAAL_ERR_DENIED, true);
    decided(ask(0, &card, KAAL_POLICY_IRQ, 12288), KAAL_ERR_DENIED, true);
    give_device(KAAL_POLICY_DEVICE_PCI, 0x8086100e, NULL, KAAL_DMA_NONE);
    decided(ask(0, &card, KAAL_POLICY_IRQ, 4096), KAAL_ERR_DENIED, true);
    give_device(KAAL_POLICY_DEVICE_PCI, 0x8086100e, NULL, KAAL_DMA_ISOLATED);
    decided(ask(0, &card, KAAL_POLICY_IRQ, 4096), KAAL_ERR_UNSUPPORTED, true);
    decided(ask(0, &card, KAAL_POLICY_IRQ, 0), KAAL_OK, true);
}

/* Of several rules the one that allows it counts; else one that says more than that none is there.
 */
static void any_name_may_allow_a_device(void **state)
{
    (void)state;
    sample_begin(&sample, 1);
    sample_pci(&sample, 0, 0x8086100e, KAAL_DMA_NONE);
    sample_rule(&sample, 0,
                &(struct kaal_wire_policy_rule){.kind = KAAL_POLICY_DEVICE_CLASS,
                                                .key = 0x0200,
                                                .what = KAAL_POLICY_IRQ | KAAL_POLICY_MMIO_READ,
                                                .dma = KAAL_DMA_TRUSTED,
                                                .bytes = 4096,
                                                .peer = KAAL_POLICY_NONE});
    sample_open(&sample, &policy);
    decided(ask(0, &card, ALL_PARTS, 0), KAAL_OK, true);
    decided(ask(0, &card, KAAL_POLICY_IRQ, 4096), KAAL_OK, true);
    decided(ask(0, &card, ALL_PARTS, 4096), KAAL_ERR_DENIED, true);
    assert_true(decide_trusts(&policy, 0, &card));
    assert_false(decide_trusts(&policy, 0, &uart));
}

/* Nobody makes a device do DMA who can write neither registers nor a pool. */
static void who_only_reads_is_not_trusted_with_dma(void **state)
{
    struct kaal_wire_policy_rule rule = {.kind = KAAL_POLICY_DEVICE_PCI,
                                         .key = 0x8086100e,
                                         .what = KAAL_POLICY_MMIO_READ | KAAL_POLICY_IRQ,
                                         .dma = KAAL_DMA_TRUSTED,
                                         .peer = KAAL_POLICY_NONE};

    (void)state;
    sample_begin(&sample, 3);
    sample_rule(&sample, 0, &rule);
    rule.bytes = 4096;
    sample_rule(&sample, 1, &rule);
    rule.bytes = 0;
    rule.what |= KAAL_POLICY_MMIO_WRITE;
    sample_rule(&sample, 2, &rule);
    sample_open(&sample, &policy);
    assert_false(decide_trusts(&policy, 0, &card));
    assert_true(decide_trusts(&policy, 1, &card));
    assert_true(decide_trusts(&policy, 2, &card));
}

static void names_beyond_the_room_are_left_out(void **state)
{
    struct decide_device device = {0};

    (void)state;
    sample_begin(&sample, 1);
    sample_pci(&sample, 0, DECIDE_NAMES_MAX - 1, KAAL_DMA_NONE);
    sample_pci(&sample, 0, DECIDE_NAMES_MAX, KAAL_DMA_NONE);
    sample_open(&sample, &policy);
    for (uint32_t i = 0; i < DECIDE_NAMES_MAX - 1; i++) {
        decide_add_number(&device, KAAL_POLICY_DEVICE_CLASS, i);
    }
    decided(ask(0, &device, KAAL_POLICY_IRQ, 0), KAAL_ERR_DENIED, false);
    decide_add_number(&device, KAAL_POLICY_DEVICE_PCI, DECIDE_NAMES_MAX - 1);
    decided(ask(0, &device, KAAL_POLICY_IRQ, 0), KAAL_OK, true);
    device.count--;
    decide_add_number(&device, KAAL_POLICY_DEVICE_CLASS, 0);
    decide_add_number(&device, KAAL_POLICY_DEVICE_PCI, DECIDE_NAMES_MAX);
    decided(ask(0, &device, KAAL_POLICY_IRQ, 0), KAAL_ERR_DENIED, false);
}

static void a_description_stays_within_the_limits(void **state)
{
    const struct kaal_wire_system_component good = {.memory_bytes = KAAL_MIB,
                                                    .priority = 100,
                                                    .budget_us = 500,
                                                    .period_us = 1000,
                                                    .rights = KAAL_RIGHT_LOG};
    struct kaal_wire_system_component what = good;

    (void)state;
    sample_begin(&sample, 1);
    sample.subjects[0].rights = KAAL_RIGHT_LOG | KAAL_RIGHT_LIST;
    sample.subjects[0].cpu = KAAL_CPU_WHOLE / 2;
    sample_open(&sample, &policy);
    decided(decide_description(&policy, 0, &good), KAAL_OK, false);
    decided(decide_description(&policy, KAAL_POLICY_NONE, &good), KAAL_ERR_DENIED, false);
    what.memory_bytes++;
    decided(decide_description(&policy, 0, &what), KAAL_ERR_DENIED, false);
    what = good;
    what.priority++;
    decided(decide_description(&policy, 0, &what), KAAL_ERR_DENIED, false);
    what = good;
    what.rights = KAAL_RIGHT_ADMIN;
    decided(decide_description(&policy, 0, &what), KAAL_ERR_DENIED, false);
    what = good;
    what.budget_us++;
    decided(decide_description(&policy, 0, &what), KAAL_ERR_DENIED, false);
    decided(decide_cpu(&policy, 0, 500000), KAAL_OK, false);
    decided(decide_cpu(&policy, 0, 500001), KAAL_ERR_DENIED, false);
    decided(decide_cpu(&policy, 1, 1), KAAL_ERR_DENIED, false);
}

static void rules_between_two_are_narrow_and_directed(void **state)
{
    (void)state;
    sample_begin(&sample, 3);
    sample_channel(&sample, 0, 1);
    sample_channel(&sample, 2, 2);
    sample_delegate(&sample, 0, 1, KAAL_POLICY_GIVE_MEMORY);
    sample_rule(&sample, 0,
                &(struct kaal_wire_policy_rule){.kind = KAAL_POLICY_ADMINISTER,
                                                .what = KAAL_POLICY_ACT_KILL,
                                                .key = 1,
                                                .peer = KAAL_POLICY_NONE});
    sample_open(&sample, &policy);
    decided(decide_channel(&policy, 0, 1, KAAL_POLICY_RING), KAAL_OK, true);
    decided(decide_channel(&policy, 1, 0, KAAL_POLICY_RING), KAAL_OK, true);
    decided(decide_channel(&policy, 2, 2, KAAL_POLICY_RING), KAAL_OK, true);
    decided(decide_channel(&policy, 0, 1, KAAL_POLICY_RPC), KAAL_ERR_DENIED, true);
    decided(decide_channel(&policy, 0, 2, KAAL_POLICY_RING), KAAL_ERR_DENIED, false);
    decided(decide_delegation(&policy, 0, 1, KAAL_POLICY_GIVE_MEMORY), KAAL_OK, true);
    decided(decide_delegation(&policy, 0, 1, KAAL_POLICY_GIVE_MEMORY | KAAL_POLICY_GIVE_WRITE),
            KAAL_ERR_DENIED, true);
    decided(decide_delegation(&policy, 1, 0, KAAL_POLICY_GIVE_MEMORY), KAAL_ERR_DENIED, false);
    decided(decide_act(&policy, 0, 1, KAAL_POLICY_ACT_KILL), KAAL_OK, true);
    decided(decide_act(&policy, 0, 1, KAAL_POLICY_ACT_REPLACE), KAAL_ERR_DENIED, true);
    decided(decide_act(&policy, 1, 0, KAAL_POLICY_ACT_KILL), KAAL_ERR_DENIED, false);
}

static void spawning_gives_a_role(void **state)
{
    uint32_t role = 99;

    (void)state;
    sample_begin(&sample, 3);
    sample_spawn(&sample, 0, "image", 2);
    sample_open(&sample, &policy);
    decided(decide_spawn(&policy, 0, "other", &role), KAAL_ERR_DENIED, false);
    decided(decide_spawn(&policy, 1, "image", &role), KAAL_ERR_DENIED, false);
    assert_int_equal(role, 99);
    decided(decide_spawn(&policy, 0, "image", &role), KAAL_OK, true);
    assert_int_equal(role, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_device_is_found_by_each_of_its_names),
        cmocka_unit_test(a_device_is_given_within_its_rule),
        cmocka_unit_test(any_name_may_allow_a_device),
        cmocka_unit_test(who_only_reads_is_not_trusted_with_dma),
        cmocka_unit_test(names_beyond_the_room_are_left_out),
        cmocka_unit_test(a_description_stays_within_the_limits),
        cmocka_unit_test(rules_between_two_are_narrow_and_directed),
        cmocka_unit_test(spawning_gives_a_role),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
