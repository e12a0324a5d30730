/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads as functions: each has a fiber, which enters the kernel where a program would trap, and
 * goes on when the kernel has made its thread the current one. Only the registers that carry
 * something across that are kept in the thread's context, and PC, which counts: each system call is
 * one instruction of 4 bytes.
 */
#include "port.h"

#include <stdlib.h>

#include <sel4/sel4.h>

#include "arch/armv8/model.h"
#include "fiber.h"

#define INSTRUCTION_BYTES 4

/* libsel4 wants it of the program; one whose threads are not functions has none. */
__attribute__((weak)) seL4_IPCBuffer *__sel4_ipc_buffer;

struct thread {
    struct tcb *tcb;
    struct fiber *fiber;
    seL4_Word pc;           /* of its last way into the kernel */
    seL4_IPCBuffer *buffer; /* libsel4's, which each address space has for itself */
    struct thread *next;
};

static struct thread *threads;
static struct thread *current; /* whose fiber has the turn; null: nobody's */
static void (*program)(uint64_t pc);
static uint64_t entry_ticks;
static struct host_limits limits;
static uint64_t entries;
static uint64_t entries_left;

static void thread_free(struct thread **link)
{
    struct thread *thread = *link;

    KERNEL_ASSERT(thread != current);
    *link = thread->next;
    fiber_free(thread->fiber);
    free(thread);
}

void run_forget(const struct tcb *tcb)
{
    for (struct thread **link = &threads; *link; link = &(*link)->next) {
        if ((*link)->tcb == tcb) {
            thread_free(link);
            return;
        }
    }
}

void run_begin(const struct host_options *options)
{
    while (threads) {
        thread_free(&threads);
    }
    program = options->program;
    entry_ticks = options->entry_ticks;
}

/* The first turn of a fiber: `pc` is what its thread is to do. */
static void body(uint64_t pc)
{
    if (native_is(current->tcb)) {
        ((void (*)(uint64_t))pc)(current->tcb->context.reg[ARCH_X0]);
    } else if (program) {
        program(pc);
    }
    kernel_panic("the function of a thread came back, or there is none");
}

static struct thread *thread_new(struct tcb *tcb)
{
    struct thread *thread = calloc(1, sizeof(*thread));

    if (!thread) {
        kernel_panic("no memory for a thread");
    }
    thread->tcb = tcb;
    thread->pc = tcb->context.reg[ARCH_PC];
    thread->fiber = fiber_new(body, thread->pc);
    thread->next = threads;
    threads = thread;
    return thread;
}

/* Whether the thread is where its fiber is: before or behind its last way into the kernel. */
static bool is_in_place(const struct thread *thread)
{
    seL4_Word pc = thread->tcb->context.reg[ARCH_PC];

    return pc == thread->pc || pc == thread->pc + INSTRUCTION_BYTES;
}

/* The fiber of a thread; one that was sent elsewhere begins anew there. */
static struct thread *thread_of(struct tcb *tcb)
{
    struct thread *thread = threads;

    while (thread && thread->tcb != tcb) {
        thread = thread->next;
    }
    if (thread && !is_in_place(thread)) {
        run_forget(tcb);
        thread = NULL;
    }
    return thread ? thread : thread_new(tcb);
}

struct tcb *run_caller(void)
{
    KERNEL_ASSERT(current);
    return current->tcb;
}

static bool must_stop(void)
{
    return entries_left == 0 || host_time() >= limits.time || (limits.until && limits.until());
}

static void resume(struct tcb *tcb)
{
    seL4_IPCBuffer *buffer = seL4_GetIPCBuffer();

    current = thread_of(tcb);
    seL4_SetIPCBuffer(current->buffer);
    fiber_switch(current->fiber);
    current->buffer = seL4_GetIPCBuffer();
    current = NULL;
    seL4_SetIPCBuffer(buffer);
}

/* Any way into the kernel: takes time, is counted. */
static void count_entry(void)
{
    host_time_set(host_time() + entry_ticks);
    entries++;
    entries_left -= (entries_left > 0);
}

uint64_t host_entries(void)
{
    return entries;
}

static void interrupt(void)
{
    if (kernel_current) {
        kernel_current->context.reg[ARCH_RESTART_PC] = kernel_current->context.reg[ARCH_PC];
    }
    count_entry();
    kernel_interrupt();
}

enum host_stop host_run(const struct host_limits *how)
{
    KERNEL_ASSERT(!current);
    limits = *how;
    limits.time = how->time ? how->time : HOST_FOREVER;
    entries_left = how->max_entries ? how->max_entries : UINT64_MAX;
    for (;;) {
        if (limits.until && limits.until()) {
            return HOST_UNTIL;
        }
        if (entries_left == 0) {
            return HOST_ENTRIES;
        }
        if (host_time() >= limits.time) {
            return HOST_TIME;
        }
        if (host_irq_is_pending()) {
            interrupt();
        } else if (kernel_current) {
            resume(kernel_current);
        } else if (host_time_deadline() == HOST_FOREVER && limits.time == HOST_FOREVER) {
            return HOST_IDLE;
        } else {
            host_time_set((host_time_deadline() < limits.time) ? host_time_deadline()
                                                               : limits.time);
        }
    }
}

/* The thread stands before an instruction that enters the kernel. */
static seL4_Word *stand(seL4_Word behind)
{
    KERNEL_ASSERT(current && kernel_current == current->tcb);
    seL4_Word *reg = current->tcb->context.reg;
    current->pc = reg[ARCH_PC];
    reg[ARCH_RESTART_PC] = current->pc;
    reg[ARCH_PC] = current->pc + behind;
    return reg;
}

/* Behind it, or before it again: then true. Others have their turns in between. */
static bool is_again(void)
{
    struct thread *self = current;

    if (kernel_current != self->tcb || !is_in_place(self) || host_irq_is_pending() || must_stop()) {
        fiber_switch(NULL);
    }
    return self->tcb->context.reg[ARCH_PC] == self->pc;
}

void seL4_ArchTrap(seL4_Word number, struct seL4_Trap *trap)
{
    seL4_Word *reg = NULL;

    do {
        reg = stand(INSTRUCTION_BYTES);
        reg[ARCH_CAP] = trap->cap;
        reg[ARCH_INFO] = trap->info;
        for (unsigned i = 0; i < 4; i++) {
            reg[ARCH_MR0 + i] = trap->mr[i];
        }
        reg[ARCH_REPLY] = trap->reply;
        reg[ARCH_X7] = number;
        reg[ARCH_DEST] = trap->dest;
        count_entry();
        kernel_syscall(number);
    } while (is_again());
    trap->cap = reg[ARCH_CAP];
    trap->info = reg[ARCH_INFO];
    for (unsigned i = 0; i < 4; i++) {
        trap->mr[i] = reg[ARCH_MR0 + i];
    }
}

bool run_fault(const struct fault *fault)
{
    (void)stand(0);
    count_entry();
    kernel_fault(fault);
    return is_again();
}

void host_compute(uint64_t ticks)
{
    uint64_t end = host_time() + ticks;

    while (host_time() < end) {
        uint64_t deadline = host_time_deadline();
        uint64_t next = (deadline < end) ? deadline : end;

        host_time_set((next > host_time()) ? next : host_time());
        if (host_irq_is_pending()) {
            (void)stand(INSTRUCTION_BYTES);
            interrupt();
            (void)is_again();
        }
    }
}
