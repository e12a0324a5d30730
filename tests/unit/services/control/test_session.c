/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connections from outside: answers in order, however requests are cut; and clients that stop, lie,
 * crowd and never read cost the others nothing.
 */
#include "support/cmocka_all.h"

#include "control/session.h"
#include "support/channel_pair.h"

#define SLOTS      16
#define SLOT_BYTES 1024
#define CLIENTS    32
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

/* A client, as net sees it. */
struct client {
    uint32_t untaken_bytes; /* sent to control */
    uint32_t got_bytes;
    uint8_t got[8192];
    bool is_closed;
    bool reads;          /* net says TAKEN */
    uint32_t read_bytes; /* without TAKEN to control */
};

static struct sessions sessions;
static struct client clients[CLIENTS]; /* by their numbers */
static struct kaal_channel *net = &pair_ends[1];
static uint64_t now_ns;
static unsigned asked;

static const struct kaal_remote_request list = {
    .magic = KAAL_REMOTE_MAGIC, .request = KAAL_REQUEST_LIST, .length_bytes = 8};

/* The payload comes back twice, with what was asked in between. */
static kaal_err_t answer(uint32_t request, const void *payload, uint32_t bytes, void *out,
                         uint32_t *out_bytes)
{
    uint64_t words[3] = {0, request, 0};

    asked++;
    if (bytes != 8) {
        *out_bytes = 0;
        return KAAL_ERR_SHORT;
    }
    memcpy(&words[0], payload, 8);
    memcpy(&words[2], payload, 8);
    memcpy(out, words, sizeof(words));
    *out_bytes = sizeof(words);
    return KAAL_OK;
}

static int begin(void **state)
{
    (void)state;
    pair_init(SLOTS, SLOT_BYTES);
    memset(&sessions, 0, sizeof(sessions));
    memset(clients, 0, sizeof(clients));
    sessions.channel = pair_ends[0];
    sessions.answer = answer;
    now_ns = 100 * KAAL_NS_PER_S;
    asked = 0;
    return 0;
}

static int end(void **state)
{
    (void)state;
    pair_deinit();
    return 0;
}

/* Net takes one message. Returns false when there is none. */
static bool net_takes(void)
{
    uint8_t message[SLOT_BYTES];
    struct kaal_stream_header header = {0};
    struct client *client = NULL;
    uint32_t bytes = 0;

    if (kaal_channel_receive(net, message, sizeof(message), &bytes) != KAAL_OK) {
        return false;
    }
    assert_int_equal(kaal_stream_check(message, bytes, KAAL_STREAM_SERVER, &header), KAAL_OK);
    assert_in_range(header.connection, 1, CLIENTS - 1);
    client = &clients[header.connection];
    assert_false(client->is_closed);
    switch (header.type) {
    case KAAL_STREAM_DATA:
        assert_true(client->got_bytes + header.count <= sizeof(client->got));
        memcpy(client->got + client->got_bytes, message + sizeof(header), header.count);
        client->got_bytes += header.count;
        client->read_bytes += client->reads ? header.count : 0;
        break;
    case KAAL_STREAM_TAKEN:
        assert_true(header.count <= client->untaken_bytes);
        client->untaken_bytes -= header.count;
        break;
    default:
        client->is_closed = true;
        break;
    }
    return true;
}

static void net_tells(void)
{
    for (uint32_t i = 1; i < CLIENTS; i++) {
        if (clients[i].read_bytes > 0 &&
            kaal_stream_tell(net, KAAL_STREAM_TAKEN, i, clients[i].read_bytes)) {
            clients[i].read_bytes = 0;
        }
    }
}

/* Both sides go on until neither has anything to do. */
static void settle(void)
{
    bool has_more = true;

    for (unsigned round = 0; has_more; round++) {
        assert_true(round < 1000);
        has_more = sessions_turn(&sessions, now_ns);
        while (net_takes()) {
            has_more = true;
        }
        net_tells();
    }
}

static void connect(uint32_t number, bool reads)
{
    clients[number] = (struct client){.reads = reads};
    assert_true(kaal_stream_tell(net, KAAL_STREAM_OPENED, number, 0));
    settle();
}

static void say(uint32_t number, const void *data, uint32_t bytes)
{
    for (uint32_t sent = 0; sent < bytes;) {
        uint32_t some = kaal_stream_send(net, number, (const uint8_t *)data + sent, bytes - sent);

        sent += some;
        clients[number].untaken_bytes += some;
        settle();
    }
}

