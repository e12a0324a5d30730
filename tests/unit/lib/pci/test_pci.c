/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PCI on a fake bus: finding, addresses, switching, resets, and hardware that lies.
 */
#include "support/cmocka_all.h"

#include "support/fake_pci.h"

#define E1000 0x100e8086U

static struct fake_pci fake;
static struct kaal_pci pci;

static int clear(void **state)
{
    (void)state;
    memset(&fake, 0, sizeof(fake));
    return 0;
}

static kaal_err_t enumerate(uint64_t window_bytes)
{
    const struct kaal_pci_options options = {
        .access = fake_pci_access(&fake),
        .last_bus = 15,
        .memory = {.pci_address = 0x10000000, .paddr = {0x10000000}, .size_bytes = window_bytes},
    };

    return kaal_pci_enumerate(&pci, &options);
}

static uint32_t find(uint32_t id, unsigned nth)
{
    for (uint32_t i = 0; i < pci.count; i++) {
        if ((pci.functions[i].vendor | ((uint32_t)pci.functions[i].device << 16)) == id &&
            nth-- == 0) {
            return i;
        }
    }
    fail();
    return 0;
}

/* Two cards, each behind a port of its own: the demo system's machine. */
static void two_ports(void)
{
    int first = fake_pci_add_bridge(&fake, -1, 1);
    int second = fake_pci_add_bridge(&fake, -1, 2);

    fake_pci_add(&fake, first, 0, E1000, 0x20000);
    fake_pci_add(&fake, second, 0, E1000, 0x20000);
    assert_int_equal(enumerate(0x2eff0000), KAAL_OK);
    assert_true(pci.is_complete);
    assert_int_equal(pci.count, 4);
}

static void gives_addresses_through_bridges(void **state)
{
    (void)state;
    two_ports();
    for (unsigned i = 0; i < 2; i++) {
        const struct kaal_pci_function *card = &pci.functions[find(E1000, i)];
        const struct kaal_pci_function *port = &pci.functions[card->parent];
        uint32_t window = fake.functions[port->address.device - 1].space[8];
        uint64_t base = (uint64_t)(window & 0xfff0U) << 16;
        uint64_t limit = (window & 0xfff00000U) | 0xfffffU;

        assert_true(card->bars[0].is_assigned);
        assert_int_equal(card->bars[0].size_bytes, 0x20000);
        assert_int_equal(card->bars[0].pci_address % 0x20000, 0);
        assert_in_range(card->bars[0].pci_address, base, limit);
        assert_in_range(card->bars[0].pci_address + 0x1ffff, base, limit);
        assert_int_equal(card->address.bus, port->secondary_bus);
        assert_int_equal(card->root_device, port->address.device);
        assert_int_equal(card->root_pin, 1);
    }
    assert_int_not_equal(pci.functions[find(E1000, 0)].bars[0].pci_address,
                         pci.functions[find(E1000, 1)].bars[0].pci_address);
}

/* Each bridge turns the pin by the device's number on its bus. */
static void swizzles_pins(void **state)
{
    int outer = fake_pci_add_bridge(&fake, -1, 4);
    int inner = fake_pci_add_bridge(&fake, outer, 3);

    (void)state;
    fake_pci_add(&fake, inner, 2, E1000, 0x1000);
    assert_int_equal(enumerate(0x1000000), KAAL_OK);
    assert_int_equal(pci.functions[find(E1000, 0)].root_device, 4);
    assert_int_equal(pci.functions[find(E1000, 0)].root_pin, (0 + 2 + 3) % 4 + 1);
}

static void bridges_cover_all_buses_below(void **state)
{
    int outer = fake_pci_add_bridge(&fake, -1, 1);
    int other = fake_pci_add_bridge(&fake, -1, 2);
    int inner[2] = {fake_pci_add_bridge(&fake, outer, 0), fake_pci_add_bridge(&fake, outer, 1)};

    (void)state;
    fake_pci_add(&fake, inner[0], 0, E1000, 0x20000);
    fake_pci_add(&fake, inner[1], 0, E1000, 0x20000);
    fake_pci_add(&fake, other, 0, E1000, 0x20000);
    assert_int_equal(enumerate(0x2eff0000), KAAL_OK);
    assert_int_equal(pci.count, 7);
    for (uint32_t i = 0; i < pci.count; i++) {
        for (uint32_t above = pci.functions[i].parent; above != KAAL_PCI_NO_PARENT;
             above = pci.functions[above].parent) {
            assert_in_range(pci.functions[i].address.bus, pci.functions[above].secondary_bus,
                            pci.functions[above].subordinate_bus);
        }
    }
}

static void master_goes_up_and_down(void **state)
{
    uint32_t card = 0;
    uint32_t port = 0;

    (void)state;
    two_ports();
    card = find(E1000, 0);
    port = pci.functions[card].parent;
    assert_false(kaal_pci_is_master(&pci, card));
    assert_int_equal(kaal_pci_set_master(&pci, card, true), KAAL_OK);
    assert_true(kaal_pci_is_master(&pci, card));
    assert_true(kaal_pci_is_master(&pci, port));
    assert_false(kaal_pci_is_master(&pci, find(E1000, 1)));
    assert_int_equal(kaal_pci_set_master(&pci, card, false), KAAL_OK);
    assert_false(kaal_pci_is_master(&pci, port));
    assert_int_equal(kaal_pci_set_master(&pci, 99, true), KAAL_ERR_RANGE);
}

