/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tree of untyped memory: nodes in a fixed pool, a free list for each size of RAM.
 * Who holds a piece and why is not known here.
 */
#include "resource/buddy.h"

#include <kaal/assert.h>

#include "resource/buddy_tree.h"

struct node tree_nodes[LIMIT_NODES];
static uint16_t free_list[SIZE_BITS];
static uint32_t slots;        /* of node 0; that of a root is where boot put it */
static uint16_t unused_pairs; /* children come and go in pairs */
uint32_t tree_begun;
uint32_t tree_roots;
static uint64_t total_bytes;
static uint64_t free_bytes;

void buddy_init(uint32_t first_slot)
{
    slots = first_slot;
    for (unsigned i = 0; i < SIZE_BITS; i++) {
        free_list[i] = NONE;
    }
    unused_pairs = NONE;
    tree_begun = 0;
    tree_roots = 0;
    total_bytes = 0;
    free_bytes = 0;
}

uint16_t tree_first_free(unsigned size_bits)
{
    return free_list[size_bits];
}

void tree_insert(uint16_t index)
{
    struct node *node = &tree_nodes[index];

    node->state = NODE_FREE;
    if (node->is_device) {
        return;
    }
    node->previous = NONE;
    node->next = free_list[node->size_bits];
    if (node->next != NONE) {
        tree_nodes[node->next].previous = index;
    }
    free_list[node->size_bits] = index;
    free_bytes += (uint64_t)1 << node->size_bits;
}

void tree_remove(uint16_t index)
{
    struct node *node = &tree_nodes[index];

    KAAL_ASSERT(node->state == NODE_FREE);
    if (node->is_device) {
        return;
    }
    if (node->previous != NONE) {
        tree_nodes[node->previous].next = node->next;
    } else {
        free_list[node->size_bits] = node->next;
    }
    if (node->next != NONE) {
        tree_nodes[node->next].previous = node->previous;
    }
    free_bytes -= (uint64_t)1 << node->size_bits;
}

kaal_err_t buddy_add(uint32_t slot, kaal_paddr_t paddr, unsigned size_bits, bool is_device)
{
    if (tree_begun == LIMIT_NODES) {
        return KAAL_ERR_NO_SLOTS;
    }
    KAAL_ASSERT(size_bits < SIZE_BITS && paddr.value % ((uint64_t)1 << size_bits) == 0);
    tree_nodes[tree_begun] = (struct node){
        .paddr = paddr.value,
        .slot = slot,
        .size_bits = (uint8_t)size_bits,
        .is_device = is_device,
        .is_fresh = !is_device && size_bits > FRESH_BITS,
        .parent = NONE,
        .child = NONE,
    };
    tree_insert((uint16_t)tree_begun);
    tree_begun++;
    tree_roots = tree_begun;
    if (!is_device) {
        total_bytes += (uint64_t)1 << size_bits;
    }
    return KAAL_OK;
}

kaal_err_t tree_pair_alloc(uint16_t *pair)
{
    if (unused_pairs != NONE) {
        *pair = unused_pairs;
        unused_pairs = tree_nodes[*pair].next;
        return KAAL_OK;
    }
    if (tree_begun + 2 > LIMIT_NODES) {
        return KAAL_ERR_NO_SLOTS;
    }
    *pair = (uint16_t)tree_begun;
    tree_begun += 2;
    return KAAL_OK;
}

void tree_pair_free(uint16_t pair)
{
    tree_nodes[pair].state = NODE_UNUSED;
    tree_nodes[pair + 1].state = NODE_UNUSED;
    tree_nodes[pair].next = unused_pairs;
    unused_pairs = pair;
}

uint32_t tree_slot(uint16_t index)
{
    return slots + index;
}

