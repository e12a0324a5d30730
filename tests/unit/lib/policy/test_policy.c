/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Policies in binary form: a sound one, broken ones, and the matcher against a slow obvious one.
 */
#include "support/cmocka_all.h"

#include "support/policy_sample.h"

static struct sample sample;
static struct kaal_policy policy;

/* Three subjects with a rule of each kind. */
static void small_begin(void)
{
    sample_begin(&sample, 3);
    sample_channel(&sample, 0, 1);
    sample_delegate(&sample, 0, 2, KAAL_POLICY_GIVE_MEMORY);
    sample_spawn(&sample, 1, "image", 2);
    sample_pci(&sample, 1, 0x8086100e, KAAL_DMA_TRUSTED);
    sample_rule(&sample, 1,
                &(struct kaal_wire_policy_rule){.kind = KAAL_POLICY_ADMINISTER,
                                                .what = KAAL_POLICY_ACT_KILL,
                                                .key = 0,
                                                .peer = KAAL_POLICY_NONE});
    sample_rule(&sample, 2,
                &(struct kaal_wire_policy_rule){.kind = KAAL_POLICY_DEVICE_PATH,
                                                .what = KAAL_POLICY_MMIO_READ,
                                                .key = kaal_policy_hash("/rtc"),
                                                .text = sample_text(&sample, "/rtc"),
                                                .peer = KAAL_POLICY_NONE});
    sample_never(&sample, 2, 0);
    sample_only(&sample, 1, KAAL_POLICY_MAY_DEVICE, 0x8086100e);
}

static kaal_err_t open_binary(uint64_t bytes)
{
    const char *reason = NULL;
    kaal_err_t err = KAAL_OK;

    memset(&policy, 0, sizeof(policy));
    err = kaal_policy_open(sample.binary, bytes, &policy, &reason);
    assert_int_equal(err != KAAL_OK, reason != NULL);
    assert_int_equal(err != KAAL_OK, policy.header == NULL);
    return err;
}

static void a_sound_one_is_opened(void **state)
{
    (void)state;
    small_begin();
    sample_open(&sample, &policy);
    assert_int_equal(kaal_policy_subject(&policy, "s001"), 1);
    assert_int_equal(kaal_policy_subject(&policy, "s003"), KAAL_POLICY_NONE);
    assert_int_not_equal(kaal_policy_find(&policy, 1, KAAL_POLICY_DEVICE_PCI, 0x8086100e, NULL),
                         KAAL_POLICY_NONE);
    assert_int_equal(kaal_policy_find(&policy, 0, KAAL_POLICY_DEVICE_PCI, 0x8086100e, NULL),
                     KAAL_POLICY_NONE);
    assert_int_equal(kaal_policy_find(&policy, KAAL_POLICY_NONE, KAAL_POLICY_CHANNEL, 0, NULL),
                     KAAL_POLICY_NONE);
}

static void every_other_size_is_refused(void **state)
{
    (void)state;
    small_begin();
    sample_write(&sample);
    for (uint64_t bytes = 0; bytes < sample.bytes; bytes++) {
        assert_int_equal(open_binary(bytes), KAAL_ERR_SHORT);
    }
    assert_int_equal(open_binary(sample.bytes + 1), KAAL_ERR_LONG);
    assert_int_equal(open_binary(sample.bytes), KAAL_OK);
}

/* Change the parts of a sound one, write it, and see it refused. */
#define REFUSES(change, expected) \
    small_begin();                \
    change;                       \
    sample_write(&sample);        \
    assert_int_equal(open_binary(sample.bytes), expected)

static void a_broken_header_is_refused(void **state)
{
    (void)state;
    REFUSES(sample.header.magic++, KAAL_ERR_FORMAT);
    REFUSES(sample.header.format++, KAAL_ERR_VERSION);
    REFUSES(sample.header.version = 0, KAAL_ERR_FORMAT);
    REFUSES(sample.header.name[0] = '\0', KAAL_ERR_FORMAT);
    REFUSES(memset(sample.header.name, 'x', KAAL_NAME_BYTES), KAAL_ERR_FORMAT);
    REFUSES(sample.header.audit = 0, KAAL_ERR_RANGE);
    REFUSES(sample.header.text_bytes = 0, KAAL_ERR_FORMAT);
}

