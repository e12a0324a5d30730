/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A device's registers, interrupt and DMA pool, each taken back alone, and all together.
 */
#include "family.h"

#include "grant/grant.h"
#include "spawn/component.h"

#define REG_COMMAND  1
#define PCI_MASTER   (1U << 2)
#define PCI_INTX_OFF (1U << 10)

static struct kaal_wire_bundle bundle;

static uint32_t grant_of(enum puppet puppet, enum kaal_grant_kind kind)
{
    uint32_t id = grant_first_of(component_find(puppet_name(puppet))->index);

    while (id != GRANT_NONE && grant_get(id)->kind != kind) {
        id = grant_next_of(id);
    }
    assert_int_not_equal(id, GRANT_NONE);
    return id;
}

static void boot_driver(void)
{
    puppet_boot();
    assert_int_equal(puppet_device_open(NIC, &bundle), KAAL_OK);
    rig_check();
}

static bool is_master(void)
{
    return (rig_pci.functions[rig_nic].space[REG_COMMAND] & PCI_MASTER) != 0;
}

static void registers_go_alone(void)
{
    uint32_t id = GRANT_NONE;

    boot_driver();
    id = grant_of(NIC, KAAL_GRANT_MMIO);
    assert_int_equal(puppet_revoke(LEFT, id), KAAL_ERR_DENIED);
    assert_int_equal(puppet_revoke(SHELL, id), KAAL_OK);
    rig_check();
    family_expect_news(NIC, KAAL_NEWS_REVOKED, id);
    assert_true(puppet_store(NIC, bundle.dma_address, 1));
    family_expect_fault(NIC, bundle.regions[0].address, "its grant was revoked");
    rig_check();
}

static void the_pool_goes_alone(void)
{
    uint32_t id = GRANT_NONE;

    boot_driver();
    id = grant_of(NIC, KAAL_GRANT_DMA);
    assert_true(is_master());
    assert_int_equal(puppet_revoke(SHELL, id), KAAL_OK);
    assert_false(is_master());
    rig_check();
    family_expect_news(NIC, KAAL_NEWS_REVOKED, id);
    family_expect_fault(NIC, bundle.dma_address, "its grant was revoked");
    rig_check();
}

static void the_interrupt_goes_alone(void)
{
    uint32_t id = GRANT_NONE;

    boot_driver();
    id = grant_of(NIC, KAAL_GRANT_IRQ);
    assert_int_equal(puppet_revoke(SHELL, id), KAAL_OK);
    rig_check();
    family_expect_news(NIC, KAAL_NEWS_REVOKED, id);
    assert_true(puppet_store(NIC, bundle.dma_address, 1));
    host_irq_raise(bundle.irq);
    rig_run_ms(20);
    rig_check();
}

static void a_device_goes_whole_and_is_given_again(void)
{
    struct rig_books before;
    struct rig_books after;

    puppet_boot();
    for (unsigned round = 0; round < 3; round++) {
        uint32_t id = GRANT_NONE;

        assert_int_equal(puppet_device_open(NIC, &bundle), KAAL_OK);
        id = grant_of(NIC, KAAL_GRANT_DEVICE);
        rig_check();
        assert_int_equal(puppet_revoke(SHELL, id), KAAL_OK);
        assert_false(is_master());
        rig_check();
        for (unsigned part = 0; part < 3; part++) {
            assert_int_equal(puppet_news(NIC).kind, KAAL_NEWS_PARENT);
        }
        family_expect_news(NIC, KAAL_NEWS_REVOKED, id);
        family_expect_no_news(NIC);
        before = (round == 0) ? rig_books() : before; /* its translation tables stay */
        after = rig_books();
        rig_compare_books(&before, &after);
    }
}

/* --- parts that are asked for one by one --- */

static void open_part(uint32_t parts, uint64_t dma_bytes)
{
    assert_int_equal(puppet_device_parts(NIC, parts, dma_bytes, &bundle), KAAL_OK);
    rig_check();
}

static bool raises_interrupts(void)
{
    return (rig_pci.functions[rig_nic].space[REG_COMMAND] & PCI_INTX_OFF) == 0;
}

static void parts_join_one_bundle(void)
{
    uint32_t device = GRANT_NONE;

    puppet_boot();
    open_part(KAAL_PART_IRQ, 0);
    device = bundle.grant;
    assert_int_equal(grant_parent(bundle.irq_grant), device);
    assert_int_equal(bundle.region_count, 0);
    assert_int_equal(bundle.dma_grant, GRANT_NONE);
    assert_true(raises_interrupts());
    open_part(KAAL_PART_REGION(0), 0);
    assert_int_equal(bundle.grant, device);
    assert_int_equal(bundle.region_count, 1);
    assert_int_equal(grant_parent(bundle.regions[0].grant), device);
    assert_true(bundle.irq_slot != 0);
    assert_false(is_master());
    open_part(KAAL_PART_DMA, 64 * KAAL_KIB);
    assert_int_equal(grant_parent(bundle.dma_grant), device);
    assert_int_equal(bundle.dma_bytes, 64 * KAAL_KIB);
    assert_true(is_master());
    assert_int_equal(puppet_device_parts(NIC, 0, 0, &bundle), KAAL_ERR_STATE);
    assert_int_equal(puppet_revoke(NIC, device), KAAL_OK);
    assert_false(is_master());
    rig_check();
}

