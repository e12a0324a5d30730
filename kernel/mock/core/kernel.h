/* SPDX-License-Identifier: BSD-2-Clause */
/* What a port calls in core: one function per way into the kernel. What core calls: arch.h. */
#pragma once

#include "object.h"

/* The thread to resume, or null: wait for an interrupt. Core keeps it, the port reads it. */
extern struct tcb *kernel_current;

/*
 * Ways in. The port has saved the user registers in kernel_current->context before; afterwards it
 * resumes kernel_current, which may be another thread. They run with interrupts masked.
 */

/* `number`: the negative system call number; unknown ones become an UnknownSyscall fault. */
void kernel_syscall(seL4_Word number);

/* One or more interrupts are pending; also called when an idle wait ends. */
void kernel_interrupt(void);

/* The current thread caused a fault that the port has described (VMFault, UserException). */
void kernel_fault(const struct fault *fault);

/* Debug output. Formats: %s %c %d %u %x %lx %lu %p. */
void kernel_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
void kernel_panic(const char *why) __attribute__((noreturn));

/* Invariant of ours; stays on in every build. */
#define KERNEL_ASSERT(expr)      \
    do {                         \
        if (!(expr)) {           \
            kernel_panic(#expr); \
        }                        \
    } while (0)

void kernel_zero(void *to, seL4_Word bytes);
void kernel_copy(void *to, const void *from, seL4_Word bytes);
