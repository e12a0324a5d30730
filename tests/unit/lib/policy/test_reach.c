/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who reaches whom: by each kind of step, and against a slow obvious closure.
 */
#include "support/cmocka_all.h"

#include "policy/reach.h"
#include "support/policy_sample.h"

static struct sample sample;
static struct kaal_policy policy;
static struct kaal_reach_break broken;

static bool reaches(uint32_t from, uint32_t to)
{
    sample_open(&sample, &policy);
    return kaal_reach_is_possible(&policy, from, to);
}

static void a_channel_leads_both_ways_and_on(void **state)
{
    (void)state;
    sample_begin(&sample, 4);
    sample_channel(&sample, 0, 1);
    sample_channel(&sample, 1, 2);
    assert_true(reaches(0, 2));
    assert_true(reaches(2, 0));
    assert_false(reaches(0, 3));
    assert_false(reaches(3, 0));
}

static void delegation_leads_back_if_writable(void **state)
{
    (void)state;
    sample_begin(&sample, 2);
    sample_delegate(&sample, 0, 1, KAAL_POLICY_GIVE_MEMORY);
    assert_true(reaches(0, 1));
    assert_false(reaches(1, 0));
    sample_begin(&sample, 2);
    sample_delegate(&sample, 0, 1, KAAL_POLICY_GIVE_MEMORY | KAAL_POLICY_GIVE_WRITE);
    assert_true(reaches(1, 0));
}

static void spawning_leads_both_ways(void **state)
{
    (void)state;
    sample_begin(&sample, 2);
    sample_spawn(&sample, 0, "image", 1);
    assert_true(reaches(0, 1));
    assert_true(reaches(1, 0));
}

static void trusted_dma_leads_to_all(void **state)
{
    (void)state;
    sample_begin(&sample, 4);
    sample_pci(&sample, 1, 0x10001, KAAL_DMA_TRUSTED);
    assert_true(reaches(1, 3));
    assert_false(reaches(3, 1));
    sample_begin(&sample, 4);
    sample_pci(&sample, 1, 0x10001, KAAL_DMA_NONE);
    assert_false(reaches(1, 3));
    sample_begin(&sample, 4);
    sample_pci(&sample, 1, 0x10001, KAAL_DMA_ISOLATED);
    assert_false(reaches(1, 3));
}

/* What is passed on from one to the next is as strong as it was. */
static void delegated_registers_are_as_strong(void **state)
{
    (void)state;
    sample_begin(&sample, 5);
    sample_pci(&sample, 3, 0x10001, KAAL_DMA_TRUSTED);
    sample_delegate(&sample, 3, 2, KAAL_POLICY_GIVE_MMIO | KAAL_POLICY_GIVE_WRITE);
    sample_delegate(&sample, 2, 1, KAAL_POLICY_GIVE_DMA | KAAL_POLICY_GIVE_WRITE);
    assert_true(reaches(1, 4));
    sample_only(&sample, 3, KAAL_POLICY_MAY_DMA, 0);
    sample_open(&sample, &policy);
    assert_int_equal(kaal_reach_check(&policy, &broken), KAAL_ERR_STATE);
    assert_int_equal(broken.steps[0].subject, 1);
    sample_begin(&sample, 5);
    sample_pci(&sample, 3, 0x10001, KAAL_DMA_TRUSTED);
    sample_delegate(&sample, 3, 2, KAAL_POLICY_GIVE_MEMORY);
    assert_false(reaches(2, 4));
}

static kaal_err_t only(enum kaal_policy_may may, uint64_t key)
{
    sample_only(&sample, 0, may, key);
    sample_open(&sample, &policy);
    return kaal_reach_check(&policy, &broken);
}