/* Whoever asks for all gets what is missing. */
static void all_is_what_is_missing(void)
{
    puppet_boot();
    open_part(KAAL_PART_REGION(0), 0);
    assert_false(raises_interrupts());
    open_part(0, 64 * KAAL_KIB);
    assert_int_equal(bundle.region_count, 1);
    assert_true(bundle.irq_slot != 0);
    assert_int_equal(bundle.dma_bytes, 64 * KAAL_KIB);
    assert_true(is_master());
}

/* Each part goes and comes again, while the others stay. */
static void parts_come_again(void)
{
    struct rig_books before;
    struct rig_books after;

    puppet_boot();
    open_part(0, 64 * KAAL_KIB);
    for (unsigned round = 0; round < 3; round++) {
        assert_int_equal(puppet_revoke(NIC, bundle.dma_grant), KAAL_OK);
        assert_false(is_master());
        assert_true(raises_interrupts());
        rig_check();
        open_part(KAAL_PART_DMA, 64 * KAAL_KIB);
        assert_true(is_master());
        assert_int_equal(puppet_revoke(NIC, bundle.irq_grant), KAAL_OK);
        assert_false(raises_interrupts());
        rig_check();
        open_part(KAAL_PART_IRQ, 0);
        assert_true(raises_interrupts());
        assert_int_equal(puppet_revoke(NIC, bundle.regions[0].grant), KAAL_OK);
        rig_check();
        open_part(KAAL_PART_REGION(0), 0);
        before = (round == 0) ? rig_books() : before;
        after = rig_books();
        rig_compare_books(&before, &after);
    }
}

/* A device whose reset fails keeps its pool, and gets no other one. */
static void a_pool_that_stays_is_the_last(void)
{
    puppet_boot();
    open_part(0, 64 * KAAL_KIB);
    rig_pci.functions[rig_nic].ignores_reset = true;
    assert_int_equal(puppet_revoke(NIC, bundle.dma_grant), KAAL_OK);
    assert_int_equal(puppet_device_parts(NIC, KAAL_PART_DMA, 64 * KAAL_KIB, &bundle),
                     KAAL_ERR_DEVICE);
    assert_true(rig_has_logged("refuse: nic asks for " RIG_NIC_PLACE ": a part of it could not"));
    assert_int_equal(puppet_revoke(NIC, bundle.grant), KAAL_OK);
    assert_true(rig_has_logged("it is retired, with its DMA pool"));
    assert_int_equal(puppet_device_parts(LEFT, 0, 0, &bundle), KAAL_ERR_BUSY);
}

/* --- registers that can be read only --- */

static void expect_no_writing(enum puppet puppet)
{
    assert_int_equal(bundle.region_count, 1);
    assert_int_equal(bundle.regions[0].access, KAAL_ACCESS_READ);
    assert_int_equal(grant_get(bundle.regions[0].grant)->access, KAAL_ACCESS_READ);
    rig_check();
    assert_false(puppet_store(puppet, bundle.regions[0].address, 1));
    assert_true(rig_has_logged("reason=\"its mapping does not allow it\": stopped"));
}

static void who_asks_for_reading_gets_no_more(void)
{
    struct kaal_wire_delegate wish = {.bytes = KAAL_PAGE_BYTES,
                                      .access = KAAL_ACCESS_READ | KAAL_ACCESS_WRITE};
    uint32_t id = GRANT_NONE;

    puppet_boot();
    assert_int_equal(puppet_channel_make(SHELL, "nic", "left", "parts"), KAAL_OK);
    open_part(KAAL_PART_READ_ONLY | KAAL_PART_REGION(0), 0);
    assert_true(rig_has_logged("grant: nic gets " RIG_NIC_PLACE ": mmio-read="));
    assert_int_equal(puppet_device_parts(NIC, KAAL_PART_REGION(0), 0, &bundle), KAAL_ERR_STATE);
    wish.grant = bundle.regions[0].grant;
    assert_int_equal(puppet_delegate(NIC, LEFT, wish, &id), KAAL_ERR_DENIED);
    wish.access = KAAL_ACCESS_READ;
    assert_int_equal(puppet_delegate(NIC, LEFT, wish, &id), KAAL_OK);
    expect_no_writing(NIC);
}

/* All parts, of which only the registers are touched by it. */
static void reading_alone_leaves_the_other_parts(void)
{
    puppet_boot();
    open_part(KAAL_PART_READ_ONLY, 64 * KAAL_KIB);
    assert_true(bundle.irq_slot != 0);
    assert_true(is_master());
    assert_true(puppet_store(NIC, bundle.dma_address, 1));
    expect_no_writing(NIC);
}

static void a_rule_for_reading_gives_no_more(void)
{
    puppet_boot();
    assert_int_equal(puppet_device_parts(RIGHT, 0, 0, &bundle), KAAL_ERR_DENIED);
    assert_int_equal(puppet_device_parts(RIGHT, KAAL_PART_REGION(0), 0, &bundle), KAAL_OK);
    assert_int_equal(puppet_device_parts(RIGHT, KAAL_PART_IRQ, 0, &bundle), KAAL_ERR_DENIED);
    expect_no_writing(RIGHT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(registers_go_alone),
        RIG_TEST(the_pool_goes_alone),
        RIG_TEST(the_interrupt_goes_alone),
        RIG_TEST(a_device_goes_whole_and_is_given_again),
        RIG_TEST(parts_join_one_bundle),
        RIG_TEST(all_is_what_is_missing),
        RIG_TEST(parts_come_again),
        RIG_TEST(a_pool_that_stays_is_the_last),
        RIG_TEST(who_asks_for_reading_gets_no_more),
        RIG_TEST(reading_alone_leaves_the_other_parts),
        RIG_TEST(a_rule_for_reading_gives_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
