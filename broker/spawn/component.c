/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of components and the small steps that every grant needs.
 */
#include "spawn/component.h"

#include <string.h>

#include <kaal/assert.h>

#include "audit/log.h"
#include "audit/trail.h"
#include "grant/grant.h"
#include "limits.h"
#include "resource/asidpool.h"
#include "resource/kernel.h"
#include "resource/scratch.h"
#include "resource/untyped.h"
#include "spawn/readers.h"

#define BUCKETS     (LIMIT_COMPONENTS / 4) /* of names */
#define INDEX_BITS  16
#define INDEX_MASK  (((uint32_t)1 << INDEX_BITS) - 1)
#define GENERATIONS ((uint32_t)1 << 16)

_Static_assert(LIMIT_COMPONENTS < COMPONENT_NONE, "a link holds the index");

static struct component components[LIMIT_COMPONENTS];
static struct kaal_wire_system_component descriptions[LIMIT_COMPONENTS];
static uint16_t buckets[BUCKETS];
static uint16_t first_unused;
static uint32_t count; /* entries that were in use at some time: [0, count) */

/* Bernstein's hash: names are few and short. */
static uint16_t *bucket_of(const char *name)
{
    uint32_t hash = 5381;

    for (; *name != '\0'; name++) {
        hash = hash * 33 + (uint8_t)*name;
    }
    return &buckets[hash % BUCKETS];
}

/* The entry of an index that may be COMPONENT_NONE. */
static struct component *entry_of(uint16_t index)
{
    return (index == COMPONENT_NONE) ? NULL : &components[index];
}

static void link_child(struct component *component, struct component *parent)
{
    component->parent = COMPONENT_NONE;
    component->next_sibling = COMPONENT_NONE;
    component->previous_sibling = COMPONENT_NONE;
    component->first_child = COMPONENT_NONE;
    if (parent == NULL) {
        return;
    }
    component->parent = (uint16_t)parent->index;
    component->next_sibling = parent->first_child;
    if (parent->first_child != COMPONENT_NONE) {
        components[parent->first_child].previous_sibling = (uint16_t)component->index;
    }
    parent->first_child = (uint16_t)component->index;
}

static void unlink_child(const struct component *component)
{
    if (component->next_sibling != COMPONENT_NONE) {
        components[component->next_sibling].previous_sibling = component->previous_sibling;
    }
    if (component->previous_sibling != COMPONENT_NONE) {
        components[component->previous_sibling].next_sibling = component->next_sibling;
    } else if (component->parent != COMPONENT_NONE) {
        components[component->parent].first_child = component->next_sibling;
    }
}

/* An entry that is not in use. */
static kaal_err_t take_entry(struct component **component)
{
    uint32_t index = first_unused;

    if (index != COMPONENT_NONE) {
        first_unused = components[index].next;
    } else if (count < LIMIT_COMPONENTS) {
        index = count;
        count++;
    } else {
        return KAAL_ERR_NO_SLOTS;
    }
    *component = &components[index];
    **component = (struct component){
        .index = index,
        .generation = components[index].generation % (GENERATIONS - 1) + 1,
        .description = &descriptions[index],
        .state = KAAL_STATE_FAILED,
        .asid_pool = ASIDPOOL_NONE,
        .handover = COMPONENT_NO_HANDOVER,
    };
    return KAAL_OK;
}

kaal_err_t component_add(const struct kaal_wire_system_component *description,
                         struct component *parent, struct component **component)
{
    uint16_t *bucket = bucket_of(description->name);
    struct component *made = NULL;
    kaal_err_t err = KAAL_OK;

    if (component_find(description->name) != NULL) {
        return KAAL_ERR_BUSY;
    }
    err = take_entry(&made);
    if (err != KAAL_OK) {
        return err;
    }
    descriptions[made->index] = *description;
    made->next = *bucket;
    *bucket = (uint16_t)made->index;
    link_child(made, parent);
    trail_enter(made);
    *component = made;
    return KAAL_OK;
}

void component_set_image(struct component *component, const char *image)
{
    char *field = descriptions[component->index].image;

    memset(field, 0, KAAL_NAME_BYTES);
    strcpy(field, image);
    component->has_subject = false; /* another image may be another role */
}

