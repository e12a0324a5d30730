/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Request and answer of KAAL_REQUEST_CHECK (wire/broker.h): a look at what components really have.
 */
#pragma once

#include <kaal/types.h>
#include <kaal/wire/system.h>

struct kaal_wire_check {
    uint32_t cursor;   /* 0 at first, then `next` of the record before */
    uint32_t reserved; /* 0 */
};

/*
 * What a running component has by the kernel's word, and what its grants explain. One component
 * comes in several records, the first for its CSpace, each other for a part of its address space;
 * the numbers add up.
 */
struct kaal_wire_check_info {
    uint32_t next;
    uint32_t component; /* its id */
    uint32_t is_last;   /* of its records: 0 or 1 */
    uint32_t reserved;
    uint64_t slots;             /* of its CSpace that are full, a bit each */
    uint64_t slots_explained;   /* that are to be, and no others */
    uint32_t pages_explained;   /* of this part, by the broker's books alone */
    uint32_t pages_unexplained; /* that are mapped beside those */
    uint64_t unexplained;       /* address of the first of them; 0: there is none */
    char name[KAAL_NAME_BYTES];
};

_Static_assert(sizeof(struct kaal_wire_check_info) % 8 == 0, "whole words");