static void ask(uint32_t number, uint64_t what)
{
    uint8_t frame[sizeof(list) + sizeof(what)];

    memcpy(frame, &list, sizeof(list));
    memcpy(frame + sizeof(list), &what, sizeof(what));
    say(number, frame, sizeof(frame));
}

/* Claim that the next answer is the broker's to `what`, and drop it. */
static void expect(uint32_t number, uint64_t what)
{
    struct client *client = &clients[number];
    struct {
        struct kaal_remote_answer head;
        uint64_t words[3];
    } found;

    assert_true(client->got_bytes >= sizeof(found));
    memcpy(&found, client->got, sizeof(found));
    assert_int_equal(found.head.err, KAAL_OK);
    assert_int_equal(found.head.from, KAAL_REMOTE_BROKER);
    assert_int_equal(found.head.length_bytes, sizeof(found.words));
    assert_int_equal(found.words[0], what);
    assert_int_equal(found.words[1], KAAL_REQUEST_LIST);
    assert_int_equal(found.words[2], what);
    client->got_bytes -= (uint32_t)sizeof(found);
    memmove(client->got, client->got + sizeof(found), client->got_bytes);
}

/* Claim that control ended the connection and said why, with nothing behind it. */
static void expect_end(uint32_t number, kaal_err_t why)
{
    struct client *client = &clients[number];
    struct kaal_remote_answer head = {0};

    assert_true(client->is_closed);
    assert_true(client->got_bytes >= sizeof(head));
    memcpy(&head, client->got, sizeof(head));
    assert_int_equal(head.err, why);
    assert_int_equal(head.from, KAAL_REMOTE_CONTROL);
    assert_int_equal(client->got_bytes, sizeof(head) + head.length_bytes);
}

static void answers_in_order_however_cut(void **state)
{
    uint8_t frames[10][sizeof(list) + 8];

    (void)state;
    for (uint64_t i = 0; i < 10; i++) {
        memcpy(frames[i], &list, sizeof(list));
        memcpy(frames[i] + sizeof(list), &i, sizeof(i));
    }
    for (uint32_t piece = 1; piece < sizeof(frames); piece += (piece < 30) ? 1 : 41) {
        connect(1, true);
        for (uint32_t at = 0; at < sizeof(frames); at += piece) {
            uint32_t left = (uint32_t)sizeof(frames) - at;

            say(1, (uint8_t *)frames + at, (left < piece) ? left : piece);
        }
        for (uint64_t i = 0; i < 10; i++) {
            expect(1, i);
        }
        assert_int_equal(clients[1].got_bytes, 0);
        assert_int_equal(clients[1].untaken_bytes, 0);
        assert_true(kaal_stream_tell(net, KAAL_STREAM_SHUT, 1, 0));
        settle();
        assert_true(clients[1].is_closed);
        assert_false(sessions_has_any(&sessions));
    }
}

static void the_brokers_errors_do_not_end_it(void **state)
{
    struct kaal_remote_request empty = list;
    struct kaal_remote_answer head;

    (void)state;
    connect(1, true);
    empty.length_bytes = 0;
    say(1, &empty, sizeof(empty));
    assert_int_equal(clients[1].got_bytes, sizeof(head));
    memcpy(&head, clients[1].got, sizeof(head));
    assert_int_equal(head.err, KAAL_ERR_SHORT);
    assert_int_equal(head.from, KAAL_REMOTE_BROKER);
    assert_int_equal(head.length_bytes, 0);
    clients[1].got_bytes = 0;
    ask(1, 5);
    expect(1, 5);
}

static void ends_what_is_no_request(void **state)
{
    struct kaal_remote_request bad = list;

    (void)state;
    connect(1, true);
    ask(1, 3);
    say(1, "GET / HTTP/1.0\r\n", 16);
    expect(1, 3);
    expect_end(1, KAAL_ERR_FORMAT);
    connect(3, true);
    bad.request = KAAL_REQUEST_SHUTDOWN;
    say(3, &bad, sizeof(bad));
    expect_end(3, KAAL_ERR_DENIED);
    connect(4, true);
    say(4, &list, sizeof(list) - 1);
    assert_true(kaal_stream_tell(net, KAAL_STREAM_SHUT, 4, 0));
    settle();
    expect_end(4, KAAL_ERR_SHORT);
    assert_int_equal(asked, 1);
    assert_false(sessions_has_any(&sessions));
}

