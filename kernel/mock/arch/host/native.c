/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The address space of the first thread as a part of this process: what its page tables map is
 * mapped here too, at the same address and no wider. Device memory is not: whoever touches that
 * without the help of a model crashes, as does whoever uses what was unmapped.
 */
#include "port.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "arch/armv8/model.h"

/* Below AddressSanitizer's shadow, above what Linux lets nobody map. Programs are linked as PIE, so
 * nothing else lies there. */
#define NATIVE_START 0x10000UL
#define NATIVE_END   0x7fff0000UL

static struct cap space;
static uint64_t mapped_start; /* all that was ever mapped lies in [start, end) */
static uint64_t mapped_end;

bool native_is(const struct tcb *tcb)
{
    struct cap cap = tcb->slots[TCB_VSPACE].cap;

    return space.type == CAP_VSPACE && cap.type == CAP_VSPACE && cap.object == space.object;
}

static void fail(const char *why, uint64_t vaddr)
{
    (void)fprintf(stderr, "mock: %s at %lx", why, vaddr);
    perror("");
    abort();
}

static int protection(const struct leaf *leaf)
{
    return (leaf->can_read ? PROT_READ : PROT_NONE) | (leaf->can_write ? PROT_WRITE : PROT_NONE);
}

static void map(const struct leaf *leaf, uint64_t start, uint64_t bytes)
{
    if (start < NATIVE_START || start + bytes > NATIVE_END) {
        fail("this process has no such address for the first address space", start);
    }
    mapped_start = (start < mapped_start) ? start : mapped_start;
    mapped_end = (start + bytes > mapped_end) ? start + bytes : mapped_end;
    if (mmap((void *)start, bytes, protection(leaf), MAP_SHARED | MAP_FIXED_NOREPLACE,
             port_ram.file, (off_t)(leaf->paddr - HOST_RAM_START)) != (void *)start) {
        fail("a page cannot be mapped", start);
    }
}

/* Brings what lies around one address into line; returns where that ends. */
static uint64_t follow(uint64_t vaddr)
{
    struct leaf leaf = vspace_find(space.object, vaddr);
    uint64_t start = vaddr & ~((1UL << leaf.bits) - 1);
    uint64_t end = start + (1UL << leaf.bits);
    uint64_t from = (start > mapped_start) ? start : mapped_start;
    uint64_t to = (end < mapped_end) ? end : mapped_end;

    if (from < to && munmap((void *)from, to - from) != 0) {
        fail("a page cannot be unmapped", from);
    }
    if (leaf.is_valid && host_ram(leaf.paddr, 1UL << leaf.bits)) {
        map(&leaf, start, 1UL << leaf.bits);
    }
    return end;
}

static void follow_all(uint64_t start, uint64_t end)
{
    for (uint64_t at = start; at < end;) {
        at = follow(at);
    }
}

void native_begin(struct cap vspace, uint64_t start, uint64_t end)
{
    space = vspace;
    mapped_start = NATIVE_END;
    mapped_end = NATIVE_START;
    follow_all(start, end);
}

void native_end(void)
{
    space = (struct cap){.type = CAP_NULL};
    if (mapped_start < mapped_end && munmap((void *)mapped_start, mapped_end - mapped_start) != 0) {
        fail("the pages of an earlier boot cannot be unmapped", mapped_start);
    }
    mapped_start = mapped_end;
}

void machine_flush_page(seL4_Word asid, seL4_Word vaddr)
{
    if (space.type == CAP_VSPACE && asid == space.data) {
        (void)follow(vaddr);
    }
}

/* A page table went, or the whole space did: then there is nothing left of it. */
void machine_flush_asid(seL4_Word asid)
{
    if (space.type != CAP_VSPACE || asid != space.data) {
        return;
    }
    if (asid_find(asid) != space.object) {
        native_end();
    } else {
        follow_all(mapped_start, mapped_end);
    }
}
