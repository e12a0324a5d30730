/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The nodes of the tree. Private to buddy.c, buddy_device.c and buddy_ahead.c.
 */
#pragma once

#include "limits.h"
#include "resource/buddy.h"

#define NONE       ((uint16_t)0xffff)
#define SIZE_BITS  64 /* list heads: one for each size */
#define FRESH_BITS 20 /* untypeds up to 1 MiB are cleared in a request: 480,000 instructions */

_Static_assert(LIMIT_NODES < 0xffff, "a node's index has 16 bits");

enum node_state {
    NODE_UNUSED = 0,
    NODE_FREE,
    NODE_SPLIT,
    NODE_USED,
    NODE_AHEAD, /* it is being split elsewhere; its bytes count as free */
};

struct node {
    uint64_t paddr;
    uint32_t slot;
    uint8_t state;     /* enum node_state */
    uint8_t size_bits; /* log2 bytes */
    bool is_device;
    bool is_fresh; /* large, and nothing was ever made of it: the kernel will clear it as a whole */
    uint16_t parent;
    uint16_t child;    /* the first of two nodes in a row while NODE_SPLIT */
    uint16_t next;     /* in the free list of RAM, or of unused pairs */
    uint16_t previous; /* in the free list of RAM */
};

extern struct node tree_nodes[LIMIT_NODES];
extern uint32_t tree_roots; /* nodes that boot added: [0, tree_roots) */
extern uint32_t tree_begun; /* nodes that were in use at some time: [0, tree_begun) */

/* Whether an address lies in a node. */
bool tree_contains(const struct node *node, uint64_t paddr);

/* The first free node of RAM of a size, or NONE. */
uint16_t tree_first_free(unsigned size_bits);

/* Put a node on the free list of its size, or take it off. */
void tree_insert(uint16_t index);
void tree_remove(uint16_t index);

/* Two unused nodes in a row. Errors: KAAL_ERR_NO_SLOTS. */
KAAL_CHECKED kaal_err_t tree_pair_alloc(uint16_t *pair);
void tree_pair_free(uint16_t pair);

/* Where the capability of a node's untyped is that came by a split. */
uint32_t tree_slot(uint16_t index);

/* The kernel has split a node, which is on no list, into the nodes of this pair: they are free. */
void tree_enter_children(uint16_t index, uint16_t pair);

/* Split a free node; both halves are free afterwards. Errors: KAAL_ERR_NO_SLOTS, _KERNEL. */
KAAL_CHECKED kaal_err_t tree_split(uint16_t index);

/* Join the two free halves of a split node. Leaves it split when the kernel refuses. */
void tree_join(uint16_t index);
bool tree_can_join(const struct node *node);

/* Join upwards from a free device node: nothing is cleared there, so at once is best. */
void tree_join_device(uint16_t index);
