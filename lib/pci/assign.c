/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sizes and addresses of BARs, and the windows of bridges around them.
 */
#include "pci/internal.h"
#include "pci/regs.h"

#define BARS_OF_BRIDGE 2U
#define BAR_BYTES_MAX  ((uint64_t)1 << 31) /* larger ones do not fit below 4 GiB */

/* Read a BAR's mask: write ones, read, put the old value back (PCI 6.2.5.1). */
static uint32_t bar_mask(const struct kaal_pci *pci, struct kaal_pci_address address,
                         uint32_t offset)
{
    uint32_t old = pci_read(pci, address, offset);
    uint32_t mask = 0;

    pci_write(pci, address, offset, UINT32_MAX);
    mask = pci_read(pci, address, offset);
    pci_write(pci, address, offset, old);
    return mask;
}

/* The size behind a mask: its lowest one bit; 0 when that makes no sense. */
static uint64_t size_of_mask(uint64_t mask)
{
    uint64_t size = mask & (~mask + 1);

    return (size >= 16 && (mask | (size - 1)) == UINT64_MAX) ? size : 0;
}

/* Size one memory BAR. Returns how many registers it takes. */
static uint32_t size_memory_bar(const struct kaal_pci *pci, struct kaal_pci_address address,
                                uint32_t offset, uint32_t mask, struct kaal_pci_bar *bar)
{
    bool is_64 = PCI_BAR_TYPE(mask) == PCI_BAR_TYPE_64;
    uint64_t high = is_64 ? bar_mask(pci, address, offset + 4) : UINT32_MAX;

    bar->size_bytes = size_of_mask((high << 32) | (mask & ~PCI_BAR_MASK));
    bar->is_prefetchable = (mask & PCI_BAR_PREFETCH) != 0;
    if (bar->size_bytes != 0) {
        bar->kind = is_64 ? KAAL_PCI_BAR_MEMORY64 : KAAL_PCI_BAR_MEMORY32;
    }
    return is_64 ? 2 : 1;
}

void pci_size_bars(struct kaal_pci *pci, struct kaal_pci_function *function)
{
    uint32_t count = function->is_bridge ? BARS_OF_BRIDGE : KAAL_PCI_BARS_MAX;

    for (uint32_t i = 0; i < count;) {
        uint32_t offset = PCI_BAR0 + 4 * i;
        uint32_t mask = bar_mask(pci, function->address, offset);

        bool is_io = (mask & PCI_BAR_IO) != 0;
        bool is_cut = PCI_BAR_TYPE(mask) == PCI_BAR_TYPE_64 && i + 1 == count;

        if (mask != 0 && !is_io && !is_cut) {
            i += size_memory_bar(pci, function->address, offset, mask, &function->bars[i]);
            continue;
        }
        /* Not there, or its upper half would be no BAR, which is not believed, or I/O. */
        function->bars[i].kind = is_io ? KAAL_PCI_BAR_IO : KAAL_PCI_BAR_NONE;
        i++;
    }
}

void pci_write_bars(const struct kaal_pci *pci, const struct kaal_pci_function *function)
{
    for (uint32_t i = 0; i < KAAL_PCI_BARS_MAX; i++) {
        const struct kaal_pci_bar *bar = &function->bars[i];

        if (!bar->is_assigned) {
            continue;
        }
        pci_write(pci, function->address, PCI_BAR0 + 4 * i, (uint32_t)bar->pci_address);
        if (bar->kind == KAAL_PCI_BAR_MEMORY64) {
            pci_write(pci, function->address, PCI_BAR0 + 4 * i + 4,
                      (uint32_t)(bar->pci_address >> 32));
        }
    }
}

/* What is left of the window: [next, end) in PCI addresses. */
struct cursor {
    uint64_t next;
    uint64_t end;
    uint64_t to_paddr; /* added to a PCI address */
};

static uint64_t align_up(uint64_t value, uint64_t alignment)
{
    return (value + alignment - 1) & ~(alignment - 1);
}

