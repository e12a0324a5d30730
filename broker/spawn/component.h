/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of components: what each is, what state it is in, and where its objects are.
 * The first entries are those of the system description; others come and go while it runs.
 * Making one is spawn/spawn.h, ending one is supervise/stop.h.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/layout.h>
#include <kaal/types.h>
#include <kaal/wire/broker.h>

#include <sel4/sel4.h>

#include "policy/rule.h"
#include "policy/system.h"
#include "resource/account.h"
#include "resource/vspace.h"

#define COMPONENT_NONE ((uint16_t)0xffff)

/* Event bits that the broker sets often; the others are told (component_tell). */
#define COMPONENT_SIGNALS 3U

#define COMPONENT_NO_HANDOVER ((uint16_t)0xffff)

struct component {
    /* What it is; constant from component_add to component_remove. */
    uint32_t index;
    uint32_t generation; /* of the entry: an old id never names a new component */
    const struct kaal_wire_system_component *description; /* NULL: the entry is unused */
    bool is_described; /* it stands in the system description, and so stays when it has ended */
    uint32_t life;     /* the grant that its spawner has of it; GRANT_NONE: the boot's */

    /* What it is to the policy in force (spawn/guard.c), once somebody has asked. */
    bool has_subject;
    uint32_t subject;
    uint32_t subject_generation;

    /* Links of component.c: names, unused entries; who spawned whom. */
    uint16_t next;
    uint16_t parent;
    uint16_t first_child;
    uint16_t next_sibling;
    uint16_t previous_sibling;

    /* Links of readers.c. */
    bool is_reader;
    uint16_t next_reader;
    uint16_t previous_reader;

    /* How it is; written by spawn/ and supervise/. */
    enum kaal_component_state state;
    enum kaal_cause cause; /* of its last end */
    int64_t exit_code;     /* CAUSE_EXIT: its own word; CAUSE_SPAWN: enum kaal_err; else 0 */
    uint32_t restarts;
    uint32_t ends; /* how often it was stopped: whoever it was before answers to nobody */

    /* What it has, while running. */
    struct account account;
    struct account tables; /* translation tables and service that came later; a part of account */
    struct vspace vspace;
    uint16_t asid_pool;
    uint16_t handover; /* its region (spawn/handover.c), or COMPONENT_NO_HANDOVER */
    uint32_t tcb;
    uint32_t cnode; /* 0: what it was spawned with is gone */
    uint32_t cnode_bits;
    uint32_t notification; /* the broker's own capability of it, all rights */
    uint32_t signals; /* slots: a capability for each of the first COMPONENT_SIGNALS event bits */
    uint32_t sched_context;
    uint32_t service; /* endpoint at which it serves its clients (grant/channel_link.h); 0: none */

    /* What is taken, a bit each: slots of its CSpace, bits of its notification. */
    uint64_t slots_taken;
    uint64_t events_taken;

    /* Times of the broker's clock, and what its rules remember; written by supervise/. */
    uint64_t began_ns;
    uint64_t ran_ns;        /* in its last life */
    uint64_t begin_at_ns;   /* STATE_WAITING: when it begins again; else 0 */
    uint64_t alarm_at_ns;   /* 0: none */
    uint64_t ask_at_ns;     /* when its heartbeat is looked at next; 0: never */
    bool is_being_replaced; /* its hand-over region is kept for the next instance */
    bool is_outdated;       /* one that it depends on has begun since: it begins anew */
    bool is_asked;          /* for its heartbeat, and it has not answered */
    bool is_waiting;        /* for an answer that comes later: it cannot answer */
    struct rule_history history;
};

/* Fill the table from the description, whose components keep their indices. Once, at boot. */
void component_table_init(const struct system *system);

/*
 * Enter a component that is to be spawned; its description is copied. parent: who wants it, or
 * NULL. Errors: KAAL_ERR_BUSY one of that name exists; KAAL_ERR_NO_SLOTS the table is full.
 */
KAAL_CHECKED kaal_err_t component_add(const struct kaal_wire_system_component *description,
                                      struct component *parent, struct component **component);

/* Change what a component is begun from next. image: NUL-terminated, shorter than a name may be. */
void component_set_image(struct component *component, const char *image);

/* Forget a component that has ended, holds nothing and has no children. */
void component_remove(struct component *component);

/* No component has this index or a greater one; below it entries may be unused. */
uint32_t component_count(void);

/* index: below component_count(). NULL: the entry is unused. */
struct component *component_get(uint32_t index);

