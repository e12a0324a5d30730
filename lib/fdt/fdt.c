/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nodes, regions and interrupts of a device tree. PCI host bridges are in fdt/pci_host.c.
 */
#include "fdt/fdt.h"

#include <libfdt.h>
#include <string.h>

#include "fdt/cells.h"

#define DEPTH_MAX 8 /* of buses between a device and the root */

kaal_err_t kaal_fdt_open(const void *data, uint64_t bytes, struct kaal_fdt *fdt,
                         const char **reason)
{
    if ((uintptr_t)data % 8 != 0) {
        *reason = "the device tree is not aligned to 8 bytes";
        return KAAL_ERR_ALIGN;
    }
    if (bytes < sizeof(struct fdt_header) || bytes < fdt_totalsize(data)) {
        *reason = "the device tree ends too early";
        return KAAL_ERR_SHORT;
    }
    if (fdt_check_full(data, bytes) != 0) {
        *reason = "the device tree is broken";
        return KAAL_ERR_FORMAT;
    }
    fdt->blob = data;
    return KAAL_OK;
}

const char *kaal_fdt_boot_arguments(const struct kaal_fdt *fdt)
{
    int length = 0;
    int chosen = fdt_path_offset(fdt->blob, "/chosen");
    const char *text = (chosen >= 0) ? fdt_getprop(fdt->blob, chosen, "bootargs", &length) : NULL;

    if (text == NULL || length <= 0 || text[length - 1] != '\0') {
        return "";
    }
    return text;
}

bool kaal_fdt_is_compatible(const struct kaal_fdt *fdt, int node, const char *compatible)
{
    return fdt_node_check_compatible(fdt->blob, node, compatible) == 0;
}

/* Move an address from a bus's view to its parent's by `ranges`. */
static bool translate_once(const struct kaal_fdt *fdt, int bus, uint64_t *address)
{
    int parent = fdt_parent_offset(fdt->blob, bus);
    int length = 0;
    const fdt32_t *ranges = fdt_getprop(fdt->blob, bus, "ranges", &length);
    uint32_t child_cells = cells_of_addresses(fdt, bus);
    uint32_t parent_cells = (parent >= 0) ? cells_of_addresses(fdt, parent) : 0;
    uint32_t size_cells = cells_of_sizes(fdt, bus);
    uint32_t entry = child_cells + parent_cells + size_cells;

    if (ranges == NULL || parent < 0 || child_cells > 2 || parent_cells > 2) {
        return false;
    }
    if (length == 0) {
        return true; /* the same view */
    }
    for (uint32_t i = 0; i + entry <= (uint32_t)length / 4; i += entry) {
        uint64_t child = cells_read(ranges + i, child_cells);
        uint64_t target = cells_read(ranges + i + child_cells, parent_cells);
        uint64_t size = cells_read(ranges + i + child_cells + parent_cells, size_cells);

        if (*address >= child && *address - child < size) {
            *address = target + (*address - child);
            return true;
        }
    }
    return false;
}

static bool translate(const struct kaal_fdt *fdt, int node, uint64_t *address)
{
    int bus = fdt_parent_offset(fdt->blob, node);

    for (unsigned depth = 0; depth < DEPTH_MAX; depth++) {
        if (bus == 0) {
            return true;
        }
        if (bus < 0 || !translate_once(fdt, bus, address)) {
            return false;
        }
        bus = fdt_parent_offset(fdt->blob, bus);
    }
    return false;
}

static void read_regions(const struct kaal_fdt *fdt, int node, struct kaal_fdt_device *device)
{
    int parent = fdt_parent_offset(fdt->blob, node);
    int length = 0;
    const fdt32_t *reg = fdt_getprop(fdt->blob, node, "reg", &length);
    uint32_t address_cells = (parent >= 0) ? cells_of_addresses(fdt, parent) : 0;
    uint32_t size_cells = (parent >= 0) ? cells_of_sizes(fdt, parent) : 0;
    uint32_t entry = address_cells + size_cells;

    if (reg == NULL || length < 0 || size_cells == 0 || address_cells == 0 || address_cells > 2 ||
        size_cells > 2) {
        return;
    }
    for (uint32_t i = 0; i + entry <= (uint32_t)length / 4; i += entry) {
        uint64_t address = cells_read(reg + i, address_cells);
        uint64_t size = cells_read(reg + i + address_cells, size_cells);

        if (device->region_count == KAAL_FDT_REGIONS_MAX || size == 0 ||
            !translate(fdt, node, &address) || size > UINT64_MAX - address) {
            return;
        }
        device->regions[device->region_count] =
            (struct kaal_fdt_region){.paddr = {address}, .size_bytes = size};
        device->region_count++;
    }
}

/* The interrupt controller that a node's `interrupts` are for. */
static int interrupt_parent(const struct kaal_fdt *fdt, int node)
{
    for (unsigned depth = 0; depth < DEPTH_MAX && node >= 0; depth++) {
        int length = 0;
        const fdt32_t *phandle = fdt_getprop(fdt->blob, node, "interrupt-parent", &length);

        if (phandle != NULL && length == 4) {
            return fdt_node_offset_by_phandle(fdt->blob, fdt32_to_cpu(*phandle));
        }
        node = fdt_parent_offset(fdt->blob, node);
    }
    return -1;
}

static void read_irq(const struct kaal_fdt *fdt, int node, struct kaal_fdt_device *device)
{
    int length = 0;
    const fdt32_t *interrupts = fdt_getprop(fdt->blob, node, "interrupts", &length);
    int parent = (interrupts != NULL) ? interrupt_parent(fdt, node) : -1;

    if (parent >= 0 && cells_of_interrupts(fdt, parent) == 3 && length >= 12) {
        device->irq = cells_read_gic(interrupts);
    }
}

static bool is_enabled(const struct kaal_fdt *fdt, int node)
{
    int length = 0;
    const char *status = fdt_getprop(fdt->blob, node, "status", &length);

    return status == NULL || (length > 0 && (strncmp(status, "okay", (size_t)length) == 0 ||
                                             strncmp(status, "ok", (size_t)length) == 0));
}

/* Copy a property's first string, cut to the field. */
static bool read_compatible(const struct kaal_fdt *fdt, int node, struct kaal_fdt_device *device)
{
    int length = 0;
    const char *text = fdt_getprop(fdt->blob, node, "compatible", &length);

    if (text == NULL || length <= 0) {
        return false;
    }
    for (int i = 0; i < length && i + 1 < KAAL_COMPATIBLE_BYTES && text[i] != '\0'; i++) {
        device->compatible[i] = text[i];
    }
    return device->compatible[0] != '\0';
}

kaal_err_t kaal_fdt_next_device(const struct kaal_fdt *fdt, int *cursor,
                                struct kaal_fdt_device *device)
{
    for (;;) {
        struct kaal_fdt_device found = {0};
        int node = fdt_next_node(fdt->blob, *cursor, NULL);

        if (node < 0) {
            return KAAL_ERR_END;
        }
        *cursor = node;
        found.node = node;
        if (!is_enabled(fdt, node) || !read_compatible(fdt, node, &found)) {
            continue;
        }
        read_regions(fdt, node, &found);
        if (found.region_count == 0) {
            continue;
        }
        read_irq(fdt, node, &found);
        if (fdt_get_path(fdt->blob, node, found.place, sizeof(found.place)) != 0) {
            found.place[0] = '?';
            found.place[1] = '\0';
        }
        *device = found;
        return KAAL_OK;
    }
}