void tree_enter_children(uint16_t index, uint16_t pair)
{
    struct node *node = &tree_nodes[index];
    unsigned child_bits = node->size_bits - 1U;

    node->state = NODE_SPLIT;
    node->is_fresh = false;
    node->child = pair;
    for (unsigned i = 0; i < 2; i++) {
        tree_nodes[pair + i] = (struct node){
            .paddr = node->paddr + ((uint64_t)i << child_bits),
            .slot = tree_slot((uint16_t)(pair + i)),
            .size_bits = (uint8_t)child_bits,
            .is_device = node->is_device,
            .parent = index,
            .child = NONE,
        };
        tree_insert((uint16_t)(pair + i));
    }
}

kaal_err_t tree_split(uint16_t index)
{
    uint16_t pair = NONE;
    kaal_err_t err = tree_pair_alloc(&pair);

    if (err != KAAL_OK) {
        return err;
    }
    err = buddy_kernel_split(tree_nodes[index].slot, tree_nodes[index].size_bits - 1U,
                             tree_slot(pair));
    if (err != KAAL_OK) {
        tree_pair_free(pair);
        return err;
    }
    tree_remove(index);
    tree_enter_children(index, pair);
    return KAAL_OK;
}

/* The kernel has deleted the two free halves of a node. */
static void forget_children(uint16_t index)
{
    uint16_t pair = tree_nodes[index].child;

    tree_remove(pair);
    tree_remove((uint16_t)(pair + 1));
    tree_pair_free(pair);
    tree_nodes[index].child = NONE;
    tree_insert(index);
}

void tree_join(uint16_t index)
{
    if (buddy_kernel_join(tree_nodes[index].slot) == KAAL_OK) {
        forget_children(index);
    }
}

bool tree_can_join(const struct node *node)
{
    return node->state == NODE_SPLIT && tree_nodes[node->child].state == NODE_FREE &&
           tree_nodes[node->child + 1].state == NODE_FREE;
}

/* The node behind `at` on the way through all below `top`, parents first; NONE at the end. */
static uint16_t next_below(uint16_t top, uint16_t at)
{
    if (tree_nodes[at].state == NODE_SPLIT) {
        return tree_nodes[at].child;
    }
    while (at != top) {
        uint16_t parent = tree_nodes[at].parent;

        if (at == tree_nodes[parent].child) {
            return (uint16_t)(at + 1);
        }
        at = parent;
    }
    return NONE;
}

static bool is_all_free(uint16_t top)
{
    uint16_t at = top;

    while (at != NONE &&
           (tree_nodes[at].state == NODE_FREE || tree_nodes[at].state == NODE_SPLIT)) {
        at = next_below(top, at);
    }
    return at == NONE;
}

/* Make one piece of a node of which all is free: one revoke deletes all below. */
static void join_all(uint16_t top)
{
    if (buddy_kernel_join(tree_nodes[top].slot) != KAAL_OK) {
        return;
    }
    while (tree_nodes[top].state == NODE_SPLIT) {
        uint16_t at = top;

        while (!tree_can_join(&tree_nodes[at])) {
            uint16_t child = tree_nodes[at].child;

            at = (tree_nodes[child].state == NODE_SPLIT) ? child : (uint16_t)(child + 1);
        }
        forget_children(at);
    }
}

/* Join one piece of RAM of 2^size_bits bytes, and no more: the kernel will clear it as a whole. */
static void join_one(unsigned size_bits)
{
    for (uint32_t i = 0; i < tree_begun; i++) {
        const struct node *node = &tree_nodes[i];

        if (node->size_bits == size_bits && node->state == NODE_SPLIT && !node->is_device &&
            is_all_free((uint16_t)i)) {
            join_all((uint16_t)i);
            return;
        }
    }
}

/* The smallest free piece that is large enough. Few are fresh, and soon none. */
static uint16_t find_free(unsigned size_bits, bool may_be_fresh)
{
    for (unsigned bits = size_bits; bits < SIZE_BITS; bits++) {
        for (uint16_t i = free_list[bits]; i != NONE; i = tree_nodes[i].next) {
            if (may_be_fresh || !tree_nodes[i].is_fresh) {
                return i;
            }
        }
    }
    return NONE;
}