static void broken_subjects_are_refused(void **state)
{
    (void)state;
    REFUSES(sample.subjects[0].name[0] = '\0', KAAL_ERR_FORMAT);
    REFUSES(sample.subjects[0].name[0] = '\n', KAAL_ERR_FORMAT);
    REFUSES(sample.subjects[0].name[10] = 'x', KAAL_ERR_FORMAT);
    REFUSES(sample.subjects[2] = sample.subjects[1], KAAL_ERR_FORMAT);
    REFUSES(sample.subjects[1].name[0] = 'z', KAAL_ERR_FORMAT);
    REFUSES(sample.subjects[1].rights = ~0U, KAAL_ERR_RANGE);
    REFUSES(sample.subjects[1].priority = 0, KAAL_ERR_RANGE);
    REFUSES(sample.subjects[1].priority = 201, KAAL_ERR_RANGE);
    REFUSES(sample.subjects[1].cpu = KAAL_CPU_MAX + 1, KAAL_ERR_RANGE);
    REFUSES(sample.subjects[1].cpu = 0, KAAL_ERR_RANGE);
}

static struct kaal_wire_policy_rule *rule_of(enum kaal_policy_kind kind)
{
    for (uint32_t i = 0; i < sample.header.rule_count; i++) {
        if (sample.rules[i].rule.kind == kind) {
            return &sample.rules[i].rule;
        }
    }
    fail_msg("no rule of kind %d", (int)kind);
    return NULL;
}

static void broken_rules_are_refused(void **state)
{
    (void)state;
    REFUSES(rule_of(KAAL_POLICY_DEVICE_PCI)->kind = 99, KAAL_ERR_RANGE);
    REFUSES(rule_of(KAAL_POLICY_DEVICE_PCI)->what = 0, KAAL_ERR_RANGE);
    REFUSES(rule_of(KAAL_POLICY_DEVICE_PCI)->what = KAAL_POLICY_MMIO_WRITE, KAAL_ERR_RANGE);
    REFUSES(rule_of(KAAL_POLICY_DEVICE_PCI)->what = 8, KAAL_ERR_RANGE);
    REFUSES(rule_of(KAAL_POLICY_DEVICE_PCI)->dma = 3, KAAL_ERR_RANGE);
    REFUSES(rule_of(KAAL_POLICY_DEVICE_PCI)->dma = KAAL_DMA_NONE, KAAL_ERR_RANGE);
    REFUSES(rule_of(KAAL_POLICY_DEVICE_PCI)->bytes = 1, KAAL_ERR_RANGE);
    REFUSES(rule_of(KAAL_POLICY_DEVICE_PCI)->text = 1, KAAL_ERR_FORMAT);
    REFUSES(rule_of(KAAL_POLICY_DEVICE_PATH)->text = 0, KAAL_ERR_FORMAT);
    REFUSES(rule_of(KAAL_POLICY_DEVICE_PATH)->text = 5000, KAAL_ERR_RANGE);
    REFUSES(rule_of(KAAL_POLICY_DEVICE_PATH)->key++, KAAL_ERR_FORMAT);
    REFUSES(rule_of(KAAL_POLICY_CHANNEL)->what = 8, KAAL_ERR_RANGE);
    REFUSES(rule_of(KAAL_POLICY_CHANNEL)->what = KAAL_POLICY_RPC, KAAL_ERR_FORMAT);
    REFUSES(rule_of(KAAL_POLICY_CHANNEL)->key = 2, KAAL_ERR_FORMAT);
    REFUSES(rule_of(KAAL_POLICY_CHANNEL)->key = 0, KAAL_ERR_FORMAT);
    REFUSES(rule_of(KAAL_POLICY_DELEGATE)->key = 3, KAAL_ERR_RANGE);
    REFUSES(rule_of(KAAL_POLICY_DELEGATE)->bytes = 4096, KAAL_ERR_RANGE);
    REFUSES(rule_of(KAAL_POLICY_ADMINISTER)->what = 1 << 8, KAAL_ERR_RANGE);
    REFUSES(rule_of(KAAL_POLICY_SPAWN)->peer = KAAL_POLICY_NONE, KAAL_ERR_RANGE);
    REFUSES(rule_of(KAAL_POLICY_SPAWN)->what = 1, KAAL_ERR_RANGE);
}

