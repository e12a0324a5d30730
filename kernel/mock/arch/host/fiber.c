/* SPDX-License-Identifier: BSD-2-Clause */
/* Fibers by ucontext, and what AddressSanitizer wants to know about each change of stacks. */
#include "fiber.h"

#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

#define STACK_BYTES ((size_t)256 << 10) /* frames are several times larger under sanitizers */

struct fiber {
    ucontext_t context;
    void *fake_stack; /* AddressSanitizer's, while it is not this one's turn */
    const void *bottom;
    size_t bytes;
    void (*body)(uint64_t argument);
    uint64_t argument;
    char *stack;
};

/* sanitizer/common_interface_defs.h; null in a program without AddressSanitizer. */
void __sanitizer_start_switch_fiber(void **save, const void *bottom, size_t bytes)
    __attribute__((weak));
void __sanitizer_finish_switch_fiber(void *saved, const void **bottom, size_t *bytes)
    __attribute__((weak));

static struct fiber first; /* the program's own stack */
static struct fiber *current = &first;

struct fiber *fiber_current(void)
{
    return (current == &first) ? NULL : current;
}

/* On the new stack: `self` got the turn from `from`, whose stack only AddressSanitizer knows. */
static void arrive(struct fiber *self, struct fiber *from)
{
    if (__sanitizer_finish_switch_fiber) {
        __sanitizer_finish_switch_fiber(self->fake_stack, &from->bottom, &from->bytes);
    }
}

static struct fiber *giver;

static void start(void)
{
    arrive(current, giver);
    current->body(current->argument);
    (void)fputs("mock: the function of a thread came back\n", stderr);
    abort();
}

void fiber_switch(struct fiber *to)
{
    struct fiber *self = current;

    current = to ? to : &first;
    giver = self;
    if (__sanitizer_start_switch_fiber) {
        __sanitizer_start_switch_fiber(&self->fake_stack, current->bottom, current->bytes);
    }
    if (swapcontext(&self->context, &current->context) != 0) {
        perror("mock: fiber");
        abort();
    }
    arrive(self, giver);
}

struct fiber *fiber_new(void (*body)(uint64_t argument), uint64_t argument)
{
    struct fiber *fiber = calloc(1, sizeof(*fiber));

    if (fiber) {
        fiber->stack = malloc(STACK_BYTES);
    }
    if (!fiber || !fiber->stack || getcontext(&fiber->context) != 0) {
        perror("mock: fiber");
        abort();
    }
    fiber->bottom = fiber->stack;
    fiber->bytes = STACK_BYTES;
    fiber->body = body;
    fiber->argument = argument;
    fiber->context.uc_stack.ss_sp = fiber->stack;
    fiber->context.uc_stack.ss_size = STACK_BYTES;
    makecontext(&fiber->context, start, 0);
    /* AddressSanitizer's swapcontext would forget what it knows of a stack that it finds here. */
    fiber->context.uc_stack.ss_size = 0;
    return fiber;
}

void fiber_free(struct fiber *fiber)
{
    if (fiber) {
        free(fiber->stack);
        free(fiber);
    }
}
