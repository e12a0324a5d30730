/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Components that do what the test says, one thing at a time: the test runs outside of them, and
 * looks at everything between two things.
 */
#pragma once

#include "rig.h"

#include <kaal/err.h>
#include <kaal/wire/broker.h>

/* By their names in system.conf; the last ones are names for those that are spawned. */
enum puppet {
    SHELL, /* has all rights */
    LEFT,  /* a channel leads from here */
    RIGHT, /* to here */
    NIC,   /* may drive the card */
    KID_0,
    KID_1,
    KID_2,
    KID_3,
    PUPPETS,
};
const char *puppet_name(enum puppet puppet);

/* Boot with them. */
void puppet_boot(void);

/* It has ended or faulted, and has not answered. */
#define PUPPET_DEAD ((kaal_err_t)1000)

/*
 * Let a component call the broker: `bytes` of `in` (at most KAAL_MESSAGE_BYTES_MAX), and give the
 * answer's label. A request takes at most PUPPET_ENTRIES_MAX kernel entries, of all threads.
 */
#define PUPPET_ENTRIES_MAX 40000U
kaal_err_t puppet_call(enum puppet puppet, uint32_t request, const void *in, size_t bytes,
                       void *out, size_t out_bytes);

/*
 * The same in two: let it call, which it does at its next tick, and wait for what it gets. What is
 * between them is done while it is under way.
 */
void puppet_send(enum puppet puppet, uint32_t request, const void *in, size_t bytes);
kaal_err_t puppet_await(enum puppet puppet);

/* Let it do something else, and go on; whether it has done it. */
void puppet_begin(enum puppet puppet, void (*what)(void));
bool puppet_is_over(enum puppet puppet);

/* Let it access its memory. False: it is dead of it. */
bool puppet_load(enum puppet puppet, uint64_t address, uint64_t *word);
bool puppet_store(enum puppet puppet, uint64_t address, uint64_t word);

/* The bits of its notification that have come since the last time. Some ticks pass. */
uint64_t puppet_events(enum puppet puppet);

/* Let it do something else. False: it is dead of it. */
bool puppet_do(enum puppet puppet, void (*what)(void));

/* --- requests in short; each gives the answer's label --- */

/* A small component of the sample image; puppet `made`, if its name is one of theirs. */
struct kaal_wire_system_component puppet_description(const char *name, uint32_t rights,
                                                     uint64_t memory_bytes);
kaal_err_t puppet_spawn(enum puppet by, enum puppet made, uint32_t rights, uint64_t memory_bytes,
                        struct kaal_wire_spawned *spawned);
kaal_err_t puppet_kill(enum puppet by, const char *name);
kaal_err_t puppet_memory(enum puppet by, uint64_t bytes, struct kaal_wire_mapped *mapped);
kaal_err_t puppet_delegate(enum puppet by, enum puppet to, struct kaal_wire_delegate wish,
                           uint32_t *id);
kaal_err_t puppet_held(enum puppet by, uint32_t grant, struct kaal_wire_held *held);
kaal_err_t puppet_revoke(enum puppet by, uint32_t grant);
struct kaal_wire_news puppet_news(enum puppet by); /* KAAL_NEWS_NONE: there are none */
kaal_err_t puppet_watch_grant(enum puppet by, uint32_t grant);
kaal_err_t puppet_watch_component(enum puppet by, const char *name);
kaal_err_t puppet_channel_make(enum puppet by, const char *one, const char *other,
                               const char *port);
kaal_err_t puppet_channel_open(enum puppet by, const char *port, struct kaal_wire_channel *end);
kaal_err_t puppet_device_open(enum puppet by, struct kaal_wire_bundle *bundle);
/* The card by its place. */
kaal_err_t puppet_device_parts(enum puppet by, uint32_t parts, uint64_t dma_bytes,
                               struct kaal_wire_bundle *bundle);