static void broken_assertions_are_refused(void **state)
{
    (void)state;
    REFUSES(sample.assertions[0].claim = 3, KAAL_ERR_RANGE);
    REFUSES(sample.assertions[0].may = KAAL_POLICY_MAY_DMA, KAAL_ERR_RANGE);
    REFUSES(sample.assertions[0].who_count = 100, KAAL_ERR_RANGE);
    REFUSES(sample.assertions[0].whom_first = UINT32_MAX, KAAL_ERR_RANGE);
    REFUSES(sample.assertions[1].may = KAAL_POLICY_MAY_COUNT, KAAL_ERR_RANGE);
    REFUSES(sample.assertions[1].kind = KAAL_POLICY_SPAWN, KAAL_ERR_RANGE);
    REFUSES(sample.assertions[1].text = 5000, KAAL_ERR_RANGE);
    REFUSES(sample.members[0] = 3, KAAL_ERR_RANGE);
}

/* Change the binary itself: what sample_write would put right. */
static void unsorted_rules_are_refused(void **state)
{
    struct kaal_wire_policy_rule *rules = NULL;
    struct kaal_wire_policy_subject *subjects = NULL;
    struct kaal_wire_policy_rule kept;

    (void)state;
    small_begin();
    sample_write(&sample);
    subjects = (void *)(sample.binary + sizeof(sample.header));
    rules = (void *)(subjects + 3);
    kept = rules[0];
    rules[0] = rules[1];
    rules[1] = kept;
    assert_int_equal(open_binary(sample.bytes), KAAL_ERR_FORMAT);
    sample_write(&sample);
    rules[0] = rules[1];
    assert_int_equal(open_binary(sample.bytes), KAAL_ERR_FORMAT);
    sample_write(&sample);
    subjects[2].rule_count--;
    kaal_policy_index(rules, &subjects[2]);
    assert_int_equal(open_binary(sample.bytes), KAAL_ERR_RANGE);
    sample_write(&sample);
    subjects[1].rule_first--;
    assert_int_equal(open_binary(sample.bytes), KAAL_ERR_RANGE);
}

/* What look-ups go by is believed as little as all else. */
static void a_wrong_count_of_kinds_is_refused(void **state)
{
    struct kaal_wire_policy_subject *subjects = (void *)(sample.binary + sizeof(sample.header));

    (void)state;
    small_begin();
    for (uint32_t kind = 0; kind < KAAL_POLICY_KIND_COUNT; kind++) {
        sample_write(&sample);
        subjects[0].kind_end[kind]++;
        assert_int_equal(open_binary(sample.bytes), KAAL_ERR_FORMAT);
        sample_write(&sample);
        subjects[0].kind_end[kind]--;
        assert_int_equal(open_binary(sample.bytes), KAAL_ERR_FORMAT);
    }
    sample_write(&sample);
    subjects[2].reserved[2] = 1;
    assert_int_equal(open_binary(sample.bytes), KAAL_ERR_FORMAT);
}

