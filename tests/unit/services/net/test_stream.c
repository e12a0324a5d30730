/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connections of a server: bytes both ways in order, windows, ends of either side, servers that lie
 * and servers that begin again.
 */
#include "support/cmocka_all.h"

#include "net/stream.h"
#include "support/channel_pair.h"
#include "support/fake_connection.h"

#define SLOTS      4
#define SLOT_BYTES 256

static struct streams streams;
static struct fake_connection fakes[STREAMS_MAX + 1];
static struct kaal_channel *server = &pair_ends[1];
static uint8_t data[KAAL_STREAM_WINDOW_BYTES + 1];

static int begin(void **state)
{
    (void)state;
    pair_init(SLOTS, SLOT_BYTES);
    memset(&streams, 0, sizeof(streams));
    streams.channel = pair_ends[0];
    for (unsigned i = 0; i < STREAMS_MAX + 1; i++) {
        fake_connection_init(&fakes[i], 0);
    }
    for (size_t i = 0; i < sizeof(data); i++) {
        data[i] = (uint8_t)(i * 31 >> 2);
    }
    assert_false(streams_poll(&streams));
    return 0;
}

static int end(void **state)
{
    (void)state;
    pair_deinit();
    return 0;
}

static bool poll(void)
{
    bool has_more = streams_poll(&streams);

    assert_int_equal(kaal_channel_peer_life(server), 1);
    return has_more;
}

static struct stream *open(struct fake_connection *fake)
{
    struct stream *stream = stream_open(&streams, &fake->connection);

    fake->connection.owner = stream;
    return stream;
}

/* What the server receives next; type 0: nothing. *bytes: room for one message's DATA. */
static struct kaal_stream_header next(uint8_t *bytes)
{
    uint8_t message[SLOT_BYTES];
    struct kaal_stream_header header = {0};
    uint32_t length = 0;

    if (kaal_channel_receive(server, message, sizeof(message), &length) == KAAL_OK) {
        assert_int_equal(kaal_stream_check(message, length, KAAL_STREAM_NET, &header), KAAL_OK);
    }
    if (header.type == KAAL_STREAM_DATA) {
        memcpy(bytes, message + sizeof(header), header.count);
    }
    return header;
}

static uint32_t expect(enum kaal_stream_type type)
{
    uint8_t bytes[SLOT_BYTES];
    struct kaal_stream_header header = next(bytes);

    assert_int_equal(header.type, type);
    return header.connection;
}

static void expect_nothing(void)
{
    uint8_t bytes[SLOT_BYTES];

    assert_int_equal(next(bytes).type, 0);
}

static void opens_and_shuts(void **state)
{
    uint32_t number = 0;

    (void)state;
    assert_non_null(open(&fakes[0]));
    (void)poll();
    number = expect(KAAL_STREAM_OPENED);
    assert_int_equal(pair_signals, 1);
    expect_nothing();
    fakes[0].connection.has_ended = true;
    (void)poll();
    (void)poll();
    assert_int_equal(expect(KAAL_STREAM_SHUT), number);
    expect_nothing();
    fakes[0].room_bytes = 5;
    assert_int_equal(kaal_stream_send(server, number, "hello", 5), 5);
    assert_true(kaal_stream_tell(server, KAAL_STREAM_CLOSE, number, 0));
    (void)poll();
    assert_true(fakes[0].is_closed);
    assert_memory_equal(fakes[0].sent, "hello", 5);
    (void)poll();
    expect_nothing();
    assert_non_null(open(&fakes[1]));
    (void)poll();
    assert_int_not_equal(expect(KAAL_STREAM_OPENED), number);
}

static void ends_without_its_channel(void **state)
{
    (void)state;
    assert_non_null(open(&fakes[0]));
    (void)poll();
    assert_non_null(open(&fakes[1]));
    memset(&streams.channel, 0, sizeof(streams.channel)); /* its memory must not be touched */
    streams_end(&streams);
    assert_false(fakes[0].is_open);
    assert_false(fakes[1].is_open);
    assert_null(stream_open(&streams, &fakes[2].connection));
}

