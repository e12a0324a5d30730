/* SPDX-License-Identifier: BSD-2-Clause */
/* The objects of a sequence: fresh ones at its start, all gone at its end. */
#pragma once

#include "diff/layout.h"

/* Once, at boot: what all sequences share, and the test's own priority and CSpace. */
void world_init(const seL4_BootInfo *info);

/* Everything as layout.h says. The workers are idle. seed: chooses variants. */
void world_begin(uint64_t seed);

/* Takes all back, wherever the sequence has put it. */
void world_end(void);

/* The worker's TCB, within the test's own reach only. */
seL4_CPtr world_worker(unsigned index);

/* What seL4_DebugCapIdentify says of a capability address of the workers' CSpace as it began. */
seL4_Word world_identify(seL4_Word cptr);

/* A physical address as it is in every build: relative to the sequence's memory. */
seL4_Word world_address(seL4_Word paddr);

/* A call of the test's own that fails is the end: the comparison would mean nothing. */
void world_check(seL4_Word error, const char *what);
