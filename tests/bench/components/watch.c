/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Beginning and ending an observer. What is done meanwhile is known to whoever begins it.
 */
#include "watch.h"

#include <kaal/component.h>
#include <kaal/grant.h>

#include "bench.h"

#define MEMORY_BYTES (2 * KAAL_MIB)

uint32_t watch_begin(const char *args)
{
    uint64_t ticks = 0;
    uint32_t id = 0;
    kaal_err_t err = bench_spawn("observer", "observer", args, MEMORY_BYTES, &id, &ticks);

    if (err == KAAL_OK) {
        err = kaal_watch_component(id, NULL);
    }
    if (err != KAAL_OK) {
        bench_fail("observer", err);
    }
    bench_pause();
    return id;
}

/* Without any request of one's own, which would keep it waiting too. */
uint64_t watch_end(uint32_t watcher)
{
    struct kaal_wire_news news = {0};
    uint64_t ticks = 0;

    while (news.about != watcher) {
        if (kaal_news(&news) != KAAL_OK) {
            (void)kaal_wait();
        }
    }
    ticks = bench_await_exit_code("observer");
    if (ticks == 0) {
        bench_fail("observer", KAAL_ERR_STATE);
    }
    (void)bench_kill(watcher);
    return ticks;
}
