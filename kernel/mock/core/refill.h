/* SPDX-License-Identifier: BSD-2-Clause */
/* Replenishments of one scheduling context (manual 6.1.4, 6.1.5). Knows no threads or queues. */
#pragma once

#include "object.h"

/* Less than this is not worth a context switch: twice the assumed kernel entry. */
#define REFILL_MIN_BUDGET_US 20
#define REFILL_WCET_US       10

uint64_t ticks_from_us(uint64_t us);
uint64_t ticks_to_us(uint64_t ticks);

struct refill *refill_head(struct sched_context *sc);
bool refill_is_round_robin(const struct sched_context *sc);

/* How many refills fit into a context of 2^size_bits bytes. */
seL4_Word refill_capacity(seL4_Word size_bits);

/* Starts over with one full refill due now; `period` 0: round robin. */
void refill_new(struct sched_context *sc, uint64_t budget, uint64_t period, uint32_t max,
                uint64_t now);

/* Changes the parameters of a context that has a past. */
void refill_update(struct sched_context *sc, uint64_t budget, uint64_t period, uint32_t max,
                   uint64_t now);

bool refill_is_due(struct sched_context *sc, uint64_t now);

/* Whether the head refill holds enough after `used` more ticks. */
bool refill_is_sufficient(struct sched_context *sc, uint64_t used);

/* Takes `used` ticks off and schedules their return a period later. */
void refill_charge(struct sched_context *sc, uint64_t used);

/* The context was not in use until now: what it missed does not add up. */
void refill_unblock(struct sched_context *sc, uint64_t now);