static void notices_a_master_that_stays(void **state)
{
    (void)state;
    two_ports();
    fake.functions[2].ignores_master = true;
    assert_int_equal(kaal_pci_set_master(&pci, find(E1000, 0), false), KAAL_ERR_DEVICE);
}

static uint64_t waited_us;

/* All of it, without waiting. */
static kaal_err_t reset(uint32_t index)
{
    struct kaal_pci_reset reset = {0};
    kaal_err_t err = kaal_pci_reset_begin(&pci, index, &reset);

    waited_us = 0;
    if (err != KAAL_OK) {
        return err;
    }
    do {
        waited_us += reset.wait_us;
        err = kaal_pci_reset_go_on(&pci, &reset);
    } while (err == KAAL_ERR_BUSY);
    return err;
}

static void reset_restores_addresses(void **state)
{
    uint32_t card = 0;

    (void)state;
    two_ports();
    card = find(E1000, 0);
    assert_int_equal(kaal_pci_set_master(&pci, card, true), KAAL_OK);
    assert_int_equal(reset(card), KAAL_OK);
    assert_false(kaal_pci_is_master(&pci, card));
    assert_int_equal(fake.functions[2].space[4], (uint32_t)pci.functions[card].bars[0].pci_address);
    assert_true(waited_us >= 1000 && waited_us <= 1200000);
}

static void notices_a_reset_that_is_none(void **state)
{
    (void)state;
    two_ports();
    fake.functions[2].ignores_reset = true;
    assert_int_equal(reset(find(E1000, 0)), KAAL_ERR_DEVICE);
}

static void refuses_to_reset_neighbours(void **state)
{
    int port = fake_pci_add_bridge(&fake, -1, 1);

    (void)state;
    fake_pci_add(&fake, port, 0, E1000, 0x20000);
    fake_pci_add(&fake, port, 1, E1000, 0x20000);
    fake_pci_add(&fake, -1, 5, E1000, 0x20000);
    assert_int_equal(enumerate(0x2eff0000), KAAL_OK);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(reset(find(E1000, i)), KAAL_ERR_UNSUPPORTED);
    }
}

static void leaves_out_what_does_not_fit(void **state)
{
    (void)state;
    fake_pci_add(&fake, -1, 1, E1000, 0x20000);
    fake_pci_add(&fake, -1, 2, 0x22222222, 0x40000000);
    assert_int_equal(enumerate(0x100000), KAAL_OK);
    assert_false(pci.is_complete);
    assert_true(pci.functions[find(E1000, 0)].bars[0].is_assigned);
    assert_false(pci.functions[find(0x22222222, 0)].bars[0].is_assigned);
}

static void does_not_believe_odd_sizes(void **state)
{
    (void)state;
    fake_pci_add(&fake, -1, 1, E1000, 0);
    fake.functions[0].space[4] = 0;
    fake.functions[0].bar_bytes[0] =
        1; /* all bits can be written: a type of its own, and no size */
    assert_int_equal(enumerate(0x100000), KAAL_OK);
    assert_int_equal(pci.functions[0].bars[0].is_assigned, false);
}

static void survives_noise(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < 200; seed++) {
        fake.is_hostile = true;
        fake.noise = seed;
        assert_int_equal(enumerate(0x2eff0000), KAAL_OK);
        assert_true(pci.count <= KAAL_PCI_FUNCTIONS_MAX);
        for (uint32_t i = 0; i < pci.count; i++) {
            (void)!kaal_pci_set_master(&pci, i, true);
            (void)!reset(i);
        }
    }
}

static void refuses_bad_options(void **state)
{
    struct kaal_pci_options options = {.access = fake_pci_access(&fake), .first_bus = 3};

    (void)state;
    assert_int_equal(kaal_pci_enumerate(&pci, &options), KAAL_ERR_INVALID);
    options.first_bus = 0;
    options.access.write32 = NULL;
    assert_int_equal(kaal_pci_enumerate(&pci, &options), KAAL_ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(gives_addresses_through_bridges, clear),
        cmocka_unit_test_setup(swizzles_pins, clear),
        cmocka_unit_test_setup(bridges_cover_all_buses_below, clear),
        cmocka_unit_test_setup(master_goes_up_and_down, clear),
        cmocka_unit_test_setup(notices_a_master_that_stays, clear),
        cmocka_unit_test_setup(reset_restores_addresses, clear),
        cmocka_unit_test_setup(notices_a_reset_that_is_none, clear),
        cmocka_unit_test_setup(refuses_to_reset_neighbours, clear),
        cmocka_unit_test_setup(leaves_out_what_does_not_fit, clear),
        cmocka_unit_test_setup(does_not_believe_odd_sizes, clear),
        cmocka_unit_test_setup(survives_noise, clear),
        cmocka_unit_test_setup(refuses_bad_options, clear),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
