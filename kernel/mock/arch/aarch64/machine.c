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

#define ALIGNED __attribute__((aligned(4096)))

uint64_t port_empty_table[MODEL_TABLE_ENTRIES] ALIGNED; /* no user address is mapped */
static uint64_t kernel_l0[MODEL_TABLE_ENTRIES] ALIGNED;
static uint64_t kernel_l1[MODEL_TABLE_ENTRIES] ALIGNED;

seL4_Word port_make_tables(void);

static seL4_Word image_paddr(const void *ptr)
{
    return (seL4_Word)ptr - PORT_KERNEL + PORT_KERNEL_PADDR;
}

/* All of the machine from PORT_LINEAR on, the kernel's image again at PORT_KERNEL. */
seL4_Word port_make_tables(void)
{
    kernel_l0[MODEL_TABLE_ENTRIES - 1] = image_paddr(kernel_l1) | TABLE;
    kernel_l1[0] = ACCESSED | KERNEL_ONLY | BLOCK;
    for (seL4_Word i = 1; i < PORT_RAM_END / GIB; i++) {
        kernel_l1[i] = i * GIB | NORMAL | INNER | ACCESSED | KERNEL_ONLY | BLOCK;
    }
    kernel_l1[MODEL_TABLE_ENTRIES - 1] =
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

void machine_clean_invalidate(seL4_Word paddr, seL4_Word bytes)
{
    for (seL4_Word at = paddr & ~(LINE_BYTES - 1); at < paddr + bytes; at += LINE_BYTES) {
        __asm__ volatile("dc civac, %0" ::"r"(arch_ptr(at)) : "memory");
    }
    __asm__ volatile("dsb sy" ::: "memory");
}

/* The linear window has the frame at another address: the whole instruction cache goes. */
void machine_unify(seL4_Word paddr, seL4_Word bytes)
{
    for (seL4_Word at = paddr & ~(LINE_BYTES - 1); at < paddr + bytes; at += LINE_BYTES) {
        __asm__ volatile("dc cvau, %0" ::"r"(arch_ptr(at)) : "memory");
    }
    __asm__ volatile("dsb ish; ic ialluis; dsb ish; isb" ::: "memory");
}

void machine_write_entry(uint64_t *entry, uint64_t value)
{
    *(volatile uint64_t *)entry = value;
    __asm__ volatile("dsb ishst; isb" ::: "memory");
}

void machine_flush_page(seL4_Word asid, seL4_Word vaddr)
{
    seL4_Word operand = asid << 48 | vaddr >> seL4_PageBits;

    __asm__ volatile("dsb ish; tlbi vae1is, %0; dsb ish; isb" ::"r"(operand) : "memory");
}

void machine_flush_asid(seL4_Word asid)
{
    __asm__ volatile("dsb ish; tlbi aside1is, %0; dsb ish; isb" ::"r"(asid << 48) : "memory");
}

void machine_smc(seL4_Word registers[8])
{
    register seL4_Word x0 __asm__("x0") = registers[0];
    register seL4_Word x1 __asm__("x1") = registers[1];
    register seL4_Word x2 __asm__("x2") = registers[2];
    register seL4_Word x3 __asm__("x3") = registers[3];
    register seL4_Word x4 __asm__("x4") = registers[4];
    register seL4_Word x5 __asm__("x5") = registers[5];
    register seL4_Word x6 __asm__("x6") = registers[6];
    register seL4_Word x7 __asm__("x7") = registers[7];

    __asm__ volatile("smc #0"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5), "+r"(x6),
                       "+r"(x7)::"memory", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15",
                       "x16", "x17");
    const seL4_Word results[8] = {x0, x1, x2, x3, x4, x5, x6, x7};
    kernel_copy(registers, results, sizeof(results));
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
