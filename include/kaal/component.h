/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every component can do: log, wait, tell the time, set an alarm, end.
 * Devices are in device.h, channels in channel.h, a driver's frame in driver.h.
 *
 * A component is an ordinary C program: `int main(int argc, char **argv)`, with picolibc as its C
 * library. argv[0] is its name, the rest are the words of `args` in the system description.
 * Returning from main ends it, as kaal_exit does. It has one thread; nothing here is reentrant.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

/* The component's name. A constant string, borrowed for ever. Never blocks. */
const char *kaal_name(void);

/* Rights that the system description gives to the component (enum kaal_right, or-ed). */
uint64_t kaal_rights(void);

/*
 * Write one line to the broker's log, which begins it with the component's name.
 *
 * format: as printf; a result longer than KAAL_LOG_LINE_BYTES - 1 is cut there. No line end.
 * Calls the broker and waits for its answer, which never waits for another component.
 */
void kaal_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * End the component: it never runs again and what it held is given back.
 *
 * code: 0 for success; any other number is shown by `ps`. Does not return.
 */
_Noreturn void kaal_exit(int code);

/*
 * Wait until something happens to the component's notification.
 *
 * Returns the bits of what happened since the last wait or poll (enum kaal_event_bit, the
 * `irq_bit` of a bundle, the `event_bit` of a channel), as 1 << bit. Several may be set; never 0.
 * Blocks. Source: seL4 manual, 5 (Notifications).
 */
uint64_t kaal_wait(void);

/* Like kaal_wait, but returns 0 at once when nothing has happened. Never blocks. */
uint64_t kaal_poll(void);

/*
 * Nanoseconds since some moment before the system's start. Rises steadily, wraps after 584 years.
 * Reads CNTPCT_EL0 (Arm ARM, D11.2). Never blocks.
 */
uint64_t kaal_now_ns(void);

/*
 * Set the component's one alarm, replacing the one before: KAAL_EVENT_BIT_ALARM is set then.
 *
 * delay_ns: from now, at most one day; 0 takes the alarm back. The broker keeps alarms in steps of
 * 10 ms: an alarm is never early and, on an idle machine, at most two steps late.
 * Errors: KAAL_ERR_RANGE delay_ns is over a day. Calls the broker and waits for its answer.
 */
KAAL_CHECKED kaal_err_t kaal_alarm(uint64_t delay_ns);

/*
 * Say that the component is alive. A description may want that in each `heartbeat`, or the
 * component has failed. kaal_wait and kaal_poll do it when asked, so only who works for long
 * without either calls this. Calls the broker.
 */
void kaal_heartbeat(void);

/*
 * Call the broker with a request of wire/broker.h. The functions around this one are easier.
 *
 * request: enum kaal_request. in, in_bytes: its struct, at most KAAL_MESSAGE_BYTES_MAX; borrowed.
 * out, out_bytes: where the answer's struct goes; written only when KAAL_OK is returned.
 * Errors: KAAL_ERR_LONG in_bytes is too large; KAAL_ERR_FORMAT the answer is shorter than
 * out_bytes; every error that the request itself can have. Waits for the broker's answer.
 */
KAAL_CHECKED kaal_err_t kaal_broker_call(uint32_t request, const void *in, size_t in_bytes,
                                         void *out, size_t out_bytes);

/*
 * The same for whoever does not know how long the answer is.
 *
 * room_bytes: of out. answer_bytes: the answer's length, whole words of 8 bytes; 0 when anything
 * else than KAAL_OK is returned, when nothing is written to out.
 * Errors: KAAL_ERR_LONG in_bytes is too large, or the answer does not fit; every error that the
 * request itself can have. Waits for the broker's answer.
 */
KAAL_CHECKED kaal_err_t kaal_broker_forward(uint32_t request, const void *in, size_t in_bytes,
                                            void *out, size_t room_bytes, size_t *answer_bytes);
