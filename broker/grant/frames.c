/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copies, run by run.
 */
#include "grant/frames.h"

#include "resource/kernel.h"

/* Copy frames in a row and map the copies. */
static kaal_err_t map_run(const struct slot_run *frames, unsigned bits, struct component *component,
                          struct account *copies, enum vspace_access access, uint64_t address)
{
    struct slot_run run = {0, frames->count};
    kaal_err_t err = account_add_slots(copies, run.count, &run.first);

    for (uint32_t i = 0; i < run.count && err == KAAL_OK; i++) {
        err =
            KERNEL_CALL(seL4_CNode_Copy, seL4_CapInitThreadCNode, run.first + i, seL4_WordBits,
                        seL4_CapInitThreadCNode, frames->first + i, seL4_WordBits, seL4_AllRights);
    }
    if (err == KAAL_OK) {
        err = vspace_map(&component->vspace, address, &run, bits, access);
    }
    return err;
}

kaal_err_t frames_map_part(const struct frames *frames, uint64_t first, uint64_t count,
                           struct component *component, struct account *copies,
                           enum vspace_access access, uint64_t address)
{
    kaal_err_t err = KAAL_OK;

    for (uint32_t i = 0; i < frames->count && count > 0 && err == KAAL_OK; i++) {
        const struct slot_run *run = &frames->runs[i];
        struct slot_run part = {0};

        if (first >= run->count) {
            first -= run->count;
            continue;
        }
        part.first = run->first + (uint32_t)first;
        part.count = run->count - (uint32_t)first;
        part.count = (part.count < count) ? part.count : (uint32_t)count;
        err = map_run(&part, frames->bits, component, copies, access, address);
        address += (uint64_t)part.count << frames->bits;
        count -= part.count;
        first = 0;
    }
    return err;
}
