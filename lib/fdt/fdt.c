/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nodes, regions and interrupts of a device tree. PCI host bridges are in fdt/pci_host.c.
 */
#include "fdt/fdt.h"

#include <libfdt.h>
#include <string.h>

#include "fdt/cells.h"
#include "fdt/token.h"

#define OLDEST_VERSION 16U /* whose structure block is as fdt/token.c reads it */

/* The properties of a node that matter here. */
enum property {
    STATUS,
    COMPATIBLE,
    REG,
    INTERRUPTS,
    INTERRUPT_PARENT,
    RANGES,
    ADDRESS_CELLS,
    SIZE_CELLS,
    PROPERTIES,
};

struct properties {
    const void *data[PROPERTIES]; /* NULL: the node has none */
    int bytes[PROPERTIES];
};

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
    if (fdt_version(data) < OLDEST_VERSION) {
        *reason = "the device tree is of a version before 16";
        return KAAL_ERR_FORMAT;
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

const char *kaal_fdt_compatibles(const struct kaal_fdt *fdt, int node, uint32_t *bytes)
{
    int length = 0;
    const char *strings = fdt_getprop(fdt->blob, node, "compatible", &length);

    *bytes = (strings != NULL && length > 0) ? (uint32_t)length : 0;
    return strings;
}

static void read_property(struct properties *properties, const struct token *token)
{
    static const char *const names[PROPERTIES] = {
        [STATUS] = "status",
        [COMPATIBLE] = "compatible",
        [REG] = "reg",
        [INTERRUPTS] = "interrupts",
        [INTERRUPT_PARENT] = "interrupt-parent",
        [RANGES] = "ranges",
        [ADDRESS_CELLS] = "#address-cells",
        [SIZE_CELLS] = "#size-cells",
    };

    for (unsigned i = 0; i < PROPERTIES; i++) {
        if (strcmp(token->name, names[i]) == 0) {
            properties->data[i] = token->data;
            properties->bytes[i] = token->bytes;
        }
    }
}

/* Move on to the next node that is not too deep, and read it. Returns false at the end. */
static bool next_node(const struct kaal_fdt *fdt, struct kaal_fdt_walk *walk,
                      struct properties *properties)
{
    uint32_t behind = walk->at;
    struct token token = token_next(fdt, &behind);
    bool is_found = false;

    *properties = (struct properties){0};
    while (token.kind != TOKEN_END && (!is_found || token.kind == TOKEN_PROPERTY)) {
        if (token.kind == TOKEN_NODE) {
            walk->depth++; /* the root's is 1 */
            walk->node = token.node;
            is_found = walk->depth < KAAL_FDT_DEPTH_MAX;
        } else if (token.kind == TOKEN_NODE_END) {
            walk->depth--;
        } else if (is_found) {
            read_property(properties, &token);
        }
        walk->at = behind;
        token = token_next(fdt, &behind);
    }
    return is_found;
}

/* A number of cells; without the property `missing`. 0: broken. Specification 2.3.5. */
static uint32_t read_cells(const struct properties *properties, enum property which,
                           uint32_t missing)
{
    uint32_t cells = 0;

    if (properties->data[which] == NULL) {
        return missing;
    }
    if (properties->bytes[which] == 4) {
        cells = fdt32_to_cpu(*(const fdt32_t *)properties->data[which]);
    }
    return (cells <= FDT_MAX_NCELLS) ? cells : 0;
}

static void enter_level(struct kaal_fdt_walk *walk, const struct properties *properties)
{
    struct kaal_fdt_level *level = &walk->levels[walk->depth];

    *level = (struct kaal_fdt_level){
        .node = walk->node,
        .address_cells = read_cells(properties, ADDRESS_CELLS, 2),
        .size_cells = read_cells(properties, SIZE_CELLS, 1),
        .ranges = properties->data[RANGES],
        .ranges_bytes = properties->bytes[RANGES],
        .interrupt_parent = level[-1].interrupt_parent, /* level 0 is above the root */
    };
    if (properties->data[INTERRUPT_PARENT] != NULL && properties->bytes[INTERRUPT_PARENT] == 4) {
        level->interrupt_parent =
            fdt32_to_cpu(*(const fdt32_t *)properties->data[INTERRUPT_PARENT]);
    }
}

/* Move an address from a bus's view to its parent's by `ranges`. */
static bool translate_once(const struct kaal_fdt_level *bus, const struct kaal_fdt_level *parent,
                           uint64_t *address)
{
    const fdt32_t *ranges = bus->ranges;
    uint32_t entry = bus->address_cells + parent->address_cells + bus->size_cells;

    if (ranges == NULL || bus->address_cells > 2 || parent->address_cells > 2) {
        return false;
    }
    if (bus->ranges_bytes == 0) {
        return true; /* the same view */
    }
    for (uint32_t i = 0; entry > 0 && i + entry <= (uint32_t)bus->ranges_bytes / 4; i += entry) {
        const fdt32_t *at = ranges + i;
        uint64_t child = cells_read(at, bus->address_cells);
        uint64_t target = cells_read(at + bus->address_cells, parent->address_cells);
        uint64_t size =
            cells_read(at + bus->address_cells + parent->address_cells, bus->size_cells);

        if (*address >= child && *address - child < size) {
            *address = target + (*address - child);
            return true;
        }
    }
    return false;
}

static bool translate(const struct kaal_fdt_walk *walk, uint64_t *address)
{
    for (int depth = walk->depth - 1; depth > 1; depth--) {
        if (!translate_once(&walk->levels[depth], &walk->levels[depth - 1], address)) {
            return false;
        }
    }
    return true;
}

static void read_regions(const struct kaal_fdt_walk *walk, const struct properties *properties,
                         struct kaal_fdt_device *device)
{
    const fdt32_t *reg = properties->data[REG];
    uint32_t cells = (uint32_t)properties->bytes[REG] / 4;
    uint32_t address_cells = walk->levels[walk->depth - 1].address_cells;
    uint32_t size_cells = walk->levels[walk->depth - 1].size_cells;
    uint32_t entry = address_cells + size_cells;

    if (reg == NULL || size_cells == 0 || address_cells == 0 || address_cells > 2 ||
        size_cells > 2) {
        return;
    }
    for (uint32_t i = 0; i + entry <= cells; i += entry) {
        uint64_t address = cells_read(reg + i, address_cells);
        uint64_t size = cells_read(reg + i + address_cells, size_cells);

        if (device->region_count == KAAL_FDT_REGIONS_MAX || size == 0 ||
            !translate(walk, &address) || size > UINT64_MAX - address) {
            return;
        }
        device->regions[device->region_count] =
            (struct kaal_fdt_region){.paddr = {address}, .size_bytes = size};
        device->region_count++;
    }
}

/* How many cells an interrupt of this controller has; most devices have the same one. */
static uint32_t controller_cells(const struct kaal_fdt *fdt, struct kaal_fdt_walk *walk,
                                 uint32_t phandle)
{
    if (walk->controller != phandle) {
        int node = token_find_phandle(fdt, phandle);

        walk->controller = phandle;
        walk->controller_cells = (node >= 0) ? cells_of_interrupts(fdt, node) : 0;
    }
    return walk->controller_cells;
}

static void read_irq(const struct kaal_fdt *fdt, struct kaal_fdt_walk *walk,
                     const struct properties *properties, struct kaal_fdt_device *device)
{
    uint32_t phandle = walk->levels[walk->depth].interrupt_parent;

    if (properties->data[INTERRUPTS] != NULL && properties->bytes[INTERRUPTS] >= 12 &&
        phandle != 0 && controller_cells(fdt, walk, phandle) == 3) {
        device->irq = cells_read_gic(properties->data[INTERRUPTS]);
    }
}

static bool is_enabled(const struct properties *properties)
{
    const char *status = properties->data[STATUS];
    size_t length = (size_t)properties->bytes[STATUS];

    return status == NULL || (length > 0 && (strncmp(status, "okay", length) == 0 ||
                                             strncmp(status, "ok", length) == 0));
}

/* Copy the first string, cut to the field. */
static bool read_compatible(const struct properties *properties, struct kaal_fdt_device *device)
{
    const char *text = properties->data[COMPATIBLE];
    int length = properties->bytes[COMPATIBLE];

    if (text == NULL) {
        return false;
    }
    for (int i = 0; i < length && i + 1 < KAAL_COMPATIBLE_BYTES && text[i] != '\0'; i++) {
        device->compatible[i] = text[i];
    }
    return device->compatible[0] != '\0';
}

/* The names from the root on, cut at the end. */
static void write_place(const struct kaal_fdt *fdt, const struct kaal_fdt_walk *walk,
                        struct kaal_fdt_device *device)
{
    size_t length = 0;

    for (int depth = 2; depth <= walk->depth; depth++) {
        uint32_t at = (uint32_t)walk->levels[depth].node;
        const char *name = token_next(fdt, &at).name;

        if (length + 1 < sizeof(device->place)) {
            device->place[length] = '/';
            length++;
        }
        for (; *name != '\0' && length + 1 < sizeof(device->place); name++) {
            device->place[length] = *name;
            length++;
        }
    }
}

kaal_err_t kaal_fdt_next_device(const struct kaal_fdt *fdt, struct kaal_fdt_walk *walk,
                                struct kaal_fdt_device *device)
{
    for (;;) {
        struct kaal_fdt_device found = {0};
        struct properties properties;

        if (!next_node(fdt, walk, &properties)) {
            return KAAL_ERR_END;
        }
        enter_level(walk, &properties);
        found.node = walk->node;
        if (!is_enabled(&properties) || !read_compatible(&properties, &found)) {
            continue;
        }
        read_regions(walk, &properties, &found);
        if (found.region_count == 0) {
            continue;
        }
        read_irq(fdt, walk, &properties, &found);
        write_place(fdt, walk, &found);
        *device = found;
        return KAAL_OK;
    }
}
