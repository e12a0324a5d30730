/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers of address spaces: pools of 512, each a page of physical addresses of VSpaces. */
#include "model.h"

#define POOLS       (1U << seL4_NumASIDPoolsBits)
#define PER_POOL    (1U << seL4_ASIDPoolIndexBits)
#define POOL(asid)  ((asid) >> seL4_ASIDPoolIndexBits)
#define INDEX(asid) ((asid) & (PER_POOL - 1))

seL4_Word asid_pools[POOLS]; /* physical; 0: no such pool */

void asid_init(void)
{
    kernel_zero(asid_pools, sizeof(asid_pools));
}

bool asid_pool_add(seL4_Word pool, seL4_Word *data)
{
    for (seL4_Word i = 0; i < POOLS; i++) {
        if (asid_pools[i] == 0) {
            asid_pools[i] = pool;
            *data = ASID_POOL_VALID | i << seL4_ASIDPoolIndexBits;
            return true;
        }
    }
    return false;
}

static seL4_Word base_of(struct cap pool)
{
    return pool.data & ~ASID_POOL_VALID;
}

bool asid_assign(struct cap pool, seL4_Word vspace, seL4_Word *asid)
{
    seL4_Word *entries = arch_ptr(pool.object);

    for (seL4_Word i = 0; i < PER_POOL; i++) {
        /* 0 stands for "none" in capabilities. */
        if (entries[i] == 0 && (base_of(pool) | i) != 0) {
            entries[i] = vspace;
            *asid = base_of(pool) | i;
            return true;
        }
    }
    return false;
}

seL4_Word asid_find(seL4_Word asid)
{
    seL4_Word pool = (POOL(asid) < POOLS) ? asid_pools[POOL(asid)] : 0;

    return (asid != 0 && pool != 0) ? ((seL4_Word *)arch_ptr(pool))[INDEX(asid)] : 0;
}

void asid_release(seL4_Word asid, seL4_Word vspace)
{
    if (asid_find(asid) == vspace) {
        ((seL4_Word *)arch_ptr(asid_pools[POOL(asid)]))[INDEX(asid)] = 0;
        machine_flush_asid(asid);
        machine_forget_space(vspace);
    }
}

void asid_pool_remove(struct cap pool)
{
    seL4_Word *entries = arch_ptr(pool.object);

    for (seL4_Word i = 0; i < PER_POOL; i++) {
        if (entries[i] != 0) {
            asid_release(base_of(pool) | i, entries[i]);
        }
    }
    asid_pools[POOL(base_of(pool))] = 0;
}
