/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One request, one spawn, one kill, one restart at a time, while little else is there.
 */
#include <string.h>

#include <kaal/channel.h>
#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/net.h>

#include "bench.h"
#include "output.h"
#include "samples.h"
#include "ticks.h"

#define REQUESTS 1000U
#define SPAWNS   21U
#define RESTARTS 5U

#define MEMORY_BYTES (2 * KAAL_MIB)

/* One word, no answer but its label. */
void change_measure_request(const char *figure)
{
    uint64_t start = ticks_now();

    for (uint32_t i = 0; i < REQUESTS; i++) {
        kaal_err_t err = kaal_alarm(0);

        if (err != KAAL_OK) {
            bench_fail("alarm", err);
        }
    }
    output_figure(figure, (ticks_now() - start) * TICK_INSTRUCTIONS / REQUESTS);
}

/* Up to the first instruction, up to the broker's answer, and the kill of one that runs. */
static void measure_spawn(const char *image, const char *first, const char *spawn, const char *kill)
{
    static struct samples firsts;
    static struct samples spawns;
    static struct samples kills;

    firsts.count = 0;
    spawns.count = 0;
    kills.count = 0;
    for (uint32_t i = 0; i < SPAWNS; i++) {
        uint64_t start = 0;
        uint64_t ticks = 0;
        uint32_t id = 0;
        kaal_err_t err = KAAL_OK;

        bench_set_alarm();
        start = ticks_now();
        err = bench_spawn("subject", image, "first", MEMORY_BYTES, &id, &ticks);
        if (err != KAAL_OK) {
            bench_fail(first, err);
        }
        bench_await_alarm(); /* from here on the processor is the subject's */
        samples_add(&firsts, bench_await_exit_code("subject") - start);
        (void)bench_kill(id);
        err = bench_spawn("subject", image, "", MEMORY_BYTES, &id, &ticks);
        if (err != KAAL_OK) {
            bench_fail(spawn, err);
        }
        samples_add(&spawns, ticks);
        bench_pause();
        samples_add(&kills, bench_kill(id));
    }
    output_figure(first, samples_median(&firsts));
    output_figure(spawn, samples_median(&spawns));
    output_figure(kill, samples_median(&kills));
}

/* By a component of the system description, which is restarted for it. */
static void measure_bundle(void)
{
    struct samples samples = {0};

    for (uint32_t i = 0; i < RESTARTS; i++) {
        kaal_err_t err = kaal_restart(0, "bundle");
        uint64_t ticks = (err == KAAL_OK) ? bench_await_exit_code("bundle") : 0;

        if (ticks == 0) {
            bench_fail("bundle", err);
        }
        samples_add(&samples, ticks);
    }
    output_figure("bundle", samples_median(&samples));
}

/* Wait until the driver has said what its card is: it takes frames from then on. */
static void await_driver(struct kaal_channel *nic)
{
    static uint8_t message[KAAL_NET_MESSAGE_BYTES_MAX];
    const struct kaal_net_header *header = (const void *)message;
    uint32_t bytes = 0;

    for (;;) {
        while (kaal_channel_receive(nic, message, sizeof(message), &bytes) == KAAL_OK) {
            if (header->type == KAAL_NET_INFO) {
                return;
            }
        }
        kaal_channel_signal(nic); /* its area is looked at: the driver, come again, may go on */
        (void)kaal_wait();
    }
}

static void measure_restart(void)
{
    struct samples calls = {0};
    struct samples samples = {0};
    struct kaal_channel nic;
    kaal_err_t err = kaal_channel_open(&nic, "nic");

    for (uint32_t i = 0; i < RESTARTS && err == KAAL_OK; i++) {
        uint64_t start = ticks_now();

        err = kaal_restart(0, "nic");
        samples_add(&calls, ticks_now() - start);
        await_driver(&nic);
        samples_add(&samples, ticks_now() - start);
    }
    if (err != KAAL_OK) {
        bench_fail("nic", err);
    }
    output_figure("restart-driver", samples_median(&samples));
}

void change_measure(void)
{
    change_measure_request("request");
    measure_spawn("small", "spawn-small-first", "spawn-small", "kill-small");
    measure_spawn("large", "spawn-large-first", "spawn-large", "kill-large");
    measure_bundle();
    measure_restart();
}
