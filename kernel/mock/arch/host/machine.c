/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory, clock, interrupts and console of the host port. Threads' registers are arch_context.h's
 * and stay where they are: nothing has to be loaded. */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "arch/armv8/model.h"

#define DEFAULT_RAM_BYTES (64UL << 20)
#define PAGE_BYTES        (1UL << seL4_PageBits)
#define KERNEL_BYTES      (1UL << 20) /* nothing is there: the image begins behind it, as on seL4 */
#define PHYSICAL_END      (1UL << 40) /* CONFIG_ARM_PA_SIZE_BITS_40 */
#define SPSR_USER         0xf0000000UL
#define NOT_SUPPORTED     UINT64_MAX

uint64_t host_smc_registers[8];

static uint8_t *ram;
static uint64_t ram_bytes;
static uint64_t clock_ticks;
static uint64_t deadline;
static bool is_irq_enabled[ARCH_IRQ_COUNT];
static bool is_irq_raised[ARCH_IRQ_COUNT];
static void (*console)(char c);

uint64_t host_time(void)
{
    return clock_ticks;
}

void host_time_set(uint64_t ticks)
{
    KERNEL_ASSERT(ticks >= clock_ticks);
    clock_ticks = ticks;
}

uint64_t host_time_deadline(void)
{
    return deadline;
}

void host_irq_raise(unsigned irq)
{
    KERNEL_ASSERT(irq < ARCH_IRQ_COUNT);
    is_irq_raised[irq] = true;
}

static int next_irq(void)
{
    for (int i = 0; i < ARCH_IRQ_COUNT; i++) {
        if (is_irq_enabled[i] && is_irq_raised[i]) {
            return i;
        }
    }
    return (deadline <= clock_ticks) ? ARCH_IRQ_TIMER : ARCH_IRQ_NONE;
}

bool host_irq_is_pending(void)
{
    return next_irq() != ARCH_IRQ_NONE;
}

int arch_irq_next(void)
{
    int irq = next_irq();

    if (irq >= 0) {
        is_irq_raised[irq] = false;
    } else if (irq == ARCH_IRQ_TIMER) {
        deadline = UINT64_MAX;
    }
    return irq;
}

bool arch_irq_usable(seL4_Word irq)
{
    return irq < ARCH_IRQ_COUNT && irq != 27; /* the virtual timer's is the kernel's, as on QEMU */
}

void arch_irq_enable(seL4_Word irq, bool on)
{
    is_irq_enabled[irq] = on;
}

void arch_irq_done(seL4_Word irq)
{
    (void)irq;
}

uint64_t arch_time_now(void)
{
    return clock_ticks;
}

void arch_time_deadline(uint64_t when)
{
    deadline = when;
}

void *arch_ptr(seL4_Word paddr)
{
    KERNEL_ASSERT(paddr >= HOST_RAM_START && paddr - HOST_RAM_START < ram_bytes);
    return ram + (paddr - HOST_RAM_START);
}

seL4_Word arch_paddr(const void *ptr)
{
    return HOST_RAM_START + (seL4_Word)((const uint8_t *)ptr - ram);
}

seL4_Word arch_reg_get(const struct tcb *tcb, unsigned reg)
{
    return tcb->context.reg[reg];
}

void arch_reg_set(struct tcb *tcb, unsigned reg, seL4_Word value)
{
    tcb->context.reg[reg] = (reg == ARCH_SPSR) ? value & SPSR_USER : value;
}

void arch_context_init(struct tcb *tcb)
{
    (void)tcb;
}

void arch_switch(struct tcb *from, struct tcb *to)
{
    (void)from;
    (void)to;
}

void arch_cache_clean(seL4_Word paddr, seL4_Word bytes)
{
    (void)paddr;
    (void)bytes;
}

void arch_putchar(char c)
{
    if (console) {
        console(c);
    }
}

void arch_halt(void)
{
    (void)fflush(NULL);
    abort();
}

void machine_write_entry(uint64_t *entry, uint64_t value)
{
    *entry = value;
}

void machine_flush_page(seL4_Word asid, seL4_Word vaddr)
{
    (void)asid;
    (void)vaddr;
}

void machine_flush_asid(seL4_Word asid)
{
    (void)asid;
}

void machine_forget_space(seL4_Word vspace)
{
    (void)vspace;
}

void machine_clean_invalidate(seL4_Word paddr, seL4_Word bytes)
{
    (void)paddr;
    (void)bytes;
}

void machine_unify(seL4_Word paddr, seL4_Word bytes)
{
    (void)paddr;
    (void)bytes;
}

void machine_irq_set_edge(seL4_Word irq, bool is_edge)
{
    (void)irq;
    (void)is_edge;
}

void machine_smc(seL4_Word registers[8])
{
    for (unsigned i = 0; i < 8; i++) {
        host_smc_registers[i] = registers[i];
        registers[i] = (i == 0) ? NOT_SUPPORTED : 0;
    }
}

void arch_boot_init(struct boot_machine *out)
{
    *out = (struct boot_machine){
        .ram = {{HOST_RAM_START, HOST_RAM_START + ram_bytes}},
        .ram_count = 1,
        .reserved = {{HOST_RAM_START, HOST_RAM_START + KERNEL_BYTES}},
        .reserved_count = 1,
        .devices = {{0, HOST_RAM_START}, {HOST_RAM_START + ram_bytes, PHYSICAL_END}},
        .device_count = 2,
    };
}

/* The array is made once: what a kernel hands out it clears itself. */
static void power_on(uint64_t bytes)
{
    if (!ram) {
        ram = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                   -1, 0);
        if (ram == MAP_FAILED) {
            perror("mock: memory");
            abort();
        }
    }
    KERNEL_ASSERT(ram_bytes == 0 || bytes <= ram_bytes);
    ram_bytes = bytes;
    clock_ticks = ARCH_TIMER_HZ;
    deadline = UINT64_MAX;
    memset(is_irq_enabled, 0, sizeof(is_irq_enabled));
    memset(is_irq_raised, 0, sizeof(is_irq_raised));
}

void host_boot(const struct host_options *options)
{
    uint64_t image_bytes = options->image_bytes ? options->image_bytes : PAGE_BYTES;
    uint64_t image_start = HOST_RAM_START + KERNEL_BYTES;
    struct boot_args args = {
        .image_start = image_start,
        .image_end = image_start + image_bytes,
        .pv_offset = image_start - options->image_vaddr,
        .entry = options->entry,
        .dtb_bytes = options->device_tree_bytes,
    };

    power_on(options->ram_bytes ? options->ram_bytes : DEFAULT_RAM_BYTES);
    console = options->putchar;
    if (options->device_tree) {
        args.dtb = args.image_end;
        memcpy(arch_ptr(args.dtb), options->device_tree, options->device_tree_bytes);
    }
    kernel_boot(&args);
}
