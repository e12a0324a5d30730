/* SPDX-License-Identifier: BSD-2-Clause */
/* Core's own variables, for instruments to look at. Whoever is not their file only reads them. */
#pragma once

#include "object.h"

extern struct slot slot_root; /* slot.c: before the first of the list */
extern struct tcb_queue sched_ready[CONFIG_NUM_DOMAINS][CONFIG_NUM_PRIORITIES];
extern struct tcb_queue sched_release;
extern struct slot irq_targets[ARCH_IRQ_COUNT];
extern bool irq_is_issued[ARCH_IRQ_COUNT];
extern struct tcb *debug_threads;
