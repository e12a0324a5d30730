/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ways through the tree of who spawned whom. Its links are set in component.c.
 */
#include "spawn/component.h"

/* NULL for COMPONENT_NONE. */
static struct component *entry_of(uint16_t index)
{
    return (index == COMPONENT_NONE) ? NULL : component_get(index);
}

struct component *component_leaf(struct component *component)
{
    while (component->first_child != COMPONENT_NONE) {
        component = component_get(component->first_child);
    }
    return component;
}

struct component *component_next_below(const struct component *top, struct component *at)
{
    if (at->first_child != COMPONENT_NONE) {
        return component_get(at->first_child);
    }
    while (at != top && at->next_sibling == COMPONENT_NONE) {
        at = component_get(at->parent);
    }
    return (at == top) ? NULL : component_get(at->next_sibling);
}

bool component_is_below(const struct component *component, const struct component *ancestor)
{
    while (component != NULL && component != ancestor) {
        component = entry_of(component->parent);
    }
    return component != NULL;
}
