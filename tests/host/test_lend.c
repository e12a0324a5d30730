/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parts of a device for others: pages of its registers and of its pool, and its interrupt, which is
 * one component's at a time.
 */
#include "puppet.h"

#include <kaal/device.h>

#include "arch/armv8/model.h"
#include "grant/grant.h"
#include "spawn/component.h"

#define PAGE       KAAL_PAGE_BYTES
#define READ       ((uint32_t)KAAL_ACCESS_READ)
#define BOTH       ((uint32_t)(KAAL_ACCESS_READ | KAAL_ACCESS_WRITE))
#define PCI_MASTER (1U << 2)

static struct kaal_wire_bundle bundle;

/* The driver has the card; a channel joins it to the left one, and that one to the right one. */
static void boot_driver(void)
{
    puppet_boot();
    assert_int_equal(puppet_device_open(NIC, &bundle), KAAL_OK);
    assert_int_equal(puppet_channel_make(SHELL, "nic", "left", "parts"), KAAL_OK);
    rig_check();
}

static struct kaal_wire_delegate part(uint32_t grant, uint32_t access, uint64_t first,
                                      uint64_t pages)
{
    return (struct kaal_wire_delegate){
        .grant = grant, .access = access, .offset = first * PAGE, .bytes = pages * PAGE};
}

static struct kaal_wire_held give(enum puppet by, enum puppet to, struct kaal_wire_delegate wish,
                                  uint32_t *id)
{
    struct kaal_wire_held held = {0};

    assert_int_equal(puppet_delegate(by, to, wish, id), KAAL_OK);
    rig_check();
    assert_int_equal(puppet_held(to, *id, &held), KAAL_OK);
    assert_int_equal(held.parent, wish.grant);
    return held;
}

static struct kaal_wire_held lend(enum puppet by, enum puppet to, uint32_t grant, uint32_t *id)
{
    return give(by, to, (struct kaal_wire_delegate){.grant = grant}, id);
}

/* --- pages --- */

static uint64_t paddr_of(enum puppet puppet, uint64_t address)
{
    struct leaf leaf =
        vspace_find(rig_cap(component_find(puppet_name(puppet))->vspace.root).object, address);

    assert_true(leaf.is_valid);
    return leaf.paddr;
}

static void registers_are_shared_by_pages(void)
{
    struct kaal_wire_held held;
    uint32_t id = GRANT_NONE;

    boot_driver();
    held = give(NIC, LEFT, part(bundle.regions[0].grant, READ, 3, 2), &id);
    assert_int_equal(held.kind, KAAL_GRANT_SHARED);
    assert_int_equal(held.of, KAAL_GRANT_MMIO);
    assert_int_equal(held.bytes, 2 * PAGE);
    assert_int_equal(paddr_of(LEFT, held.address),
                     paddr_of(NIC, bundle.regions[0].address + 3 * PAGE));
    assert_true(rig_has_logged("delegate: nic gives 8K of registers to left"));
    assert_int_equal(puppet_revoke(NIC, id), KAAL_OK);
    rig_check();
    assert_false(puppet_load(LEFT, held.address, &(uint64_t){0}));
    assert_true(rig_has_logged("reason=\"its grant was revoked\" grant="));
}

/* Who may write the registers of a device with DMA can reach all memory. */
static void writing_registers_needs_trust(void)
{
    struct kaal_wire_delegate onward = part(0, BOTH, 0, 1);
    struct kaal_wire_held held;
    uint32_t id = GRANT_NONE;

    boot_driver();
    held = give(NIC, LEFT, part(bundle.regions[0].grant, BOTH, 0, 2), &id); /* has a rule for it */
    assert_int_equal(held.access, BOTH);
    onward.grant = id;
    assert_int_equal(puppet_delegate(LEFT, RIGHT, onward, &id), KAAL_ERR_DENIED);
    onward.access = READ;
    held = give(LEFT, RIGHT, onward, &id);
    assert_int_equal(held.access, READ);
    assert_false(puppet_store(RIGHT, held.address, 1));
    assert_true(rig_has_logged("reason=\"its mapping does not allow it\": stopped"));
    rig_check();
}

