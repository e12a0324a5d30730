/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses, caches, the clock, the debug console, and what the kernel's own tables map. */
#include "port.h"

#define GIB         (1UL << 30)
#define LINE_BYTES  64UL /* of all caches that QEMU models */
#define BLOCK       1UL
#define TABLE       3UL
#define ACCESSED    (1UL << 10)
#define INNER       (3UL << 8)
#define KERNEL_ONLY (1UL << 54) /* never executed at EL0 */
#define NORMAL      (4UL << 2)  /* the loader's MAIR: 4 is write-back, 0 is device memory */
#define UART_DATA   0x00
#define UART_FLAGS  0x18
#define UART_FULL   (1U << 5)
#define RAM_GIB_MAX 8UL

#define ALIGNED __attribute__((aligned(4096)))

uint64_t port_empty_table[PORT_TABLE_ENTRIES] ALIGNED; /* no user address is mapped */
static uint64_t kernel_l0[PORT_TABLE_ENTRIES] ALIGNED;
static uint64_t kernel_l1[PORT_TABLE_ENTRIES] ALIGNED;

seL4_Word port_make_tables(void);

static seL4_Word image_paddr(const void *ptr)
{
    return (seL4_Word)ptr - PORT_KERNEL + PORT_KERNEL_PADDR;
}

/* All of the machine from PORT_LINEAR on, the kernel's image again at PORT_KERNEL. */
seL4_Word port_make_tables(void)
{
    kernel_l0[PORT_TABLE_ENTRIES - 1] = image_paddr(kernel_l1) | TABLE;
    kernel_l1[0] = ACCESSED | KERNEL_ONLY | BLOCK;
    for (seL4_Word i = 1; i <= RAM_GIB_MAX; i++) {
        kernel_l1[i] = i * GIB | NORMAL | INNER | ACCESSED | KERNEL_ONLY | BLOCK;
    }
    kernel_l1[PORT_TABLE_ENTRIES - 1] =
        PORT_KERNEL_PADDR | NORMAL | INNER | ACCESSED | KERNEL_ONLY | BLOCK;
    return image_paddr(kernel_l0);
}

void *arch_ptr(seL4_Word paddr)
{
    return (void *)(paddr + PORT_LINEAR);
}

seL4_Word arch_paddr(const void *ptr)
{
    seL4_Word address = (seL4_Word)ptr;

    return (address >= PORT_KERNEL) ? image_paddr(ptr) : address - PORT_LINEAR;
}

void arch_cache_clean(seL4_Word paddr, seL4_Word bytes)
{
    for (seL4_Word at = paddr; at < paddr + bytes; at += LINE_BYTES) {
        __asm__ volatile("dc cvac, %0" ::"r"(arch_ptr(at)) : "memory");
    }
    __asm__ volatile("dsb ish" ::: "memory");
}

void cache_clean_invalidate(seL4_Word paddr, seL4_Word bytes)
{
    for (seL4_Word at = paddr & ~(LINE_BYTES - 1); at < paddr + bytes; at += LINE_BYTES) {
        __asm__ volatile("dc civac, %0" ::"r"(arch_ptr(at)) : "memory");
    }
    __asm__ volatile("dsb sy" ::: "memory");
}

/* The linear window has the frame at another address: the whole instruction cache goes. */
void cache_unify(seL4_Word paddr, seL4_Word bytes)
{
    for (seL4_Word at = paddr & ~(LINE_BYTES - 1); at < paddr + bytes; at += LINE_BYTES) {
        __asm__ volatile("dc cvau, %0" ::"r"(arch_ptr(at)) : "memory");
    }
    __asm__ volatile("dsb ish; ic ialluis; dsb ish; isb" ::: "memory");
}

uint64_t arch_time_now(void)
{
    uint64_t now;

    __asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(now)::"memory");
    return now;
}

void arch_time_deadline(uint64_t when)
{
    __asm__ volatile("msr cntv_cval_el0, %0; msr cntv_ctl_el0, %1; isb" ::"r"(when), "r"(1UL));
}

void arch_putchar(char c)
{
    volatile uint32_t *uart = arch_ptr(PORT_UART);

    while (uart[UART_FLAGS / 4] & UART_FULL) {
    }
    uart[UART_DATA / 4] = (uint32_t)(unsigned char)c;
}

void arch_halt(void)
{
    for (;;) {
        __asm__ volatile("wfi");
    }
}