/* Who can write nothing of a device does not make it do anything. */
static void registers_to_read_lead_nowhere(void **state)
{
    struct kaal_wire_policy_rule rule = {.kind = KAAL_POLICY_DEVICE_PCI,
                                         .key = 0x10001,
                                         .what = KAAL_POLICY_MMIO_READ | KAAL_POLICY_IRQ,
                                         .dma = KAAL_DMA_TRUSTED,
                                         .peer = KAAL_POLICY_NONE};

    (void)state;
    sample_begin(&sample, 3);
    sample_rule(&sample, 1, &rule);
    assert_false(reaches(1, 2));
    assert_int_equal(only(KAAL_POLICY_MAY_DMA, 0), KAAL_OK);
    sample_begin(&sample, 3);
    rule.bytes = KAAL_PAGE_BYTES; /* a pool is there to be written */
    sample_rule(&sample, 1, &rule);
    assert_true(reaches(1, 2));
    sample_begin(&sample, 4);
    sample_pci(&sample, 1, 0x10001, KAAL_DMA_TRUSTED);
    sample_delegate(&sample, 1, 2, KAAL_POLICY_GIVE_MMIO | KAAL_POLICY_GIVE_DMA);
    assert_false(reaches(2, 3));
    assert_true(reaches(1, 3));
}

static void a_broken_never_shows_its_path(void **state)
{
    (void)state;
    sample_begin(&sample, 5);
    sample_channel(&sample, 0, 4);
    sample_channel(&sample, 4, 2);
    sample_spawn(&sample, 2, "image", 3);
    sample_never(&sample, 1, 0);
    sample_never(&sample, 0, 3);
    sample_open(&sample, &policy);
    assert_int_equal(kaal_reach_check(&policy, &broken), KAAL_ERR_STATE);
    assert_int_equal(broken.assertion, 1);
    assert_int_equal(broken.count, 4);
    assert_int_equal(broken.steps[0].subject, 0);
    assert_int_equal(broken.steps[1].subject, 4);
    assert_int_equal(broken.steps[1].by, KAAL_REACH_CHANNEL);
    assert_int_equal(broken.steps[2].subject, 2);
    assert_int_equal(broken.steps[3].subject, 3);
    assert_int_equal(broken.steps[3].by, KAAL_REACH_SPAWN);
    assert_int_equal(policy.rules[broken.steps[3].rule].kind, KAAL_POLICY_SPAWN);
}

static void others_break_an_only(void **state)
{
    (void)state;
    for (uint32_t who = 0; who < 2; who++) {
        kaal_err_t expected = (who == 0) ? KAAL_OK : KAAL_ERR_STATE;

        sample_begin(&sample, 3);
        sample_spawn(&sample, who, "image", 2);
        assert_int_equal(only(KAAL_POLICY_MAY_SPAWN, 0), expected);
        sample_begin(&sample, 3);
        sample_delegate(&sample, who, 2, KAAL_POLICY_GIVE_IRQ);
        assert_int_equal(only(KAAL_POLICY_MAY_DELEGATE, 0), expected);
        sample_begin(&sample, 3);
        sample_pci(&sample, who, 0x10001, KAAL_DMA_TRUSTED);
        assert_int_equal(only(KAAL_POLICY_MAY_DMA, 0), expected);
        assert_int_equal(only(KAAL_POLICY_MAY_DEVICE, 0x10001), expected);
        sample_begin(&sample, 3);
        sample.subjects[who].rights = KAAL_RIGHT_LOG;
        assert_int_equal(only(KAAL_POLICY_MAY_RIGHT, KAAL_RIGHT_LOG), expected);
        assert_int_equal(only(KAAL_POLICY_MAY_RIGHT, KAAL_RIGHT_LIST), expected);
    }
}

/* A class or a place can be the very device; another one's numbers cannot, nor a tree's node. */
static void another_name_can_be_the_device(void **state)
{
    struct kaal_wire_policy_rule rule = {.kind = KAAL_POLICY_DEVICE_CLASS,
                                         .what = KAAL_POLICY_MMIO_READ,
                                         .key = 0x200,
                                         .peer = KAAL_POLICY_NONE};

    (void)state;
    sample_begin(&sample, 2);
    sample_rule(&sample, 1, &rule);
    assert_int_equal(only(KAAL_POLICY_MAY_DEVICE, 0x10001), KAAL_ERR_STATE);
    sample_begin(&sample, 2);
    sample_pci(&sample, 1, 0x10002, KAAL_DMA_NONE);
    assert_int_equal(only(KAAL_POLICY_MAY_DEVICE, 0x10001), KAAL_OK);
    sample_begin(&sample, 2);
    rule.kind = KAAL_POLICY_DEVICE_PATH;
    rule.text = sample_text(&sample, "/rtc");
    rule.key = kaal_policy_hash("/rtc");
    sample_rule(&sample, 1, &rule);
    assert_int_equal(only(KAAL_POLICY_MAY_DEVICE, 0x10001), KAAL_OK);
}

