/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cells of a device tree. Source: Devicetree Specification 0.4, 2.3.5; Linux's binding of the Arm
 * GIC: kind 0 is a shared peripheral interrupt, 1 a private one; flags 1 and 2 are edges.
 */
#include "fdt/cells.h"

#define GIC_KIND_PRIVATE  1U
#define GIC_FIRST_PRIVATE 16U
#define GIC_FIRST_SHARED  32U
#define GIC_FLAGS_EDGE    3U
#define GIC_NUMBER_MAX    1020U /* GIC architecture 2, 2.2.1 */

uint32_t cells_of_addresses(const struct kaal_fdt *fdt, int node)
{
    int cells = fdt_address_cells(fdt->blob, node);

    return (cells > 0) ? (uint32_t)cells : 0;
}

uint32_t cells_of_sizes(const struct kaal_fdt *fdt, int node)
{
    int cells = fdt_size_cells(fdt->blob, node);

    return (cells > 0) ? (uint32_t)cells : 0;
}

uint32_t cells_of_interrupts(const struct kaal_fdt *fdt, int node)
{
    int length = 0;
    const fdt32_t *cells = fdt_getprop(fdt->blob, node, "#interrupt-cells", &length);

    return (cells != NULL && length == 4) ? fdt32_to_cpu(*cells) : 0;
}

uint64_t cells_read(const fdt32_t *cells, uint32_t count)
{
    uint64_t value = 0;

    for (uint32_t i = 0; i < count; i++) {
        value = (value << 32) | fdt32_to_cpu(cells[i]);
    }
    return value;
}

struct kaal_fdt_irq cells_read_gic(const fdt32_t *cells)
{
    bool is_private = fdt32_to_cpu(cells[0]) == GIC_KIND_PRIVATE;
    uint32_t number = fdt32_to_cpu(cells[1]);

    if (number >= GIC_NUMBER_MAX - GIC_FIRST_SHARED) {
        return (struct kaal_fdt_irq){.exists = false};
    }
    return (struct kaal_fdt_irq){
        .exists = true,
        .number = number + (is_private ? GIC_FIRST_PRIVATE : GIC_FIRST_SHARED),
        .is_edge = (fdt32_to_cpu(cells[2]) & GIC_FLAGS_EDGE) != 0,
    };
}
