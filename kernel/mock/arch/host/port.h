/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of this port share. What tests see: host.h. */
#pragma once

#include "core/object.h"
#include "host.h"

/* machine.c: the memory behind arch_ptr, and how it can be mapped once more. */
struct port_ram {
    uint8_t *start;
    uint64_t bytes;
    int file;
};
extern struct port_ram port_ram;

/* native.c: from here on the address space of `root` is this process's; {0}: none is. */
void native_begin(struct cap vspace, uint64_t start, uint64_t end);
void native_end(void);
bool native_is(const struct tcb *tcb);

/* run.c: the threads of an earlier boot are forgotten; `options` are borrowed during the call. */
void run_begin(const struct host_options *options);
void run_forget(const struct tcb *tcb); /* a new thread lies where that one was */
/* The calling thread faults; true: the instruction is to be done again. */
bool run_fault(const struct fault *fault);
struct tcb *run_caller(void);
