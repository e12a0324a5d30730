/* SPDX-License-Identifier: BSD-2-Clause */
/* Integer types and print formats of the interface. Structures live in shared_types.h. */
#pragma once

#include <sel4/macros.h>
#include <sel4/sel4_arch/simple_types.h>

typedef signed char seL4_Int8;
typedef unsigned char seL4_Uint8;
typedef signed short seL4_Int16;
typedef unsigned short seL4_Uint16;
typedef signed int seL4_Int32;
typedef unsigned int seL4_Uint32;
typedef signed long seL4_Int64;
typedef unsigned long seL4_Uint64;

SEL4_COMPILE_ASSERT(sizeof_seL4_Uint16, sizeof(seL4_Uint16) == 2)
SEL4_COMPILE_ASSERT(sizeof_seL4_Uint32, sizeof(seL4_Uint32) == 4)
SEL4_COMPILE_ASSERT(sizeof_seL4_Uint64, sizeof(seL4_Uint64) == 8)

typedef seL4_Int8 seL4_Bool;
typedef seL4_Uint64 seL4_Word;
typedef seL4_Word seL4_CPtr;

#define seL4_True  1
#define seL4_False 0
#ifdef __cplusplus
#define seL4_Null 0L
#else
#define seL4_Null ((void *)0)
#endif

#define SEL4_PRId64    "ld"
#define SEL4_PRIi64    "li"
#define SEL4_PRIu64    "lu"
#define SEL4_PRIx64    "lx"
#define SEL4_PRId_word "ld"
#define SEL4_PRIi_word "li"
#define SEL4_PRIu_word "lu"
#define SEL4_PRIx_word "lx"
#define SEL4_PRI_word  "lu"

#include <sel4/sel4_arch/constants.h>

SEL4_COMPILE_ASSERT(seL4_WordSizeBits_matches, sizeof(seL4_Word) == (1u << seL4_WordSizeBits))
SEL4_COMPILE_ASSERT(seL4_WordBits_matches, 8 * sizeof(seL4_Word) == seL4_WordBits)
