/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is a request, what is none, and what is not forwarded.
 */
#include "support/cmocka_all.h"

#include <kaal/wire/audit.h>
#include <kaal/wire/policy_request.h>

#include "control/frame.h"

static const struct kaal_remote_request good = {.magic = KAAL_REMOTE_MAGIC,
                                                .request = KAAL_REQUEST_LIST,
                                                .length_bytes = sizeof(struct kaal_wire_list)};

/* bytes: of the header and a payload of nulls. */
static kaal_err_t find(struct kaal_remote_request request, size_t bytes)
{
    uint8_t *data = test_calloc(1, bytes + 1);
    struct kaal_remote_request found = {.request = 99};
    size_t head = (bytes < sizeof(request)) ? bytes : sizeof(request);
    kaal_err_t err = KAAL_OK;

    memcpy(data, &request, head);
    err = frame_find(data, bytes, &found);
    if (err == KAAL_OK) {
        assert_memory_equal(&found, &request, sizeof(found));
    } else {
        assert_int_equal(found.request, 99);
    }
    test_free(data);
    return err;
}

static void finds_a_whole_one_only(void **state)
{
    const size_t whole = sizeof(good) + sizeof(struct kaal_wire_list);

    (void)state;
    for (size_t bytes = 0; bytes < whole; bytes++) {
        assert_int_equal(find(good, bytes), KAAL_ERR_EMPTY);
    }
    assert_int_equal(find(good, whole), KAAL_OK);
    assert_int_equal(find(good, whole + 100), KAAL_OK);
}

static void tells_what_is_wrong_at_once(void **state)
{
    struct kaal_remote_request bad = good;

    (void)state;
    bad.magic ^= 1;
    assert_int_equal(find(bad, 1), KAAL_ERR_FORMAT);
    bad = good;
    bad.magic ^= 0x80000000;
    assert_int_equal(find(bad, 3), KAAL_ERR_EMPTY);
    assert_int_equal(find(bad, 4), KAAL_ERR_FORMAT);
    bad = good;
    bad.reserved = 1;
    assert_int_equal(find(bad, sizeof(bad)), KAAL_ERR_FORMAT);
    bad = good;
    bad.length_bytes = KAAL_REMOTE_BYTES_MAX;
    assert_int_equal(find(bad, sizeof(bad)), KAAL_ERR_EMPTY);
    bad.length_bytes = KAAL_REMOTE_BYTES_MAX + 1;
    assert_int_equal(find(bad, sizeof(bad)), KAAL_ERR_LONG);
    bad.length_bytes = UINT32_MAX;
    assert_int_equal(find(bad, sizeof(bad)), KAAL_ERR_LONG);
}

/* Which requests there are, and for each that does several things, which of these. */
static void forwards_these_only(void **state)
{
    struct kaal_remote_request request = good;

    (void)state;
    request.length_bytes = 0;
    for (uint32_t number = 0; number < KAAL_REQUEST_COUNT + 5; number++) {
        bool is_one = number == KAAL_REQUEST_LIST || number == KAAL_REQUEST_AUDIT ||
                      number == KAAL_REQUEST_POLICY_PUT || number == KAAL_REQUEST_POLICY;

        request.request = number;
        assert_int_equal(find(request, sizeof(request)), is_one ? KAAL_OK : KAAL_ERR_DENIED);
    }
    request.request = UINT32_MAX;
    assert_int_equal(find(request, sizeof(request)), KAAL_ERR_DENIED);
}

/* With an act as the first word of its payload. */
static kaal_err_t find_act(uint32_t number, uint32_t act)
{
    const struct {
        struct kaal_remote_request head;
        uint32_t payload[2];
    } frame = {{.magic = KAAL_REMOTE_MAGIC, .request = number, .length_bytes = 8}, {act, 0}};
    struct kaal_remote_request found;

    return frame_find(&frame, sizeof(frame), &found);
}

static void forwards_no_act_that_needs_an_administrator(void **state)
{
    static const uint32_t large[] = {31, 32, 33, 64, 0x80000001, UINT32_MAX};

    (void)state;
    for (uint32_t act = 0; act < 32; act++) {
        bool is_audit = act == KAAL_AUDIT_ACT_READ || act == KAAL_AUDIT_ACT_MARK;
        bool is_policy = act == KAAL_POLICY_SHOW || act == KAAL_POLICY_FINISH ||
                         act == KAAL_POLICY_DROP || act == KAAL_POLICY_CHANGE ||
                         act == KAAL_POLICY_APPLY;

        assert_int_equal(find_act(KAAL_REQUEST_AUDIT, act), is_audit ? KAAL_OK : KAAL_ERR_DENIED);
        assert_int_equal(find_act(KAAL_REQUEST_POLICY, act), is_policy ? KAAL_OK : KAAL_ERR_DENIED);
        assert_int_equal(find_act(KAAL_REQUEST_POLICY_PUT, act), KAAL_OK);
    }
    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(large); i++) {
        assert_int_equal(find_act(KAAL_REQUEST_AUDIT, large[i]), KAAL_ERR_DENIED);
        assert_int_equal(find_act(KAAL_REQUEST_POLICY, large[i]), KAAL_ERR_DENIED);
    }
}

static void says_why_it_ends(void **state)
{
    static const kaal_err_t reasons[] = {KAAL_ERR_FORMAT,  KAAL_ERR_LONG, KAAL_ERR_DENIED,
                                         KAAL_ERR_TIMEOUT, KAAL_ERR_BUSY, KAAL_ERR_SHORT};
    uint8_t out[FRAME_OWN_BYTES_MAX];

    (void)state;
    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(reasons); i++) {
        size_t bytes = frame_write_own(reasons[i], out);
        struct kaal_remote_answer answer;

        memcpy(&answer, out, sizeof(answer));
        assert_int_equal(answer.magic, KAAL_REMOTE_MAGIC);
        assert_int_equal(answer.err, reasons[i]);
        assert_int_equal(answer.from, KAAL_REMOTE_CONTROL);
        assert_int_equal(bytes, sizeof(answer) + answer.length_bytes);
        assert_in_range(answer.length_bytes, 20, FRAME_OWN_BYTES_MAX - sizeof(answer));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_a_whole_one_only),
        cmocka_unit_test(tells_what_is_wrong_at_once),
        cmocka_unit_test(forwards_these_only),
        cmocka_unit_test(forwards_no_act_that_needs_an_administrator),
        cmocka_unit_test(says_why_it_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