static void a_pool_is_shared_by_pages(void)
{
    struct kaal_wire_held held;
    uint32_t id = GRANT_NONE;
    uint64_t word = 0;

    boot_driver();
    held = give(NIC, LEFT, part(bundle.dma_grant, BOTH, 4, 4), &id);
    assert_int_equal(held.of, KAAL_GRANT_DMA);
    assert_int_equal(held.bus, bundle.dma_bus + 4 * PAGE);
    assert_true(puppet_store(LEFT, held.address + PAGE, 77));
    assert_true(puppet_load(NIC, bundle.dma_address + 5 * PAGE, &word));
    assert_int_equal(word, 77);
    held = give(LEFT, RIGHT, part(id, READ, 1, 1), &id);
    assert_int_equal(held.bus, bundle.dma_bus + 5 * PAGE);
    assert_true(puppet_load(RIGHT, held.address, &word));
    assert_int_equal(word, 77);
}

/* Frames of 2 MiB are given whole. */
static void a_large_pool_is_shared_by_frames(void)
{
    struct kaal_wire_held held;
    uint32_t id = GRANT_NONE;
    uint64_t word = 0;

    puppet_boot();
    assert_int_equal(puppet_device_parts(LEFT, KAAL_PART_DMA, 2 * KAAL_MIB, &bundle), KAAL_OK);
    assert_int_equal(puppet_delegate(LEFT, RIGHT, part(bundle.dma_grant, READ, 0, 511), &id),
                     KAAL_ERR_ALIGN);
    assert_int_equal(puppet_delegate(LEFT, RIGHT, part(bundle.dma_grant, READ, 1, 511), &id),
                     KAAL_ERR_ALIGN);
    held = give(LEFT, RIGHT, part(bundle.dma_grant, READ, 0, 512), &id);
    assert_true(puppet_store(LEFT, bundle.dma_address + 300 * PAGE, 78));
    assert_true(puppet_load(RIGHT, held.address + 300 * PAGE, &word));
    assert_int_equal(word, 78);
}

/* The device is quiet, and then its parts go wherever they are. */
static void a_device_takes_all_its_parts(void)
{
    struct rig_books before;
    struct rig_books after;

    puppet_boot();
    assert_int_equal(puppet_channel_make(SHELL, "nic", "left", "parts"), KAAL_OK);
    for (unsigned round = 0; round < 3; round++) {
        uint32_t ids[4];

        assert_int_equal(puppet_device_open(NIC, &bundle), KAAL_OK);
        (void)give(NIC, LEFT, part(bundle.regions[0].grant, BOTH, 0, 32), &ids[0]);
        (void)give(NIC, LEFT, part(bundle.dma_grant, BOTH, 0, 16), &ids[1]);
        (void)lend(NIC, LEFT, bundle.irq_grant, &ids[2]);
        (void)give(LEFT, RIGHT, part(ids[1], READ, 8, 8), &ids[3]);
        assert_int_equal(puppet_revoke(NIC, bundle.grant), KAAL_OK);
        assert_int_equal(rig_pci.functions[rig_nic].space[1] & PCI_MASTER, 0);
        rig_check();
        for (unsigned i = 0; i < 4; i++) {
            assert_null(grant_get(ids[i]));
        }
        while (puppet_news(LEFT).kind != KAAL_NEWS_NONE ||
               puppet_news(RIGHT).kind != KAAL_NEWS_NONE) {
        }
        before = (round == 0) ? rig_books() : before; /* their translation tables stay */
        after = rig_books();
        rig_compare_books(&before, &after);
    }
}

static uint32_t first;

static bool is_revoking(void)
{
    return rig_broker_waits() && grant_get(first) == NULL;
}