void component_remove(struct component *component)
{
    uint16_t *link = bucket_of(component_name(component));

    KAAL_ASSERT(component->state != KAAL_STATE_RUNNING && component->first_child == COMPONENT_NONE);
    trail_forget(component);
    while (*link != component->index) {
        link = &components[*link].next;
    }
    *link = component->next;
    unlink_child(component);
    component->description = NULL;
    component->next = first_unused;
    first_unused = (uint16_t)component->index;
}

void component_table_init(const struct system *system)
{
    count = 0;
    first_unused = COMPONENT_NONE;
    readers_init();
    for (uint32_t i = 0; i < BUCKETS; i++) {
        buckets[i] = COMPONENT_NONE;
    }
    for (uint32_t i = 0; i < system->header->component_count; i++) {
        struct component *component = NULL;
        kaal_err_t err = component_add(&system->components[i], NULL, &component);

        KAAL_ASSERT(err == KAAL_OK && component->index == i); /* the description was checked */
        component->is_described = true;
    }
}

uint32_t component_count(void)
{
    return count;
}

struct component *component_get(uint32_t index)
{
    KAAL_ASSERT(index < count);
    return (components[index].description != NULL) ? &components[index] : NULL;
}

struct component *component_find(const char *name)
{
    struct component *component = entry_of(*bucket_of(name));

    while (component != NULL && strcmp(component->description->name, name) != 0) {
        component = entry_of(component->next);
    }
    return component;
}

const char *component_name(const struct component *component)
{
    return component->description->name;
}

uint32_t component_id(const struct component *component)
{
    return (component->generation << INDEX_BITS) | component->index;
}

struct component *component_of_id(uint32_t id)
{
    struct component *component = &components[(id & INDEX_MASK) % LIMIT_COMPONENTS];

    if (component->description == NULL || component_id(component) != id) {
        return NULL;
    }
    return component;
}

seL4_Word component_badge(const struct component *component)
{
    return component_id(component);
}

struct component *component_of_badge(seL4_Word badge)
{
    struct component *component = component_of_id((uint32_t)badge);

    if (component == NULL || component->state != KAAL_STATE_RUNNING) {
        return NULL;
    }
    return component;
}

const struct component_window component_channels = {KAAL_VA_CHANNEL, KAAL_VA_CHANNEL_END};
const struct component_window component_mmio = {KAAL_VA_MMIO, KAAL_VA_MMIO_END};
const struct component_window component_dma = {KAAL_VA_DMA, KAAL_VA_DMA_END};
const struct component_window component_memory = {KAAL_VA_MEMORY, KAAL_VA_MEMORY_END};

kaal_err_t component_find_room(const struct component *component, struct component_window window,
                               uint64_t bytes, unsigned align_bits, uint64_t *address)
{
    uint64_t mask = ((uint64_t)1 << align_bits) - 1;
    uint64_t start = (window.start + mask) & ~mask;

    /* They come by their addresses, so one pass finds the first gap that is wide enough. */
    for (uint32_t id = grant_first_of(component->index); id != GRANT_NONE; id = grant_next_of(id)) {
        const struct grant *grant = grant_get(id);
        uint64_t end = grant->address + grant->bytes;

        if (grant->address == 0 || end <= start) {
            continue;
        }
        if (grant->address >= start && bytes <= grant->address - start) {
            break;
        }
        start = (end + mask) & ~mask;
    }
    if (start > window.end || bytes > window.end - start) {
        return KAAL_ERR_NO_SLOTS;
    }
    *address = start;
    return KAAL_OK;
}

/* Take the lowest bit of a word that is not set, below `count`. */
static kaal_err_t take_bit(uint64_t *word, uint32_t bits, uint32_t *bit)
{
    uint32_t lowest = (*word == UINT64_MAX) ? bits : (uint32_t)__builtin_ctzll(~*word);

    if (lowest >= bits) {
        return KAAL_ERR_NO_SLOTS;
    }
    *word |= (uint64_t)1 << lowest;
    *bit = lowest;
    return KAAL_OK;
}

