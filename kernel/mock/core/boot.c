/* SPDX-License-Identifier: BSD-2-Clause */
/* The first thread's environment (manual 9), phase by phase. Memory: boot_memory.c. */
#include "boot.h"

#include "boot_memory.h"
#include "debug.h"
#include "kernel.h"
#include "objects.h"
#include "refill.h"
#include "sched.h"
#include "../arch.h"

#include <sel4/bootinfo_types.h>

#define PAGE (1ul << seL4_PageBits)

/* The initial thread's world while it is being built. Kept after boot for nobody. */
static struct {
    const struct boot_args *args;
    struct slot *cnode;
    seL4_SlotPos next;
    struct cap cnode_cap, vspace_cap, tcb_cap, sc_cap, buffer_cap;
    seL4_BootInfo *info;
    seL4_Word info_paddr, buffer_paddr, extra_paddr;
    seL4_Word extra_length; /* of what follows the boot information */
    seL4_Word extra_bytes;  /* the same in whole pages */
    seL4_Word image_vaddr, buffer_vaddr, info_vaddr, extra_vaddr;
} boot;

static struct cap object_cap(enum cap_type type, seL4_Word object, unsigned size_bits)
{
    struct cap cap = {.rights = RIGHTS_ALL};
    cap.type = (unsigned)type & 31;
    cap.object = object & 0xffffffffffff;
    cap.size_bits = size_bits & 63;
    return cap;
}

static void put(seL4_SlotPos slot, struct cap cap)
{
    slot_insert_root(&boot.cnode[slot], cap);
}

void boot_provide(struct cap cap)
{
    KERNEL_ASSERT(boot.next < 1ul << CONFIG_ROOT_CNODE_SIZE_BITS);
    put(boot.next, cap);
    boot.next++;
}

/* The loader's hand-over says where the image lies; what follows it in its VSpace is ours. */
static void plan_addresses(void)
{
    const struct boot_args *args = boot.args;
    boot.extra_length = args->dtb ? sizeof(seL4_BootInfoHeader) + args->dtb_bytes : 0;
    boot.extra_bytes = (boot.extra_length + PAGE - 1) & ~(PAGE - 1);
    boot.image_vaddr = args->image_start - args->pv_offset;
    boot.buffer_vaddr = args->image_end - args->pv_offset;
    boot.info_vaddr = boot.buffer_vaddr + PAGE;
    boot.extra_vaddr = boot.info_vaddr + PAGE;
}

/* Largest objects first leaves the fewest holes. */
static void make_objects(void)
{
    seL4_Word paddr = boot_alloc(CONFIG_ROOT_CNODE_SIZE_BITS + seL4_SlotBits);
    boot.cnode = arch_ptr(paddr);
    boot.cnode_cap = object_cap(CAP_CNODE, paddr, CONFIG_ROOT_CNODE_SIZE_BITS);
    seL4_Word guard_bits = seL4_WordBits - CONFIG_ROOT_CNODE_SIZE_BITS;
    boot.cnode_cap.data = seL4_CNode_CapData_new(0, guard_bits).words[0];
    for (seL4_Word bytes = 0; bytes < boot.extra_bytes; bytes += PAGE) {
        seL4_Word page = boot_alloc(seL4_PageBits);
        boot.extra_paddr = bytes == 0 ? page : boot.extra_paddr;
    }
    boot.info_paddr = boot_alloc(seL4_PageBits);
    boot.info = arch_ptr(boot.info_paddr);
    boot.buffer_paddr = boot_alloc(seL4_PageBits);
    boot.next = seL4_NumInitialCaps;
}

static void make_singletons(void)
{
    put(seL4_CapInitThreadCNode, boot.cnode_cap);
    put(seL4_CapIRQControl, object_cap(CAP_IRQ_CONTROL, 0, 0));
    put(seL4_CapASIDControl, object_cap(CAP_ASID_CONTROL, 0, 0));
    put(seL4_CapDomain, object_cap(CAP_DOMAIN, 0, 0));
    put(seL4_CapSMC, object_cap(CAP_SMC, 0, 0));
}

/* Frames from `paddr` on, mapped one behind the other; their slots are the result. */
static seL4_SlotRegion map_frames(seL4_Word paddr, seL4_Word vaddr, seL4_Word bytes,
                                  bool is_executable)
{
    seL4_SlotRegion region = {.start = boot.next};
    for (seL4_Word offset = 0; offset < bytes; offset += PAGE) {
        boot_provide(arch_boot_map(boot.vspace_cap, paddr + offset, vaddr + offset, is_executable));
    }
    region.end = boot.next;
    return region;
}