/* A device that is being taken, in steps, gets no further parts, and nothing is made of it. */
static void a_device_that_goes_gives_nothing(void)
{
    const struct host_limits limits = {.until = is_revoking, .max_entries = PUPPET_ENTRIES_MAX};
    struct kaal_wire_grant wish = {0};
    struct kaal_wire_held held;
    uint32_t id = GRANT_NONE;

    boot_driver();
    for (unsigned i = 0; i < 200; i++) {
        assert_int_equal(
            puppet_delegate(NIC, LEFT, part(bundle.regions[0].grant, READ, 0, 1), &first), KAAL_OK);
    }
    rig_work_in_parts();
    wish.grant = bundle.grant;
    puppet_send(SHELL, KAAL_REQUEST_REVOKE, &wish, sizeof(wish));
    assert_int_equal(host_run(&limits), HOST_UNTIL);
    assert_non_null(grant_get(bundle.grant));
    assert_int_equal(puppet_device_parts(NIC, 0, 0, &bundle), KAAL_ERR_BUSY);
    assert_int_equal(puppet_delegate(NIC, LEFT, part(bundle.dma_grant, READ, 0, 1), &id),
                     KAAL_ERR_NOT_FOUND);
    assert_int_equal(puppet_held(NIC, wish.grant, &held), KAAL_ERR_NOT_FOUND);
    assert_int_equal(puppet_await(SHELL), KAAL_OK);
    assert_null(grant_get(wish.grant));
    rig_check();
    assert_int_equal(puppet_device_open(NIC, &bundle), KAAL_OK);
    rig_check();
}

/* A part that is retired with its pool is nobody's any more. */
static void a_pool_that_stays_is_nobodys(void)
{
    struct kaal_wire_held held;
    uint32_t id = GRANT_NONE;

    boot_driver();
    held = give(NIC, LEFT, part(bundle.dma_grant, BOTH, 0, 4), &id);
    rig_pci.functions[rig_nic].ignores_reset = true;
    assert_int_equal(puppet_revoke(NIC, bundle.grant), KAAL_OK);
    assert_true(rig_has_logged("it is retired, with its DMA pool"));
    assert_null(grant_get(id));
    assert_false(puppet_load(LEFT, held.address, &(uint64_t){0}));
}

/* --- the interrupt --- */

static uint32_t slot; /* to be acknowledged */

static void acknowledge(void)
{
    kaal_irq_ack_slot(slot);
}

/* The interrupt comes to one of them, and to no other; it is acknowledged. */
static void expect_interrupt(enum puppet puppet, uint32_t bit, uint32_t irq_slot)
{
    for (enum puppet one = LEFT; one <= NIC; one++) {
        (void)puppet_events(one);
    }
    host_irq_raise(bundle.irq);
    for (enum puppet one = LEFT; one <= NIC; one++) {
        uint64_t others = ((uint64_t)1 << KAAL_EVENT_BIT_FIRST) - 1;

        assert_int_equal(puppet_events(one) & ~others, (one == puppet) ? (uint64_t)1 << bit : 0);
    }
    slot = irq_slot;
    assert_true(puppet_do(puppet, acknowledge));
}

static void an_interrupt_is_one_components(void)
{
    struct kaal_wire_held held;
    uint32_t id = GRANT_NONE;

    boot_driver();
    expect_interrupt(NIC, bundle.irq_bit, bundle.irq_slot);
    held = lend(NIC, LEFT, bundle.irq_grant, &id);
    assert_true(rig_has_logged("delegate: nic lends interrupt "));
    expect_interrupt(LEFT, held.irq_bit, held.irq_slot);
    expect_interrupt(LEFT, held.irq_bit, held.irq_slot);
    assert_int_equal(puppet_revoke(NIC, id), KAAL_OK);
    rig_check();
    expect_interrupt(NIC, bundle.irq_bit, bundle.irq_slot);
    expect_interrupt(NIC, bundle.irq_bit, bundle.irq_slot);
}

