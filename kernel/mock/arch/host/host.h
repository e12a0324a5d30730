/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine under the kernel in one Linux process. Memory is an array, the clock and the
 * interrupts are the test's, and so is what threads do: they are contexts.
 *
 * A test boots, sets the registers of kernel_current (core/object.h, arch_context.h), and calls one
 * of the ways in of core/kernel.h; afterwards kernel_current is who runs next, or null. Booting
 * again forgets everything. One machine a process; nothing here is safe for several Linux threads.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define HOST_RAM_START 0x40000000UL

struct host_options {
    uint64_t ram_bytes;         /* whole pages; 0: 64 MiB. At most what the first boot had */
    const void *device_tree;    /* borrowed during the boot; null: none */
    uint64_t device_tree_bytes; /* 0 without a device tree */
    uint64_t image_bytes;       /* of the user image, whole pages; 0: one page */
    uint64_t image_vaddr;       /* where the user image is mapped, page aligned */
    uint64_t entry;             /* PC of the first thread */
    void (*putchar)(char c);    /* of the kernel's debug output; null: it is dropped */
};

/* Power on: the kernel boots up to its first thread, which is kernel_current then. */
void host_boot(const struct host_options *options);

/* The clock, in ticks of ARCH_TIMER_HZ. It stands still but for this; it never goes back. */
uint64_t host_time(void);
void host_time_set(uint64_t ticks);

/* When the kernel wants to be told of the time by kernel_interrupt(); UINT64_MAX: never. */
uint64_t host_time_deadline(void);

/* A device raises its line; kernel_interrupt() delivers it once it is enabled. */
void host_irq_raise(unsigned irq);

/* Whether kernel_interrupt() would find something to do now. */
bool host_irq_is_pending(void);

/* The last secure monitor call: its registers. Every call answers "not supported", -1. */
extern uint64_t host_smc_registers[8];
