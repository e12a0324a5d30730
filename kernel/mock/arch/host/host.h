/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine under the kernel in one Linux process. Memory is an array, the clock and the
 * interrupts are the test's, and so is what threads do.
 *
 * Two ways to use it. By hand: boot, set the registers of kernel_current (core/object.h,
 * arch_context.h), call one of the ways in of core/kernel.h; afterwards kernel_current is who runs
 * next, or null. Or by host_run: threads are functions that call libsel4 (sel4/sel4.h), and the
 * machine gives each its turns.
 *
 * Booting again forgets everything. One machine a process: fork before the first boot where a test
 * needs another. Nothing here is safe for several Linux threads.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define HOST_RAM_START 0x40000000UL
#define HOST_FOREVER   UINT64_MAX

struct host_options {
    uint64_t ram_bytes;         /* whole pages; 0: 64 MiB. At most what the first boot had */
    const void *device_tree;    /* borrowed during the boot; null: none */
    uint64_t device_tree_bytes; /* 0 without a device tree */
    uint64_t image_bytes;       /* of the user image, whole pages; 0: one page */
    uint64_t image_vaddr;       /* where the user image is mapped, page aligned */
    uint64_t entry;             /* PC of the first thread */
    void (*putchar)(char c);    /* of the kernel's debug output; null: it is dropped */

    /* For host_run. */
    void (*program)(uint64_t pc); /* what threads do; null: see is_native */
    uint64_t entry_ticks;         /* time that each way into the kernel takes; 0: none */
    /*
     * The first address space is a part of this process: its memory is mapped where its page
     * tables say, and a thread's PC there is a function that gets x0. `program` is the others'.
     */
    bool is_native;
};

/* Power on: the kernel boots up to its first thread, which is kernel_current then. */
void host_boot(const struct host_options *options);

/* Time in ticks of ARCH_TIMER_HZ. It never goes back, and passes only in host_run, by
 * host_compute and by this. */
uint64_t host_time(void);
void host_time_set(uint64_t ticks);

/* When the kernel wants to be told of the time by kernel_interrupt(); HOST_FOREVER: never. */
uint64_t host_time_deadline(void);

/* A device raises its line; kernel_interrupt() delivers it once it is enabled. */
void host_irq_raise(unsigned irq);

/* Whether kernel_interrupt() would find something to do now. */
bool host_irq_is_pending(void);

/* The last secure monitor call: its registers. Every call answers "not supported", -1. */
extern uint64_t host_smc_registers[8];

/* When host_run comes back; zero means without this limit. */
struct host_limits {
    bool (*until)(void);  /* asked after each kernel entry */
    uint64_t time;        /* absolute, ticks */
    uint64_t max_entries; /* ways into the kernel from now on */
};

enum host_stop {
    HOST_UNTIL,   /* until() holds */
    HOST_TIME,    /* the time has come; where nobody has anything to do, it came at once */
    HOST_ENTRIES, /* the kernel was entered so often: somebody may be in a loop */
    HOST_IDLE,    /* nobody can run, and no moment is awaited */
};

/* How often the kernel was entered in host_run since the first boot. */
uint64_t host_entries(void);

/* Let the threads run. Where nobody can, the clock jumps. Not to be called by a thread. */
enum host_stop host_run(const struct host_limits *limits);

/* --- For the functions that are threads. --- */

enum host_access {
    HOST_READ,
    HOST_WRITE,
    HOST_EXECUTE,
};

/*
 * What an access at an address of the calling thread meets: gives the physical address. Where the
 * page tables don't allow it the thread faults, and tries again when it is resumed there; false: it
 * was resumed behind it.
 */
bool host_access(uint64_t vaddr, enum host_access access, uint64_t *paddr);

/* Where RAM lies in this process; null if any of [paddr, paddr + bytes) is none. */
void *host_ram(uint64_t paddr, uint64_t bytes);

/* Copy out of and into the thread's own memory; access for access as above, false likewise. */
bool host_load(void *to, uint64_t vaddr, uint64_t bytes);
bool host_store(uint64_t vaddr, const void *from, uint64_t bytes);

/* The thread causes an exception that is none of memory; number: as the ESR would say. */
void host_exception(uint64_t number);

/* The thread uses so much time, with the interrupts that come in it. */
void host_compute(uint64_t ticks);
