/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The start-up page: what the broker tells a component before its first instruction.
 * It lies read-only at KAAL_VA_STARTUP. The parser that checks it is lib/component/startup.h.
 */
#pragma once

#include <kaal/types.h>

#define KAAL_STARTUP_MAGIC ((uint64_t)0x31505553004c4141) /* changes only with the layout */
#define KAAL_ABI_VERSION   ((uint32_t)2)                  /* of everything in include/kaal/wire */
#define KAAL_ARGS_BYTES    256                            /* with the final NUL */

struct kaal_wire_startup {
    uint64_t magic;       /* KAAL_STARTUP_MAGIC */
    uint32_t abi_version; /* KAAL_ABI_VERSION of the broker */
    uint32_t size_bytes;  /* sizeof(struct kaal_wire_startup) */
    uint64_t heap_start;  /* heap: [start, end), page-aligned; equal when there is none */
    uint64_t heap_end;
    uint64_t stack_start; /* stack: [start, end), page-aligned */
    uint64_t stack_end;
    uint64_t counter_hz;        /* ticks of CNTPCT_EL0 in a second, not 0 */
    uint64_t rights;            /* enum kaal_right, or-ed */
    uint64_t handover_bytes;    /* of the hand-over region, page multiple; 0: there is none */
    char name[KAAL_NAME_BYTES]; /* the component's name, NUL-terminated */
    char args[KAAL_ARGS_BYTES]; /* words parted by single spaces, NUL-terminated */
};

_Static_assert(sizeof(struct kaal_wire_startup) == 360, "the start-up page is wire format");
_Static_assert(sizeof(struct kaal_wire_startup) <= KAAL_PAGE_BYTES, "it is one page");
