/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tree of untyped memory: nodes in a fixed pool, a free list for each size of RAM.
 * Who holds a piece and why is not known here.
 */
#include "resource/buddy.h"

#include <kaal/assert.h>
#include "limits.h"

#define NONE      ((uint16_t)0xffff)
#define SIZE_BITS 64 /* list heads: one for each size */

_Static_assert(LIMIT_NODES < 0xffff, "a node's index has 16 bits");

enum node_state {
    NODE_UNUSED = 0,
    NODE_FREE,
    NODE_SPLIT,
    NODE_USED,
};

struct node {
    uint64_t paddr;
    uint32_t slot;
    uint8_t state;     /* enum node_state */
    uint8_t size_bits; /* log2 bytes */
    bool is_device;
    uint16_t parent;
    uint16_t child;    /* the first of two nodes in a row while NODE_SPLIT */
    uint16_t next;     /* in the free list of RAM, or of unused pairs */
    uint16_t previous; /* in the free list of RAM */
};

static struct node nodes[LIMIT_NODES];
static uint16_t free_list[SIZE_BITS];
static uint32_t slots;        /* of node 0; that of a root is where boot put it */
static uint16_t unused_pairs; /* children come and go in pairs */
static uint32_t nodes_begun;  /* nodes that were in use at some time: [0, nodes_begun) */
static uint64_t total_bytes;
static uint64_t free_bytes;

void buddy_init(uint32_t first_slot)
{
    slots = first_slot;
    for (unsigned i = 0; i < SIZE_BITS; i++) {
        free_list[i] = NONE;
    }
    unused_pairs = NONE;
    nodes_begun = 0;
    total_bytes = 0;
    free_bytes = 0;
}

static void list_insert(uint16_t index)
{
    struct node *node = &nodes[index];

    node->state = NODE_FREE;
    if (node->is_device) {
        return;
    }
    node->previous = NONE;
    node->next = free_list[node->size_bits];
    if (node->next != NONE) {
        nodes[node->next].previous = index;
    }
    free_list[node->size_bits] = index;
    free_bytes += (uint64_t)1 << node->size_bits;
}

static void list_remove(uint16_t index)
{
    struct node *node = &nodes[index];

    KAAL_ASSERT(node->state == NODE_FREE);
    if (node->is_device) {
        return;
    }
    if (node->previous != NONE) {
        nodes[node->previous].next = node->next;
    } else {
        free_list[node->size_bits] = node->next;
    }
    if (node->next != NONE) {
        nodes[node->next].previous = node->previous;
    }
    free_bytes -= (uint64_t)1 << node->size_bits;
}

kaal_err_t buddy_add(uint32_t slot, kaal_paddr_t paddr, unsigned size_bits, bool is_device)
{
    if (nodes_begun == LIMIT_NODES) {
        return KAAL_ERR_NO_SLOTS;
    }
    KAAL_ASSERT(size_bits < SIZE_BITS && paddr.value % ((uint64_t)1 << size_bits) == 0);
    nodes[nodes_begun] = (struct node){
        .paddr = paddr.value,
        .slot = slot,
        .size_bits = (uint8_t)size_bits,
        .is_device = is_device,
        .parent = NONE,
        .child = NONE,
    };
    list_insert((uint16_t)nodes_begun);
    nodes_begun++;
    if (!is_device) {
        total_bytes += (uint64_t)1 << size_bits;
    }
    return KAAL_OK;
}

static kaal_err_t pair_alloc(uint16_t *pair)
{
    if (unused_pairs != NONE) {
        *pair = unused_pairs;
        unused_pairs = nodes[*pair].next;
        return KAAL_OK;
    }
    if (nodes_begun + 2 > LIMIT_NODES) {
        return KAAL_ERR_NO_SLOTS;
    }
    *pair = (uint16_t)nodes_begun;
    nodes_begun += 2;
    return KAAL_OK;
}

static void pair_free(uint16_t pair)
{
    nodes[pair].state = NODE_UNUSED;
    nodes[pair + 1].state = NODE_UNUSED;
    nodes[pair].next = unused_pairs;
    unused_pairs = pair;
}

/* Split a free node; both halves are free afterwards. */
static kaal_err_t split(uint16_t index)
{
    struct node *node = &nodes[index];
    unsigned child_bits = node->size_bits - 1U;
    uint16_t pair = NONE;
    kaal_err_t err = pair_alloc(&pair);

    if (err != KAAL_OK) {
        return err;
    }
    err = buddy_kernel_split(node->slot, child_bits, slots + pair);
    if (err != KAAL_OK) {
        pair_free(pair);
        return err;
    }
    list_remove(index);
    node->state = NODE_SPLIT;
    node->child = pair;
    for (unsigned i = 0; i < 2; i++) {
        nodes[pair + i] = (struct node){
            .paddr = node->paddr + ((uint64_t)i << child_bits),
            .slot = slots + pair + i,
            .size_bits = (uint8_t)child_bits,
            .is_device = node->is_device,
            .parent = index,
            .child = NONE,
        };
        list_insert((uint16_t)(pair + i));
    }
    return KAAL_OK;
}

/* Join the two free halves of a split node. Leaves it split when the kernel refuses. */
static void join(uint16_t index)
{
    struct node *node = &nodes[index];
    uint16_t pair = node->child;

    if (buddy_kernel_join(node->slot) != KAAL_OK) {
        return;
    }
    list_remove(pair);
    list_remove((uint16_t)(pair + 1));
    pair_free(pair);
    node->child = NONE;
    list_insert(index);
}

static bool can_join(const struct node *node)
{
    return node->state == NODE_SPLIT && nodes[node->child].state == NODE_FREE &&
           nodes[node->child + 1].state == NODE_FREE;
}