/* The name of a component for others: index and generation; never 0. */
uint32_t component_id(const struct component *component);

/* NULL when it is none's, or an old one's. */
struct component *component_of_id(uint32_t id);

/*
 * The component to end first when `component` and all that it has spawned are to end: one without
 * running descendants, itself in the end.
 */
struct component *component_leaf(struct component *component);

/* All below `top` and itself, parents first: the one behind `at`; NULL at the end. */
struct component *component_next_below(const struct component *top, struct component *at);

/* Whether `component` is `ancestor`, or was spawned by it or by one of its descendants. */
bool component_is_below(const struct component *component, const struct component *ancestor);

/* NULL when there is none of that name. */
struct component *component_find(const char *name);

/* The name of a component, for log lines. */
const char *component_name(const struct component *component);

/*
 * Badges of the broker's endpoint. A component's is its id; faults of it carry one bit more.
 * Source: seL4 manual, 4.2.1.
 */
#define COMPONENT_BADGE_FAULT ((seL4_Word)1 << 32)

/* The badge of a component's endpoint capability. */
seL4_Word component_badge(const struct component *component);

/* The component behind a badge, NULL when it is none's or that one is not running. */
struct component *component_of_badge(seL4_Word badge);

/* A part of a component's address space, [start, end), in which things are mapped. */
struct component_window {
    uint64_t start;
    uint64_t end;
};
extern const struct component_window component_channels;
extern const struct component_window component_mmio;
extern const struct component_window component_dma;
extern const struct component_window component_memory;

/*
 * Find `bytes`, whole pages, aligned to 2^align_bits, in a window, where no grant of the component
 * is. They are taken by a grant with that address. Errors: KAAL_ERR_NO_SLOTS there is no room.
 */
KAAL_CHECKED kaal_err_t component_find_room(const struct component *component,
                                            struct component_window window, uint64_t bytes,
                                            unsigned align_bits, uint64_t *address);

/* Take a slot of its CSpace, a bit of its notification. KAAL_ERR_NO_SLOTS: none is free. */
KAAL_CHECKED kaal_err_t component_take_slot(struct component *component, uint32_t *slot);
KAAL_CHECKED kaal_err_t component_take_event(struct component *component, uint32_t *bit);

/* Whether it has a CSpace: it runs, or what it was spawned with is still to be taken. */
bool component_has_cspace(const struct component *component);

/*
 * Empty a slot of its CSpace and give it back. Returns false when the kernel refused and the CSpace
 * is not about to go: the slot stays taken.
 */
bool component_free_slot(struct component *component, uint32_t slot);
void component_free_event(struct component *component, uint32_t bit);

/* What component_undo goes back to. */
struct component_mark {
    uint64_t slots_taken;
    uint64_t events_taken;
    uint32_t service;
};

/*
 * Begin a request that gives the component several things, or none. component_commit keeps them.
 * component_undo takes back objects of `tables`, slots and event bits; is_clean: whether all else
 * of the request was taken back before. If not, they stay out of use. Returns whether everything is
 * as it was.
 */
struct component_mark component_begin(struct component *component);
void component_commit(struct component *component);
bool component_undo(struct component *component, const struct component_mark *mark, bool is_clean);

/*
 * Put a copy of a capability into the next free slot of the component's CSpace.
 * source: slot of the broker. badge: 0 to keep the source's. slot: where it is now.
 * Errors: KAAL_ERR_NO_SLOTS its CSpace is full; KAAL_ERR_KERNEL the kernel refused.
 */
KAAL_CHECKED kaal_err_t component_install(struct component *component, seL4_CPtr source,
                                          seL4_CapRights_t rights, seL4_Word badge, uint32_t *slot);

/*
 * Make a capability for signalling one bit of the component's notification, in a slot of the broker
 * that is charged to `account`, and goes with it. Errors: KAAL_ERR_QUOTA, KAAL_ERR_NO_SLOTS no slot
 * is free; KAAL_ERR_KERNEL.
 */
KAAL_CHECKED kaal_err_t component_make_signal(const struct component *component,
                                              struct account *account, uint32_t bit,
                                              uint32_t *slot);

/* Set one bit of its notification from the broker. bit: enum kaal_event_bit. Never blocks. */
void component_signal(const struct component *component, enum kaal_event_bit bit);

/*
 * Set any bit of a running component's notification, by a capability that is made for it and
 * deleted: for what is told seldom. Never blocks. Returns false when the kernel refused, which is
 * logged, and the bit is not set.
 */
bool component_tell(const struct component *component, uint32_t bit);
