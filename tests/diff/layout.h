/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a sequence finds its capabilities and its memory. Zones keep capabilities of one kind
 * apart, so that a step can be made without knowing what the steps before it did.
 */
#pragma once

#include <stdint.h>

#include <sel4/sel4.h>

/* The working CNode: all that sequences may change. */
#define WORK_BITS  6
#define WORK_SLOTS (1U << WORK_BITS)

enum zone {
    ZONE_UNTYPED,
    ZONE_CNODE,
    ZONE_TCB,
    ZONE_ENDPOINT,
    ZONE_NOTIFICATION,
    ZONE_REPLY,
    ZONE_SC,
    ZONE_FRAME,
    ZONE_TABLE,
    ZONE_VSPACE,
    ZONE_POOL,
    ZONE_IRQ,
    ZONE_FREE,
    ZONE_COUNT,
};

struct zone_range {
    uint8_t first;
    uint8_t count;
};

extern const struct zone_range zones[ZONE_COUNT];

/* Slots of the working CNode that a sequence begins with; those behind them in a zone are empty. */
enum work_slot {
    WORK_UNTYPED_16K = 0,
    WORK_UNTYPED_4K,
    WORK_UNTYPED_1K,
    WORK_UNTYPED_DEVICE,
    WORK_SELF = 6, /* the working CNode itself */
    WORK_CNODE_8,
    WORK_CNODE_GUARDED,
    WORK_TCB = 10, /* copies of the workers' */
    WORK_TCB_SPARE = 13,
    WORK_ENDPOINT = 16,
    WORK_ENDPOINT_BADGED = 18,
    WORK_ENDPOINT_PLAIN,
    WORK_NOTIFICATION = 22,
    WORK_NOTIFICATION_BADGED = 24,
    WORK_REPLY = 28,
    WORK_SC = 32, /* the workers' */
    WORK_SC_SPARE = 35,
    WORK_FRAME = 38,
    WORK_FRAME_BUFFER = 40,
    WORK_TABLE = 46,
    WORK_VSPACE_OWN = 50,
    WORK_VSPACE_OTHER,
    WORK_VSPACE_NEW,
    WORK_POOL = 53,
    WORK_IRQ = 55,
    WORK_SGI,
};

#define SMALL_BITS    3 /* of WORK_CNODE_8 */
#define GUARDED_BITS  2 /* of WORK_CNODE_GUARDED */
#define GUARDED_GUARD 1
#define GUARDED_SIZE  2

/* Slots of the CNode with what exists once. Only read: no capability to it is within reach. */
enum single_slot {
    SINGLE_IRQ_CONTROL = 1,
    SINGLE_ASID_CONTROL,
    SINGLE_SCHED_CONTROL,
    SINGLE_DOMAIN,
    SINGLE_SMC,
    SINGLE_POOL,
    SINGLE_END,
    SINGLE_SELF = 15, /* a source of copies and nothing else */
};

/* A worker's CSpace: 2 bits choose a CNode of WORK_BITS, in the low byte of an address. */
#define CPTR_WORK(slot)   ((seL4_Word)(slot))
#define CPTR_SINGLE(slot) (1UL << 8 | (seL4_Word)(slot))
#define CPTR_TCB_UNTYPED  (2UL << 8 | 0) /* TCBs are made of it alone: their size differs */
#define CPTR_STOP         (2UL << 8 | 1) /* a notification that nobody signals */

#define WORKERS 3
#define BLOCKS  6 /* the workers', and those of threads that sequences make */

/* Results of a thread, written by start.S. */
struct block {
    uint64_t done;
    uint64_t woken; /* times that its last wait ended */
    uint64_t reg[8];
    uint64_t tls; /* its thread pointer */
    uint64_t padding[5];
};

struct shared {
    struct block blocks[4096 / sizeof(struct block)];
    uint8_t buffers[BLOCKS][4096]; /* IPC buffers */
};

extern struct shared diff_shared;

/* The software generated interrupt that sequences may raise. */
#define SGI 1

/* Where sequences map: no page table of the test lies there. */
#define WINDOW 0x1000000000UL

/* start.S */
extern const char diff_exec_call[], diff_exec_load[], diff_exec_store[], diff_exec_jump[],
    diff_exec_undefined[], diff_exec_float[];
