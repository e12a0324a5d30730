/* SPDX-License-Identifier: BSD-2-Clause */
/* Armv8 as data: what the files of this folder share, and what they ask of a machine. Ports that
 * are made of this model include it; core sees arch.h instead. */
#pragma once

#include "arch.h"

#include <sel4/arch/types.h>
#include <sel4/fault_types.h>

#define MODEL_TABLE_ENTRIES 512U
#define MODEL_LEVELS        4U

/* Where a frame or table is mapped, as a capability's data has it: vaddr << 16 | asid. */
static inline seL4_Word mapping_make(seL4_Word vaddr, seL4_Word asid)
{
    return vaddr << 16 | asid;
}

static inline seL4_Word mapping_vaddr(seL4_Word mapping)
{
    return mapping >> 16;
}

static inline seL4_Word mapping_asid(seL4_Word mapping)
{
    return mapping & 0xffff;
}

/* vspace.c: translation tables. `root` is physical. */
struct walk {
    uint64_t *entry;    /* the one that maps vaddr at `level`, or where the way there ends */
    unsigned level;     /* of entry: 0..3 */
    unsigned bits_left; /* of vaddr that entry's table does not resolve */
};
struct walk vspace_walk(seL4_Word root, seL4_Word vaddr, unsigned level);
struct leaf { /* what a program meets at an address; not valid: a hole */
    seL4_Word paddr;
    unsigned level;
    unsigned bits; /* log2 bytes of it */
    bool is_valid;
    bool can_read;
    bool can_write;
    bool can_execute;
};
struct leaf vspace_find(seL4_Word root, seL4_Word vaddr);
unsigned vspace_level_bits(unsigned level);
uint64_t vspace_make_leaf(struct cap frame, seL4_Word rights, seL4_Word attributes);
seL4_Word vspace_leaf_paddr(uint64_t leaf);
bool vspace_leaf_is_writable(uint64_t leaf);
void vspace_set_table(uint64_t *entry, seL4_Word table);
/* The entry that maps the frame where its capability says; null: there is none. */
uint64_t *vspace_entry_of_frame(struct cap frame);
void vspace_unmap_frame(struct cap frame);
void vspace_unmap_table(struct cap table);

/* asid.c: numbers of address spaces */
#define ASID_POOL_VALID (1UL << 32)
void asid_init(void);
extern seL4_Word asid_pools[]; /* 2^seL4_NumASIDPoolsBits; for instruments to look at */
bool asid_pool_add(seL4_Word pool, seL4_Word *data); /* false: no number is left for a pool */
bool asid_assign(struct cap pool, seL4_Word vspace, seL4_Word *asid);
seL4_Word asid_find(seL4_Word asid); /* physical address of the VSpace; 0: none */
void asid_release(seL4_Word asid, seL4_Word vspace);
void asid_pool_remove(struct cap pool);

/* invoke.c and its parts */
invocation_handler frame_invoke, page_table_invoke, vspace_invoke, asid_control_invoke,
    asid_pool_invoke, smc_invoke, sgi_signal_invoke;

/*
 * The machine's: translation, caches, interrupt controller, secure monitor. A table entry that has
 * been written is seen by the next walk; a mapping that has been taken away or changed lives on
 * until it is flushed.
 */
void machine_write_entry(uint64_t *entry, uint64_t value);
void machine_flush_page(seL4_Word asid, seL4_Word vaddr);
void machine_flush_asid(seL4_Word asid);
void machine_forget_space(seL4_Word vspace); /* the current one, if it is this */
void machine_clean_invalidate(seL4_Word paddr, seL4_Word bytes);
void machine_unify(seL4_Word paddr, seL4_Word bytes);
void machine_irq_set_edge(seL4_Word irq, bool is_edge);
bool machine_has_sgi_target(seL4_Word target);           /* can be named in the next call */
void machine_raise_sgi(seL4_Word irq, seL4_Word target); /* a software generated interrupt */
void machine_smc(seL4_Word registers[8]);                /* x0..x7, in and out */
