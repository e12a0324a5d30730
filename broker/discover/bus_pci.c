/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host bridge of this machine: ECAM mapped once, lib/pci on top of it.
 * I/O BARs stay without an address: no driver here needs them, and their window shares pages.
 */
#include "discover/bus_pci.h"

#include <string.h>

#include <kaal/assert.h>
#include <kaal/mmio.h>

#include "arch/counter.h"
#include "audit/log.h"
#include "limits.h"
#include "pci/pci.h"
#include "resource/window.h"

#define BUS_BITS      20U /* PCIe 7.2.2: bus, device, function, register in one address */
#define DEVICE_BITS   15U
#define FUNCTION_BITS 12U
#define OFFSET_MASK   0xffcU

/* Large pages for so many buses; the last one may be half used. */
#define ECAM_FRAMES(buses) (((buses) + 1) >> (seL4_LargePageBits - BUS_BITS))

_Static_assert(ECAM_FRAMES(LIMIT_PCI_BUSES) <= WINDOW_FRAMES_MAX, "they are mapped in one go");

static struct kaal_fdt_pci_host host;
static struct kaal_pci pci;

/* Offset in the window of a register of configuration space. */
static uint32_t config_offset(struct kaal_pci_address address, uint32_t offset)
{
    uint32_t bus = address.bus - host.first_bus;

    KAAL_ASSERT(address.bus >= host.first_bus && bus < LIMIT_PCI_BUSES);
    return (bus << BUS_BITS) | ((uint32_t)address.device << DEVICE_BITS) |
           ((uint32_t)address.function << FUNCTION_BITS) | (offset & OFFSET_MASK);
}

static uint32_t config_read(void *context, struct kaal_pci_address address, uint32_t offset)
{
    (void)context;
    return kaal_mmio_read32((volatile void *)WINDOW_ECAM_VA, config_offset(address, offset));
}

static void config_write(void *context, struct kaal_pci_address address, uint32_t offset,
                         uint32_t value)
{
    (void)context;
    kaal_mmio_write32((volatile void *)WINDOW_ECAM_VA, config_offset(address, offset), value);
}

static void write_place(char *place, struct kaal_pci_address address)
{
    struct log_line line = {0};

    log_append(&line, "0000:%x%x:%x%x.%u", (uint32_t)(address.bus >> 4),
               (uint32_t)(address.bus & 15), (uint32_t)(address.device >> 4),
               (uint32_t)(address.device & 15), (uint32_t)address.function);
    KAAL_ASSERT(line.length < KAAL_PLACE_BYTES);
    memcpy(place, line.text, line.length);
}

static void set_regions(struct device *device, const struct kaal_pci_function *function)
{
    for (uint32_t i = 0; i < KAAL_PCI_BARS_MAX; i++) {
        const struct kaal_pci_bar *bar = &function->bars[i];

        if (bar->is_assigned && device->region_count < KAAL_BUNDLE_REGIONS_MAX) {
            device->regions[device->region_count] = (struct device_region){
                .paddr = bar->paddr,
                .size_bytes = bar->size_bytes,
                .index = i,
            };
            device->region_count++;
        }
    }
}

static void set_irq(struct device *device, const struct kaal_fdt *tree,
                    const struct kaal_pci_function *function)
{
    struct kaal_fdt_irq irq = {0};

    device->irq = DEVICE_NO_IRQ;
    if (function->root_pin != 0 && !function->is_bridge &&
        kaal_fdt_route(tree, &host, function->root_device, function->root_pin, &irq) == KAAL_OK) {
        device->irq = irq.number;
        device->irq_is_edge = irq.is_edge;
    }
}

static void report(const struct kaal_fdt *tree, uint32_t index, bus_pci_found_fn found)
{
    const struct kaal_pci_function *function = &pci.functions[index];
    struct device device = {
        .bus = KAAL_BUS_PCI,
        .function = index,
        .vendor = function->vendor,
        .device = function->device,
        .class_code = function->class_code,
        .is_coherent = host.is_coherent,
        .is_bridge = function->is_bridge,
        .holder = DEVICE_NO_HOLDER,
    };

    write_place(device.place, function->address);
    set_regions(&device, function);
    set_irq(&device, tree, function);
    found(&device);
}

kaal_err_t bus_pci_start(const struct kaal_fdt *tree, bus_pci_found_fn found)
{
    uint32_t buses = LIMIT_PCI_BUSES;
    struct kaal_pci_options options = {
        .access = {.read32 = config_read, .write32 = config_write},
    };
    kaal_err_t err = kaal_fdt_find_pci(tree, &host);

    if (err != KAAL_OK) {
        return err;
    }
    if (host.last_bus - host.first_bus + 1 < buses) {
        buses = host.last_bus - host.first_bus + 1;
    }
    err =
        window_map_device(WINDOW_ECAM_VA, host.ecam.paddr, ECAM_FRAMES(buses), seL4_LargePageBits);
    if (err != KAAL_OK) {
        return err;
    }
    options.first_bus = (uint8_t)host.first_bus;
    options.last_bus = (uint8_t)(host.first_bus + buses - 1);
    options.memory = (struct kaal_pci_window){
        .pci_address = host.memory32.pci_address,
        .paddr = host.memory32.paddr,
        .size_bytes = host.memory32.size_bytes,
    };
    err = kaal_pci_enumerate(&pci, &options);
    if (err != KAAL_OK) {
        return err;
    }
    for (uint32_t i = 0; i < pci.count; i++) {
        report(tree, i, found);
    }
    if (!pci.is_complete) {
        log_write("pci: more functions, buses or addresses than fit: some are left out");
    }
    return KAAL_OK;
}

kaal_err_t bus_pci_set_master(const struct device *device, bool is_on)
{
    return kaal_pci_set_master(&pci, device->function, is_on);
}

bool bus_pci_is_master(const struct device *device)
{
    return kaal_pci_is_master(&pci, device->function);
}

void bus_pci_set_interrupt(const struct device *device, bool is_on)
{
    kaal_pci_set_interrupt(&pci, device->function, is_on);
}

static void wait_from_now(struct bus_pci_reset *reset)
{
    reset->at_ns = counter_now_ns() + reset->reset.wait_us * KAAL_NS_PER_US;
}

kaal_err_t bus_pci_reset_begin(const struct device *device, struct bus_pci_reset *reset)
{
    kaal_err_t err = kaal_pci_reset_begin(&pci, device->function, &reset->reset);

    if (err == KAAL_OK) {
        wait_from_now(reset);
    }
    return err;
}

kaal_err_t bus_pci_reset_go_on(struct bus_pci_reset *reset)
{
    kaal_err_t err = KAAL_ERR_BUSY;

    if (counter_now_ns() < reset->at_ns) {
        return KAAL_ERR_BUSY;
    }
    err = kaal_pci_reset_go_on(&pci, &reset->reset);
    if (err == KAAL_ERR_BUSY) {
        wait_from_now(reset);
    }
    return err;
}
