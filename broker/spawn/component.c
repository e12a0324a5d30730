/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of components and the small steps that every grant needs.
 */
#include "spawn/component.h"

#include <string.h>

#include <kaal/assert.h>

#include "limits.h"
#include "resource/untyped.h"

static struct component components[LIMIT_COMPONENTS];
static uint32_t count;

void component_table_init(const struct system *system)
{
    count = system->header->component_count;
    KAAL_ASSERT(count <= LIMIT_COMPONENTS);
    for (uint32_t i = 0; i < count; i++) {
        components[i] = (struct component){
            .index = i,
            .description = &system->components[i],
            .state = KAAL_STATE_FAILED,
        };
    }
}

uint32_t component_count(void)
{
    return count;
}

struct component *component_get(uint32_t index)
{
    KAAL_ASSERT(index < count);
    return &components[index];
}

struct component *component_find(const char *name)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(components[i].description->name, name) == 0) {
            return &components[i];
        }
    }
    return NULL;
}

const char *component_name(const struct component *component)
{
    return component->description->name;
}

seL4_Word component_badge(const struct component *component)
{
    return (seL4_Word)component->index + 1;
}

struct component *component_of_badge(seL4_Word badge)
{
    seL4_Word number = badge & ~COMPONENT_BADGE_FAULT;

    if (number == 0 || number > count || components[number - 1].state != KAAL_STATE_RUNNING) {
        return NULL;
    }
    return &components[number - 1];
}

kaal_err_t component_take_window(struct component_window *window, uint64_t bytes,
                                 unsigned align_bits, uint64_t *address)
{
    uint64_t mask = ((uint64_t)1 << align_bits) - 1;
    uint64_t start = (window->next + mask) & ~mask;
    uint64_t pages = (bytes + KAAL_PAGE_BYTES - 1) & ~(KAAL_PAGE_BYTES - 1);

    if (pages < bytes || start > window->end || pages > window->end - start) {
        return KAAL_ERR_NO_SLOTS;
    }
    window->next = start + pages;
    *address = start;
    return KAAL_OK;
}

kaal_err_t component_install(struct component *component, seL4_CPtr source, seL4_CapRights_t rights,
                             seL4_Word badge, uint32_t *slot)
{
    seL4_Error error = seL4_NoError;

    if (component->next_slot >= (uint32_t)1 << component->cnode_bits) {
        return KAAL_ERR_NO_SLOTS;
    }
    if (badge == 0) {
        error = seL4_CNode_Copy(component->cnode, component->next_slot,
                                (seL4_Uint8)component->cnode_bits, seL4_CapInitThreadCNode, source,
                                seL4_WordBits, rights);
    } else {
        error = seL4_CNode_Mint(component->cnode, component->next_slot,
                                (seL4_Uint8)component->cnode_bits, seL4_CapInitThreadCNode, source,
                                seL4_WordBits, rights, badge);
    }
    if (error != seL4_NoError) {
        return KAAL_ERR_KERNEL;
    }
    *slot = component->next_slot;
    component->next_slot++;
    return KAAL_OK;
}

kaal_err_t component_make_signal(struct component *component, struct account *account,
                                 uint32_t *slot, uint32_t *bit)
{
    uint32_t made = 0;
    kaal_err_t err = KAAL_OK;

    if (component->next_event_bit >= KAAL_EVENT_BIT_COUNT) {
        return KAAL_ERR_NO_SLOTS;
    }
    err = account_add_slots(account, 1, &made);
    if (err != KAAL_OK) {
        return err;
    }
    if (seL4_CNode_Mint(seL4_CapInitThreadCNode, made, seL4_WordBits, seL4_CapInitThreadCNode,
                        component->notification, seL4_WordBits, seL4_CapRights_new(0, 0, 0, 1),
                        (seL4_Word)1 << component->next_event_bit) != seL4_NoError) {
        return KAAL_ERR_KERNEL;
    }
    *slot = made;
    *bit = component->next_event_bit;
    component->next_event_bit++;
    return KAAL_OK;
}

void component_signal(const struct component *component, enum kaal_event_bit bit)
{
    KAAL_ASSERT(bit < KAAL_EVENT_BIT_FIRST);
    seL4_Signal(component->signals + (uint32_t)bit);
}
