/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PCI host bridge in the device tree: its windows and its interrupt map.
 * Source: PCI Bus Binding to Open Firmware (IEEE 1275) 2.2.1; Devicetree Specification 0.4, 2.4.3.
 */
#include "fdt/fdt.h"

#include <libfdt.h>

#include "fdt/cells.h"
#include "fdt/token.h"

#define PCI_CELLS      3U /* of a PCI address: space, high, low */
#define SPACE(cell)    (((cell) >> 24) & 3U)
#define SPACE_IO       1U
#define SPACE_MEMORY32 2U
#define SPACE_MEMORY64 3U
#define BUS_BYTES      (1 * KAAL_MIB)
#define MAP_KEY_CELLS  (PCI_CELLS + 1U) /* a PCI address and a pin */
#define DEVICE_SHIFT   11U

static void read_windows(const struct kaal_fdt *fdt, uint32_t parent_cells,
                         struct kaal_fdt_pci_host *host)
{
    int length = 0;
    const fdt32_t *ranges = fdt_getprop(fdt->blob, host->node, "ranges", &length);
    uint32_t size_cells = cells_of_sizes(fdt, host->node);
    uint32_t entry = PCI_CELLS + parent_cells + size_cells;

    if (ranges == NULL || length < 0 || parent_cells > 2 || size_cells > 2) {
        return;
    }
    for (uint32_t i = 0; i + entry <= (uint32_t)length / 4; i += entry) {
        struct kaal_fdt_window window = {
            .pci_address = cells_read(ranges + i + 1, PCI_CELLS - 1),
            .paddr = {cells_read(ranges + i + PCI_CELLS, parent_cells)},
            .size_bytes = cells_read(ranges + i + PCI_CELLS + parent_cells, size_cells),
        };

        if (window.size_bytes > UINT64_MAX - window.pci_address ||
            window.size_bytes > UINT64_MAX - window.paddr.value) {
            continue;
        }
        switch (SPACE(fdt32_to_cpu(ranges[i]))) {
        case SPACE_IO:
            host->io = window;
            break;
        case SPACE_MEMORY32:
            host->memory32 = window;
            break;
        case SPACE_MEMORY64:
            host->memory64 = window;
            break;
        default:
            break;
        }
    }
}

static void read_buses(const struct kaal_fdt *fdt, struct kaal_fdt_pci_host *host)
{
    int length = 0;
    const fdt32_t *range = fdt_getprop(fdt->blob, host->node, "bus-range", &length);
    uint64_t buses = host->ecam.size_bytes / BUS_BYTES;

    host->first_bus = 0;
    host->last_bus = (buses > 256) ? 255 : (uint32_t)buses - 1;
    if (range != NULL && length == 8) {
        uint32_t first = fdt32_to_cpu(range[0]);
        uint32_t last = fdt32_to_cpu(range[1]);

        if (first <= last && last <= 255 && last - first < buses) {
            host->first_bus = first;
            host->last_bus = last;
        }
    }
}

kaal_err_t kaal_fdt_find_pci(const struct kaal_fdt *fdt, struct kaal_fdt_pci_host *host)
{
    struct kaal_fdt_walk walk = {0};
    struct kaal_fdt_device device = {0};

    while (kaal_fdt_next_device(fdt, &walk, &device) == KAAL_OK) {
        struct kaal_fdt_pci_host found = {.node = device.node, .ecam = device.regions[0]};

        if (!kaal_fdt_is_compatible(fdt, device.node, "pci-host-ecam-generic")) {
            continue;
        }
        if (found.ecam.size_bytes < BUS_BYTES || found.ecam.paddr.value % BUS_BYTES != 0 ||
            cells_of_addresses(fdt, device.node) != PCI_CELLS) {
            return KAAL_ERR_FORMAT;
        }
        read_buses(fdt, &found);
        read_windows(fdt, walk.levels[walk.depth - 1].address_cells, &found);
        found.is_coherent = fdt_getprop(fdt->blob, device.node, "dma-coherent", NULL) != NULL;
        *host = found;
        return KAAL_OK;
    }
    return KAAL_ERR_NOT_FOUND;
}

/* Whether an entry of the map is for this device and pin. */
static bool is_entry_for(const fdt32_t *entry, const fdt32_t *mask, uint32_t device, uint32_t pin)
{
    uint32_t address = fdt32_to_cpu(mask[0]) & (device << DEVICE_SHIFT);
    uint32_t masked_pin = fdt32_to_cpu(mask[PCI_CELLS]) & pin;

    return (fdt32_to_cpu(entry[0]) & fdt32_to_cpu(mask[0])) == address &&
           (fdt32_to_cpu(entry[PCI_CELLS]) & fdt32_to_cpu(mask[PCI_CELLS])) == masked_pin;
}

kaal_err_t kaal_fdt_route(const struct kaal_fdt *fdt, const struct kaal_fdt_pci_host *host,
                          uint32_t device, uint32_t pin, struct kaal_fdt_irq *irq)
{
    int map_length = 0;
    int mask_length = 0;
    const fdt32_t *map = fdt_getprop(fdt->blob, host->node, "interrupt-map", &map_length);
    const fdt32_t *mask = fdt_getprop(fdt->blob, host->node, "interrupt-map-mask", &mask_length);
    uint32_t cells = (map_length > 0) ? (uint32_t)map_length / 4 : 0;
    uint32_t parent_phandle = 0;
    uint32_t parent_cells = 0;
    uint32_t at = 0;

    if (map == NULL || mask == NULL) {
        return KAAL_ERR_NOT_FOUND;
    }
    if (mask_length != (int)MAP_KEY_CELLS * 4) {
        return KAAL_ERR_FORMAT;
    }
    while (at + MAP_KEY_CELLS + 1 <= cells) {
        uint32_t phandle = fdt32_to_cpu(map[at + MAP_KEY_CELLS]);
        uint32_t target = 0;

        /* A look-up goes through the whole tree, and all entries have the same parent. */
        if (phandle != parent_phandle) {
            int parent = token_find_phandle(fdt, phandle);

            if (parent < 0 || cells_of_interrupts(fdt, parent) != 3) {
                return KAAL_ERR_FORMAT;
            }
            parent_phandle = phandle;
            parent_cells = cells_of_addresses(fdt, parent);
        }
        target = at + MAP_KEY_CELLS + 1 + parent_cells;
        if (phandle == 0 || target + 3 > cells) {
            return KAAL_ERR_FORMAT;
        }
        if (is_entry_for(map + at, mask, device, pin)) {
            *irq = cells_read_gic(map + target);
            return irq->exists ? KAAL_OK : KAAL_ERR_FORMAT;
        }
        at = target + 3;
    }
    return KAAL_ERR_NOT_FOUND;
}
