/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Promise P1: every capability in a component's CSpace and every page in its VSpace has one live
 * grant that explains it; what a component is spawned with belongs to that spawn's memory grant.
 */
#include "rig.h"

#include <kaal/layout.h>

#include "arch/armv8/model.h"
#include "discover/device.h"
#include "grant/explain.h"
#include "grant/grant.h"
#include "instrument/check.h"
#include "resource/buddy.h"
#include "spawn/component.h"

#define SPACE_END (1UL << 48)
#define PAGES     (64 * KAAL_MIB / KAAL_PAGE_BYTES)
#define CHANNELS  0x80000000U

/* Which grant each page of RAM belongs to: nobody else has it. CHANNELS or-ed: a channel. */
static uint32_t owners[PAGES];

static seL4_Word root_of(uint32_t component)
{
    return rig_cap(component_get(component)->vspace.root).object;
}

static void own(uint64_t paddr, uint64_t bytes, uint32_t owner)
{
    for (uint64_t page = 0; page < bytes; page += KAAL_PAGE_BYTES) {
        uint32_t *entry = &owners[(paddr + page - HOST_RAM_START) / KAAL_PAGE_BYTES];

        assert_non_null(host_ram(paddr + page, KAAL_PAGE_BYTES));
        if (*entry != 0 && *entry != owner) {
            fail_msg("page 0x%lx: grant %u has it, and %u", paddr + page, *entry, owner);
        }
        *entry = owner;
    }
}

static bool has(const struct grant *grant, uint64_t address)
{
    return grant->address != 0 && address >= grant->address &&
           address < grant->address + grant->bytes;
}

/* The one grant of a component that explains an address. */
static const struct grant *explain_address(uint32_t component, uint64_t address)
{
    const struct grant *found = NULL;

    for (uint32_t id = grant_first_of(component); id != GRANT_NONE; id = grant_next_of(id)) {
        if (has(grant_get(id), address)) {
            assert_null(found);
            found = grant_get(id);
        }
    }
    if (found == NULL) {
        fail_msg("%s: no grant explains what is mapped at 0x%lx",
                 component_name(component_get(component)), address);
    }
    return found;
}

/* The grant of everything that came with the spawn. */
static const struct grant *spawn_grant(uint32_t component)
{
    const struct grant *found = NULL;

    for (uint32_t id = grant_first_of(component); id != GRANT_NONE; id = grant_next_of(id)) {
        if (grant_get(id)->kind == KAAL_GRANT_MEMORY && grant_get(id)->address == 0) {
            assert_null(found);
            found = grant_get(id);
        }
    }
    assert_non_null(found);
    return found;
}

static bool is_handover(const struct component *component, uint64_t address)
{
    return address >= KAAL_VA_HANDOVER &&
           address < KAAL_VA_HANDOVER + component->description->handover_bytes;
}

/* Everything that is mapped in a component. */
static void check_space(const struct component *component)
{
    const struct grant *spawn = spawn_grant(component->index);
    uint64_t spawn_bytes = 0;
    uint64_t address = 0;

    while (address < SPACE_END) {
        struct leaf leaf = vspace_find(root_of(component->index), address);

        if (leaf.is_valid && address < KAAL_VA_IMAGE_END) {
            assert_true(address >= KAAL_VA_IPC_BUFFER || is_handover(component, address));
            assert_false(leaf.can_write && leaf.can_execute);
            own(leaf.paddr, (uint64_t)1 << leaf.bits, spawn->id);
            spawn_bytes += (uint64_t)1 << leaf.bits;
        } else if (leaf.is_valid) {
            (void)explain_address(component->index, address);
            assert_false(leaf.can_execute);
        }
        address = (address | (((uint64_t)1 << leaf.bits) - 1)) + 1;
    }
    assert_in_range(spawn_bytes, 1, spawn->a);
}

/* What an address of a grant leads to. */
static struct leaf page_at(const struct grant *grant, uint64_t offset)
{
    struct leaf leaf = vspace_find(root_of(grant->holder), grant->address + offset);

