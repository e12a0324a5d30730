/* SPDX-License-Identifier: BSD-2-Clause */
/* Sporadic servers after manual 6.1.4: what is used at T comes back at T + period. */
#include "refill.h"

#include "../arch.h"

static const uint64_t us_per_s = 1000000;

/* Ticks that nobody lives to see, with room for a few more before they wrap. */
#define MAX_DELAY (1ul << 61)

uint64_t ticks_from_us(uint64_t us)
{
    return us / us_per_s * ARCH_TIMER_HZ + us % us_per_s * ARCH_TIMER_HZ / us_per_s;
}

uint64_t ticks_to_us(uint64_t ticks)
{
    return ticks / ARCH_TIMER_HZ * us_per_s + ticks % ARCH_TIMER_HZ * us_per_s / ARCH_TIMER_HZ;
}

static struct refill *refill_at(struct sched_context *sc, uint32_t position)
{
    struct refill *first = sc->refills; /* there are more than the array has */
    return &first[(sc->refill_head + position) % sc->refill_max];
}

struct refill *refill_head(struct sched_context *sc)
{
    return refill_at(sc, 0);
}

bool refill_is_round_robin(const struct sched_context *sc)
{
    return sc->period == 0;
}

seL4_Word refill_capacity(seL4_Word size_bits)
{
    return 2 + seL4_MaxExtraRefills(size_bits);
}

void refill_new(struct sched_context *sc, uint64_t budget, uint64_t period, uint32_t max,
                uint64_t now)
{
    sc->budget = budget;
    sc->period = period;
    sc->refill_max = max;
    sc->refill_head = 0;
    sc->refill_count = 1;
    sc->refills[0] = (struct refill){.time = now, .amount = budget};
}

bool refill_is_due(struct sched_context *sc, uint64_t now)
{
    return refill_head(sc)->time <= now + ticks_from_us(REFILL_WCET_US);
}

bool refill_is_sufficient(struct sched_context *sc, uint64_t used)
{
    uint64_t amount = refill_head(sc)->amount;
    return amount > used && amount - used >= ticks_from_us(REFILL_MIN_BUDGET_US);
}

/* Appends, or adds to the last one if the two touch or there is no room for two. */
static void refill_append(struct sched_context *sc, struct refill refill)
{
    struct refill *last = sc->refill_count != 0 ? refill_at(sc, sc->refill_count - 1) : 0;
    if (last && last->time + last->amount >= refill.time) {
        last->amount += refill.amount;
    } else if (last && sc->refill_count == sc->refill_max) {
        last->time = refill.time - last->amount;
        last->amount += refill.amount;
    } else {
        *refill_at(sc, sc->refill_count) = refill;
        sc->refill_count++;
    }
}

static struct refill refill_pop(struct sched_context *sc)
{
    struct refill head = *refill_head(sc);
    sc->refill_head = (sc->refill_head + 1) % sc->refill_max;
    sc->refill_count--;
    return head;
}

/* A head too small to run on is joined with the next one, which it precedes in time. */
static void refill_join_small_head(struct sched_context *sc)
{
    while (sc->refill_count > 1 && !refill_is_sufficient(sc, 0)) {
        struct refill small = refill_pop(sc);
        struct refill *head = refill_head(sc);
        head->time -= small.amount;
        head->amount += small.amount;
    }
}

/*
 * The head keeps its place in time, so that new parameters cannot be used to start afresh; what it
 * lacks of the new budget comes a period later.
 */
void refill_update(struct sched_context *sc, uint64_t budget, uint64_t period, uint32_t max,
                   uint64_t now)
{
    struct refill head = *refill_head(sc);
    refill_new(sc, budget, period, max, now);
    if (head.time <= now + ticks_from_us(REFILL_WCET_US)) {
        head.time = now;
    }
    if (period == 0 || head.amount >= budget) {
        head.amount = budget;
    } else {
        sc->refills[1] = (struct refill){head.time + period, budget - head.amount};
        sc->refill_count = 2;
    }
    sc->refills[0] = head;
    refill_join_small_head(sc);
}

/* What is used moves to the second refill, and that is the whole budget once the first is gone. */
static void charge_round_robin(struct sched_context *sc, uint64_t used)
{
    struct refill *head = refill_head(sc);
    if (!refill_is_sufficient(sc, used)) {
        head->amount = sc->budget;
        sc->refill_count = 1;
        return;
    }
    head->amount -= used;
    sc->refill_count = 2;
    *refill_at(sc, 1) = (struct refill){.time = head->time, .amount = sc->budget - head->amount};
}

/* Whole budgets that were used too much take whole periods. Gives the rest. */
static uint64_t charge_overrun(struct sched_context *sc, uint64_t used)
{
    uint64_t periods = used / sc->budget;
    if (periods > MAX_DELAY / sc->period) {
        periods = MAX_DELAY / sc->period;
    }
    for (uint32_t i = 0; i < sc->refill_count; i++) {
        refill_at(sc, i)->time += periods * sc->period;
    }
    return used % sc->budget;
}

void refill_charge(struct sched_context *sc, uint64_t used)
{
    if (refill_is_round_robin(sc)) {
        charge_round_robin(sc, used);
        return;
    }
    used = charge_overrun(sc, used);
    /* More than the head: the excess comes off the next ones too, each a period later. */
    while (refill_head(sc)->amount <= used) {
        struct refill head = refill_pop(sc);
        used -= head.amount;
        head.time += sc->period;
        refill_append(sc, head);
    }
    if (used != 0) {
        struct refill *head = refill_head(sc);
        struct refill back = {.time = head->time + sc->period, .amount = used};
        head->time += used;
        head->amount -= used;
        refill_append(sc, back);
    }
    refill_join_small_head(sc);
}

void refill_unblock(struct sched_context *sc, uint64_t now)
{
    if (!refill_is_due(sc, now)) {
        return;
    }
    refill_head(sc)->time = now;
    if (refill_is_round_robin(sc)) {
        return;
    }
    while (sc->refill_count > 1) {
        struct refill *next = refill_at(sc, 1);
        uint64_t amount = refill_head(sc)->amount;
        if (next->time > now + amount) {
            break;
        }
        (void)refill_pop(sc);
        refill_head(sc)->amount += amount;
        refill_head(sc)->time = now;
    }
}
