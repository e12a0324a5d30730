/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A root task that tries what only this architecture has, and prints what came of it as lines
 * `=name value...`: the same on every kernel (test_methods.py says what).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sel4/sel4.h>

#include "roots/say.h"

#define OWN_UNTYPED_BITS 23 /* room for a 2 MiB frame and all else; the kernel clears all of it */
#define WINDOW           0x40000000UL /* 1 GiB aligned, nothing of ours is there */
#define PSCI_VERSION     0x84000000UL
#define SGI              5
#define LOOKUP_BITS_LEFT 2 /* message register of seL4_FailedLookup (manual 3.4) */

struct report {
    seL4_Word number;
    seL4_Word tpidr;
    seL4_Word tpidrro;
};

/* libsel4 declares it and leaves its storage to the program. */
LIBSEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

uint64_t root_tls[16] __attribute__((aligned(16)));
extern const char thread_code[];

void root_main(const seL4_BootInfo *info);

static const seL4_BootInfo *boot_info;
static seL4_CPtr next_slot;
static seL4_CPtr own_untyped;
static struct report report;

static seL4_CPtr make_from(seL4_CPtr untyped, seL4_Word type, seL4_Word bits)
{
    seL4_Error error =
        seL4_Untyped_Retype(untyped, type, bits, seL4_CapInitThreadCNode, 0, 0, next_slot, 1);

    if (error != seL4_NoError) {
        say("broken retype", type);
        also((seL4_Word)error);
    }
    return next_slot++;
}

static seL4_CPtr make(seL4_Word type, seL4_Word bits)
{
    return make_from(own_untyped, type, bits);
}

/* The first untyped of at least so many bits. */
static const seL4_UntypedDesc *find_untyped(unsigned bits, bool is_device, seL4_CPtr *slot)
{
    for (seL4_Word i = 0; i < boot_info->untyped.end - boot_info->untyped.start; i++) {
        const seL4_UntypedDesc *untyped = &boot_info->untypedList[i];

        if (untyped->sizeBits >= bits && (untyped->isDevice != 0) == is_device) {
            *slot = boot_info->untyped.start + i;
            return untyped;
        }
    }
    say("broken untyped", bits);
    also(is_device);
    return NULL;
}

/* Device memory in ranges; untypeds lie one behind the other. */
static void show_devices(void)
{
    seL4_Word count = boot_info->untyped.end - boot_info->untyped.start;
    seL4_Word start = 0;
    seL4_Word end = 0;

    for (seL4_Word i = 0; i < count; i++) {
        const seL4_UntypedDesc *untyped = &boot_info->untypedList[i];

        if (untyped->isDevice == 0) {
            continue;
        }
        if (untyped->paddr != end) {
            if (end != 0) {
                say("device range", start);
                also(end);
            }
            start = untyped->paddr;
        }
        end = untyped->paddr + (1UL << untyped->sizeBits);
    }
    say("device range", start);
    also(end);
}

struct thread {
    seL4_CPtr tcb;
    seL4_CPtr endpoint; /* its faults and its reports come here */
    seL4_CPtr reply;
    seL4_UserContext context;
};

static struct thread make_thread(void)
{
    struct thread thread = {
        .tcb = make(seL4_TCBObject, seL4_TCBBits),
        .endpoint = make(seL4_EndpointObject, seL4_EndpointBits),
        .reply = make(seL4_ReplyObject, seL4_ReplyBits),
    };
    seL4_CPtr sc = make(seL4_SchedContextObject, seL4_MinSchedContextBits);

    thread.context = (seL4_UserContext){
        .pc = (seL4_Word)thread_code,
        .x20 = (seL4_Word)&report,
        .x21 = thread.endpoint,
        .x22 = 1000,
        .x23 = (seL4_Word)seL4_SysSend,
        .x25 = seL4_MessageInfo_new(TCBSetFlags, 0, 0, 2).words[0],
        .x26 = (seL4_Word)seL4_SysCall,
        .tpidr_el0 = 0x1111,
        .tpidrro_el0 = 0x2222,
    };
    say("configure",
        seL4_SchedControl_ConfigureFlags(boot_info->schedcontrol.start, sc, 10000, 10000, 0, 0, 0));
    also(seL4_TCB_Configure(thread.tcb, seL4_CapInitThreadCNode, 0, seL4_CapInitThreadVSpace, 0, 0,
                            0));
    also(seL4_TCB_SetSchedParams(thread.tcb, seL4_CapInitThreadTCB, 0, 100, sc, thread.endpoint));
    return thread;
}

