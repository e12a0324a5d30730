/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mapping frames into an address space, with the page tables that this needs.
 * Source: seL4 manual, 7 (address spaces and virtual memory).
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include <sel4/sel4.h>

#include "resource/account.h"

struct vspace {
    seL4_CPtr root;          /* capability of the VSpace object */
    struct account *account; /* pays for page tables; borrowed */
};

enum vspace_access {
    VSPACE_READ,         /* data, read-only */
    VSPACE_READ_WRITE,   /* data */
    VSPACE_READ_EXECUTE, /* code */
    VSPACE_DMA,          /* memory that a device reads and writes: read-write, not cached */
    VSPACE_DMA_READ,     /* the same, read-only */
    VSPACE_DEVICE,       /* registers: read-write, not cached */
    VSPACE_DEVICE_READ,  /* the same, read-only */
};

/*
 * Map `count` frames of 2^frame_bits bytes in a row from `address` on.
 * Errors: KAAL_ERR_QUOTA, KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS no page table could be had;
 * KAAL_ERR_KERNEL the kernel refused. On failure none of the frames is mapped, but for what the
 * kernel refused to unmap: their holder deletes them.
 */
KAAL_CHECKED kaal_err_t vspace_map(struct vspace *vspace, uint64_t address,
                                   const struct slot_run *frames, unsigned frame_bits,
                                   enum vspace_access access);

/* Unmap frames, wherever each is mapped. Returns false when the kernel refused for one. */
bool vspace_unmap(const struct slot_run *frames);
