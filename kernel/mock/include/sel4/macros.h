/* SPDX-License-Identifier: BSD-2-Clause */
/* Compiler helpers that libsel4 offers to its users. No types, no functions. */
#pragma once

#include <sel4/config.h>

#ifndef CONST
#define CONST __attribute__((__const__))
#endif
#ifndef PURE
#define PURE __attribute__((__pure__))
#endif

#define SEL4_PACKED        __attribute__((packed))
#define SEL4_DEPRECATED(x) __attribute__((deprecated(x)))

#define LIBSEL4_UNUSED   __attribute__((unused))
#define LIBSEL4_WEAK     __attribute__((weak))
#define LIBSEL4_NOINLINE __attribute__((noinline))

/* Every function of this interface is inline: there is no libsel4 archive to link. */
#define LIBSEL4_INLINE      static inline
#define LIBSEL4_INLINE_FUNC static inline

#ifdef CONFIG_LIB_SEL4_USE_THREAD_LOCALS
#define LIBSEL4_THREAD_LOCAL __thread
#else
#define LIBSEL4_THREAD_LOCAL
#endif

#define SEL4_COMPILE_ASSERT(name, expr) _Static_assert(expr, #name);

#define SEL4_SIZE_SANITY(index, entry, size) \
    SEL4_COMPILE_ASSERT(index##_##entry##_##size, (index) + (entry) == (size))

/* Enumerations that cross the kernel boundary are a machine word wide. */
#define SEL4_FORCE_LONG_ENUM(type) _enum_pad_##type = ((1ULL << ((sizeof(long) * 8) - 1)) - 1)

#define LIBSEL4_BIT(n) (1ul << (n))
