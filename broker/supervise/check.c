/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Questions to the kernel, all of which it answers in release configurations too. A debug kernel
 * prints a line for a call that fails, so each is put such that a system that is in order makes it
 * succeed. None does so for a page that is explained: seL4_ARM_VSpace_Clean_Data fails where one
 * is mapped, seL4_ARM_Page_Map would map it where it is not, and the calls of its frame that
 * change nothing do not tell where it is mapped. Source: libsel4's interfaces/object-api-arch.xml.
 */
#include "supervise/check.h"

#include <string.h>

#include <kaal/layout.h>

#include "grant/explain.h"
#include "resource/kernel.h"
#include "resource/scratch.h"
#include "resource/untyped.h"

/* A cursor is the index of a component and, below it, the number of a piece. */
#define PIECE_BITS   11
#define PIECE_MASK   (((uint32_t)1 << PIECE_BITS) - 1)
#define PIECE_CSPACE 0U
#define PIECE_FIRST  1U  /* of the address space */
#define EMPTY_MAX    32U /* pieces without a translation table that one request passes */

_Static_assert(PIECE_FIRST + KAAL_VA_MEMORY_END / EXPLAIN_BYTES <= PIECE_MASK, "there is room");

/* --- the CSpace --- */

/* A slot that should be full: whether it is. */
static kaal_err_t copies_out(const struct component *component, uint32_t slot, bool *is_full)
{
    uint32_t copy = 0;
    seL4_Error error = seL4_NoError;
    kaal_err_t err = scratch_get(&copy);

    if (err != KAAL_OK) {
        return err;
    }
    error = seL4_CNode_Copy(seL4_CapInitThreadCNode, copy, seL4_WordBits, component->cnode, slot,
                            (seL4_Uint8)component->cnode_bits, seL4_AllRights);
    *is_full = error == seL4_NoError;
    if (error != seL4_NoError && error != seL4_FailedLookup) {
        err = kernel_result("seL4_CNode_Copy", error);
    }
    return scratch_put(copy) ? err : KAAL_ERR_KERNEL;
}

/* A slot that should be empty: whether it is full. What it is tried with gives no right. */
static kaal_err_t keeps_out(const struct component *component, uint32_t slot, bool *is_full)
{
    seL4_Error error = seL4_CNode_Copy(component->cnode, slot, (seL4_Uint8)component->cnode_bits,
                                       seL4_CapInitThreadCNode, component->notification,
                                       seL4_WordBits, seL4_CapRights_new(0, 0, 0, 0));

    *is_full = error == seL4_DeleteFirst;
    if (*is_full) {
        return KAAL_OK;
    }
    if (error != seL4_NoError) {
        return kernel_result("seL4_CNode_Copy", error);
    }
    return KERNEL_CALL(seL4_CNode_Delete, component->cnode, slot,
                       (seL4_Uint8)component->cnode_bits);
}

static kaal_err_t look_at_slots(const struct component *component,
                                struct kaal_wire_check_info *info)
{
    kaal_err_t err = KAAL_OK;

    info->slots_explained = explain_slots(component);
    for (uint32_t slot = 0; slot < (uint32_t)1 << component->cnode_bits && err == KAAL_OK; slot++) {
        bool is_full = false;

        err = ((info->slots_explained >> slot & 1) != 0) ? copies_out(component, slot, &is_full)
                                                         : keeps_out(component, slot, &is_full);
        info->slots |= (uint64_t)is_full << slot;
    }
    return err;
}

/* --- the VSpace --- */

/*
 * Whether something is mapped. The kernel refuses to clean a range that goes beyond the page it
 * begins in, of whatever size that is, and says nothing where no page is.
 */
static kaal_err_t is_mapped(const struct component *component, uint64_t address, bool *answer)
{
    uint64_t behind = (address & ~(EXPLAIN_BYTES - 1)) + EXPLAIN_BYTES;
    seL4_Error error = seL4_ARM_VSpace_Clean_Data(component->vspace.root, address, behind + 1);

    *answer = error == seL4_RangeError;
    return *answer ? KAAL_OK : kernel_result("seL4_ARM_VSpace_Clean_Data", error);
}

/*
 * How many bits of an address have no translation table, by mapping a page there, where nothing is.
 * 0: there is one.
 */
