/* SPDX-License-Identifier: BSD-2-Clause */
/* How far the walk came when a mapping call answers seL4_FailedLookup. */
#pragma once

#include <sel4/functions.h>

/* The message register that holds the size bits of the missing table's span. */
#define SEL4_MAPPING_LOOKUP_LEVEL  2
#define SEL4_MAPPING_LOOKUP_NO_PT  21
#define SEL4_MAPPING_LOOKUP_NO_PD  30
#define SEL4_MAPPING_LOOKUP_NO_PUD 39

LIBSEL4_INLINE_FUNC seL4_Word seL4_MappingFailedLookupLevel(void)
{
    return seL4_GetMR(SEL4_MAPPING_LOOKUP_LEVEL);
}
