/* SPDX-License-Identifier: BSD-2-Clause */
/* A kernel in which something of everything is going on, and how to show that a check sees it
 * when one thing of it is not as it should be. */
#pragma once

#include "core/object.h"

/* Slots of the initial CNode. What the threads do is said in scene.c. */
enum scene {
    SENDER = 0x1000, /* blocked on ENDPOINT */
    FIRST_SERVER,    /* has called the second one, on CLIENT's time */
    SECOND_SERVER,   /* waits on SIGNAL, on CLIENT's time */
    CLIENT,          /* has called the first server */
    RECEIVER,        /* waits on IDLE_ENDPOINT with IDLE_REPLY */
    READY,           /* could run, has BOUND bound to it */
    READY_TOO,
    WAITING, /* for its next refill, as the next one */
    WAITING_TOO,
    THREADS_END,
    CONTEXT = THREADS_END, /* of SENDER, and so on */
    CONTEXTS_END = CONTEXT + THREADS_END - SENDER,
    LENT_CONTEXT = CONTEXT + CLIENT - SENDER,
    ENDPOINT = CONTEXTS_END,
    FIRST_ENDPOINT,
    SECOND_ENDPOINT,
    IDLE_ENDPOINT,
    BADGED, /* a copy of ENDPOINT */
    SIGNAL,
    BOUND,
    REPLY, /* of FIRST_SERVER */
    SECOND_REPLY,
    IDLE_REPLY,
    UNTYPED,
    CHILD, /* an untyped made of it */
    FRAME, /* mapped at SCENE_VADDR */
    FRAME_COPY,
    TABLE, /* that it is mapped in */
    CNODE, /* with a capability in it */
    HANDLER,
    SPACE,
    FREE,
};

#define SCENE_VADDR 0x20000000UL
#define SCENE_IRQ   40U

void scene_make(void);
struct slot *scene_slot(seL4_CPtr cptr);
void *scene_object(seL4_CPtr cptr);
struct tcb *scene_tcb(enum scene thread);

struct breakage {
    void (*make)(void);   /* breaks one thing of the scene */
    const char *expected; /* in what mock_check() says then */
};

/* For each: all holds in a new scene; once it is broken, the check says so. */
void scene_expect(const struct breakage *list, unsigned count);