static kaal_err_t find_hole(const struct component *component, uint32_t probe, uint64_t address,
                            unsigned *bits)
{
    seL4_Error error = seL4_ARM_Page_Map(probe, component->vspace.root, address,
                                         seL4_CapRights_new(0, 0, 1, 0), seL4_ARM_ExecuteNever);

    *bits = 0;
    if (error == seL4_FailedLookup) {
        *bits = (unsigned)seL4_GetMR(2); /* seL4 manual, 3.4; as in resource/vspace.c */
        return KAAL_OK;
    }
    if (error != seL4_NoError) {
        return kernel_result("seL4_ARM_Page_Map", error);
    }
    return KERNEL_CALL(seL4_ARM_Page_Unmap, probe);
}

static uint32_t next_unexplained(const struct explain_pages *pages, uint32_t page)
{
    while (page < EXPLAIN_PAGES && explain_has(pages, page)) {
        page++;
    }
    return page;
}

/* All pages of a piece that nothing explains. hole: as of find_hole. */
static kaal_err_t look_at_piece(const struct component *component, uint32_t probe, uint64_t start,
                                struct kaal_wire_check_info *info, unsigned *hole)
{
    struct explain_pages pages = explain_pages(component, start);
    uint32_t first = next_unexplained(&pages, 0);
    kaal_err_t err = KAAL_OK;

    *hole = 0;
    info->pages_explained += pages.count;
    for (uint32_t page = first; page < EXPLAIN_PAGES && *hole == 0 && err == KAAL_OK;
         page = next_unexplained(&pages, page + 1)) {
        uint64_t address = start + page * KAAL_PAGE_BYTES;
        bool is_there = false;

        err = is_mapped(component, address, &is_there);
        if (is_there && info->pages_unexplained == 0) {
            info->unexplained = address;
        }
        info->pages_unexplained += is_there;
        if (err == KAAL_OK && !is_there && page == first) {
            err = find_hole(component, probe, address, hole);
        }
    }
    return err;
}

static uint64_t behind_hole(uint64_t start, unsigned hole)
{
    return (hole > 0 && hole < seL4_WordBits) ? ((start >> hole) + 1) << hole
                                              : start + EXPLAIN_BYTES;
}

/* Pieces from `start` on, up to the first one that has a translation table. */
static kaal_err_t look_at_space(const struct component *component, uint64_t *start,
                                struct kaal_wire_check_info *info)
{
    struct account account;
    uint32_t probe = 0;
    unsigned hole = 1;
    kaal_err_t err = KAAL_OK;

    account_init(&account, UINT64_MAX, UINT32_MAX);
    err = account_make(&account, seL4_ARM_SmallPageObject, seL4_PageBits, seL4_PageBits, 1, &probe);
    for (uint32_t i = 0;
         i < EMPTY_MAX && hole != 0 && *start < KAAL_VA_MEMORY_END && err == KAAL_OK; i++) {
        err = look_at_piece(component, probe, *start, info, &hole);
        *start = behind_hole(*start, hole);
    }
    return (account_deinit(&account) || err != KAAL_OK) ? err : KAAL_ERR_KERNEL;
}

/* The first running component from that index on; NULL: there is none. */
static const struct component *running_from(uint32_t index)
{
    const struct component *component = NULL;

    while (index < component_count() && component == NULL) {
        component = component_get(index);
        if (component != NULL && component->state != KAAL_STATE_RUNNING) {
            component = NULL;
        }
        index++;
    }
    return component;
}

kaal_err_t check_next(uint32_t cursor, struct kaal_wire_check_info *info)
{
    const struct component *component = running_from(cursor >> PIECE_BITS);
    struct kaal_wire_check_info found = {0};
    uint32_t piece = cursor & PIECE_MASK;
    uint64_t start = 0;
    kaal_err_t err = KAAL_OK;

    if (component == NULL) {
        return KAAL_ERR_END;
    }
    if (component->index != cursor >> PIECE_BITS) {
        piece = PIECE_CSPACE;
    }
    found.component = component_id(component);
    memcpy(found.name, component_name(component), strlen(component_name(component)));
    if (piece == PIECE_CSPACE) {
        err = look_at_slots(component, &found);
    } else {
        start = (piece - PIECE_FIRST) * EXPLAIN_BYTES;
        err = look_at_space(component, &start, &found);
    }
    if (err != KAAL_OK) {
        return err;
    }
    piece = PIECE_FIRST + (uint32_t)(start / EXPLAIN_BYTES);
    found.is_last = start >= KAAL_VA_MEMORY_END;
    found.next = found.is_last ? (component->index + 1) << PIECE_BITS
                               : component->index << PIECE_BITS | piece;
    *info = found;
    return KAAL_OK;
}
