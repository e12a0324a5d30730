/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A list with its links in the entries of the table.
 * What readers are told is known to serve/.
 */
#include "spawn/readers.h"

static uint16_t first;

void readers_init(void)
{
    first = COMPONENT_NONE;
}

static struct component *component_of(uint16_t index)
{
    return (index == COMPONENT_NONE) ? NULL : component_get(index);
}

void readers_enter(struct component *component)
{
    struct component *next = component_of(first);

    if (component->is_reader || (component->description->rights & KAAL_RIGHT_LOG) == 0) {
        return;
    }
    component->is_reader = true;
    component->next_reader = first;
    component->previous_reader = COMPONENT_NONE;
    if (next != NULL) {
        next->previous_reader = (uint16_t)component->index;
    }
    first = (uint16_t)component->index;
}

void readers_leave(struct component *component)
{
    struct component *next = NULL;
    struct component *previous = NULL;

    if (!component->is_reader) {
        return;
    }
    next = component_of(component->next_reader);
    previous = component_of(component->previous_reader);
    if (next != NULL) {
        next->previous_reader = component->previous_reader;
    }
    if (previous != NULL) {
        previous->next_reader = component->next_reader;
    } else {
        first = component->next_reader;
    }
    component->is_reader = false;
}

struct component *readers_first(void)
{
    return component_of(first);
}