/* Join all free halves of RAM up to 2^size_bits, small ones first. */
static void join_up_to(unsigned size_bits)
{
    for (unsigned bits = 1; bits <= size_bits; bits++) {
        for (uint32_t i = 0; i < nodes_begun; i++) {
            if (nodes[i].size_bits == bits && !nodes[i].is_device && can_join(&nodes[i])) {
                join((uint16_t)i);
            }
        }
    }
}

static uint16_t find_free(unsigned size_bits)
{
    for (unsigned bits = size_bits; bits < SIZE_BITS; bits++) {
        if (free_list[bits] != NONE) {
            return free_list[bits];
        }
    }
    return NONE;
}

kaal_err_t buddy_alloc(unsigned size_bits, buddy_piece_t *piece)
{
    uint16_t index = find_free(size_bits);

    if (index == NONE) {
        join_up_to(size_bits);
        index = find_free(size_bits);
    }
    if (index == NONE) {
        return KAAL_ERR_NO_MEMORY;
    }
    while (nodes[index].size_bits > size_bits) {
        kaal_err_t err = split(index);

        if (err != KAAL_OK) {
            return err;
        }
        index = nodes[index].child;
    }
    list_remove(index);
    nodes[index].state = NODE_USED;
    piece->index = index;
    return KAAL_OK;
}

static bool contains(const struct node *node, uint64_t paddr)
{
    return paddr >= node->paddr && paddr - node->paddr < ((uint64_t)1 << node->size_bits);
}

/* The device untyped of the kernel's that holds an address. */
static uint16_t find_device_root(uint64_t paddr)
{
    for (uint32_t i = 0; i < nodes_begun; i++) {
        const struct node *node = &nodes[i];

        if (node->state != NODE_UNUSED && node->is_device && node->parent == NONE &&
            contains(node, paddr)) {
            return (uint16_t)i;
        }
    }
    return NONE;
}

bool buddy_is_device_address(kaal_paddr_t paddr)
{
    return find_device_root(paddr.value) != NONE;
}

/* Join upwards from a free device node: nothing is cleared there, so at once is best. */
static void join_device(uint16_t index)
{
    uint16_t parent = nodes[index].parent;

    while (parent != NONE && can_join(&nodes[parent])) {
        join(parent);
        if (nodes[parent].state != NODE_FREE) {
            return;
        }
        parent = nodes[parent].parent;
    }
}

kaal_err_t buddy_alloc_at(kaal_paddr_t paddr, unsigned size_bits, buddy_piece_t *piece)
{
    uint16_t index = find_device_root(paddr.value);

    KAAL_ASSERT(paddr.value % ((uint64_t)1 << size_bits) == 0);
    if (index == NONE || nodes[index].size_bits < size_bits) {
        return KAAL_ERR_NOT_FOUND;
    }
    while (nodes[index].size_bits > size_bits) {
        kaal_err_t err = KAAL_OK;

        if (nodes[index].state == NODE_USED) {
            return KAAL_ERR_BUSY;
        }
        if (nodes[index].state == NODE_FREE) {
            err = split(index);
        }
        if (err != KAAL_OK) {
            join_device(index);
            return err;
        }
        index = nodes[index].child;
        if (!contains(&nodes[index], paddr.value)) {
            index++;
        }
    }
    if (nodes[index].state != NODE_FREE) {
        return KAAL_ERR_BUSY;
    }
    nodes[index].state = NODE_USED;
    piece->index = index;
    return KAAL_OK;
}

void buddy_free(buddy_piece_t piece)
{
    KAAL_ASSERT(piece.index < nodes_begun && nodes[piece.index].state == NODE_USED);
    list_insert(piece.index);
    if (nodes[piece.index].is_device) {
        join_device(piece.index);
    }
}

uint32_t buddy_slot(buddy_piece_t piece)
{
    return nodes[piece.index].slot;
}

kaal_paddr_t buddy_paddr(buddy_piece_t piece)
{
    return (kaal_paddr_t){nodes[piece.index].paddr};
}

unsigned buddy_size_bits(buddy_piece_t piece)
{
    return nodes[piece.index].size_bits;
}

uint64_t buddy_total_bytes(void)
{
    return total_bytes;
}

uint64_t buddy_free_bytes(void)
{
    return free_bytes;
}

uint64_t buddy_largest_free_bytes(void)
{
    for (unsigned bits = SIZE_BITS; bits > 0; bits--) {
        if (free_list[bits - 1] != NONE) {
            return (uint64_t)1 << (bits - 1);
        }
    }
    return 0;
}

static bool node_is_valid(uint32_t index)
{
    const struct node *node = &nodes[index];

    if (node->state != NODE_SPLIT) {
        return node->state <= NODE_USED;
    }
    for (unsigned i = 0; i < 2; i++) {
        const struct node *child = &nodes[node->child + i];

        if (child->state == NODE_UNUSED || child->parent != index ||
            child->size_bits + 1 != node->size_bits || !contains(node, child->paddr)) {
            return false;
        }
    }
    return true;
}

bool buddy_is_valid(void)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < nodes_begun; i++) {
        if (!node_is_valid(i)) {
            return false;
        }
    }
    for (unsigned bits = 0; bits < SIZE_BITS; bits++) {
        uint16_t before = NONE;

        for (uint16_t i = free_list[bits]; i != NONE; i = nodes[i].next) {
            if (nodes[i].state != NODE_FREE || nodes[i].size_bits != bits ||
                nodes[i].previous != before) {
                return false;
            }
            sum += (uint64_t)1 << bits;
            before = i;
        }
    }
    return sum == free_bytes && free_bytes <= total_bytes;
}
