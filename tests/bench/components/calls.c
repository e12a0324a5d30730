/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls of another component and their answers.
 */
#include <kaal/component.h>
#include <kaal/grant.h>
#include <kaal/rpc.h>

#include "bench.h"
#include "output.h"
#include "ticks.h"

#define CALLS        1000U
#define WORDS        4U /* that go in registers, each way */
#define MEMORY_BYTES (512 * KAAL_KIB)
#define PATIENCE     100U /* ticks */

static void measure(const char *figure, struct kaal_client *client, size_t bytes)
{
    static uint64_t words[KAAL_MESSAGE_BYTES_MAX / sizeof(uint64_t)];
    uint64_t start = ticks_now();

    for (uint32_t i = 0; i < CALLS; i++) {
        kaal_err_t err = kaal_call(client, 1, words, bytes, words, bytes);

        if (err != KAAL_OK) {
            bench_fail(figure, err);
        }
    }
    output_figure(figure, (ticks_now() - start) * TICK_INSTRUCTIONS / CALLS);
}

void calls_measure(void)
{
    struct kaal_wire_channel_make wish = {
        .ends = {{0}, {.name = "bench"}}, .port = {"client", "echo"}, .kind = KAAL_CHANNEL_RPC};
    struct kaal_client client = {.port = "echo"};
    uint64_t unused = 0;
    kaal_err_t err =
        bench_spawn("echo", "echo", "", MEMORY_BYTES, &wish.ends[0].component, &unused);

    if (err == KAAL_OK) {
        err = kaal_channel_make(&wish);
    }
    if (err != KAAL_OK) {
        bench_fail("echo", err);
    }
    err = KAAL_ERR_DEAD;
    for (uint32_t i = 0; i < PATIENCE && err == KAAL_ERR_DEAD; i++) {
        bench_pause(); /* it opens its end */
        err = kaal_call(&client, 1, NULL, 0, NULL, 0);
    }
    if (err != KAAL_OK) {
        bench_fail("call", err);
    }
    measure("call", &client, WORDS * sizeof(uint64_t));
    measure("call-longest", &client, KAAL_MESSAGE_BYTES_MAX);
    (void)bench_kill(wish.ends[0].component);
}
