/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The broker's copy window.
 * What is copied where is known to spawn/.
 */
#include "resource/window.h"

#include <string.h>

#include <kaal/assert.h>

#include "resource/kernel.h"

static struct account own_account;
static struct vspace own_vspace;

void window_init(void)
{
    account_init(&own_account, UINT64_MAX, UINT32_MAX);
    own_vspace = (struct vspace){.root = seL4_CapInitThreadVSpace, .account = &own_account};
}

struct vspace *window_vspace(void)
{
    return &own_vspace;
}

kaal_err_t window_fill(seL4_CPtr frame, uint64_t offset, const void *data, uint64_t bytes,
                       bool is_code)
{
    struct slot_run run = {(uint32_t)frame, 1};
    kaal_err_t err = vspace_map(&own_vspace, WINDOW_VA, &run, seL4_PageBits, VSPACE_READ_WRITE);

    KAAL_ASSERT(offset <= KAAL_PAGE_BYTES && bytes <= KAAL_PAGE_BYTES - offset);
    if (err != KAAL_OK) {
        return err;
    }
    memcpy((uint8_t *)WINDOW_VA + offset, data, bytes);
    if (is_code &&
        KERNEL_CALL(seL4_ARM_Page_Unify_Instruction, frame, 0, KAAL_PAGE_BYTES) != KAAL_OK) {
        err = KAAL_ERR_KERNEL;
    }
    vspace_unmap(&run);
    return err;
}
