/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Device memory in the tree, which is taken by address.
 */
#include "resource/buddy.h"

#include <kaal/assert.h>

#include "resource/buddy_tree.h"

/* The device untyped of the kernel's that holds an address. */
static uint16_t find_device_root(uint64_t paddr)
{
    for (uint32_t i = 0; i < tree_begun; i++) {
        const struct node *node = &tree_nodes[i];

        if (node->state != NODE_UNUSED && node->is_device && node->parent == NONE &&
            tree_contains(node, paddr)) {
            return (uint16_t)i;
        }
    }
    return NONE;
}

bool buddy_is_device_address(kaal_paddr_t paddr)
{
    return find_device_root(paddr.value) != NONE;
}

void tree_join_device(uint16_t index)
{
    uint16_t parent = tree_nodes[index].parent;

    while (parent != NONE && tree_can_join(&tree_nodes[parent])) {
        tree_join(parent);
        if (tree_nodes[parent].state != NODE_FREE) {
            return;
        }
        parent = tree_nodes[parent].parent;
    }
}

kaal_err_t buddy_alloc_at(kaal_paddr_t paddr, unsigned size_bits, buddy_piece_t *piece)
{
    uint16_t index = find_device_root(paddr.value);

    KAAL_ASSERT(paddr.value % ((uint64_t)1 << size_bits) == 0);
    if (index == NONE || tree_nodes[index].size_bits < size_bits) {
        return KAAL_ERR_NOT_FOUND;
    }
    while (tree_nodes[index].size_bits > size_bits) {
        kaal_err_t err = KAAL_OK;

        if (tree_nodes[index].state == NODE_USED) {
            return KAAL_ERR_BUSY;
        }
        if (tree_nodes[index].state == NODE_FREE) {
            err = tree_split(index);
        }
        if (err != KAAL_OK) {
            tree_join_device(index);
            return err;
        }
        index = tree_nodes[index].child;
        if (!tree_contains(&tree_nodes[index], paddr.value)) {
            index++;
        }
    }
    if (tree_nodes[index].state != NODE_FREE) {
        return KAAL_ERR_BUSY;
    }
    tree_nodes[index].state = NODE_USED;
    piece->index = index;
    return KAAL_OK;
}
