/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the broker has, as its own books say and as the kernel sees its slots.
 */
#include "rig.h"

#include "core/kernel.h"
#include "grant/grant.h"
#include "resource/blocks.h"
#include "resource/buddy.h"
#include "resource/runs.h"
#include "resource/slots.h"
#include "spawn/component.h"

static struct cap cnode; /* the broker's */
static const struct tcb *broker;

void rig_books_init(void)
{
    broker = kernel_current;
    cnode = broker->slots[TCB_CSPACE].cap;
}

/* It is above all others. */
bool rig_broker_waits(void)
{
    return kernel_current != broker;
}

static const struct slot *own_slots(void)
{
    return host_ram(cnode.object, sizeof(struct slot) << cnode.size_bits);
}

struct cap rig_cap(uint64_t slot)
{
    assert_true(slot < (uint64_t)1 << cnode.size_bits);
    return own_slots()[slot].cap;
}

struct rig_books rig_books(void)
{
    const struct slot *slots = own_slots();
    struct rig_books books = {
        .free_bytes = buddy_free_bytes(),
        .grants = grant_available(),
        .blocks = blocks_available(),
        .runs = runs_available(),
    };
    uint32_t filled = 0;

    for (uint64_t i = 0; i < (uint64_t)1 << cnode.size_bits; i++) {
        bool is_untyped = slots[i].cap.type == CAP_UNTYPED;

        /* Untypeds have slots that boot took for them. Those of RAM come and go with splitting. */
        if (slots[i].cap.type != CAP_NULL && (!is_untyped || slots[i].cap.is_device)) {
            books.caps[slots[i].cap.type]++;
            filled += !is_untyped;
        }
    }
    books.reserved = (int64_t)slots_total() - slots_available() - filled;
    return books;
}

void rig_compare_books(const struct rig_books *before, const struct rig_books *after)
{
    for (unsigned type = 0; type < CAP_TYPE_COUNT; type++) {
        if (before->caps[type] != after->caps[type]) {
            fail_msg("%u capabilities of type %u were in the broker's slots, now %u",
                     before->caps[type], type, after->caps[type]);
        }
    }
    assert_int_equal(after->free_bytes, before->free_bytes);
    assert_int_equal(after->reserved, before->reserved);
    assert_int_equal(after->grants, before->grants);
    assert_int_equal(after->blocks, before->blocks);
    assert_int_equal(after->runs, before->runs);
}
