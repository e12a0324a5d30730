/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files that make objects share: the test's own CSpace, and calls that may not fail. */
#pragma once

#include "diff/world.h"

/* Where the test itself sees the large frame. */
#define LARGE_FRAME 0x800000UL

#define FOREVER_US 3600000000UL /* no budget ends within a run */

#define BASE_BITS     19
#define DEVICE_BITS   16
#define TCB_POOL_BITS 18

/* The test's CSpace: two bits choose the initial CNode, the working CNode or the single one. */
#define REACH_BITS     CONFIG_ROOT_CNODE_SIZE_BITS
#define REACH(n, slot) ((seL4_Word)(n) << REACH_BITS | (seL4_Word)(slot))
#define REACH_DEPTH    2

/* Slots of the initial CNode, from its first empty one on. */
enum own_slot {
    OWN_BASE,
    OWN_REACH,
    OWN_SINGLE,
    OWN_LARGE_FRAME,
    OWN_DEVICE,
    OWN_TCB_POOL,
    OWN_WORK,
    OWN_CSPACE,
    OWN_PRIVATE,
    OWN_STOP,
    OWN_WORKER,
    OWN_SC = OWN_WORKER + WORKERS,
    OWN_TABLES = OWN_SC + WORKERS,
};

struct own {
    const seL4_BootInfo *info;
    seL4_CPtr first; /* empty slot of the initial CNode */
    seL4_Word paddr; /* of the base untyped */
};

extern struct own own_boot;

static inline seL4_CPtr own(unsigned slot)
{
    return own_boot.first + slot;
}

static inline seL4_Word guard(seL4_Word value, seL4_Word size)
{
    return seL4_CNode_CapData_new(value, size).words[0];
}

/* `count` objects into `node`, from slot `offset` on. */
void make(seL4_CPtr untyped, seL4_Word type, seL4_Word bits, seL4_CPtr node, seL4_Word offset,
          seL4_Word count);
void make_own(seL4_CPtr untyped, seL4_Word type, seL4_Word bits, unsigned slot);
void make_work(seL4_Word type, seL4_Word bits, unsigned slot, seL4_Word count);

/* A copy from the initial CNode into one of `bits` size; data: badge or guard. */
void mint(seL4_CPtr node, seL4_Word bits, seL4_Word slot, seL4_CPtr from, seL4_CapRights_t rights,
          seL4_Word data);
void copy(seL4_CPtr node, seL4_Word bits, seL4_Word slot, seL4_CPtr from);

/* A badged copy within the working CNode. */
void mint_work(seL4_Word slot, seL4_Word from, seL4_CapRights_t rights, seL4_Word badge);

/* The frame of an IPC buffer of `shared`. */
seL4_CPtr buffer_frame(unsigned index);

/* variant.c: what differs between sequences at their start. */
struct random;
void variant_make(struct random *random);