static void assign_bar(struct kaal_pci *pci, struct kaal_pci_bar *bar, struct cursor *cursor)
{
    uint64_t start = 0;

    if (bar->kind != KAAL_PCI_BAR_MEMORY32 && bar->kind != KAAL_PCI_BAR_MEMORY64) {
        return;
    }
    /* No two BARs share a page, so that each can be granted alone. */
    start = align_up(cursor->next,
                     (bar->size_bytes > KAAL_PAGE_BYTES) ? bar->size_bytes : KAAL_PAGE_BYTES);
    if (bar->size_bytes > BAR_BYTES_MAX || start > cursor->end ||
        bar->size_bytes > cursor->end - start) {
        pci->is_complete = false;
        return;
    }
    bar->pci_address = start;
    bar->paddr.value = start + cursor->to_paddr;
    bar->is_assigned = true;
    cursor->next = start + bar->size_bytes;
}

/* BARs of all functions on one bus. Small ones first would waste less; few are there to care. */
static void assign_bus(struct kaal_pci *pci, uint32_t parent, struct cursor *cursor)
{
    for (uint32_t i = 0; i < pci->count; i++) {
        struct kaal_pci_function *function = &pci->functions[i];

        for (uint32_t j = 0; j < KAAL_PCI_BARS_MAX && function->parent == parent; j++) {
            assign_bar(pci, &function->bars[j], cursor);
        }
        if (function->parent == parent) {
            pci_write_bars(pci, function);
        }
    }
}

/* Base above limit closes a window (BRIDGE 3.2.5.6, 3.2.5.8). */
static void write_window(const struct kaal_pci *pci, const struct kaal_pci_function *bridge,
                         uint64_t start, uint64_t end)
{
    uint32_t memory = 0x0000fff0U;

    if (end > start) {
        memory = (uint32_t)((start >> 16) & 0xfff0U) | ((uint32_t)(end - 1) & 0xfff00000U);
    }
    pci_write(pci, bridge->address, PCI_BRIDGE_MEMORY, memory);
    pci_write(pci, bridge->address, PCI_BRIDGE_PREFETCH, 0x0000fff0U);
    pci_write(pci, bridge->address, PCI_BRIDGE_IO, 0x000000f0U);
}

static bool is_below(const struct kaal_pci *pci, uint32_t index, uint32_t bridge)
{
    uint32_t parent = pci->functions[index].parent;

    while (parent != KAAL_PCI_NO_PARENT && parent != bridge) {
        parent = pci->functions[parent].parent;
    }
    return parent == bridge;
}

/* One bridge's bus and those of all bridges below it lie in one run of the window. */
static void assign_below(struct kaal_pci *pci, uint32_t bridge, struct cursor *cursor)
{
    struct kaal_pci_function *function = &pci->functions[bridge];
    uint64_t start = align_up(cursor->next, PCI_BRIDGE_WINDOW_BYTES);
    uint64_t end = 0;

    cursor->next = start;
    assign_bus(pci, bridge, cursor);
    for (uint32_t i = 0; i < pci->count; i++) {
        if (pci->functions[i].is_bridge && is_below(pci, i, bridge)) {
            cursor->next = align_up(cursor->next, PCI_BRIDGE_WINDOW_BYTES);
            assign_bus(pci, i, cursor);
        }
    }
    end = align_up(cursor->next, PCI_BRIDGE_WINDOW_BYTES);
    if (end > cursor->end) {
        end = cursor->end & ~((uint64_t)PCI_BRIDGE_WINDOW_BYTES - 1);
    }
    cursor->next = end;
    write_window(pci, function, start, end);
    /* Bridges below open the whole run: each forwards only what the one above lets through. */
    for (uint32_t i = 0; i < pci->count; i++) {
        if (pci->functions[i].is_bridge && is_below(pci, i, bridge)) {
            write_window(pci, &pci->functions[i], start, end);
        }
    }
}

void pci_assign(struct kaal_pci *pci, const struct kaal_pci_window *window)
{
    struct cursor cursor = {
        .next = window->pci_address,
        .end = window->pci_address + window->size_bytes,
        .to_paddr = window->paddr.value - window->pci_address,
    };

    assign_bus(pci, KAAL_PCI_NO_PARENT, &cursor);
    for (uint32_t i = 0; i < pci->count; i++) {
        if (pci->functions[i].is_bridge && pci->functions[i].parent == KAAL_PCI_NO_PARENT) {
            assign_below(pci, i, &cursor);
        }
    }
    for (uint32_t i = 0; i < pci->count; i++) {
        pci_write(pci, pci->functions[i].address, PCI_COMMAND,
                  PCI_COMMAND_MEMORY | PCI_COMMAND_NO_INTX);
    }
}