#define CLOSED_MAX 40

static bool closure[CLOSED_MAX][CLOSED_MAX];
static bool is_strong[CLOSED_MAX];

/* One round of adding what a rule of `from` makes true at once. */
static void close_rule(uint32_t from, const struct kaal_wire_policy_rule *rule)
{
    switch (rule->kind) {
    case KAAL_POLICY_CHANNEL:
        closure[from][rule->key] = true;
        break;
    case KAAL_POLICY_SPAWN:
        closure[from][rule->peer] = true;
        closure[rule->peer][from] = true;
        break;
    case KAAL_POLICY_DELEGATE:
        closure[from][rule->key] = true;
        if ((rule->what & KAAL_POLICY_GIVE_WRITE) != 0) {
            closure[rule->key][from] = true;
        }
        if ((rule->what & (KAAL_POLICY_GIVE_MMIO | KAAL_POLICY_GIVE_DMA)) != 0 &&
            (rule->what & KAAL_POLICY_GIVE_WRITE) != 0 && is_strong[from]) {
            is_strong[rule->key] = true;
        }
        break;
    case KAAL_POLICY_DEVICE_PCI:
    case KAAL_POLICY_DEVICE_CLASS:
        if (rule->dma == KAAL_DMA_TRUSTED && (rule->what & KAAL_POLICY_MMIO_WRITE) != 0) {
            is_strong[from] = true;
        }
        break;
    default:
        break;
    }
}

static void close_slowly(uint32_t count)
{
    memset(closure, 0, sizeof(closure));
    memset(is_strong, 0, sizeof(is_strong));
    for (uint32_t round = 0; round <= count; round++) {
        for (uint32_t i = 0; i < sample.header.rule_count; i++) {
            close_rule(sample.rules[i].owner, &sample.rules[i].rule);
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        closure[i][i] = true;
        for (uint32_t j = 0; j < count && is_strong[i]; j++) {
            closure[i][j] = true;
        }
    }
    for (uint32_t k = 0; k < count; k++) {
        for (uint32_t i = 0; i < count; i++) {
            for (uint32_t j = 0; j < count; j++) {
                closure[i][j] = closure[i][j] || (closure[i][k] && closure[k][j]);
            }
        }
    }
}

static void it_reaches_what_a_slow_closure_reaches(void **state)
{
    uint32_t yes = 0;
    uint32_t no = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        uint32_t count = 2 + (uint32_t)seed % (CLOSED_MAX - 2);

        sample_random(&sample, count, count + (uint32_t)seed % 7, seed);
        sample_open(&sample, &policy);
        close_slowly(count);
        for (uint32_t i = 0; i < count; i++) {
            for (uint32_t j = 0; j < count; j++) {
                assert_int_equal(kaal_reach_is_possible(&policy, i, j), closure[i][j]);
                yes += closure[i][j];
                no += !closure[i][j];
            }
        }
    }
    assert_true(yes > 1000 && no > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_channel_leads_both_ways_and_on),
        cmocka_unit_test(delegation_leads_back_if_writable),
        cmocka_unit_test(spawning_leads_both_ways),
        cmocka_unit_test(trusted_dma_leads_to_all),
        cmocka_unit_test(delegated_registers_are_as_strong),
        cmocka_unit_test(registers_to_read_lead_nowhere),
        cmocka_unit_test(a_broken_never_shows_its_path),
        cmocka_unit_test(others_break_an_only),
        cmocka_unit_test(another_name_can_be_the_device),
        cmocka_unit_test(it_reaches_what_a_slow_closure_reaches),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