/* Who traps says what it was: with a kernel at EL2 the fault is one of virtual CPUs. */
#ifdef CONFIG_ARM_HYPERVISOR_SUPPORT
static seL4_Word exception_class(seL4_Word label)
{
    return (label == seL4_Fault_VCPUFault) ? seL4_GetMR(seL4_VCPUFault_HSR) >> 26 : 0;
}
#else
static seL4_Word exception_class(seL4_Word label)
{
    return (label == seL4_Fault_UserException) ? seL4_GetMR(seL4_UserException_Number) >> 26 : 0;
}
#endif

static void await(const struct thread *thread, const char *name)
{
    seL4_MessageInfo_t info = seL4_Recv(thread->endpoint, NULL, thread->reply);

    if (seL4_MessageInfo_get_label(info) == 0) {
        say(name, report.number);
        also(report.tpidr);
        also(report.tpidrro);
    } else {
        say(name, exception_class(seL4_MessageInfo_get_label(info)));
    }
}

static void set_flags(const struct thread *thread, seL4_Word clear, seL4_Word set)
{
    seL4_TCB_SetFlags_t answer = seL4_TCB_SetFlags(thread->tcb, clear, set);

    say("flags", (seL4_Word)answer.error);
    also(answer.flags);
}

static seL4_Word fp_get(void)
{
    seL4_Word value = 0;

    __asm__ volatile(".arch_extension fp\n\tfmov %0, d9" : "=r"(value));
    return value;
}

static void fp_set(seL4_Word value)
{
    __asm__ volatile(".arch_extension fp\n\tfmov d9, %0" ::"r"(value));
}

static void try_thread(void)
{
    struct thread thread = make_thread();
    seL4_UserContext context = {0};

    fp_set(77);
    set_flags(&thread, 0, seL4_TCBFlag_fpuDisabled | 0x100);
    say("write", seL4_TCB_WriteRegisters(thread.tcb, true, 0, 36, &thread.context));
    await(&thread, "fp off");
    set_flags(&thread, seL4_TCBFlag_fpuDisabled, 0);
    seL4_Send(thread.reply, seL4_MessageInfo_new(0, 0, 0, 0));
    await(&thread, "thread");
    say("tls", seL4_TCB_SetTLSBase(thread.tcb, 0x3333));
    await(&thread, "thread");
    await(&thread, "thread");
    set_flags(&thread, 0, seL4_TCBFlag_fpuDisabled);
    await(&thread, "fp off");
    say("read", seL4_TCB_ReadRegisters(thread.tcb, true, 0, 36, &context));
    also(context.x22);
    also(context.tpidr_el0);
    also(context.tpidrro_el0);
    say("fp", fp_get());
    say("suspend", seL4_TCB_Suspend(thread.tcb));
    set_flags(&thread, seL4_TCBFlag_fpuDisabled, 0);
    thread.context.x24 = thread.tcb;
    say("write", seL4_TCB_WriteRegisters(thread.tcb, true, 0, 36, &thread.context));
    await(&thread, "fp off by itself");
    say("suspend", seL4_TCB_Suspend(thread.tcb));
    __asm__ volatile("msr tpidr_el0, %0" ::"r"(0x4444UL));
    say("copy", seL4_TCB_CopyRegisters(thread.tcb, seL4_CapInitThreadTCB, 0, 0, 0, 1, 0));
    also(seL4_TCB_ReadRegisters(thread.tcb, false, 0, 36, &context));
    also(context.tpidr_el0);
    __asm__ volatile("msr tpidr_el0, %0" ::"r"(root_tls));
}