/* More than fits into the channel and the window: all of it comes, in order, as it is taken. */
static void brings_bytes_to_the_server(void **state)
{
    uint8_t bytes[SLOT_BYTES];
    uint32_t number = 0;
    uint32_t got = 0;

    (void)state;
    (void)open(&fakes[0]);
    for (uint32_t i = 0; i < 10; i++) {
        assert_true(fake_connection_receive(&fakes[0], data, KAAL_STREAM_WINDOW_BYTES));
    }
    (void)poll();
    number = expect(KAAL_STREAM_OPENED);
    for (uint32_t round = 0; round < 100; round++) {
        struct kaal_stream_header header = next(bytes);

        if (header.type == 0) {
            (void)poll();
            continue;
        }
        assert_int_equal(header.type, KAAL_STREAM_DATA);
        assert_memory_equal(bytes, data + got, header.count);
        got += header.count;
    }
    assert_int_equal(got, KAAL_STREAM_WINDOW_BYTES); /* not one more */
    assert_true(kaal_stream_tell(server, KAAL_STREAM_TAKEN, number, 7));
    (void)poll();
    assert_int_equal(next(bytes).count, 7);
    (void)poll();
    expect_nothing();
}

static void brings_bytes_to_the_peer(void **state)
{
    uint8_t bytes[SLOT_BYTES];
    struct kaal_stream_header header = {0};
    uint32_t number = 0;
    uint32_t put = 0;

    (void)state;
    (void)open(&fakes[0]);
    (void)poll();
    number = expect(KAAL_STREAM_OPENED);
    while (put < KAAL_STREAM_WINDOW_BYTES) {
        put += kaal_stream_send(server, number, data + put, KAAL_STREAM_WINDOW_BYTES - put);
        (void)poll();
    }
    expect_nothing(); /* the peer takes nothing */
    assert_true(fakes[0].is_open);
    fakes[0].room_bytes = 1000;
    (void)poll();
    header = next(bytes);
    assert_int_equal(header.type, KAAL_STREAM_TAKEN);
    assert_int_equal(header.count, 1000);
    fakes[0].room_bytes = 10000;
    (void)poll();
    header = next(bytes);
    assert_int_equal(header.count, KAAL_STREAM_WINDOW_BYTES - 1000);
    assert_int_equal(fakes[0].sent_bytes, KAAL_STREAM_WINDOW_BYTES);
    assert_memory_equal(fakes[0].sent, data, KAAL_STREAM_WINDOW_BYTES);
}

static void tells_of_the_peers_end(void **state)
{
    uint32_t number = 0;

    (void)state;
    (void)open(&fakes[0]);
    (void)poll();
    number = expect(KAAL_STREAM_OPENED);
    stream_forget(fakes[0].connection.owner);
    assert_int_equal(kaal_stream_send(server, number, "x", 1), 1); /* on the way */
    (void)poll();
    assert_int_equal(expect(KAAL_STREAM_CLOSED), number);
    assert_true(kaal_stream_tell(server, KAAL_STREAM_CLOSE, number, 0)); /* and this */
    (void)poll();
    expect_nothing();
    (void)open(&fakes[1]); /* over before the server has heard of it */
    stream_forget(fakes[1].connection.owner);
    (void)poll();
    expect_nothing();
}

