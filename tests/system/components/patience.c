/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server that takes its time, and clients that wait for it meanwhile: its argument says which.
 */
#include <string.h>

#include <kaal/component.h>
#include <kaal/layout.h>
#include <kaal/rpc.h>

#define LONG_NS (2 * KAAL_NS_PER_S) /* so that somebody can end it before it answers */
#define STEP_NS (200 * KAAL_NS_PER_MS)
#define CLIENTS 3

static void pause(uint64_t ns)
{
    if (kaal_alarm(ns) == KAAL_OK) {
        while ((kaal_wait() & (uint64_t)1 << KAAL_EVENT_BIT_ALARM) == 0) {
        }
    }
}

static void serve(void)
{
    static const char *const names[CLIENTS] = {"one", "two", "three"};
    struct kaal_received received = {0};
    uint32_t ports[CLIENTS] = {0};

    for (uint32_t i = 0; i < CLIENTS; i++) {
        if (kaal_service_open(names[i], &ports[i]) != KAAL_OK) {
            kaal_exit(1);
        }
    }
    for (;;) {
        uint64_t who = 0;

        kaal_receive(&received);
        if (received.events != 0) {
            continue;
        }
        kaal_log("works");
        pause(LONG_NS);
        while (who < CLIENTS && ports[who] != received.port) {
            who++;
        }
        (void)!kaal_reply(&received, KAAL_OK, &who, sizeof(who)); /* it cannot fail here */
    }
}

static void ask(void)
{
    struct kaal_client server = {.port = "server"};
    uint64_t who = 0;
    bool has_waited = false;

    for (;;) {
        uint64_t start_ns = kaal_now_ns();
        kaal_err_t err = kaal_call(&server, 1, NULL, 0, &who, sizeof(who));

        if (err == KAAL_OK) {
            kaal_log("answered %u", (unsigned)who);
            return;
        }
        /* At first the server may not be there yet. */
        if (!has_waited && kaal_now_ns() - start_ns > STEP_NS) {
            has_waited = true;
            kaal_log("waited: %s", kaal_err_text(err));
        }
        pause(STEP_NS);
    }
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "serve") == 0) {
        serve();
    }
    ask();
    for (;;) {
        (void)kaal_wait();
    }
}