/* Three hands; each end brings it back by one. */
static void an_interrupt_is_lent_on(void)
{
    struct kaal_wire_held left;
    struct kaal_wire_held right;
    uint32_t ids[2];

    boot_driver();
    left = lend(NIC, LEFT, bundle.irq_grant, &ids[0]);
    assert_int_equal(
        puppet_delegate(NIC, LEFT, (struct kaal_wire_delegate){.grant = bundle.irq_grant}, &ids[1]),
        KAAL_ERR_BUSY);
    right = lend(LEFT, RIGHT, ids[0], &ids[1]);
    expect_interrupt(RIGHT, right.irq_bit, right.irq_slot);
    assert_int_equal(puppet_revoke(RIGHT, ids[1]), KAAL_OK); /* given back */
    rig_check();
    expect_interrupt(LEFT, left.irq_bit, left.irq_slot);
    (void)lend(LEFT, RIGHT, ids[0], &ids[1]);
    assert_int_equal(puppet_revoke(NIC, ids[0]), KAAL_OK);
    assert_null(grant_get(ids[1]));
    rig_check();
    expect_interrupt(NIC, bundle.irq_bit, bundle.irq_slot);
}

/* Whoever dies in the middle of it: who is above has it back, even what was not acknowledged. */
static void an_interrupt_survives_who_has_it(void)
{
    uint32_t id = GRANT_NONE;

    boot_driver();
    (void)lend(NIC, LEFT, bundle.irq_grant, &id);
    (void)lend(LEFT, RIGHT, id, &id);
    host_irq_raise(bundle.irq);
    assert_true(puppet_events(RIGHT) >> KAAL_EVENT_BIT_FIRST != 0); /* it does not acknowledge */
    assert_int_equal(puppet_kill(SHELL, "left"), KAAL_OK);
    rig_check();
    assert_null(grant_get(id));
    assert_int_equal(component_find("right")->state, KAAL_STATE_RUNNING);
    (void)puppet_events(NIC);
    host_irq_raise(bundle.irq);
    assert_true((puppet_events(NIC) & ((uint64_t)1 << bundle.irq_bit)) != 0);
}

static void an_interrupt_goes_with_its_lender(void)
{
    struct rig_books before;
    struct rig_books after;
    uint32_t id = GRANT_NONE;

    boot_driver();
    assert_int_equal(puppet_revoke(NIC, bundle.grant), KAAL_OK);
    before = rig_books();
    assert_int_equal(puppet_device_open(NIC, &bundle), KAAL_OK);
    (void)lend(NIC, LEFT, bundle.irq_grant, &id);
    assert_int_equal(puppet_revoke(SHELL, bundle.grant), KAAL_OK);
    after = rig_books();
    rig_compare_books(&before, &after);
    assert_null(grant_get(id));
    host_irq_raise(bundle.irq);
    assert_int_equal(puppet_events(LEFT) >> KAAL_EVENT_BIT_FIRST, 0);
    rig_check();
}

static void a_loan_has_its_time(void)
{
    struct kaal_wire_delegate timed = {.time_ns = 100 * KAAL_NS_PER_MS};
    struct kaal_wire_held held;
    uint32_t id = GRANT_NONE;

    boot_driver();
    timed.grant = bundle.irq_grant;
    held = give(NIC, LEFT, timed, &id);
    assert_true(held.ends_ns != 0);
    rig_run_ms(200);
    assert_null(grant_get(id));
    rig_check();
    expect_interrupt(NIC, bundle.irq_bit, bundle.irq_slot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(registers_are_shared_by_pages),     RIG_TEST(writing_registers_needs_trust),
        RIG_TEST(a_pool_is_shared_by_pages),         RIG_TEST(a_large_pool_is_shared_by_frames),
        RIG_TEST(a_device_takes_all_its_parts),      RIG_TEST(a_device_that_goes_gives_nothing),
        RIG_TEST(a_pool_that_stays_is_nobodys),      RIG_TEST(an_interrupt_is_one_components),
        RIG_TEST(an_interrupt_is_lent_on),           RIG_TEST(an_interrupt_survives_who_has_it),
        RIG_TEST(an_interrupt_goes_with_its_lender), RIG_TEST(a_loan_has_its_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
