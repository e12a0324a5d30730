/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All capabilities, all objects and the derivation tree, as they are between two kernel entries. A
 * survey only reads, and holds until the kernel is entered again. What must be true of what it
 * finds: check.h.
 */
#pragma once

#include <stdio.h>

#include "core/object.h"

/* A CNode as large as the initial one, full, and as many again. */
#define SURVEY_MAX (1U << 18)

struct survey_object {
    seL4_Word start; /* physical, [start, end) */
    seL4_Word end;
    enum cap_type type;
    struct slot *slot;          /* a capability to it: the first in the tree */
    const struct slot *untyped; /* the nearest one that the capability comes from; null: boot's */
    unsigned order;             /* of `slot` among all */
};

struct survey {
    /* Filled slots in preorder of the derivation tree. */
    struct slot *slots[SURVEY_MAX];
    unsigned slot_count;
    /* What they name that is memory, each thing once, by start; a larger one before what is in it.
     */
    struct survey_object objects[SURVEY_MAX];
    unsigned object_count;
    /* The same without untypeds: no two of these overlap, if all is well. */
    struct survey_object things[SURVEY_MAX];
    unsigned thing_count;
};

extern struct survey survey;

/* Reads it all. Null, or what is wrong with the list, so that there is no survey. */
const char *survey_take(void);

/* The live object of that type there; null: there is none. */
const struct survey_object *survey_find(enum cap_type type, const void *object);
const struct survey_object *survey_find_at(enum cap_type type, seL4_Word paddr);

/* The live object that is no untyped and has this physical address in it; null: there is none. */
const struct survey_object *survey_containing(seL4_Word paddr);

/* How many slots a CNode or TCB has, and the first of them; 0 for other objects. */
unsigned survey_slots_of(const struct survey_object *object, struct slot **slots);

/* What the slot was derived from; null: from nothing, at boot. */
const struct slot *survey_parent(const struct slot *slot);

/* The derivation tree as text, a line a capability. */
void survey_print(FILE *file);