static void make_vspace(void)
{
    struct cap pool;
    seL4_BootInfo *info = boot.info;
    seL4_Word end = boot.extra_vaddr + boot.extra_bytes;
    info->userImagePaging.start = boot.next;
    boot.vspace_cap = arch_boot_vspace(boot.image_vaddr, end, &pool);
    info->userImagePaging.end = boot.next;
    put(seL4_CapInitThreadVSpace, boot.vspace_cap);
    put(seL4_CapInitThreadASIDPool, pool);
    put(seL4_CapBootInfoFrame,
        arch_boot_map(boot.vspace_cap, boot.info_paddr, boot.info_vaddr, false));
    info->extraBIPages = map_frames(boot.extra_paddr, boot.extra_vaddr, boot.extra_bytes, false);
    boot.buffer_cap = arch_boot_map(boot.vspace_cap, boot.buffer_paddr, boot.buffer_vaddr, false);
    put(seL4_CapInitThreadIPCBuffer, boot.buffer_cap);
    info->schedcontrol.start = boot.next;
    boot_provide(object_cap(CAP_SCHED_CONTROL, 0, 0));
    info->schedcontrol.end = boot.next;
    const struct boot_args *args = boot.args;
    info->userImageFrames =
        map_frames(args->image_start, boot.image_vaddr, args->image_end - args->image_start, true);
}

/* The device tree is copied, so that the page behind it can't be reached through the chunk. */
static void copy_device_tree(void)
{
    if (boot.extra_bytes == 0) {
        return;
    }
    seL4_BootInfoHeader *header = arch_ptr(boot.extra_paddr);
    header->id = SEL4_BOOTINFO_HEADER_FDT;
    header->len = sizeof(*header) + boot.args->dtb_bytes;
    kernel_copy(header + 1, arch_ptr(boot.args->dtb), boot.args->dtb_bytes);
}

static void make_thread(void)
{
    seL4_Word tcb_paddr = boot_alloc(seL4_TCBBits);
    seL4_Word sc_paddr = boot_alloc(seL4_MinSchedContextBits);
    struct tcb *tcb = arch_ptr(tcb_paddr);
    struct sched_context *sc = arch_ptr(sc_paddr);
    put(seL4_CapInitThreadTCB, object_cap(CAP_TCB, tcb_paddr, 0));
    put(seL4_CapInitThreadSC, object_cap(CAP_SCHED_CONTEXT, sc_paddr, seL4_MinSchedContextBits));
    arch_context_init(tcb);
    slot_insert_copy(&boot.cnode[seL4_CapInitThreadCNode], &tcb->slots[TCB_CSPACE], boot.cnode_cap);
    slot_insert_copy(&boot.cnode[seL4_CapInitThreadVSpace], &tcb->slots[TCB_VSPACE],
                     boot.vspace_cap);
    slot_insert_copy(&boot.cnode[seL4_CapInitThreadIPCBuffer], &tcb->slots[TCB_IPC_BUFFER],
                     boot.buffer_cap);
    tcb->ipc_buffer = boot.buffer_vaddr;
    tcb->priority = seL4_MaxPrio;
    tcb->mcp = seL4_MaxPrio;
    tcb->state = THREAD_RUNNING;
    kernel_copy(tcb->name, "rootserver", sizeof("rootserver"));
    debug_remember(tcb);
    arch_reg_set(tcb, ARCH_RESTART_PC, boot.args->entry);
    arch_reg_set(tcb, ARCH_PC, boot.args->entry);
    arch_reg_set(tcb, ARCH_CAP, boot.info_vaddr);
    refill_new(sc, ticks_from_us(CONFIG_BOOT_THREAD_TIME_SLICE * 1000ul), 0, 2, sched_now);
    schedcontext_bind(sc, tcb);
}

static void make_untypeds(const struct boot_machine *machine)
{
    seL4_BootInfo *info = boot.info;
    info->untyped.start = boot.next;
    struct boot_untyped untyped;
    unsigned count = 0;
    boot_seal();
    while (count < CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS && boot_next_untyped(machine, &untyped)) {
        struct cap cap = object_cap(CAP_UNTYPED, untyped.paddr, untyped.bits);
        cap.is_device = untyped.is_device;
        boot_provide(cap);
        info->untypedList[count].paddr = untyped.paddr;
        info->untypedList[count].sizeBits = (seL4_Uint8)untyped.bits;
        info->untypedList[count].isDevice = untyped.is_device;
        count++;
    }
    info->untyped.end = boot.next;
}

static void fill_boot_info(void)
{
    seL4_BootInfo *info = boot.info;
    info->extraLen = boot.extra_length;
    info->numNodes = 1;
    info->ipcBuffer = (seL4_IPCBuffer *)(uintptr_t)boot.buffer_vaddr;
    info->initThreadCNodeSizeBits = CONFIG_ROOT_CNODE_SIZE_BITS;
    info->empty.start = boot.next;
    info->empty.end = 1ul << CONFIG_ROOT_CNODE_SIZE_BITS;
}

void kernel_boot(const struct boot_args *args)
{
    static struct boot_machine machine;
    kernel_zero(&boot, sizeof(boot));
    boot.args = args;
    arch_boot_init(&machine);
    slot_init();
    sched_init();
    domain_init();
    irq_init();
    debug_init();
    boot_memory_init(&machine, args);
    plan_addresses();
    make_objects();
    make_singletons();
    make_vspace();
    copy_device_tree();
    make_thread();
    make_untypeds(&machine);
    fill_boot_info();
    kernel_printf("Booting all finished, dropped to user space\n");
    sched_exit();
}
