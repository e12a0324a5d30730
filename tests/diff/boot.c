/* SPDX-License-Identifier: BSD-2-Clause */
/* What is made once: memory for all sequences, what exists once, the test's own place. */
#include <stddef.h>

#include "diff/own.h"

#define SELF_PRIORITY 100
#define DEVICE_PADDR  0x10000000UL /* PCI memory: nothing is there, and nothing answers */

/* The smallest untyped that is large enough, so that the rest stays in one piece. */
static seL4_Word find_untyped(const seL4_BootInfo *info, seL4_Word bits)
{
    seL4_Word best = info->untyped.end;

    for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        const seL4_UntypedDesc *at = &info->untypedList[i];

        if (at->isDevice == 0 && at->sizeBits >= bits &&
            (best == info->untyped.end ||
             at->sizeBits < info->untypedList[best - info->untyped.start].sizeBits)) {
            best = info->untyped.start + i;
        }
    }
    world_check(best == info->untyped.end, "no untyped");
    return best;
}

/* The same piece of device memory on each kernel: the one that this address is in. */
static seL4_Word find_device(const seL4_BootInfo *info)
{
    for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        const seL4_UntypedDesc *at = &info->untypedList[i];

        if (at->isDevice != 0 && at->sizeBits > DEVICE_BITS &&
            DEVICE_PADDR - at->paddr < 1UL << at->sizeBits) {
            return info->untyped.start + i;
        }
    }
    world_check(seL4_FailedLookup, "no device memory");
    return 0;
}

static void make_single(const seL4_BootInfo *info)
{
    static const struct {
        uint8_t slot;
        uint8_t from;
    } copies[] = {
        {SINGLE_ASID_CONTROL, seL4_CapASIDControl},
        {SINGLE_DOMAIN, seL4_CapDomain},
        {SINGLE_SMC, seL4_CapSMC},
        {SINGLE_POOL, seL4_CapInitThreadASIDPool},
    };
    seL4_CPtr single = own(OWN_SINGLE);

    for (size_t i = 0; i < sizeof(copies) / sizeof(copies[0]); i++) {
        copy(single, WORK_BITS, copies[i].slot, copies[i].from);
    }
    copy(single, WORK_BITS, SINGLE_SCHED_CONTROL, info->schedcontrol.start);
    copy(single, WORK_BITS, SINGLE_SELF, single);
    world_check(seL4_CNode_Move(single, SINGLE_IRQ_CONTROL, WORK_BITS, seL4_CapInitThreadCNode,
                                seL4_CapIRQControl, seL4_WordBits),
                "Move");
}

void world_init(const seL4_BootInfo *info)
{
    seL4_Word large = find_untyped(info, BASE_BITS + 2);
    const seL4_Word rest = seL4_WordBits - REACH_BITS - REACH_DEPTH;

    own_boot.info = info;
    own_boot.first = info->empty.start;
    own_boot.paddr = info->untypedList[large - info->untyped.start].paddr;
    make_own(large, seL4_UntypedObject, BASE_BITS, OWN_BASE);
    make_own(large, seL4_CapTableObject, REACH_DEPTH, OWN_REACH);
    make_own(large, seL4_CapTableObject, WORK_BITS, OWN_SINGLE);
    make_own(find_device(info), seL4_UntypedObject, DEVICE_BITS, OWN_DEVICE);
    make_own(find_untyped(info, seL4_LargePageBits + 1), seL4_ARM_LargePageObject, 0,
             OWN_LARGE_FRAME);
    world_check(seL4_ARM_Page_Map(own(OWN_LARGE_FRAME), seL4_CapInitThreadVSpace, LARGE_FRAME,
                                  seL4_ReadWrite, seL4_ARM_Default_VMAttributes),
                "Page_Map");
    make_single(info);
    mint(own(OWN_REACH), REACH_DEPTH, 0, seL4_CapInitThreadCNode, seL4_AllRights, guard(0, 0));
    mint(own(OWN_REACH), REACH_DEPTH, 2, own(OWN_SINGLE), seL4_AllRights,
         guard(0, REACH_BITS - WORK_BITS));
    world_check(seL4_TCB_SetSpace(seL4_CapInitThreadTCB, 0, own(OWN_REACH), guard(0, rest),
                                  seL4_CapInitThreadVSpace, 0),
                "SetSpace");
    world_check(seL4_SchedControl_ConfigureFlags(info->schedcontrol.start, seL4_CapInitThreadSC,
                                                 FOREVER_US, FOREVER_US, 0, 0, 0),
                "ConfigureFlags");
    world_check(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, SELF_PRIORITY),
                "SetPriority");
}
