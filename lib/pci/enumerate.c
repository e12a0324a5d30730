/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding functions and buses, depth first with a list of bridges instead of recursion.
 * Sizes and addresses are in pci/assign.c, switching and resets in pci/control.c.
 */
#include "pci/pci.h"

#include "pci/internal.h"
#include "pci/regs.h"

#define DEVICES   32U
#define FUNCTIONS 8U

uint32_t pci_read(const struct kaal_pci *pci, struct kaal_pci_address address, uint32_t offset)
{
    return pci->access.read32(pci->access.context, address, offset);
}

void pci_write(const struct kaal_pci *pci, struct kaal_pci_address address, uint32_t offset,
               uint32_t value)
{
    pci->access.write32(pci->access.context, address, offset, value);
}

/* Where an interrupt pin arrives on the first bus: each bridge turns it by the device's number. */
static void swizzle(const struct kaal_pci *pci, struct kaal_pci_function *function)
{
    uint8_t device = function->address.device;
    uint32_t parent = function->parent;
    uint8_t pin = function->pin;

    while (parent != KAAL_PCI_NO_PARENT && pin != 0) {
        pin = (uint8_t)((pin - 1 + device) % 4 + 1);
        device = pci->functions[parent].address.device;
        parent = pci->functions[parent].parent;
    }
    function->root_device = device;
    function->root_pin = pin;
}

static bool add_function(struct kaal_pci *pci, struct kaal_pci_address address, uint32_t parent)
{
    uint32_t id = pci_read(pci, address, PCI_ID);
    uint32_t type = PCI_HEADER_TYPE(pci_read(pci, address, PCI_HEADER));
    struct kaal_pci_function *function = &pci->functions[pci->count];
    uint32_t pin = (pci_read(pci, address, PCI_INTERRUPT) >> 8) & 0xffU;

    if (pci->count == KAAL_PCI_FUNCTIONS_MAX) {
        pci->is_complete = false;
        return false;
    }
    *function = (struct kaal_pci_function){
        .address = address,
        .vendor = (uint16_t)id,
        .device = (uint16_t)(id >> 16),
        .class_code = pci_read(pci, address, PCI_CLASS) >> 8,
        .is_bridge = type == PCI_TYPE_BRIDGE,
        .parent = parent,
        .pin = (pin <= 4) ? (uint8_t)pin : 0,
    };
    swizzle(pci, function);
    pci_write(pci, address, PCI_COMMAND, PCI_COMMAND_NO_INTX);
    if (type <= PCI_TYPE_BRIDGE) {
        pci_size_bars(pci, function);
    }
    pci->count++;
    return true;
}

static void scan_device(struct kaal_pci *pci, struct kaal_pci_address address, uint32_t parent)
{
    bool is_multi = (pci_read(pci, address, PCI_HEADER) & PCI_HEADER_MULTI) != 0;
    uint32_t last = is_multi ? FUNCTIONS : 1;

    for (uint32_t i = 0; i < last; i++) {
        address.function = (uint8_t)i;
        if ((pci_read(pci, address, PCI_ID) & 0xffffU) == PCI_ID_NONE) {
            continue;
        }
        if (!add_function(pci, address, parent)) {
            return;
        }
    }
}

static void scan_bus(struct kaal_pci *pci, uint8_t bus, uint32_t parent)
{
    for (uint32_t i = 0; i < DEVICES; i++) {
        struct kaal_pci_address address = {.bus = bus, .device = (uint8_t)i};

        if ((pci_read(pci, address, PCI_ID) & 0xffffU) != PCI_ID_NONE) {
            scan_device(pci, address, parent);
        }
    }
}

/* Primary, secondary and subordinate bus in one register (BRIDGE 3.2.5.2 to 3.2.5.4). */
static void write_buses(const struct kaal_pci *pci, const struct kaal_pci_function *bridge)
{
    pci_write(pci, bridge->address, PCI_BRIDGE_BUSES,
              (uint32_t)bridge->address.bus | ((uint32_t)bridge->secondary_bus << 8) |
                  ((uint32_t)bridge->subordinate_bus << 16));
}

/* The bus that a function is on, but 0 for all on the first bus. */
static uint8_t bus_above(const struct kaal_pci *pci, const struct kaal_pci_function *function)
{
    uint32_t parent = function->parent;

    return (parent == KAAL_PCI_NO_PARENT) ? 0 : pci->functions[parent].secondary_bus;
}

/* The next bridge without a bus behind it: the first one on the bus that was numbered last. */
static uint32_t next_bridge(const struct kaal_pci *pci)
{
    uint32_t best = KAAL_PCI_NO_PARENT;

    for (uint32_t i = 0; i < pci->count; i++) {
        const struct kaal_pci_function *function = &pci->functions[i];

        if (!function->is_bridge || function->secondary_bus != 0) {
            continue;
        }
        if (best == KAAL_PCI_NO_PARENT ||
            bus_above(pci, function) > bus_above(pci, &pci->functions[best])) {
            best = i;
        }
    }
    return best;
}

/* Make the bridges above reach down to a bus. */
static void raise_subordinate(struct kaal_pci *pci, uint32_t bridge, uint8_t bus)
{
    while (bridge != KAAL_PCI_NO_PARENT) {
        pci->functions[bridge].subordinate_bus = bus;
        write_buses(pci, &pci->functions[bridge]);
        bridge = pci->functions[bridge].parent;
    }
}

/*
 * Depth first: all buses below a bridge are numbered before any other bridge's, so that its range
 * of buses has no hole. Each bridge is taken once.
 */
static void scan_bridges(struct kaal_pci *pci, uint8_t next_bus, uint8_t last_bus)
{
    uint32_t bridge = next_bridge(pci);

    while (bridge != KAAL_PCI_NO_PARENT) {
        if (next_bus > last_bus || next_bus == 0) {
            pci->is_complete = false;
            return;
        }
        pci->functions[bridge].secondary_bus = next_bus;
        raise_subordinate(pci, bridge, next_bus);
        scan_bus(pci, next_bus, bridge);
        next_bus++;
        bridge = next_bridge(pci);
    }
}

kaal_err_t kaal_pci_enumerate(struct kaal_pci *pci, const struct kaal_pci_options *options)
{
    if (options->access.read32 == NULL || options->access.write32 == NULL ||
        options->first_bus > options->last_bus || options->memory.size_bytes > UINT32_MAX ||
        options->memory.pci_address > UINT32_MAX - options->memory.size_bytes) {
        return KAAL_ERR_INVALID;
    }
    *pci = (struct kaal_pci){.access = options->access, .is_complete = true};
    scan_bus(pci, options->first_bus, KAAL_PCI_NO_PARENT);
    scan_bridges(pci, (uint8_t)(options->first_bus + 1), options->last_bus);
    pci_assign(pci, &options->memory);
    return KAAL_OK;
}
