/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls of the test's own, in its own CSpace. */
#include "diff/own.h"

#include "diff/trace.h"

struct own own_boot;

void world_check(seL4_Word error, const char *what)
{
    if (error != seL4_NoError) {
        print_text("=broken ");
        print_text(what);
        print_text(" error ");
        print_number(error, 10, 1);
        print_text("\n");
        for (;;) {
            seL4_Yield();
        }
    }
}

void make(seL4_CPtr untyped, seL4_Word type, seL4_Word bits, seL4_CPtr node, seL4_Word offset,
          seL4_Word count)
{
    world_check(seL4_Untyped_Retype(untyped, type, bits, node, 0, 0, offset, count), "Retype");
}

void make_own(seL4_CPtr untyped, seL4_Word type, seL4_Word bits, unsigned slot)
{
    make(untyped, type, bits, seL4_CapInitThreadCNode, own(slot), 1);
}

void make_work(seL4_Word type, seL4_Word bits, unsigned slot, seL4_Word count)
{
    make(own(OWN_BASE), type, bits, own(OWN_WORK), slot, count);
}

void mint(seL4_CPtr node, seL4_Word bits, seL4_Word slot, seL4_CPtr from, seL4_CapRights_t rights,
          seL4_Word data)
{
    world_check(seL4_CNode_Mint(node, slot, (seL4_Uint8)bits, seL4_CapInitThreadCNode, from,
                                seL4_WordBits, rights, data),
                "Mint");
}

void copy(seL4_CPtr node, seL4_Word bits, seL4_Word slot, seL4_CPtr from)
{
    world_check(seL4_CNode_Copy(node, slot, (seL4_Uint8)bits, seL4_CapInitThreadCNode, from,
                                seL4_WordBits, seL4_AllRights),
                "Copy");
}

void mint_work(seL4_Word slot, seL4_Word from, seL4_CapRights_t rights, seL4_Word badge)
{
    seL4_CPtr work = own(OWN_WORK);

    world_check(seL4_CNode_Mint(work, slot, WORK_BITS, work, from, WORK_BITS, rights, badge),
                "Mint");
}

seL4_CPtr buffer_frame(unsigned index)
{
    return own_boot.info->userImageFrames.start +
           ((uintptr_t)diff_shared.buffers[index] - 0x400000) / 4096;
}