/* Ourselves: a trap would have no handler and end the test. */
static void try_self(void)
{
    static uint64_t other_tls[16] __attribute__((aligned(16)));
    seL4_Word tls = 0;

    for (unsigned i = 0; i < 16; i++) {
        other_tls[i] = root_tls[i];
    }
    say("tls", seL4_TCB_SetTLSBase(seL4_CapInitThreadTCB, (seL4_Word)other_tls));
    __asm__ volatile("mrs %0, tpidr_el0" : "=r"(tls));
    say("tls self", tls == (seL4_Word)other_tls);
    __asm__ volatile("msr tpidr_el0, %0" ::"r"(root_tls));
}

static seL4_Error issue_sgi(seL4_Word irq, seL4_Word target)
{
    return seL4_IRQControl_IssueSGISignal(seL4_CapIRQControl, irq, target, seL4_CapInitThreadCNode,
                                          next_slot++, seL4_WordBits);
}

static seL4_Error get_irq(seL4_Word irq, seL4_Word trigger)
{
    return seL4_IRQControl_GetTrigger(seL4_CapIRQControl, irq, trigger, seL4_CapInitThreadCNode,
                                      next_slot++, seL4_WordBits);
}

static void try_interrupts(void)
{
    seL4_CPtr notification = make(seL4_NotificationObject, seL4_NotificationBits);
    seL4_CPtr badged = next_slot++;
    seL4_CPtr handler = next_slot++;
    seL4_CPtr signal = next_slot;
    seL4_Word badge = 0;

    say("sgi", issue_sgi(SGI, 0));
    say("sgi 16", issue_sgi(16, 0));
    also(seL4_GetMR(0));
    also(seL4_GetMR(1));
    say("sgi to 300", issue_sgi(SGI, 300));
    say("handler", seL4_IRQControl_Get(seL4_CapIRQControl, SGI, seL4_CapInitThreadCNode, handler,
                                       seL4_WordBits));
    also(seL4_CNode_Mint(seL4_CapInitThreadCNode, badged, seL4_WordBits, seL4_CapInitThreadCNode,
                         notification, seL4_WordBits, seL4_AllRights, 8));
    also(seL4_IRQHandler_SetNotification(handler, badged));
    for (unsigned i = 0; i < 2; i++) {
        seL4_Signal(signal);
        seL4_Wait(notification, &badge);
        say("signalled", badge);
        also(seL4_IRQHandler_Ack(handler));
    }
    say("trigger", get_irq(40, 1));
    also(get_irq(40, 0));
    also(get_irq(41, 0));
    also(get_irq(27, 0));
    say("trigger 1000", get_irq(1000, 0));
}

static seL4_Error map(seL4_CPtr frame, seL4_Word vaddr)
{
    return seL4_ARM_Page_Map(frame, seL4_CapInitThreadVSpace, vaddr, seL4_AllRights,
                             seL4_ARM_Default_VMAttributes);
}

static void try_caches(seL4_CPtr frame, seL4_Word vaddr)
{
    seL4_CPtr vspace = seL4_CapInitThreadVSpace;

    say("page caches", seL4_ARM_Page_Clean_Data(frame, 0, 64));
    also(seL4_ARM_Page_Invalidate_Data(frame, 64, 128));
    also(seL4_ARM_Page_CleanInvalidate_Data(frame, 0, 0x200000));
    also(seL4_ARM_Page_Unify_Instruction(frame, 4, 8));
    say("page caches wrong", seL4_ARM_Page_Clean_Data(frame, 64, 64));
    also(seL4_ARM_Page_Invalidate_Data(frame, 0, 0x200001));
    also(seL4_ARM_Page_CleanInvalidate_Data(frame, 0x200000, 0x200001));
    say("space caches", seL4_ARM_VSpace_Clean_Data(vspace, vaddr, vaddr + 64));
    also(seL4_ARM_VSpace_Invalidate_Data(vspace, vaddr + 64, vaddr + 128));
    also(seL4_ARM_VSpace_CleanInvalidate_Data(vspace, vaddr, vaddr + 0x200000));
    also(seL4_ARM_VSpace_Unify_Instruction(vspace, vaddr + 4, vaddr + 8));
    say("space caches wrong", seL4_ARM_VSpace_Clean_Data(vspace, vaddr, vaddr));
    also(seL4_ARM_VSpace_Invalidate_Data(vspace, vaddr + 4, vaddr + 0x200001));
    also(seL4_ARM_VSpace_CleanInvalidate_Data(vspace, seL4_UserTop - 64, seL4_UserTop + 64));
    also(seL4_ARM_VSpace_Clean_Data(vspace, vaddr + 0x40000000, vaddr + 0x40000040));
}

