/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Restart rules: who begins again, back-off, giving up.
 */
#include "support/cmocka_all.h"

#include "policy/rule.h"

#define S  KAAL_NS_PER_S
#define MS KAAL_NS_PER_MS

static struct kaal_wire_system_component rules;
static struct rule_history history;

static int begin(void **state)
{
    (void)state;
    rules = (struct kaal_wire_system_component){
        .restart = KAAL_RESTART_ON_FAILURE,
        .backoff_first_ms = 10,
        .backoff_last_ms = 100,
        .give_up_count = 3,
        .give_up_ms = 60000,
    };
    history = (struct rule_history){0};
    return 0;
}

static void decides_who_begins_again(void **state)
{
    static const struct {
        enum kaal_restart restart;
        bool is_failure;
        enum rule_verdict verdict;
    } cases[] = {
        {KAAL_RESTART_NEVER, true, RULE_LEAVE},      {KAAL_RESTART_NEVER, false, RULE_LEAVE},
        {KAAL_RESTART_ON_FAILURE, true, RULE_AGAIN}, {KAAL_RESTART_ON_FAILURE, false, RULE_LEAVE},
        {KAAL_RESTART_ALWAYS, true, RULE_AGAIN},     {KAAL_RESTART_ALWAYS, false, RULE_AGAIN},
    };

    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(cases); i++) {
        uint64_t delay_ns = 7;

        begin(state);
        rules.restart = cases[i].restart;
        assert_int_equal(rule_decide(&rules, &history, cases[i].is_failure, 0, S, &delay_ns),
                         cases[i].verdict);
        assert_int_equal(delay_ns, (cases[i].verdict == RULE_AGAIN) ? 10 * MS : 7);
        assert_int_equal(history.ends, cases[i].verdict != RULE_LEAVE);
    }
}

/* The delays of ends one after the other, each run so long. */
static void expect_delays(uint64_t ran_ns, const uint64_t *delays_ms, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t delay_ns = 0;

        assert_int_equal(rule_decide(&rules, &history, true, ran_ns, (i + 1) * S, &delay_ns),
                         RULE_AGAIN);
        assert_int_equal(delay_ns, delays_ms[i] * MS);
    }
}

static void doubles_up_to_the_last(void **state)
{
    (void)state;
    rules.give_up_count = 0;
    expect_delays(1 * MS, (const uint64_t[]){10, 20, 40, 80, 100, 100, 100}, 7);
    for (unsigned i = 0; i < 1000; i++) {
        expect_delays(1 * MS, (const uint64_t[]){100}, 1);
    }
}

static void a_long_run_begins_a_new_row(void **state)
{
    (void)state;
    rules.give_up_count = 0;
    expect_delays(100 * MS, (const uint64_t[]){10, 20, 40}, 3);
    expect_delays(100 * MS + 1, (const uint64_t[]){10, 10, 10}, 3);
    expect_delays(0, (const uint64_t[]){20, 40}, 2);
}

static void handles_the_longest_times(void **state)
{
    (void)state;
    rules.give_up_count = 0;
    rules.backoff_first_ms = rules.backoff_last_ms = KAAL_BACKOFF_MS_MAX;
    expect_delays(0, (const uint64_t[]){KAAL_BACKOFF_MS_MAX, KAAL_BACKOFF_MS_MAX}, 2);
}

static enum rule_verdict end_at(uint64_t now_ns)
{
    uint64_t delay_ns = 0;

    return rule_decide(&rules, &history, true, S, now_ns, &delay_ns);
}

static void gives_up_within_the_window(void **state)
{
    (void)state;
    assert_int_equal(end_at(100 * S), RULE_AGAIN);
    assert_int_equal(end_at(159 * S), RULE_AGAIN);
    assert_int_equal(end_at(160 * S), RULE_AGAIN); /* the first is 60 s old: outside */
    assert_int_equal(end_at(218 * S), RULE_HOLD);  /* 159, 160, 218 */
}

static void counts_to_one_and_to_the_most(void **state)
{
    (void)state;
    rules.give_up_count = 1;
    assert_int_equal(end_at(S), RULE_HOLD);
    rules.give_up_count = KAAL_GIVE_UP_MAX;
    history = (struct rule_history){0};
    for (unsigned i = 1; i < KAAL_GIVE_UP_MAX; i++) {
        assert_int_equal(end_at(i * S), RULE_AGAIN);
    }
    assert_int_equal(end_at(60 * S), RULE_HOLD);
}

/* Compared with counting all ends that lie in the window. */
static void agrees_with_counting(void **state)
{
    static uint64_t ends_ns[2000];
    uint32_t seed = 11;
    unsigned held = 0;

    (void)state;
    for (unsigned i = 0; i < KAAL_ARRAY_LENGTH(ends_ns); i++) {
        unsigned count = 0;

        seed = seed * 1664525 + 1013904223;
        ends_ns[i] = ((i > 0) ? ends_ns[i - 1] : 0) + (seed >> 16) * MS;
        for (unsigned j = 0; j <= i; j++) {
            count += ends_ns[i] - ends_ns[j] < 60 * S;
        }
        assert_int_equal(end_at(ends_ns[i]), (count >= 3) ? RULE_HOLD : RULE_AGAIN);
        held += count >= 3;
    }
    assert_in_range(held, 100, 1900);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(decides_who_begins_again, begin),
        cmocka_unit_test_setup(doubles_up_to_the_last, begin),
        cmocka_unit_test_setup(a_long_run_begins_a_new_row, begin),
        cmocka_unit_test_setup(handles_the_longest_times, begin),
        cmocka_unit_test_setup(gives_up_within_the_window, begin),
        cmocka_unit_test_setup(counts_to_one_and_to_the_most, begin),
        cmocka_unit_test_setup(agrees_with_counting, begin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
