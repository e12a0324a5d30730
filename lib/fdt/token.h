/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One pass through a tree that was checked. libfdt goes through it from the start for each
 * question, and checks again at each step. Private to lib/fdt. Source: Devicetree Specification
 * 0.4, 5.4 (structure block).
 */
#pragma once

#include "fdt/fdt.h"

enum token_kind {
    TOKEN_NODE,     /* begins: its properties follow, then its children, then its end */
    TOKEN_PROPERTY, /* of the node that began last */
    TOKEN_NODE_END,
    TOKEN_END,
};

struct token {
    enum token_kind kind;
    int node;         /* NODE: its offset for libfdt */
    const char *name; /* NODE, PROPERTY */
    const void *data; /* PROPERTY */
    int bytes;        /* PROPERTY */
};

/* The next token; at: offset in the structure block, 0 at first, moved on. */
struct token token_next(const struct kaal_fdt *fdt, uint32_t *at);

/* The node with this phandle, an offset for libfdt; below 0: there is none. */
int token_find_phandle(const struct kaal_fdt *fdt, uint32_t phandle);
