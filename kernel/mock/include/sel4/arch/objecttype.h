/* SPDX-License-Identifier: BSD-2-Clause */
/* Object types of the Arm family. */
#pragma once

#include <sel4/sel4_arch/objecttype.h>

typedef enum _object {
    seL4_ARM_SmallPageObject = seL4_ModeObjectTypeCount,
    seL4_ARM_LargePageObject,
    seL4_ARM_PageTableObject,
    seL4_ObjectTypeCount,
} seL4_ArchObjectType;

typedef seL4_Word object_t;

/* Types of other configurations: never valid here, named so that common code compiles. */
#define seL4_ARM_VCPUObject        0xfffe
#define seL4_ARM_IOPageTableObject 0xffff
