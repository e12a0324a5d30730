/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pools of ASIDs and how many numbers of each are in use; which ones is known to the kernel.
 */
#include "resource/asidpool.h"

#include <kaal/assert.h>

#include "limits.h"
#include "resource/buddy.h"
#include "resource/kernel.h"
#include "resource/slots.h"
#include "resource/untyped.h"

#define PER_POOL ((uint32_t)1 << seL4_ASIDPoolIndexBits)
#define POOLS    (LIMIT_COMPONENTS / PER_POOL + 1)

struct pool {
    uint32_t slot;
    uint32_t used;
};

static struct pool pools[POOLS];

static kaal_err_t make_pool(struct pool *pool)
{
    buddy_piece_t piece = {0};
    uint32_t slot = 0;
    kaal_err_t err = slots_alloc(1, &slot);

    if (err == KAAL_OK) {
        err = buddy_alloc(seL4_ASIDPoolBits, &piece);
    }
    if (err == KAAL_OK) {
        err = KERNEL_CALL(seL4_ARM_ASIDControl_MakePool, seL4_CapASIDControl, buddy_slot(piece),
                          seL4_CapInitThreadCNode, slot, seL4_WordBits);
    }
    if (err == KAAL_OK) {
        *pool = (struct pool){.slot = slot};
    }
    return err;
}

kaal_err_t asidpool_init(void)
{
    /* The kernel keeps number 0, and the broker's address space has one. */
    pools[0] = (struct pool){.slot = seL4_CapInitThreadASIDPool, .used = 2};
    for (uint32_t i = 1; i < POOLS; i++) {
        kaal_err_t err = make_pool(&pools[i]);

        if (err != KAAL_OK) {
            return err;
        }
    }
    return KAAL_OK;
}

kaal_err_t asidpool_get(seL4_CPtr vspace, uint16_t *pool)
{
    uint16_t i = 0;

    while (i < POOLS && pools[i].used == PER_POOL) {
        i++;
    }
    if (i == POOLS) {
        return KAAL_ERR_NO_SLOTS;
    }
    if (KERNEL_CALL(seL4_ARM_ASIDPool_Assign, pools[i].slot, vspace) != KAAL_OK) {
        return KAAL_ERR_KERNEL;
    }
    pools[i].used++;
    *pool = i;
    return KAAL_OK;
}

void asidpool_put(uint16_t pool)
{
    if (pool == ASIDPOOL_NONE) {
        return;
    }
    KAAL_ASSERT(pool < POOLS && pools[pool].used > 0);
    pools[pool].used--;
}
