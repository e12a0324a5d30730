/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connections that bring policies: the broker sees one bringer after the other, and forgets what
 * one has left behind.
 */
#include "support/cmocka_all.h"

#include <kaal/wire/policy_request.h>

#include "control/session.h"
#include "support/channel_pair.h"

#define SLOTS      16
#define SLOT_BYTES 1024
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static struct sessions sessions;
static struct kaal_channel *net = &pair_ends[1];
static uint64_t now_ns;

/* What the broker was asked about policies: P put, F finish, C change, A apply, D drop. */
static char asked[64];
static kaal_err_t answers; /* to all of it */
static kaal_err_t last;    /* what a client got */

static kaal_err_t answer(uint32_t request, const void *payload, uint32_t bytes, void *out,
                         uint32_t *out_bytes)
{
    static const char letters[] = "PSFTDCA"; /* by the number of the act; put is none */
    uint32_t act = 0;

    (void)out;
    *out_bytes = 0;
    assert_true(bytes >= sizeof(act));
    if (request == KAAL_REQUEST_POLICY) {
        memcpy(&act, payload, sizeof(act));
    }
    assert_true(strlen(asked) + 1 < sizeof(asked) && act < sizeof(letters) - 1);
    asked[strlen(asked)] = letters[act];
    return (act == KAAL_POLICY_DROP) ? KAAL_OK : answers;
}

static int begin(void **state)
{
    (void)state;
    pair_init(SLOTS, SLOT_BYTES);
    memset(&sessions, 0, sizeof(sessions));
    memset(asked, 0, sizeof(asked));
    sessions.channel = pair_ends[0];
    sessions.answer = answer;
    answers = KAAL_OK;
    now_ns = 100 * KAAL_NS_PER_S;
    return 0;
}

static int end(void **state)
{
    (void)state;
    pair_deinit();
    return 0;
}

/* `last` becomes the error of the last answer that comes; net tells that all was taken. */
static void settle(void)
{
    uint8_t message[SLOT_BYTES];
    struct kaal_stream_header header;
    struct kaal_remote_answer found;
    uint32_t bytes = 0;

    do {
        while (kaal_channel_receive(net, message, sizeof(message), &bytes) == KAAL_OK) {
            assert_int_equal(kaal_stream_check(message, bytes, KAAL_STREAM_SERVER, &header),
                             KAAL_OK);
            if (header.type == KAAL_STREAM_DATA) {
                memcpy(&found, message + sizeof(header), sizeof(found));
                last = (kaal_err_t)found.err;
                (void)!kaal_stream_tell(net, KAAL_STREAM_TAKEN, header.connection, header.count);
            }
        }
    } while (sessions_turn(&sessions, now_ns));
}

static void tell(uint32_t connection, enum kaal_stream_type type)
{
    assert_true(kaal_stream_tell(net, type, connection, 0));
    settle();
}

/* Returns the answer; KAAL_ERR_EMPTY: it has not come yet. */
static kaal_err_t ask(uint32_t connection, uint32_t number, uint32_t first_word)
{
    const struct {
        struct kaal_remote_request head;
        uint32_t payload[2];
    } frame = {
        {.magic = KAAL_REMOTE_MAGIC, .request = number, .length_bytes = 8},
        {first_word, 0},
    };

    last = KAAL_ERR_EMPTY;
    assert_int_equal(kaal_stream_send(net, connection, &frame, sizeof(frame)), sizeof(frame));
    settle();
    return last;
}

static kaal_err_t put(uint32_t connection, uint32_t offset)
{
    now_ns += GATE_STEP_NS;
    return ask(connection, KAAL_REQUEST_POLICY_PUT, offset);
}

static kaal_err_t policy(uint32_t connection, uint32_t act)
{
    now_ns += GATE_STEP_NS;
    return ask(connection, KAAL_REQUEST_POLICY, act);
}

static void one_after_the_other(void **state)
{
    (void)state;
    tell(1, KAAL_STREAM_OPENED);
    tell(2, KAAL_STREAM_OPENED);
    assert_int_equal(put(1, 0), KAAL_OK);
    assert_int_equal(put(1, 8), KAAL_OK);
    assert_int_equal(policy(2, KAAL_POLICY_APPLY), KAAL_ERR_STATE);
    assert_int_equal(put(2, 8), KAAL_ERR_STATE);
    assert_int_equal(put(2, 0), KAAL_ERR_EMPTY); /* it waits */
    assert_int_equal(sessions_patience_ns(&sessions), GATE_STEP_NS);
    assert_int_equal(policy(1, KAAL_POLICY_FINISH), KAAL_OK);
    assert_int_equal(policy(1, KAAL_POLICY_CHANGE), KAAL_OK);
    assert_int_equal(policy(1, KAAL_POLICY_APPLY), KAAL_OK);
    assert_string_equal(asked, "PPFCA");
    tell(1, KAAL_STREAM_CLOSED);
    assert_string_equal(asked, "PPFCAD");
    now_ns += GATE_BEGIN_NS;
    settle();
    assert_int_equal(last, KAAL_OK);
    assert_string_equal(asked, "PPFCADP");
    assert_int_equal(sessions_patience_ns(&sessions), KAAL_NS_PER_S);
}

/* However a connection ends, nothing of it is left. */
static void what_was_brought_goes_with_its_connection(void **state)
{
    (void)state;
    tell(1, KAAL_STREAM_OPENED);
    assert_int_equal(put(1, 0), KAAL_OK);
    now_ns += KAAL_REMOTE_PATIENCE_NS;
    settle();
    assert_false(sessions_has_any(&sessions));
    assert_string_equal(asked, "PD");
    tell(1, KAAL_STREAM_OPENED); /* another one of that number is not its heir */
    assert_int_equal(policy(1, KAAL_POLICY_APPLY), KAAL_ERR_STATE);
    assert_int_equal(put(1, 0), KAAL_OK);
    pair_begin_anew();
    settle();
    assert_string_equal(asked, "PDPD");
    tell(1, KAAL_STREAM_OPENED);
    tell(2, KAAL_STREAM_OPENED);
    tell(2, KAAL_STREAM_CLOSED);
    now_ns += GATE_BEGIN_NS;
    assert_int_equal(put(1, 0), KAAL_OK);
    tell(1, KAAL_STREAM_SHUT);
    assert_string_equal(asked, "PDPDPD");
    assert_int_equal(sessions_patience_ns(&sessions), 0);
}

static void who_was_refused_gives_way(void **state)
{
    (void)state;
    tell(1, KAAL_STREAM_OPENED);
    tell(2, KAAL_STREAM_OPENED);
    assert_int_equal(put(1, 0), KAAL_OK);
    answers = KAAL_ERR_DENIED;
    assert_int_equal(policy(1, KAAL_POLICY_FINISH), KAAL_ERR_DENIED);
    assert_string_equal(asked, "PFD");
    answers = KAAL_OK;
    assert_int_equal(policy(2, KAAL_POLICY_SHOW), KAAL_ERR_EMPTY); /* for a second */
    now_ns += GATE_REFUSED_NS;
    settle();
    assert_int_equal(policy(1, KAAL_POLICY_APPLY), KAAL_ERR_STATE);
    assert_int_equal(put(2, 0), KAAL_OK);
    assert_string_equal(asked, "PFDSP");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_after_the_other),
        TEST(what_was_brought_goes_with_its_connection),
        TEST(who_was_refused_gives_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