/* The channel is full: nothing is lost, and all is told once there is room. */
static void waits_for_room_in_the_channel(void **state)
{
    uint32_t opened = 0;
    uint32_t closed = 0;

    (void)state;
    for (unsigned i = 0; i < STREAMS_MAX; i++) {
        assert_non_null(open(&fakes[i]));
    }
    assert_null(open(&fakes[STREAMS_MAX]));
    (void)poll();
    for (unsigned round = 0; round < 40; round++) {
        uint8_t bytes[SLOT_BYTES];
        struct kaal_stream_header header = next(bytes);

        opened += header.type == KAAL_STREAM_OPENED;
        closed += header.type == KAAL_STREAM_CLOSED;
        if (opened == STREAMS_MAX && round > 20 && closed == 0) {
            for (unsigned i = 0; i < STREAMS_MAX; i++) {
                stream_forget(fakes[i].connection.owner);
            }
        }
        (void)poll();
    }
    assert_int_equal(opened, STREAMS_MAX);
    assert_int_equal(closed, STREAMS_MAX);
    assert_non_null(open(&fakes[STREAMS_MAX]));
}

static void a_lying_server_loses_the_connection(void **state)
{
    uint8_t bytes[SLOT_BYTES];
    uint32_t number = 0;

    (void)state;
    (void)open(&fakes[0]);
    (void)open(&fakes[1]);
    (void)poll();
    number = expect(KAAL_STREAM_OPENED);
    (void)expect(KAAL_STREAM_OPENED);
    assert_true(kaal_stream_tell(server, KAAL_STREAM_TAKEN, number, 1)); /* it got nothing */
    (void)poll();
    assert_int_equal(expect(KAAL_STREAM_CLOSED), number);
    assert_true(fakes[0].is_aborted || fakes[1].is_aborted);
    assert_false(fakes[0].is_aborted && fakes[1].is_aborted);
    (void)open(&fakes[2]);
    (void)poll();
    number = expect(KAAL_STREAM_OPENED);
    for (uint32_t put = 0; put <= KAAL_STREAM_WINDOW_BYTES; put += 200) {
        assert_int_equal(kaal_stream_send(server, number, data, 200), 200);
        (void)poll();
    }
    assert_true(fakes[2].is_aborted);
    assert_int_equal(expect(KAAL_STREAM_CLOSED), number);
    assert_int_equal(kaal_channel_send(server, "nonsense", 8), KAAL_OK);
    (void)poll();
    assert_int_equal(next(bytes).type, 0);
}

static void a_new_server_has_no_connections(void **state)
{
    (void)state;
    (void)open(&fakes[0]);
    (void)poll();
    (void)open(&fakes[1]);
    pair_begin_anew();
    (void)streams_poll(&streams);
    assert_true(fakes[0].is_aborted && fakes[1].is_aborted);
    assert_int_equal(kaal_channel_peer_life(server), 1);
    expect_nothing();
    assert_non_null(open(&fakes[2]));
    (void)streams_poll(&streams);
    (void)expect(KAAL_STREAM_OPENED);
    pair_ends[1].own->epoch = 0; /* the broker, when it has ended */
    (void)streams_poll(&streams);
    assert_true(fakes[2].is_aborted);
    assert_null(open(&fakes[3]));
}

static void takes_a_flood_in_pieces(void **state)
{
    (void)state;
    pair_deinit();
    pair_init(256, 64);
    streams.channel = pair_ends[0];
    streams.life = 0;
    assert_false(poll());
    for (unsigned i = 0; i < 100; i++) {
        assert_true(kaal_stream_tell(server, KAAL_STREAM_CLOSE, 77, 0));
    }
    assert_true(poll());
    assert_false(poll());
    assert_false(poll());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(opens_and_shuts, begin, end),
        cmocka_unit_test_setup_teardown(ends_without_its_channel, begin, end),
        cmocka_unit_test_setup_teardown(brings_bytes_to_the_server, begin, end),
        cmocka_unit_test_setup_teardown(brings_bytes_to_the_peer, begin, end),
        cmocka_unit_test_setup_teardown(tells_of_the_peers_end, begin, end),
        cmocka_unit_test_setup_teardown(waits_for_room_in_the_channel, begin, end),
        cmocka_unit_test_setup_teardown(a_lying_server_loses_the_connection, begin, end),
        cmocka_unit_test_setup_teardown(a_new_server_has_no_connections, begin, end),
        cmocka_unit_test_setup_teardown(takes_a_flood_in_pieces, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
