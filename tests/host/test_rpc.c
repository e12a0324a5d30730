/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls between components, their messages, and events in the same wait. What becomes of a call
 * when one of the two ends is test_rpc_ends.c, what attackers do is test_hostile_rpc.c.
 */
#include "rig.h"

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/grant.h>
#include <kaal/layout.h>
#include <kaal/notification.h>
#include <kaal/rpc.h>

#include "spawn/component.h"

#define TOO_LONG (KAAL_MESSAGE_BYTES_MAX + 1)

/* What the server does. */
enum number {
    ECHO = 1, /* answers with the message */
    WHO = 2,  /* answers with the client's port and life */
    PING = 3, /* answers with nothing */
};

static uint32_t ports[2]; /* of the server's ends: of left and right */
static unsigned lives;    /* of the server */
static unsigned done;

static void answer(struct kaal_received *received)
{
    const uint32_t who[2] = {received->port, received->life};

    switch (received->number) {
    case ECHO:
        assert_int_equal(kaal_reply(received, KAAL_OK, received->words, received->bytes), KAAL_OK);
        break;
    case WHO:
        assert_int_equal(kaal_reply(received, KAAL_OK, who, sizeof(who)), KAAL_OK);
        break;
    case PING:
        assert_int_equal(kaal_reply(received, KAAL_OK, NULL, 0), KAAL_OK);
        break;
    default:
        break; /* the library answers */
    }
}

static void serve(void)
{
    struct kaal_received received = {0};

    assert_int_equal(kaal_service_open("left", &ports[0]), KAAL_OK);
    assert_int_equal(kaal_service_open("right", &ports[1]), KAAL_OK);
    assert_int_equal(kaal_service_open("right", &ports[1]), KAAL_ERR_STATE);
    assert_int_equal(kaal_reply(&received, KAAL_OK, NULL, 0), KAAL_ERR_STATE);
    for (;;) {
        kaal_receive(&received);
        answer(&received);
    }
}

/* --- messages --- */

static void send_messages(void)
{
    struct kaal_client client = {.port = "worker"};
    struct kaal_client none = {.port = "none"};
    uint8_t in[TOO_LONG];
    uint8_t out[TOO_LONG];
    uint32_t who[2] = {0};

    rig_call_until_there(&client, PING);
    for (size_t bytes = 0; bytes <= KAAL_MESSAGE_BYTES_MAX; bytes += 5) {
        size_t padded = (bytes + 7) & ~(size_t)7;

        memset(in, (int)bytes + 1, sizeof(in));
        memset(out, 0xff, sizeof(out));
        assert_int_equal(kaal_call(&client, ECHO, in, bytes, out, padded), KAAL_OK);
        assert_memory_equal(out, in, bytes);
        for (size_t i = bytes; i < padded; i++) {
            assert_int_equal(out[i], 0);
        }
        assert_int_equal(out[padded], 0xff);
        assert_int_equal(kaal_call(&client, ECHO, in, bytes, out, padded + 1), KAAL_ERR_FORMAT);
    }
    assert_int_equal(kaal_call(&client, ECHO, in, TOO_LONG, out, 8), KAAL_ERR_LONG);
    assert_int_equal(kaal_call(&client, 99, in, 8, out, 8), KAAL_ERR_UNKNOWN);
    assert_int_equal(kaal_call(&none, ECHO, in, 8, out, 8), KAAL_ERR_NOT_FOUND);
    assert_int_equal(kaal_call(&client, WHO, NULL, 0, who, sizeof(who)), KAAL_OK);
    assert_int_equal(who[0], ports[0]);
    assert_int_equal(who[1], client.life);
    done++;
    rig_sleep();
}

static void ask_who(void)
{
    struct kaal_client client = {.port = "worker"};
    struct kaal_client wrong = {.port = "left"}; /* its ring */
    uint32_t who[2] = {0};
    uint32_t number = 0;

    rig_call_until_there(&client, PING);
    assert_int_equal(kaal_call(&client, WHO, NULL, 0, who, sizeof(who)), KAAL_OK);
    assert_int_equal(who[0], ports[1]);
    assert_int_not_equal(ports[0], ports[1]);
    assert_int_equal(kaal_call(&wrong, ECHO, NULL, 0, NULL, 0), KAAL_ERR_NOT_FOUND);
    assert_int_equal(kaal_service_open("worker", &number), KAAL_ERR_NOT_FOUND);
    done++;
    rig_sleep();
}

static void messages_come_back(void)
{
    rig_boot((const struct rig_script[]){
        {"worker", serve}, {"left", send_messages}, {"right", ask_who}, {0}});
    rig_run_ms(500);
    assert_int_equal(done, 2);
    rig_check();
}

/* --- waiting for all at once --- */

static unsigned alarms;