    if (!leaf.is_valid) {
        fail_msg("grant %u of kind %u: nothing is mapped at 0x%lx", grant->id, grant->kind,
                 grant->address + offset);
    }
    leaf.paddr += (grant->address + offset) & (((uint64_t)1 << leaf.bits) - 1);
    return leaf;
}

/* The open other end of a channel. NULL: it is closed. */
static const struct grant *other_end(const struct grant *grant)
{
    uint32_t id = grant_first_of(grant->subject);

    while (id != GRANT_NONE && (grant_get(id)->kind != KAAL_GRANT_CHANNEL ||
                                grant_get(id)->resource != (grant->resource ^ 1))) {
        id = grant_next_of(id);
    }
    return (id == GRANT_NONE) ? NULL : grant_get(id);
}

/* The own half can be written, the other one is where the other side writes. */
static void check_channel_page(const struct grant *grant, uint64_t offset)
{
    struct leaf leaf = page_at(grant, offset);
    bool is_own = offset < grant->bytes / 2;
    const struct grant *other = other_end(grant);

    own(leaf.paddr, KAAL_PAGE_BYTES, CHANNELS | (uint32_t)grant->resource / 2);
    assert_int_equal(leaf.can_write, is_own);
    if (!is_own && other != NULL) {
        assert_int_equal(leaf.paddr, page_at(other, offset - grant->bytes / 2).paddr);
    }
}

/* A part of what another has is that, in the same place. The first one of its tree. */
static const struct grant *check_shared_page(const struct grant *grant, uint64_t offset,
                                             uint64_t paddr)
{
    const struct grant *parent = grant_get(grant_parent(grant->id));

    assert_int_equal(paddr, page_at(parent, grant->b + offset).paddr);
    assert_int_equal(grant->access & ~parent->access, 0);
    while (parent->kind == KAAL_GRANT_SHARED) {
        parent = grant_get(grant_parent(parent->id));
    }
    return parent;
}

static void check_page(const struct grant *grant, uint64_t offset)
{
    struct leaf leaf = page_at(grant, offset);
    const struct grant *root = grant;

    assert_int_equal(leaf.can_write, (grant->access & KAAL_ACCESS_WRITE) != 0);
    if (grant->kind == KAAL_GRANT_SHARED) {
        root = check_shared_page(grant, offset, leaf.paddr);
    } else if (grant->kind == KAAL_GRANT_MMIO) {
        assert_int_equal(leaf.paddr, (grant->a & ~(KAAL_PAGE_BYTES - 1)) + offset);
    } else if (grant->kind == KAAL_GRANT_DMA) {
        assert_int_equal(leaf.paddr, grant->a + offset);
    } else {
        assert_int_equal(grant->kind, KAAL_GRANT_MEMORY);
    }
    if (root->kind != KAAL_GRANT_MMIO) {
        own(leaf.paddr, KAAL_PAGE_BYTES, root->id);
    }
}

static void check_grant(const struct grant *grant)
{
    const struct component *holder = component_get(grant->holder);

    assert_non_null(holder);
    assert_true(component_has_cspace(holder));
    for (uint64_t at = 0; grant->address != 0 && at < grant->bytes; at += KAAL_PAGE_BYTES) {
        if (grant->kind == KAAL_GRANT_CHANNEL) {
            check_channel_page(grant, at);
        } else {
            check_page(grant, at);
        }
    }
    if (grant->kind == KAAL_GRANT_COMPONENT) {
        assert_int_equal(component_get(grant->subject)->life, grant->id);
    }
    if (grant->kind == KAAL_GRANT_DEVICE) {
        assert_int_equal(device_get(grant->subject)->holder, grant->holder);
    }
}

/* Whether it is the client's end of an RPC channel: what it calls is its server's endpoint, with a
 * badge that nobody else has. */
static bool is_client(const struct grant *grant)
{
    return grant->kind == KAAL_GRANT_CHANNEL && grant->b == KAAL_CHANNEL_RPC &&
           grant->resource % 2 != 0;
}

