/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The scratch slot. One whose capability the kernel does not delete is never used again.
 */
#include "resource/scratch.h"

#include <kaal/assert.h>

#include "resource/slots.h"
#include "resource/untyped.h"

static uint32_t scratch; /* 0: it was given up */
static bool is_taken;

kaal_err_t scratch_init(void)
{
    return slots_alloc(1, &scratch);
}

kaal_err_t scratch_get(uint32_t *slot)
{
    kaal_err_t err = (scratch == 0) ? slots_alloc(1, &scratch) : KAAL_OK;

    KAAL_ASSERT(!is_taken);
    if (err == KAAL_OK) {
        is_taken = true;
        *slot = scratch;
    }
    return err;
}

bool scratch_put(uint32_t slot)
{
    KAAL_ASSERT(is_taken && slot == scratch);
    is_taken = false;
    if (!untyped_delete(slot)) {
        scratch = 0;
        return false;
    }
    return true;
}