/* Alarms and calls come to the same wait; heartbeats are answered in it. */
static void serve_with_a_heartbeat(void)
{
    struct kaal_received received = {0};
    uint32_t port = 0;

    lives++;
    assert_int_equal(kaal_service_open("left", &port), KAAL_OK);
    assert_int_equal(kaal_alarm(20 * KAAL_NS_PER_MS), KAAL_OK);
    kaal_receive(&received);
    for (;;) {
        if (received.events != 0) {
            assert_int_equal(received.events, 1 << KAAL_EVENT_BIT_ALARM);
            assert_int_equal(kaal_reply_receive(&received, KAAL_OK, NULL, 0), KAAL_ERR_STATE);
            alarms++;
            assert_int_equal(kaal_alarm(20 * KAAL_NS_PER_MS), KAAL_OK);
            kaal_receive(&received);
        } else {
            assert_int_equal(received.port, port);
            assert_int_equal(kaal_reply_receive(&received, KAAL_ERR_DEAD, NULL, 0),
                             KAAL_ERR_INVALID);
            assert_int_equal(kaal_reply_receive(&received, KAAL_OK, "x", TOO_LONG), KAAL_ERR_LONG);
            assert_int_equal(kaal_reply_receive(&received, KAAL_OK, NULL, 0), KAAL_OK);
        }
    }
}

static void call_now_and_then(void)
{
    struct kaal_client client = {.port = "beater"};

    rig_call_until_there(&client, PING);
    for (unsigned i = 0; i < 100; i++) {
        assert_int_equal(kaal_call(&client, PING, NULL, 0, NULL, 0), KAAL_OK);
        if (i % 10 == 0) {
            rig_wait_ms(50);
        }
    }
    done++;
    rig_sleep();
}

static void events_and_calls(void)
{
    rig_boot((const struct rig_script[]){
        {"beater", serve_with_a_heartbeat}, {"left", call_now_and_then}, {0}});
    rig_run_ms(1000);
    assert_int_equal(done, 1);
    assert_int_equal(lives, 1);
    assert_int_equal(component_find("beater")->restarts, 0);
    assert_in_range(alarms, 20, 50);
}

/* --- signals alone --- */

static unsigned events_of[2]; /* of left, of right */

static void ring_bell(unsigned self)
{
    struct kaal_notification bell = {0};
    struct kaal_notification again = {0};

    assert_int_equal(kaal_notification_open(&bell, "bell"), KAAL_OK);
    assert_int_equal(kaal_notification_open(&again, "bell"), KAAL_ERR_STATE);
    assert_int_equal(kaal_notification_open(&again, "worker"), KAAL_ERR_NOT_FOUND);
    assert_string_equal(bell.peer, (self == 0) ? "right" : "left");
    kaal_notification_signal(&bell); /* the first one's goes nowhere */
    for (;;) {
        assert_int_equal(kaal_wait(), bell.event);
        events_of[self]++;
        if (self == 1 && events_of[1] < 5) {
            kaal_notification_signal(&bell);
        } else if (self == 0) {
            kaal_notification_signal(&bell);
        }
    }
}

static void ring_left(void)
{
    ring_bell(0);
}

static void ring_right(void)
{
    rig_wait_ms(50);
    ring_bell(1);
}

static bool ended;
static unsigned events_before;

/* Its end is an event, too. */
static void end_right(void)
{
    rig_wait_ms(300);
    events_before = events_of[0];
    assert_int_equal(kaal_kill(0, "right"), KAAL_OK);
    rig_wait_ms(20);
    assert_int_equal(events_of[0], events_before + 1);
    ended = true;
    rig_sleep();
}

static void bells(void)
{
    const struct rig_script scripts[] = {
        {"left", ring_left}, {"right", ring_right}, {"shell", end_right}, {0}};
    struct rig_books before;
    struct rig_books after;

    rig_boot(scripts);
    before = rig_books();
    rig_run_ms(20);
    assert_int_equal(events_of[0], 0);
    rig_run_ms(100);
    assert_int_equal(events_of[1], 5);
    after = rig_books();
    assert_int_equal(before.free_bytes, after.free_bytes); /* no memory is shared */
    rig_check();
    rig_run_ms(300);
    assert_true(ended);
    rig_check();
}

/* --- made while the system runs --- */

static void make_and_call(void)
{
    struct kaal_wire_channel_make wish = {.ends = {{.name = "worker"}, {.name = "shell"}},
                                          .port = {"made", "made"},
                                          .kind = KAAL_CHANNEL_RPC};
    struct kaal_client client = {.port = "made"};

    assert_int_equal(kaal_channel_make(&wish), KAAL_OK);
    assert_int_equal(kaal_channel_make(&wish), KAAL_ERR_BUSY);
    rig_call_until_there(&client, PING);
    rig_check();
    done++;
    rig_sleep();
}

static void serve_what_is_made(void)
{
    struct kaal_received received = {0};
    uint32_t port = 0;

    while (kaal_service_open("made", &port) != KAAL_OK) {
        rig_wait_ms(10);
    }
    for (;;) {
        kaal_receive(&received);
        answer(&received);
    }
}

static void made_at_run_time(void)
{
    rig_boot(
        (const struct rig_script[]){{"worker", serve_what_is_made}, {"shell", make_and_call}, {0}});
    rig_run_ms(300);
    assert_int_equal(done, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(messages_come_back),
        RIG_TEST(events_and_calls),
        RIG_TEST(bells),
        RIG_TEST(made_at_run_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
