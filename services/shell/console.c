/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Buffers between characters and messages.
 */
#include "shell/console.h"

#include <stdarg.h>
#include <stdio.h>

#include <kaal/channel.h>
#include <kaal/component.h>
#include <kaal/layout.h>

#define MESSAGE_BYTES 240
#define PATIENCE_NS   (2 * KAAL_NS_PER_S) /* then output is dropped: nobody is at the other end */

static struct kaal_channel serial;
static char out[MESSAGE_BYTES];
static uint32_t out_length;
static char in[MESSAGE_BYTES + 16];
static uint32_t in_length;
static uint32_t in_taken;
static uint64_t kept_events;
static uint32_t driver_life; /* the last one that was printed to */

kaal_err_t console_open(void)
{
    return kaal_channel_open(&serial, "serial");
}

uint64_t console_wait(void)
{
    uint64_t events = kept_events;

    kept_events = 0;
    return (events != 0) ? events : kaal_wait();
}

/* Look at the driver. One that has ended may have taken the end of a line with it. */
static void look_at_driver(void)
{
    uint32_t life = kaal_channel_peer_life(&serial);

    if (driver_life != 0 && life != driver_life) {
        (void)!kaal_channel_send(&serial, "\r\n", 2);
    }
    driver_life = life;
}

/* Wait for room in the channel. Returns false when there is none in time. */
static bool await_room(void)
{
    uint64_t end_ns = kaal_now_ns() + PATIENCE_NS;

    look_at_driver();
    while (!kaal_channel_has_room(&serial)) {
        if (kaal_now_ns() > end_ns || kaal_alarm(PATIENCE_NS) != KAAL_OK) {
            return false;
        }
        kept_events |= kaal_wait();
        look_at_driver();
    }
    kept_events &= ~((uint64_t)1 << KAAL_EVENT_BIT_ALARM);
    return true;
}

void console_flush(void)
{
    if (out_length > 0 && await_room()) {
        (void)!kaal_channel_send(&serial, out, out_length);
        kaal_channel_signal(&serial);
    }
    out_length = 0;
}

void console_put(char c)
{
    if (out_length == sizeof(out)) {
        console_flush();
    }
    out[out_length] = c;
    out_length++;
}

void console_print(const char *format, ...)
{
    char text[512];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\n') {
            console_put('\r');
        }
        console_put(*c);
    }
    console_flush();
}

kaal_err_t console_get(char *c)
{
    if (in_taken == in_length) {
        kaal_err_t err = kaal_channel_receive(&serial, in, sizeof(in), &in_length);

        in_taken = 0;
        if (err != KAAL_OK) {
            in_length = 0;
            return KAAL_ERR_EMPTY;
        }
        kaal_channel_signal(&serial);
    }
    if (in_taken == in_length) {
        return KAAL_ERR_EMPTY;
    }
    *c = in[in_taken];
    in_taken++;
    return KAAL_OK;
}