/* As if they had the same hash, which nobody has found two of. */
static void texts_of_one_key_are_told_apart(void **state)
{
    static const char *const texts[] = {"one", "three", "two"};
    struct kaal_wire_policy_rule *rules = NULL;

    (void)state;
    sample_begin(&sample, 1);
    for (uint32_t i = 0; i < KAAL_ARRAY_LENGTH(texts); i++) {
        sample_spawn(&sample, 0, texts[i], 0);
    }
    sample_open(&sample, &policy);
    rules = (void *)(sample.binary + sizeof(sample.header) + sizeof(sample.subjects[0]));
    for (uint32_t i = 0; i < KAAL_ARRAY_LENGTH(texts); i++) {
        rules[i].key = 7;
    }
    for (uint32_t i = 0; i < KAAL_ARRAY_LENGTH(texts); i++) {
        uint32_t found = kaal_policy_find(&policy, 0, KAAL_POLICY_SPAWN, 7, texts[i]);

        assert_true(found < KAAL_ARRAY_LENGTH(texts));
        assert_string_equal(policy.text + rules[found].text, texts[i]);
    }
    assert_int_equal(kaal_policy_find(&policy, 0, KAAL_POLICY_SPAWN, 7, "four"), KAAL_POLICY_NONE);
}

/* The obvious way: look at all rules. */
static uint32_t find_slowly(uint32_t subject, uint32_t kind, uint64_t key, const char *text)
{
    uint32_t first = policy.subjects[subject].rule_first;

    for (uint32_t i = first; i < first + policy.subjects[subject].rule_count; i++) {
        if (policy.rules[i].kind == kind && policy.rules[i].key == key &&
            strcmp(policy.text + policy.rules[i].text, text) == 0) {
            return i;
        }
    }
    return KAAL_POLICY_NONE;
}

/* A question by chance, or one that a rule of the subject answers. */
static void choose_question(uint64_t *random, uint32_t subject, struct kaal_wire_policy_rule *asked,
                            const char **text)
{
    static const char *const texts[] = {"", "small", "large", "net", "shell", "none"};
    const struct kaal_wire_policy_subject *owner = &policy.subjects[subject];

    if (owner->rule_count > 0 && sample_choose(random, 2) == 0) {
        *asked = policy.rules[owner->rule_first + sample_choose(random, owner->rule_count)];
        *text = policy.text + asked->text;
        return;
    }
    *text = texts[sample_choose(random, KAAL_ARRAY_LENGTH(texts))];
    asked->kind = 1 + sample_choose(random, KAAL_POLICY_KIND_COUNT - 1);
    asked->key = ((*text)[0] != '\0')                      ? kaal_policy_hash(*text)
                 : (asked->kind == KAAL_POLICY_DEVICE_PCI) ? 0x10000 + sample_choose(random, 50)
                                                           : sample_choose(random, 64);
}

static void it_finds_what_a_slow_search_finds(void **state)
{
    uint64_t random = 7;
    uint32_t found[KAAL_POLICY_KIND_COUNT] = {0};

    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        sample_random(&sample, 2 + (uint32_t)seed * 3, 50 * (uint32_t)seed, seed);
        sample_open(&sample, &policy);
        for (uint32_t i = 0; i < 5000; i++) {
            uint32_t subject = sample_choose(&random, policy.header->subject_count);
            struct kaal_wire_policy_rule asked;
            const char *text = NULL;
            uint32_t expected = 0;

            choose_question(&random, subject, &asked, &text);
            expected = find_slowly(subject, asked.kind, asked.key, text);
            assert_int_equal(kaal_policy_find(&policy, subject, (enum kaal_policy_kind)asked.kind,
                                              asked.key, text),
                             expected);
            found[asked.kind] += expected != KAAL_POLICY_NONE;
        }
    }
    for (uint32_t kind = 1; kind < KAAL_POLICY_KIND_COUNT; kind++) {
        assert_true(found[kind] > 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_one_is_opened),
        cmocka_unit_test(every_other_size_is_refused),
        cmocka_unit_test(a_broken_header_is_refused),
        cmocka_unit_test(broken_subjects_are_refused),
        cmocka_unit_test(broken_rules_are_refused),
        cmocka_unit_test(broken_assertions_are_refused),
        cmocka_unit_test(unsorted_rules_are_refused),
        cmocka_unit_test(a_wrong_count_of_kinds_is_refused),
        cmocka_unit_test(texts_of_one_key_are_told_apart),
        cmocka_unit_test(it_finds_what_a_slow_search_finds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
