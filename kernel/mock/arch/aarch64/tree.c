/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RAM, by the device tree. Source: Devicetree Specification 0.4, 3.4 (memory nodes), 5 (format).
 * libfdt would bring its C library and vector registers along; what is needed is less than that.
 */
#include "port.h"

#define MAGIC      0xd00dfeedU
#define BEGIN_NODE 1U
#define END_NODE   2U
#define PROPERTY   3U
#define NOTHING    4U
#define CELL_BYTES 4U
#define PAIR_CELLS 4U /* the root node of this machine says two cells for each of both */

struct header {
    uint32_t magic, total_bytes, structure, strings;
};

struct node {
    bool is_memory;
    const uint32_t *reg; /* address and size, each two cells; null: none */
    uint32_t reg_bytes;
};

static uint32_t cell(const uint32_t *at)
{
    return __builtin_bswap32(*at);
}

static uint64_t two_cells(const uint32_t *at)
{
    return (uint64_t)cell(at) << 32 | cell(at + 1);
}

static bool is_same(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static const uint32_t *skip(const uint32_t *at, uint32_t bytes)
{
    return at + (bytes + CELL_BYTES - 1) / CELL_BYTES;
}

static const uint32_t *skip_name(const uint32_t *at)
{
    uint32_t bytes = 1;

    for (const char *c = (const char *)at; *c != '\0'; c++) {
        bytes++;
    }
    return skip(at, bytes);
}

/* `at` is behind the token: length, place of the name, value. */
static const uint32_t *take_property(const uint32_t *at, const char *strings, struct node *node)
{
    const char *name = strings + cell(at + 1);

    if (is_same(name, "device_type")) {
        node->is_memory = is_same((const char *)(at + 2), "memory");
    } else if (is_same(name, "reg")) {
        node->reg = at + 2;
        node->reg_bytes = cell(at);
    }
    return skip(at + 2, cell(at));
}

static unsigned add_regions(const struct node *node, struct boot_region *out, unsigned count)
{
    uint32_t cells = node->is_memory ? node->reg_bytes / CELL_BYTES : 0;

    for (uint32_t i = 0; i + PAIR_CELLS <= cells; i += PAIR_CELLS) {
        uint64_t start = two_cells(node->reg + i);

        KERNEL_ASSERT(count < BOOT_MAX_REGIONS && (count == 0 || start >= out[count - 1].end));
        out[count] = (struct boot_region){start, start + two_cells(node->reg + i + 2)};
        count++;
    }
    return count;
}

/* A node's properties come before its children, so the node ends where another token comes. */
unsigned tree_ram(const void *tree, struct boot_region out[BOOT_MAX_REGIONS])
{
    const struct header *header = tree;
    const uint32_t *at = 0;
    struct node node = {0};
    unsigned count = 0;

    KERNEL_ASSERT(cell(&header->magic) == MAGIC);
    at = (const uint32_t *)((const char *)tree + cell(&header->structure));
    for (;;) {
        uint32_t token = cell(at);

        at++;
        if (token == PROPERTY) {
            at = take_property(at, (const char *)tree + cell(&header->strings), &node);
            continue;
        }
        if (token == NOTHING) {
            continue;
        }
        count = add_regions(&node, out, count);
        node = (struct node){0};
        if (token == BEGIN_NODE) {
            at = skip_name(at);
        } else if (token != END_NODE) {
            return count;
        }
    }
}
