/* SPDX-License-Identifier: BSD-2-Clause */
/* Objects and capabilities that only this port knows. Their methods: invoke_*.c. */
#include "model.h"

#include <sel4/arch/objecttype.h>

bool arch_object_bits(seL4_Word type, unsigned *bits, bool *is_frame)
{
    *is_frame = true;
    switch (type) {
    case seL4_ARM_SmallPageObject:
        *bits = seL4_PageBits;
        return true;
    case seL4_ARM_LargePageObject:
        *bits = seL4_LargePageBits;
        return true;
    case seL4_ARM_HugePageObject:
        *bits = seL4_HugePageBits;
        return true;
    case seL4_ARM_PageTableObject:
    case seL4_ARM_VSpaceObject:
        *bits = seL4_PageTableBits;
        *is_frame = false;
        return true;
    default:
        return false;
    }
}

struct cap arch_object_create(seL4_Word type, seL4_Word paddr, bool is_device)
{
    struct cap cap = {.object = paddr & 0xffffffffffff, .rights = RIGHTS_ALL};
    unsigned bits = 0;
    bool is_frame = false;

    if (arch_object_bits(type, &bits, &is_frame) && is_frame) {
        cap.type = CAP_FRAME;
        cap.size_bits = bits & 63;
        cap.is_device = is_device;
    } else {
        cap.type = (type == seL4_ARM_VSpaceObject) ? CAP_VSPACE : CAP_PAGE_TABLE;
    }
    return cap;
}

seL4_Error arch_cap_derive(struct cap cap, struct cap *out)
{
    *out = cap;
    if (cap.type == CAP_FRAME) {
        out->data = 0;
    } else if ((cap.type == CAP_PAGE_TABLE || cap.type == CAP_VSPACE) && cap.data == 0) {
        return seL4_IllegalOperation; /* a table that is nowhere has one capability only */
    }
    return seL4_NoError;
}

void arch_cap_finalise(struct cap cap, bool is_final)
{
    if (cap.type == CAP_FRAME && cap.data != 0) {
        vspace_unmap_frame(cap);
    } else if (cap.type == CAP_PAGE_TABLE && is_final && cap.data != 0) {
        vspace_unmap_table(cap);
    } else if (cap.type == CAP_VSPACE && is_final && cap.data != 0) {
        asid_release(cap.data, cap.object);
    } else if (cap.type == CAP_ASID_POOL && is_final) {
        asid_pool_remove(cap);
    }
}

bool arch_vspace_usable(struct cap cap)
{
    return cap.type == CAP_VSPACE && cap.data != 0 && asid_find(cap.data) == cap.object;
}
