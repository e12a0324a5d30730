/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mapping of frames; the kernel itself tells which page table is missing.
 * Which frame goes where is decided by whoever calls.
 */
#include "resource/vspace.h"

#include "resource/kernel.h"

#define LEVELS_MAX 4 /* of translation tables of aarch64; each can be missing at most once */

struct mapping {
    seL4_CapRights_t rights;
    seL4_ARM_VMAttributes attributes;
};

static struct mapping mapping_of(enum vspace_access access)
{
    struct mapping mapping = {
        .rights = seL4_CapRights_new(0, 0, 1, 0),
        .attributes =
            (seL4_ARM_VMAttributes)(seL4_ARM_Default_VMAttributes | seL4_ARM_ExecuteNever),
    };

    switch (access) {
    case VSPACE_READ:
        break;
    case VSPACE_READ_WRITE:
        mapping.rights = seL4_CapRights_new(0, 0, 1, 1);
        break;
    case VSPACE_READ_EXECUTE:
        mapping.attributes = seL4_ARM_Default_VMAttributes;
        break;
    case VSPACE_DMA:
    case VSPACE_DEVICE:
        mapping.rights = seL4_CapRights_new(0, 0, 1, 1);
        mapping.attributes = seL4_ARM_ExecuteNever;
        break;
    case VSPACE_DMA_READ:
    case VSPACE_DEVICE_READ:
        mapping.attributes = seL4_ARM_ExecuteNever;
        break;
    }
    return mapping;
}

/*
 * How many tables are missing, by the answer to the mapping that failed: the kernel tells how many
 * bits of the address it could not resolve (seL4 manual, 3.4; libsel4 leaves it in the buffer).
 */
static uint32_t missing_tables(unsigned frame_bits)
{
    seL4_Word bits_left = seL4_GetMR(2);

    if (bits_left <= frame_bits || bits_left >= seL4_WordBits) {
        return 1;
    }
    return (uint32_t)((bits_left - frame_bits) / seL4_PageTableIndexBits);
}

static kaal_err_t add_tables(struct vspace *vspace, uint64_t address, unsigned frame_bits)
{
    uint32_t count = missing_tables(frame_bits);
    uint32_t table = 0;
    kaal_err_t err = account_make(vspace->account, seL4_ARM_PageTableObject, 0, seL4_PageTableBits,
                                  count, &table);

    if (err != KAAL_OK) {
        return err;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (KERNEL_CALL(seL4_ARM_PageTable_Map, table + i, vspace->root, address,
                        seL4_ARM_Default_VMAttributes) != KAAL_OK) {
            return KAAL_ERR_KERNEL;
        }
    }
    return KAAL_OK;
}

static kaal_err_t map_frame(struct vspace *vspace, seL4_CPtr frame, uint64_t address,
                            unsigned frame_bits, const struct mapping *mapping)
{
    for (unsigned level = 0; level <= LEVELS_MAX; level++) {
        seL4_Error error =
            seL4_ARM_Page_Map(frame, vspace->root, address, mapping->rights, mapping->attributes);
        kaal_err_t err = KAAL_OK;

        if (error != seL4_FailedLookup) {
            return kernel_result("seL4_ARM_Page_Map", error);
        }
        err = add_tables(vspace, address, frame_bits);
        if (err != KAAL_OK) {
            return err;
        }
    }
    return KAAL_ERR_KERNEL;
}

kaal_err_t vspace_map(struct vspace *vspace, uint64_t address, const struct slot_run *frames,
                      unsigned frame_bits, enum vspace_access access)
{
    struct mapping mapping = mapping_of(access);

    for (uint32_t i = 0; i < frames->count; i++) {
        kaal_err_t err = map_frame(vspace, frames->first + i, address + ((uint64_t)i << frame_bits),
                                   frame_bits, &mapping);

        if (err != KAAL_OK) {
            (void)vspace_unmap(&(struct slot_run){frames->first, i});
            return err;
        }
    }
    return KAAL_OK;
}

bool vspace_unmap(const struct slot_run *frames)
{
    bool is_clean = true;

    for (uint32_t i = 0; i < frames->count; i++) {
        is_clean = KERNEL_CALL(seL4_ARM_Page_Unmap, frames->first + i) == KAAL_OK && is_clean;
    }
    return is_clean;
}
