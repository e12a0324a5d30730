/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Device trees: QEMU's own, whole and damaged.
 */
#include "support/cmocka_all.h"

#include <stdio.h>

#include "fdt/fdt.h"

static uint8_t *tree;
static size_t tree_bytes;
static const char *reason;

static int read_tree(void **state)
{
    FILE *file = fopen(getenv("KAAL_TREE"), "rb");

    (void)state;
    if (file == NULL) {
        return -1;
    }
    tree = malloc(1 << 20);
    tree_bytes = fread(tree, 1, 1 << 20, file);
    fclose(file);
    return (tree_bytes > 0) ? 0 : -1;
}

static int free_tree(void **state)
{
    (void)state;
    free(tree);
    return 0;
}

static struct kaal_fdt open_tree(void)
{
    struct kaal_fdt fdt = {0};

    assert_int_equal(kaal_fdt_open(tree, tree_bytes, &fdt, &reason), KAAL_OK);
    return fdt;
}

static void finds_the_uart(void **state)
{
    struct kaal_fdt fdt = open_tree();
    struct kaal_fdt_device device = {0};
    struct kaal_fdt_walk walk = {0};
    unsigned found = 0;
    unsigned virtio = 0;

    (void)state;
    while (kaal_fdt_next_device(&fdt, &walk, &device) == KAAL_OK) {
        virtio += strcmp(device.compatible, "virtio,mmio") == 0;
        if (!kaal_fdt_is_compatible(&fdt, device.node, "arm,primecell") ||
            !kaal_fdt_is_compatible(&fdt, device.node, "arm,pl011")) {
            continue;
        }
        found++;
        assert_string_equal(device.place, "/pl011@9000000");
        assert_string_equal(device.compatible, "arm,pl011");
        assert_int_equal(device.region_count, 1);
        assert_int_equal(device.regions[0].paddr.value, 0x9000000);
        assert_int_equal(device.regions[0].size_bytes, 0x1000);
        assert_true(device.irq.exists);
        assert_int_equal(device.irq.number, 33);
        assert_false(device.irq.is_edge);
    }
    assert_int_equal(found, 1);
    assert_int_equal(virtio, 32);
}

static void finds_the_pci_host(void **state)
{
    struct kaal_fdt fdt = open_tree();
    struct kaal_fdt_pci_host host = {0};

    (void)state;
    assert_int_equal(kaal_fdt_find_pci(&fdt, &host), KAAL_OK);
    assert_int_equal(host.ecam.paddr.value, 0x4010000000);
    assert_int_equal(host.ecam.size_bytes, 0x10000000);
    assert_int_equal(host.first_bus, 0);
    assert_int_equal(host.last_bus, 255);
    assert_int_equal(host.memory32.pci_address, 0x10000000);
    assert_int_equal(host.memory32.paddr.value, 0x10000000);
    assert_int_equal(host.memory32.size_bytes, 0x2eff0000);
    assert_true(host.is_coherent);
}

/* QEMU virt: pin p of device d goes to shared interrupt 3 + (d + p - 1) % 4. */
static void routes_interrupts(void **state)
{
    struct kaal_fdt fdt = open_tree();
    struct kaal_fdt_pci_host host = {0};

    (void)state;
    assert_int_equal(kaal_fdt_find_pci(&fdt, &host), KAAL_OK);
    for (uint32_t device = 0; device < 32; device++) {
        for (uint32_t pin = 1; pin <= 4; pin++) {
            struct kaal_fdt_irq irq = {0};

            assert_int_equal(kaal_fdt_route(&fdt, &host, device, pin, &irq), KAAL_OK);
            assert_int_equal(irq.number, 32 + 3 + (device + pin - 1) % 4);
            assert_false(irq.is_edge);
        }
    }
}

static void reads_boot_arguments(void **state)
{
    struct kaal_fdt fdt = open_tree();

    (void)state;
    assert_string_equal(kaal_fdt_boot_arguments(&fdt), "kaal.hint=test");
}

static void ask_everything(const struct kaal_fdt *fdt)
{
    struct kaal_fdt_device device = {0};
    struct kaal_fdt_pci_host host = {0};
    struct kaal_fdt_irq irq = {0};
    struct kaal_fdt_walk walk = {0};

    while (kaal_fdt_next_device(fdt, &walk, &device) == KAAL_OK) {
        assert_true(device.region_count <= KAAL_FDT_REGIONS_MAX);
        assert_non_null(memchr(device.place, '\0', sizeof(device.place)));
        assert_non_null(memchr(device.compatible, '\0', sizeof(device.compatible)));
    }
    if (kaal_fdt_find_pci(fdt, &host) == KAAL_OK) {
        (void)!kaal_fdt_route(fdt, &host, 3, 1, &irq);
    }
    (void)strlen(kaal_fdt_boot_arguments(fdt));
}

static void refuses_every_truncation(void **state)
{
    (void)state;
    for (size_t bytes = 0; bytes < tree_bytes; bytes++) {
        struct kaal_fdt fdt = {0};
        uint8_t *copy = malloc(bytes + 1);

        memcpy(copy, tree, bytes);
        assert_int_not_equal(kaal_fdt_open(copy, bytes, &fdt, &reason), KAAL_OK);
        assert_null(fdt.blob);
        free(copy);
    }
}

static void survives_damage(void **state)
{
    uint32_t seed = 1;

    (void)state;
    for (unsigned round = 0; round < 3000; round++) {
        struct kaal_fdt fdt = {0};
        uint8_t *copy = malloc(tree_bytes);

        memcpy(copy, tree, tree_bytes);
        for (unsigned i = 0; i < 1 + round % 4; i++) {
            seed = seed * 1664525 + 1013904223;
            copy[(seed >> 8) % tree_bytes] ^= (uint8_t)(1U << (seed & 7));
        }
        if (kaal_fdt_open(copy, tree_bytes, &fdt, &reason) == KAAL_OK) {
            ask_everything(&fdt);
        }
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_uart),           cmocka_unit_test(finds_the_pci_host),
        cmocka_unit_test(routes_interrupts),        cmocka_unit_test(reads_boot_arguments),
        cmocka_unit_test(refuses_every_truncation), cmocka_unit_test(survives_damage),
    };

    return cmocka_run_group_tests(tests, read_tree, free_tree);
}
