/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Splits that somebody else makes: which is next, and what is known of it when it is made.
 */
#include "resource/buddy.h"

#include <kaal/assert.h>

#include "resource/buddy_tree.h"

#define RESERVE_BYTES (64 * KAAL_MIB) /* a thousand small components */

/*
 * What a request may take at once: a pool of 2 MiB in one piece, or as much of a ring and less in
 * pieces; and page tables.
 */
#define REQUEST_BITS  21U
#define REQUEST_BYTES (4 * KAAL_MIB)

static uint16_t ahead = NONE; /* the node that is being split */
static uint16_t pair;         /* its halves to be */

/* The smallest, so that much is soon there. */
static uint16_t find_fresh(void)
{
    uint16_t found = NONE;

    for (uint32_t i = 0; i < tree_roots; i++) {
        const struct node *node = &tree_nodes[i];

        if (node->state == NODE_FREE && node->is_fresh &&
            (found == NONE || node->size_bits < tree_nodes[found].size_bits)) {
            found = (uint16_t)i;
        }
    }
    return found;
}

/* Free memory that costs nobody more than its own clearing. */
static uint64_t ready_bytes(void)
{
    uint64_t bytes = buddy_free_bytes();

    for (uint32_t i = 0; i < tree_roots; i++) {
        if (tree_nodes[i].state == NODE_FREE && tree_nodes[i].is_fresh) {
            bytes -= (uint64_t)1 << tree_nodes[i].size_bits;
        }
    }
    return bytes;
}

static bool has_for_request(void)
{
    uint64_t bytes = 0;

    for (unsigned bits = SIZE_BITS; bits > REQUEST_BITS && bytes < REQUEST_BYTES; bits--) {
        for (uint16_t i = tree_first_free(bits - 1); i != NONE; i = tree_nodes[i].next) {
            bytes += tree_nodes[i].is_fresh ? 0 : (uint64_t)1 << (bits - 1);
        }
    }
    return bytes >= REQUEST_BYTES;
}

bool buddy_is_short(void)
{
    return !has_for_request() && (ahead != NONE || find_fresh() != NONE);
}

bool buddy_ahead_begin(struct buddy_split *split)
{
    uint16_t index = find_fresh();
    uint64_t wanted = RESERVE_BYTES;

    KAAL_ASSERT(ahead == NONE);
    if (index == NONE) {
        return false;
    }
    if (((uint64_t)2 << tree_nodes[index].size_bits) > wanted) {
        wanted = (uint64_t)2 << tree_nodes[index].size_bits;
    }
    if ((ready_bytes() >= wanted && has_for_request()) || tree_pair_alloc(&pair) != KAAL_OK) {
        return false;
    }
    tree_remove(index);
    tree_nodes[index].state = NODE_AHEAD;
    ahead = index;
    *split = (struct buddy_split){
        .slot = tree_nodes[index].slot,
        .child_bits = tree_nodes[index].size_bits - 1U,
        .first_child = tree_slot(pair),
    };
    return true;
}

void buddy_ahead_end(bool is_split)
{
    uint16_t index = ahead;

    KAAL_ASSERT(index < tree_begun);
    ahead = NONE;
    tree_nodes[index].is_fresh = false; /* not again: who needs it will see */
    if (is_split) {
        tree_enter_children(index, pair);
    } else {
        tree_pair_free(pair);
        tree_insert(index);
    }
}

uint64_t buddy_ahead_bytes(void)
{
    return (ahead == NONE) ? 0 : (uint64_t)1 << tree_nodes[ahead].size_bits;
}