/* One that is ready, else one that can be joined, else one that the kernel must clear first. */
static uint16_t find_piece(unsigned size_bits)
{
    uint16_t index = find_free(size_bits, false);

    if (index == NONE) {
        join_one(size_bits);
        index = find_free(size_bits, true);
    }
    return index;
}

kaal_err_t buddy_alloc(unsigned size_bits, buddy_piece_t *piece)
{
    uint16_t index = find_piece(size_bits);

    if (index == NONE) {
        return KAAL_ERR_NO_MEMORY;
    }
    while (tree_nodes[index].size_bits > size_bits) {
        kaal_err_t err = tree_split(index);

        if (err != KAAL_OK) {
            return err;
        }
        index = tree_nodes[index].child;
    }
    tree_remove(index);
    tree_nodes[index].state = NODE_USED;
    tree_nodes[index].is_fresh = false;
    piece->index = index;
    return KAAL_OK;
}

bool tree_contains(const struct node *node, uint64_t paddr)
{
    return paddr >= node->paddr && paddr - node->paddr < ((uint64_t)1 << node->size_bits);
}

void buddy_free(buddy_piece_t piece)
{
    KAAL_ASSERT(piece.index < tree_begun && tree_nodes[piece.index].state == NODE_USED);
    tree_insert(piece.index);
    if (tree_nodes[piece.index].is_device) {
        tree_join_device(piece.index);
    }
}

uint32_t buddy_slot(buddy_piece_t piece)
{
    return tree_nodes[piece.index].slot;
}

kaal_paddr_t buddy_paddr(buddy_piece_t piece)
{
    return (kaal_paddr_t){tree_nodes[piece.index].paddr};
}

unsigned buddy_size_bits(buddy_piece_t piece)
{
    return tree_nodes[piece.index].size_bits;
}

uint64_t buddy_total_bytes(void)
{
    return total_bytes;
}

uint64_t buddy_free_bytes(void)
{
    return free_bytes + buddy_ahead_bytes();
}

uint64_t buddy_largest_free_bytes(void)
{
    unsigned largest = 0;

    for (unsigned bits = SIZE_BITS; bits > 0 && largest == 0; bits--) {
        largest = (free_list[bits - 1] != NONE) ? bits - 1 : 0;
    }
    /* Two halves that were made ahead, or are being made, are one piece for whoever asks. */
    for (uint32_t i = 0; i < tree_roots; i++) {
        const struct node *node = &tree_nodes[i];

        if (!node->is_device && node->size_bits > largest &&
            (node->state == NODE_AHEAD || tree_can_join(node))) {
            largest = node->size_bits;
        }
    }
    return (largest == 0) ? 0 : (uint64_t)1 << largest;
}

static bool node_is_valid(uint32_t index)
{
    const struct node *node = &tree_nodes[index];

    if (node->state != NODE_SPLIT) {
        return node->state <= NODE_AHEAD;
    }
    for (unsigned i = 0; i < 2; i++) {
        const struct node *child = &tree_nodes[node->child + i];

        if (child->state == NODE_UNUSED || child->parent != index ||
            child->size_bits + 1 != node->size_bits || !tree_contains(node, child->paddr)) {
            return false;
        }
    }
    return true;
}

bool buddy_is_valid(void)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < tree_begun; i++) {
        if (!node_is_valid(i)) {
            return false;
        }
    }
    for (unsigned bits = 0; bits < SIZE_BITS; bits++) {
        uint16_t before = NONE;

        for (uint16_t i = free_list[bits]; i != NONE; i = tree_nodes[i].next) {
            if (tree_nodes[i].state != NODE_FREE || tree_nodes[i].size_bits != bits ||
                tree_nodes[i].previous != before) {
                return false;
            }
            sum += (uint64_t)1 << bits;
            before = i;
        }
    }
    return sum == free_bytes && free_bytes <= total_bytes;
}
