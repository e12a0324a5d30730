/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose a policy is that comes from outside, and how often costly requests go.
 */
#include "support/cmocka_all.h"

#include <kaal/wire/audit.h>
#include <kaal/wire/policy_request.h>

#include "control/gate.h"

static struct gate gate;
static uint64_t now_ns;

static int begin(void **state)
{
    (void)state;
    gate = (struct gate){0};
    now_ns = 100 * KAAL_NS_PER_S;
    return 0;
}

static enum gate_answer ask(uint32_t connection, uint32_t number, uint32_t first_word)
{
    const struct kaal_remote_request request = {.request = number, .length_bytes = 8};
    const uint32_t payload[2] = {first_word, 0};

    return gate_ask(&gate, connection, &request, payload, now_ns);
}

static enum gate_answer put(uint32_t connection, uint32_t offset)
{
    return ask(connection, KAAL_REQUEST_POLICY_PUT, offset);
}

static enum gate_answer policy(uint32_t connection, enum kaal_policy_request act)
{
    return ask(connection, KAAL_REQUEST_POLICY, act);
}

static void looking_is_free(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 100; i++) {
        assert_int_equal(ask(1, KAAL_REQUEST_LIST, i), GATE_GO);
        assert_int_equal(ask(1, KAAL_REQUEST_AUDIT, KAAL_AUDIT_ACT_READ), GATE_GO);
        assert_int_equal(policy(1, KAAL_POLICY_SHOW), GATE_GO);
    }
}

static void a_policy_is_its_bringers(void **state)
{
    static const enum kaal_policy_request acts[] = {KAAL_POLICY_FINISH, KAAL_POLICY_CHANGE,
                                                    KAAL_POLICY_APPLY};

    (void)state;
    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(acts); i++) {
        assert_int_equal(policy(1, acts[i]), GATE_ANOTHER); /* nobody's */
    }
    assert_int_equal(policy(1, KAAL_POLICY_DROP), GATE_ANOTHER);
    assert_int_equal(put(1, 8), GATE_ANOTHER);
    assert_int_equal(put(1, 0), GATE_GO);
    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(acts); i++) {
        now_ns += GATE_STEP_NS;
        assert_int_equal(policy(2, acts[i]), GATE_ANOTHER);
        assert_int_equal(policy(1, acts[i]), GATE_GO);
    }
    assert_int_equal(put(2, 8), GATE_ANOTHER);
    assert_false(gate_leave(&gate, 2));
    assert_true(gate_leave(&gate, 1));
    assert_false(gate_leave(&gate, 1));
    assert_int_equal(policy(1, KAAL_POLICY_APPLY), GATE_ANOTHER);
    assert_false(gate_leave(&gate, 0));
    now_ns += GATE_BEGIN_NS;
    assert_int_equal(put(1, 0), GATE_GO);
    assert_int_equal(policy(1, KAAL_POLICY_DROP), GATE_GO);
    assert_int_equal(policy(1, KAAL_POLICY_DROP), GATE_ANOTHER);
    assert_false(gate_leave(&gate, 1));
}

static void another_waits_for_its_turn(void **state)
{
    (void)state;
    assert_int_equal(put(1, 0), GATE_GO);
    now_ns += GATE_HOLD_NS - 1;
    assert_int_equal(put(2, 0), GATE_WAIT);
    assert_int_equal(policy(1, KAAL_POLICY_APPLY), GATE_GO);
    now_ns++;
    assert_int_equal(policy(1, KAAL_POLICY_APPLY), GATE_GO); /* nobody has wanted to */
    assert_int_equal(put(2, 0), GATE_GO);
    assert_int_equal(policy(1, KAAL_POLICY_APPLY), GATE_ANOTHER);
    assert_true(gate_leave(&gate, 2));
    now_ns += GATE_BEGIN_NS - 1;
    assert_int_equal(put(1, 0), GATE_WAIT); /* each costs a signature, whoever brings it */
    now_ns++;
    assert_int_equal(put(1, 0), GATE_GO);
    assert_int_equal(put(1, 0), GATE_WAIT);
}

/* How often it is let through in a second, asked every millisecond. */
static unsigned count(uint32_t number, uint32_t first_word)
{
    unsigned gone = 0;

    for (unsigned i = 0; i < 1000; i++) {
        gone += ask(1 + i % 8, number, first_word) == GATE_GO;
        now_ns += KAAL_NS_PER_MS;
    }
    return gone;
}

static void what_is_costly_goes_seldom(void **state)
{
    (void)state;
    assert_int_equal(count(KAAL_REQUEST_AUDIT, KAAL_AUDIT_ACT_MARK), 1);
    assert_int_equal(count(KAAL_REQUEST_POLICY_PUT, 0), 1);
    now_ns += GATE_HOLD_NS;
    assert_int_equal(put(1, 0), GATE_GO);
    for (unsigned i = 0; i < 100; i++) {
        assert_int_equal(put(1, 896), GATE_WAIT);
        now_ns += GATE_STEP_NS;
        assert_int_equal(put(1, 896), GATE_GO);
    }
}

/* However different the requests: what is refused is recorded, and so bounded. */
static void refusals_come_seldom(void **state)
{
    const struct kaal_remote_request shown = {.request = KAAL_REQUEST_POLICY};
    const struct kaal_remote_request listed = {.request = KAAL_REQUEST_LIST};

    (void)state;
    assert_int_equal(put(1, 0), GATE_GO);
    now_ns += GATE_BEGIN_NS;
    gate_answered(&gate, &listed, KAAL_ERR_NOT_FOUND, now_ns);
    gate_answered(&gate, &shown, KAAL_ERR_END, now_ns);
    gate_answered(&gate, &shown, KAAL_OK, now_ns);
    assert_int_equal(policy(2, KAAL_POLICY_SHOW), GATE_GO);
    gate_answered(&gate, &shown, KAAL_ERR_INVALID, now_ns);
    for (unsigned i = 0; i < 2; i++) {
        enum gate_answer wanted = (i == 0) ? GATE_WAIT : GATE_GO;

        assert_int_equal(policy(2, KAAL_POLICY_SHOW), wanted);
        assert_int_equal(policy(1, KAAL_POLICY_APPLY), wanted);
        assert_int_equal(put(1, 0), wanted);
        assert_int_equal(ask(1, KAAL_REQUEST_LIST, 0), GATE_GO);
        assert_int_equal(ask(1, KAAL_REQUEST_AUDIT, KAAL_AUDIT_ACT_READ), GATE_GO);
        now_ns += GATE_REFUSED_NS;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(looking_is_free, begin),
        cmocka_unit_test_setup(a_policy_is_its_bringers, begin),
        cmocka_unit_test_setup(another_waits_for_its_turn, begin),
        cmocka_unit_test_setup(what_is_costly_goes_seldom, begin),
        cmocka_unit_test_setup(refusals_come_seldom, begin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