/* Bytes do not help: only a whole request, answered, counts. */
static void patience_ends(void **state)
{
    (void)state;
    connect(1, true);
    connect(2, true);
    for (unsigned second = 0; second < 10; second++) {
        assert_false(clients[1].is_closed);
        say(1, (const uint8_t *)&list + second, 1);
        ask(2, second);
        expect(2, second);
        now_ns += KAAL_NS_PER_S;
    }
    settle();
    expect_end(1, KAAL_ERR_TIMEOUT);
    ask(2, 77);
    expect(2, 77);
}

/* It asks until nothing of it is taken any more: control has a window of it, no more. */
static void who_does_not_read_stops_only_itself(void **state)
{
    uint8_t frame[sizeof(list) + 8] = {0};

    (void)state;
    memcpy(frame, &list, sizeof(list));
    connect(1, false);
    connect(2, true);
    while (clients[1].untaken_bytes + sizeof(frame) <= KAAL_STREAM_WINDOW_BYTES) {
        say(1, frame, sizeof(frame));
    }
    assert_true(clients[1].got_bytes <= KAAL_STREAM_WINDOW_BYTES);
    for (unsigned second = 0; second < 10; second++) {
        assert_false(clients[1].is_closed);
        ask(2, second);
        expect(2, second);
        now_ns += KAAL_NS_PER_S;
    }
    settle();
    assert_true(clients[1].is_closed);
    assert_false(clients[2].is_closed);
}

static void a_crowd_takes_no_place_for_long(void **state)
{
    (void)state;
    for (uint32_t i = 1; i <= SESSIONS_MAX; i++) {
        connect(i, true);
        now_ns++;
    }
    connect(9, true); /* the others may still be on their way to a request */
    expect_end(9, KAAL_ERR_BUSY);
    now_ns += SESSION_REST_NS;
    ask(1, 5);
    expect(1, 5);
    connect(10, true);
    expect_end(2, KAAL_ERR_BUSY); /* the first one has just been at work */
    ask(10, 6);
    expect(10, 6);
    for (uint32_t i = 1; i <= SESSIONS_MAX; i++) {
        assert_int_equal(clients[i].is_closed, i == 2);
    }
}

/* All at once, and net takes nothing meanwhile: each is answered or told why not. */
static void a_rush_is_bounded(void **state)
{
    (void)state;
    for (uint32_t i = 1; i < CLIENTS; i++) {
        clients[i].reads = true;
        while (!kaal_stream_tell(net, KAAL_STREAM_OPENED, i, 0)) {
            (void)sessions_turn(&sessions, now_ns);
            (void)net_takes();
        }
    }
    settle();
    for (uint32_t i = 1; i < CLIENTS; i++) {
        if (i <= SESSIONS_MAX) {
            ask(i, i);
            expect(i, i);
        } else {
            expect_end(i, KAAL_ERR_BUSY);
        }
    }
}

static void the_other_side_may_go(void **state)
{
    (void)state;
    connect(1, true);
    connect(2, true);
    assert_true(kaal_stream_tell(net, KAAL_STREAM_CLOSED, 1, 0));
    settle();
    clients[1].is_closed = true; /* nothing more about it */
    ask(2, 9);
    expect(2, 9);
    pair_begin_anew();
    settle();
    assert_false(sessions_has_any(&sessions));
    connect(1, true);
    ask(1, 4);
    expect(1, 4);
}

static void more_than_the_window_ends_it(void **state)
{
    struct kaal_remote_request request = list;

    (void)state;
    connect(1, false);
    request.length_bytes = 0; /* answers of 16 bytes that nobody takes */
    for (uint32_t sent = 0; sent < 2 * KAAL_STREAM_WINDOW_BYTES; sent += sizeof(request)) {
        assert_int_equal(kaal_stream_send(net, 1, &request, sizeof(request)), sizeof(request));
        clients[1].untaken_bytes += sizeof(request);
        settle();
    }
    assert_false(clients[1].is_closed);
    assert_int_equal(kaal_stream_send(net, 1, clients[2].got, 1000), 1000);
    settle();
    assert_true(clients[1].is_closed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(answers_in_order_however_cut),
        TEST(the_brokers_errors_do_not_end_it),
        TEST(ends_what_is_no_request),
        TEST(patience_ends),
        TEST(who_does_not_read_stops_only_itself),
        TEST(a_crowd_takes_no_place_for_long),
        TEST(a_rush_is_bounded),
        TEST(the_other_side_may_go),
        TEST(more_than_the_window_ends_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