static bool is_call(const struct grant *grant, struct cap cap)
{
    return cap.type == CAP_ENDPOINT && cap.rights == (RIGHT_WRITE | RIGHT_GRANT_REPLY) &&
           cap.object == rig_cap(component_get(grant->subject)->service).object &&
           (cap.data & 0xffffffff) == (uint32_t)(grant->resource ^ 1) &&
           cap.data >> 52 == 1U << 11 && (cap.data >> 32 & 0xfffff) != 0;
}

/* How many grants of a component explain a capability in its CSpace. */
static unsigned explanations(const struct component *component, struct cap cap)
{
    unsigned count = 0;

    for (uint32_t id = grant_first_of(component->index); id != GRANT_NONE; id = grant_next_of(id)) {
        const struct grant *grant = grant_get(id);

        if ((grant->kind == KAAL_GRANT_IRQ || grant->kind == KAAL_GRANT_LENT) &&
            cap.type == CAP_IRQ_HANDLER) {
            count += cap.object == grant->a;
        } else if (is_client(grant)) {
            count += is_call(grant, cap);
        } else if (grant->kind == KAAL_GRANT_CHANNEL && grant->b != KAAL_CHANNEL_RPC &&
                   cap.type == CAP_NOTIFICATION && other_end(grant) != NULL) {
            count += cap.object == rig_cap(component_get(grant->subject)->notification).object;
        }
    }
    return count;
}

/* At what it serves: of one who does. */
static void check_service(const struct component *component, const struct slot *slots)
{
    struct cap service = slots[KAAL_SLOT_SERVICE].cap;
    struct cap reply = slots[KAAL_SLOT_REPLY].cap;

    if (component->service == 0) {
        assert_int_equal(service.type, CAP_NULL);
        assert_int_equal(reply.type, CAP_NULL);
        return;
    }
    assert_int_equal(service.type, CAP_ENDPOINT);
    assert_int_equal(service.rights, RIGHT_READ);
    assert_int_equal(service.object, rig_cap(component->service).object);
    assert_int_equal(reply.type, CAP_REPLY);
    assert_int_equal(reply.rights & RIGHT_GRANT, 0);
}

/* Those that were there from the start. */
static void check_fixed_slots(const struct component *component, const struct slot *slots)
{
    struct cap broker = slots[KAAL_SLOT_BROKER].cap;
    struct cap notification = slots[KAAL_SLOT_NOTIFICATION].cap;

    assert_int_equal(slots[0].cap.type, CAP_NULL);
    assert_int_equal(broker.type, CAP_ENDPOINT);
    assert_int_equal(broker.rights, RIGHT_WRITE | RIGHT_GRANT_REPLY);
    assert_int_equal(broker.data, component_badge(component));
    assert_int_equal(notification.type, CAP_NOTIFICATION);
    assert_int_equal(notification.rights, RIGHT_READ);
    assert_int_equal(notification.object, rig_cap(component->notification).object);
    check_service(component, slots);
}

/* As many capabilities of each object as there are grants for it, and no others. */
static void check_slots(const struct component *component)
{
    struct cap cnode = rig_cap(component->cnode);
    const struct slot *slots = host_ram(cnode.object, sizeof(struct slot) << cnode.size_bits);

    assert_int_equal(cnode.type, CAP_CNODE);
    check_fixed_slots(component, slots);
    for (uint64_t i = KAAL_SLOT_FIRST_FREE; i < (uint64_t)1 << cnode.size_bits; i++) {
        unsigned same = 0;

        if (slot_is_empty(&slots[i])) {
            continue;
        }
        assert_true(slots[i].cap.type == CAP_IRQ_HANDLER || slots[i].cap.type == CAP_ENDPOINT ||
                    slots[i].cap.rights == RIGHT_WRITE);
        for (uint64_t k = KAAL_SLOT_FIRST_FREE; k < (uint64_t)1 << cnode.size_bits; k++) {
            same += slots[k].cap.type == slots[i].cap.type &&
                    slots[k].cap.object == slots[i].cap.object &&
                    (slots[i].cap.type != CAP_ENDPOINT || slots[k].cap.data == slots[i].cap.data);
        }
        if (same != explanations(component, slots[i].cap)) {
            fail_msg("%s: slot %lu: %u capabilities, %u grants", component_name(component), i, same,
                     explanations(component, slots[i].cap));
        }
    }
}

