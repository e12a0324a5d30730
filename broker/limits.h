/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sizes of all fixed pools of the broker, each with its unit and its reason.
 * Limits that components must know are in include/kaal, not here.
 */
#pragma once

#include <kaal/types.h>

#define LIMIT_COMPONENTS    4096  /* alive at once: 1 GiB holds 3,500 small ones */
#define LIMIT_DEVICES       96    /* QEMU virt has 45 device tree devices, the rest is for PCI */
#define LIMIT_NAME_BYTES    4096  /* multiple of 8; QEMU virt's `compatible` strings: 1,200 */
#define LIMIT_CHANNELS      4096  /* 500 components with 8 each are 2,000 */
#define LIMIT_DEPENDENCIES  256   /* of one system description */
#define LIMIT_GRANTS        16384 /* live grants of all components: 4 for each of so many */
#define LIMIT_WATCHES       4096  /* components and grants that are watched: one a component */
#define LIMIT_TIMED         1024  /* live grants that end by themselves */
#define LIMIT_WATCHES_EACH  256   /* of one component: nobody may take them all */
#define LIMIT_TIMED_EACH    64    /* of those that one component gave */
#define LIMIT_MEMORIES      4096  /* pieces of memory that components have asked for */
#define LIMIT_SHARES        4096  /* parts of those that others have */
#define LIMIT_LOANS         128   /* interrupts that are lent */
#define LIMIT_HANDOVERS     64    /* components that hand state over to who replaces them */
#define LIMIT_LATER         32    /* requests that are answered when long work is over */
#define LIMIT_LATER_EACH    8     /* of one family: nobody may take them all */
#define LIMIT_BLOCKS        16384 /* untypeds that accounts and channels hold */
#define LIMIT_RUNS          16384 /* runs of slots that accounts hold */
#define LIMIT_NODES         24576 /* untypeds in the tree: split ones, free ones and used ones */
#define LIMIT_SLOTS         (1 << 17) /* slots of the root CNode that are managed, at most */
#define LIMIT_LOG_BYTES     32768     /* power of two; a boot log of 40 devices needs about 6,000 */
#define LIMIT_AUDIT_RECORDS 16384     /* power of two; 500 components with 8 channels: 6,500 */
#define LIMIT_REFUSAL_ROWS  64        /* actors whose refusals are counted at the same time */
#define LIMIT_PCI_BUSES     16        /* buses whose configuration space is mapped: 1 MiB each */

#define TICK_NS (10 * KAAL_NS_PER_MS) /* step of alarms; promised in kaal/component.h */

/*
 * How long the broker works on end on what it does in steps, before it looks who else wants
 * something; another such time is everybody else's. With the last part, marks of 4,096 components,
 * a tick and seals of the audit log nobody waits more than 3,000,000 instructions (ADR 10).
 */
#define STEP_NS (300 * KAAL_NS_PER_US)

/*
 * How long it does so for a spawn before there are steps at all: a component of a megabyte is done
 * at once.
 */
#define SPAWN_NS KAAL_NS_PER_MS