kaal_err_t component_take_slot(struct component *component, uint32_t *slot)
{
    return take_bit(&component->slots_taken, (uint32_t)1 << component->cnode_bits, slot);
}

kaal_err_t component_take_event(struct component *component, uint32_t *bit)
{
    return take_bit(&component->events_taken, KAAL_EVENT_BIT_COUNT, bit);
}

bool component_has_cspace(const struct component *component)
{
    return component->cnode != 0;
}

bool component_free_slot(struct component *component, uint32_t slot)
{
    if (component_has_cspace(component) &&
        KERNEL_CALL(seL4_CNode_Delete, component->cnode, slot, (seL4_Uint8)component->cnode_bits) !=
            KAAL_OK &&
        component->state == KAAL_STATE_RUNNING) {
        return false;
    }
    component->slots_taken &= ~((uint64_t)1 << slot);
    return true;
}

void component_free_event(struct component *component, uint32_t bit)
{
    component->events_taken &= ~((uint64_t)1 << bit);
}

struct component_mark component_begin(struct component *component)
{
    account_begin(&component->tables);
    return (struct component_mark){
        .slots_taken = component->slots_taken,
        .events_taken = component->events_taken,
        .service = component->service,
    };
}

void component_commit(struct component *component)
{
    account_commit(&component->tables);
}

bool component_undo(struct component *component, const struct component_mark *mark, bool is_clean)
{
    component->service = mark->service;
    if (!account_undo(&component->tables) || !is_clean) {
        trail_quarantine(component, NULL);
        return false;
    }
    component->slots_taken = mark->slots_taken;
    component->events_taken = mark->events_taken;
    return true;
}

kaal_err_t component_install(struct component *component, seL4_CPtr source, seL4_CapRights_t rights,
                             seL4_Word badge, uint32_t *slot)
{
    uint32_t taken = 0;
    kaal_err_t err = component_take_slot(component, &taken);

    if (err != KAAL_OK) {
        return err;
    }
    if (badge == 0) {
        err =
            KERNEL_CALL(seL4_CNode_Copy, component->cnode, taken, (seL4_Uint8)component->cnode_bits,
                        seL4_CapInitThreadCNode, source, seL4_WordBits, rights);
    } else {
        err =
            KERNEL_CALL(seL4_CNode_Mint, component->cnode, taken, (seL4_Uint8)component->cnode_bits,
                        seL4_CapInitThreadCNode, source, seL4_WordBits, rights, badge);
    }
    if (err != KAAL_OK) {
        component->slots_taken &= ~((uint64_t)1 << taken);
        return err;
    }
    *slot = taken;
    return KAAL_OK;
}

kaal_err_t component_make_signal(const struct component *component, struct account *account,
                                 uint32_t bit, uint32_t *slot)
{
    kaal_err_t err = account_add_slots(account, 1, slot);

    if (err != KAAL_OK) {
        return err;
    }
    return KERNEL_CALL(seL4_CNode_Mint, seL4_CapInitThreadCNode, *slot, seL4_WordBits,
                       seL4_CapInitThreadCNode, component->notification, seL4_WordBits,
                       seL4_CapRights_new(0, 0, 0, 1), (seL4_Word)1 << bit);
}

void component_signal(const struct component *component, enum kaal_event_bit bit)
{
    KAAL_ASSERT(bit < COMPONENT_SIGNALS);
    seL4_Signal(component->signals + (uint32_t)bit);
}

bool component_tell(const struct component *component, uint32_t bit)
{
    uint32_t slot = 0;
    bool is_told = false;

    if (scratch_get(&slot) != KAAL_OK) {
        log_write("broker: %s is not told of an event", component_name(component));
        return false;
    }
    is_told = KERNEL_CALL(seL4_CNode_Mint, seL4_CapInitThreadCNode, slot, seL4_WordBits,
                          seL4_CapInitThreadCNode, component->notification, seL4_WordBits,
                          seL4_CapRights_new(0, 0, 0, 1), (seL4_Word)1 << bit) == KAAL_OK;
    if (is_told) {
        seL4_Signal(slot);
    }
    (void)scratch_put(slot);
    return is_told;
}
