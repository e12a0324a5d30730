/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory, clock, interrupts and console of the host port. Threads' registers are arch_context.h's
 * and stay where they are: nothing has to be loaded. */
#include "port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sel4/bootinfo_types.h>

#include "arch/armv8/model.h"

#define DEFAULT_RAM_BYTES (64UL << 20)
#define PAGE_BYTES        (1UL << seL4_PageBits)
#define KERNEL_BYTES      (1UL << 20) /* nothing is there: the image begins behind it, as on seL4 */
#define PHYSICAL_END      (1UL << 40) /* CONFIG_ARM_PA_SIZE_BITS_40 */
#define NOT_SUPPORTED     UINT64_MAX

uint64_t host_smc_registers[8];
struct port_ram port_ram;

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
    KERNEL_ASSERT(paddr >= HOST_RAM_START && paddr - HOST_RAM_START < port_ram.bytes);
    return port_ram.start + (paddr - HOST_RAM_START);
}

void *host_ram(uint64_t paddr, uint64_t bytes)
{
    uint64_t offset = paddr - HOST_RAM_START;

    return (offset < port_ram.bytes && bytes <= port_ram.bytes - offset) ? arch_ptr(paddr) : NULL;
}

seL4_Word arch_paddr(const void *ptr)
{
    return HOST_RAM_START + (seL4_Word)((const uint8_t *)ptr - port_ram.start);
}

seL4_Word arch_reg_get(const struct tcb *tcb, unsigned reg)
{
    return tcb->context.reg[reg];
}

void arch_reg_set(struct tcb *tcb, unsigned reg, seL4_Word value)
{
    tcb->context.reg[reg] = (reg == ARCH_SPSR) ? (value & ARCH_SPSR_MASK) | ARCH_SPSR_FIXED : value;
}

void arch_context_init(struct tcb *tcb)
{
    arch_reg_set(tcb, ARCH_SPSR, 0);
    run_forget(tcb);
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

bool machine_has_sgi_target(seL4_Word target)
{
    return target < 8; /* as GICv2 */
}

void machine_raise_sgi(seL4_Word irq, seL4_Word target)
{
    if (target == 0) {
        host_irq_raise((unsigned)irq);
    }
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
        .ram = {{HOST_RAM_START, HOST_RAM_START + port_ram.bytes}},
        .ram_count = 1,
        .reserved = {{HOST_RAM_START, HOST_RAM_START + KERNEL_BYTES}},
        .reserved_count = 1,
        .devices = {{0, HOST_RAM_START}, {HOST_RAM_START + port_ram.bytes, PHYSICAL_END}},
        .device_count = 2,
    };
}

/* The array is made once: what a kernel hands out it clears itself. A file without a name, so that
 * its pages can be mapped a second time. */
static void power_on(uint64_t bytes)
{
    if (!port_ram.start) {
        port_ram.file = memfd_create("mock-ram", MFD_CLOEXEC);
        if (port_ram.file >= 0 && ftruncate(port_ram.file, (off_t)bytes) == 0) {
            port_ram.start =
                mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, port_ram.file, 0);
        }
        if (!port_ram.start || port_ram.start == MAP_FAILED) {
            perror("mock: memory");
            abort();
        }
    }
    KERNEL_ASSERT(port_ram.bytes == 0 || bytes <= port_ram.bytes);
    port_ram.bytes = bytes;
    clock_ticks = ARCH_TIMER_HZ;
    deadline = UINT64_MAX;
    memset(is_irq_enabled, 0, sizeof(is_irq_enabled));
    memset(is_irq_raised, 0, sizeof(is_irq_raised));
}

/* What the kernel maps behind the user image: IPC buffer, boot information, device tree. */
static uint64_t boot_bytes(const struct host_options *options)
{
    uint64_t tree = options->device_tree_bytes + sizeof(seL4_BootInfoHeader);

    return 2 * PAGE_BYTES + ((tree + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1));
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

    native_end();
    run_begin(options);
    power_on(options->ram_bytes ? options->ram_bytes : DEFAULT_RAM_BYTES);
    console = options->putchar;
    if (options->device_tree) {
        args.dtb = args.image_end;
        memcpy(arch_ptr(args.dtb), options->device_tree, options->device_tree_bytes);
    }
    kernel_boot(&args);
    if (options->is_native) {
        native_begin(kernel_current->slots[TCB_VSPACE].cap, options->image_vaddr,
                     options->image_vaddr + image_bytes + boot_bytes(options));
    }
}
