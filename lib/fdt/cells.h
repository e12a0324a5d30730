/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers of a device tree: cells of 32 bits, big-endian. Private to lib/fdt.
 */
#pragma once

#include <libfdt.h>

#include "fdt/fdt.h"

/* `#address-cells`, `#size-cells`, `#interrupt-cells` of a node; a broken one is 0. */
uint32_t cells_of_addresses(const struct kaal_fdt *fdt, int node);
uint32_t cells_of_sizes(const struct kaal_fdt *fdt, int node);
uint32_t cells_of_interrupts(const struct kaal_fdt *fdt, int node);

/* The number in `count` cells, 0 .. 2; of more, the last two. */
uint64_t cells_read(const fdt32_t *cells, uint32_t count);

/* An interrupt in the three cells of the GIC binding: kind, number, flags. */
struct kaal_fdt_irq cells_read_gic(const fdt32_t *cells);
