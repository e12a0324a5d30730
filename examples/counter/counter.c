/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counts ten times a second, and goes on counting where it was when it is replaced. A restart, and
 * a failure, begins at 0.
 */
#include <kaal/component.h>
#include <kaal/handover.h>
#include <kaal/layout.h>

#define STEP_NS (100 * KAAL_NS_PER_MS)

/* Raised when the struct changes. A version that is not known is not guessed at. */
#define STATE_VERSION 2

struct state {
    uint64_t count;
    uint32_t instances; /* since version 2 */
};

/* Version 1 was the count alone. */
static struct state convert(const struct state *old, uint32_t version)
{
    switch (version) {
    case 1:
        return (struct state){.count = old->count, .instances = 1};
    case STATE_VERSION:
        return *old;
    default:
        kaal_log("begins anew: version %u is unknown", (unsigned)version);
        return (struct state){0};
    }
}

static struct state take_over(void)
{
    struct state old = {0};
    uint32_t bytes = 0;
    uint32_t version = 0;
    kaal_err_t err = kaal_handover_get(&old, sizeof(old), &bytes, &version);

    if (err != KAAL_OK) {
        kaal_log("begins at 0: %s", kaal_err_text(err));
        return (struct state){0};
    }
    return convert(&old, version);
}

int main(void)
{
    struct state state = take_over();

    state.instances++;
    kaal_log("instance %u goes on at %llu", (unsigned)state.instances,
             (unsigned long long)state.count);
    for (;;) {
        kaal_err_t err = kaal_handover_put(STATE_VERSION, &state, sizeof(state));

        if (err == KAAL_OK) {
            err = kaal_alarm(STEP_NS);
        }
        if (err != KAAL_OK) {
            kaal_log("cannot go on: %s", kaal_err_text(err));
            return (int)err;
        }
        while ((kaal_wait() & (uint64_t)1 << KAAL_EVENT_BIT_ALARM) == 0) {
        }
        state.count++;
    }
}