/* The broker's own explanation names the slots that are full, and no others. */
static void check_explanation(const struct component *component)
{
    struct cap cnode = rig_cap(component->cnode);
    const struct slot *slots = host_ram(cnode.object, sizeof(struct slot) << cnode.size_bits);
    uint64_t full = 0;

    for (uint64_t i = 0; i < (uint64_t)1 << cnode.size_bits; i++) {
        full |= (uint64_t)!slot_is_empty(&slots[i]) << i;
    }
    assert_int_equal(full, explain_slots(component));
}

/* One who drives an interrupt or can signal has the capability for it. */
static void check_has_slots(const struct grant *grant)
{
    struct cap cnode = rig_cap(component_get(grant->holder)->cnode);
    const struct slot *slots = host_ram(cnode.object, sizeof(struct slot) << cnode.size_bits);
    struct cap wanted = {.type = CAP_IRQ_HANDLER, .object = grant->a & ((1UL << 48) - 1)};
    bool is_there = false;

    if (is_client(grant)) {
        wanted = rig_cap(component_get(grant->subject)->service);
    } else if (grant->kind == KAAL_GRANT_CHANNEL && grant->b != KAAL_CHANNEL_RPC &&
               other_end(grant) != NULL) {
        wanted = rig_cap(component_get(grant->subject)->notification);
    } else if (grant->kind != KAAL_GRANT_IRQ && grant->kind != KAAL_GRANT_LENT) {
        return;
    }
    for (uint64_t i = KAAL_SLOT_FIRST_FREE; i < (uint64_t)1 << cnode.size_bits; i++) {
        is_there =
            is_there || (slots[i].cap.type == wanted.type && slots[i].cap.object == wanted.object);
    }
    assert_true(is_there);
}

/* CPU time is charged as it was given: its own, and the limits of those that it has spawned. */
static void check_cpu(const struct component *component)
{
    uint64_t others = 0;
    uint64_t own = 0;

    for (uint32_t id = grant_first_of(component->index); id != GRANT_NONE; id = grant_next_of(id)) {
        const struct grant *grant = grant_get(id);

        if (grant->kind == KAAL_GRANT_CPU) {
            assert_int_equal(own, 0);
            own = kaal_cpu_share((uint32_t)grant->a, (uint32_t)grant->b);
        } else if (grant->kind == KAAL_GRANT_COMPONENT) {
            others += system_cpu_limit(component_get(grant->subject)->description);
        }
    }
    assert_in_range(own, 1, KAAL_CPU_WHOLE);
    assert_int_equal(component->account.used_cpu, own + others);
    assert_in_range(others, 0, component->account.limit_cpu);
}

void rig_check(void)
{
    const struct grant *grant = NULL;
    const char *why = mock_check();
    uint32_t index = 0;

    if (why != NULL) {
        fail_msg("the kernel: %s", why);
    }
    assert_true(buddy_is_valid());
    assert_true(grant_is_valid());
    memset(owners, 0, sizeof(owners));
    for (uint32_t i = 0; i < component_count(); i++) {
        const struct component *component = component_get(i);

        if (component != NULL && component_has_cspace(component)) {
            assert_in_range(component->account.used_bytes, 1, component->account.limit_bytes);
            check_cpu(component);
            check_slots(component);
            check_explanation(component);
            check_space(component);
        }
    }
    while (grant_next(&index, &grant) == KAAL_OK) {
        check_grant(grant);
        check_has_slots(grant);
    }
}