static void try_frames(void)
{
    seL4_CPtr large = make(seL4_ARM_LargePageObject, seL4_LargePageBits);
    seL4_CPtr small = make(seL4_ARM_SmallPageObject, seL4_PageBits);
    seL4_CPtr table = make(seL4_ARM_PageTableObject, seL4_PageTableBits);
    seL4_CPtr untyped = 0;
    const seL4_UntypedDesc *device = find_untyped(seL4_HugePageBits, true, &untyped);
    seL4_CPtr huge = make_from(untyped, seL4_ARM_HugePageObject, seL4_HugePageBits);
    volatile uint64_t *memory = (volatile uint64_t *)(WINDOW + 0x200000);

    say("paddr", seL4_ARM_Page_GetAddress(huge).paddr - device->paddr);
    say("large", map(large, WINDOW + 0x200000));
    also(seL4_GetMR(LOOKUP_BITS_LEFT));
    say("table", seL4_ARM_PageTable_Map(table, seL4_CapInitThreadVSpace, WINDOW,
                                        seL4_ARM_Default_VMAttributes));
    say("large", map(large, WINDOW + 0x201000));
    also(map(large, WINDOW + 0x200000));
    say("small", map(small, WINDOW + 0x400000));
    also(seL4_GetMR(LOOKUP_BITS_LEFT));
    say("small", map(small, WINDOW + 0x400001));
    also(map(small, seL4_UserTop + 1));
    say("huge", map(huge, 2 * WINDOW + 0x200000));
    also(map(huge, 2 * WINDOW));
    also(map(huge, 3 * WINDOW));
    say("unmap", seL4_ARM_Page_Unmap(huge));
    also(map(huge, 3 * WINDOW));
    memory[1] = 0xabc;
    say("memory", memory[0]);
    also(memory[1]);
    also(memory[0x1fffff / 8]);
    try_caches(large, WINDOW + 0x200000);
    say("device caches", seL4_ARM_Page_CleanInvalidate_Data(huge, 0, 64));
    say("small caches", seL4_ARM_Page_Clean_Data(small, 0, 64));
    (void)find_untyped(seL4_PageBits, true, &untyped);
    say("device endpoint", seL4_Untyped_Retype(untyped, seL4_EndpointObject, seL4_EndpointBits,
                                               seL4_CapInitThreadCNode, 0, 0, next_slot, 1));
}

#ifdef CONFIG_ALLOW_SMC_CALLS
static void try_monitor(void)
{
    seL4_CPtr version_only = next_slot++;
    seL4_ARM_SMCContext request = {.x0 = PSCI_VERSION};
    seL4_ARM_SMCContext response = {0};
    seL4_Error error = seL4_ARM_SMC_Call(seL4_CapSMC, &request, &response);

    say("smc", error);
    also(response.x0);
    error = seL4_CNode_Mint(seL4_CapInitThreadCNode, version_only, seL4_WordBits,
                            seL4_CapInitThreadCNode, seL4_CapSMC, seL4_WordBits, seL4_AllRights,
                            PSCI_VERSION);
    say("smc badge", error);
    also(seL4_ARM_SMC_Call(version_only, &request, &response));
    also(response.x0);
    request.x0 = PSCI_VERSION + 8; /* would switch the machine off */
    say("smc other", seL4_ARM_SMC_Call(version_only, &request, &response));
}
#else
static void try_monitor(void)
{
}
#endif

void root_main(const seL4_BootInfo *info)
{
    seL4_SetIPCBuffer(info->ipcBuffer);
    boot_info = info;
    next_slot = info->empty.start;
    (void)find_untyped(OWN_UNTYPED_BITS, false, &own_untyped);
    show_devices();
    try_thread();
    try_self();
    try_interrupts();
    try_frames();
    try_monitor();
    say_end();
    for (;;) {
        seL4_Yield();
    }
}
