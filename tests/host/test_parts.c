/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A device's registers, interrupt and DMA pool, each taken back alone, and all together.
 */
#include "puppet.h"

#include "grant/grant.h"
#include "spawn/component.h"

static void expect_news(enum puppet puppet, enum kaal_news_kind kind, uint32_t about)
{
    struct kaal_wire_news news = puppet_news(puppet);

    assert_int_equal(news.kind, kind);
    assert_int_equal(news.about, about);
    assert_int_equal(news.lost, 0);
}

static void expect_no_news(enum puppet puppet)
{
    expect_news(puppet, KAAL_NEWS_NONE, 0);
}

static void expect_fault(enum puppet puppet, uint64_t address)
{
    uint64_t word = 0;

    assert_false(puppet_load(puppet, address, &word));
    assert_true(rig_has_logged("reason=\"nothing is mapped there\": stopped"));
}

#define REG_COMMAND 1
#define PCI_MASTER  (1U << 2)

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
    expect_news(NIC, KAAL_NEWS_REVOKED, id);
    assert_true(puppet_store(NIC, bundle.dma_address, 1));
    expect_fault(NIC, bundle.regions[0].address);
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
    expect_news(NIC, KAAL_NEWS_REVOKED, id);
    expect_fault(NIC, bundle.dma_address);
    rig_check();
}

static void the_interrupt_goes_alone(void)
{
    uint32_t id = GRANT_NONE;

    boot_driver();
    id = grant_of(NIC, KAAL_GRANT_IRQ);
    assert_int_equal(puppet_revoke(SHELL, id), KAAL_OK);
    rig_check();
    expect_news(NIC, KAAL_NEWS_REVOKED, id);
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
        expect_news(NIC, KAAL_NEWS_REVOKED, id);
        expect_no_news(NIC);
        before = (round == 0) ? rig_books() : before; /* its translation tables stay */
        after = rig_books();
        rig_compare_books(&before, &after);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(registers_go_alone),
        RIG_TEST(the_pool_goes_alone),
        RIG_TEST(the_interrupt_goes_alone),
        RIG_TEST(a_device_goes_whole_and_is_given_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
