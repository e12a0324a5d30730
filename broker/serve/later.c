/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A table of requests by ticket. Reply objects change hands: the one that a client waits on stays
 * with its ticket, and the loop goes on with the one that the ticket had.
 */
#include "serve/later.h"

#include <kaal/assert.h>

#include "limits.h"
#include "serve/pace.h"
#include "supervise/heartbeat.h"

enum later_state {
    LATER_FREE,
    LATER_TAKEN, /* its request is being served */
    LATER_OVER,  /* ... and its work is over */
    LATER_KEPT,  /* its client waits, if it lives */
};

static struct later {
    enum later_state state;
    kaal_err_t err;
    seL4_CPtr reply;
    uint32_t client; /* its id */
    uint32_t ends;   /* of the client then: another life waits for nothing */
    uint32_t family; /* index of the component at the top of it */
    uint32_t next;   /* of the free ones; LIMIT_LATER: none */
} table[LIMIT_LATER];

static seL4_CPtr current;
static uint32_t first_free;
static uint32_t taken;

void later_init(uint32_t first)
{
    current = first;
    for (uint32_t i = 0; i < LIMIT_LATER; i++) {
        table[i] = (struct later){.reply = first + 1 + i, .next = i + 1};
    }
    first_free = 0;
    taken = 0;
}

seL4_CPtr later_reply(void)
{
    return current;
}

static uint32_t family_of(const struct component *component)
{
    while (component->parent != COMPONENT_NONE) {
        component = component_get(component->parent);
    }
    return component->index;
}

static struct later *entry_of(uint32_t ticket)
{
    KAAL_ASSERT(ticket - 1 < LIMIT_LATER && table[ticket - 1].state != LATER_FREE);
    return &table[ticket - 1];
}

/* Whether a family has as many as it may. */
static bool is_greedy(uint32_t family)
{
    uint32_t relatives = 0;

    for (uint32_t i = 0; i < LIMIT_LATER && taken >= LIMIT_LATER_EACH; i++) {
        relatives += table[i].state != LATER_FREE && table[i].family == family;
    }
    return relatives >= LIMIT_LATER_EACH;
}

kaal_err_t later_take(const struct component *from, uint32_t *ticket)
{
    uint32_t family = family_of(from);
    struct later *later = NULL;

    if (first_free == LIMIT_LATER || is_greedy(family)) {
        return KAAL_ERR_BUSY;
    }
    later = &table[first_free];
    *ticket = first_free + 1;
    first_free = later->next;
    taken++;
    later->state = LATER_TAKEN;
    later->client = component_id(from);
    later->ends = from->ends;
    later->family = family;
    return KAAL_OK;
}

void later_put(uint32_t ticket)
{
    struct later *later = entry_of(ticket);

    later->state = LATER_FREE;
    later->next = first_free;
    first_free = ticket - 1;
    taken--;
}

/* The client of a ticket, if it still waits. */
static struct component *waiting(const struct later *later)
{
    struct component *client = component_of_id(later->client);
    bool waits =
        client != NULL && client->state == KAAL_STATE_RUNNING && client->ends == later->ends;

    return waits ? client : NULL;
}

struct component *later_client(uint32_t ticket)
{
    return waiting(entry_of(ticket));
}

void later_end(uint32_t ticket, kaal_err_t err, const struct answer *answer)
{
    struct later *later = entry_of(ticket);
    struct component *client = waiting(later);

    if (later->state == LATER_TAKEN) {
        later->state = LATER_OVER;
        later->err = err;
        return;
    }
    later_put(ticket);
    if (client == NULL) {
        return;
    }
    client->is_waiting = false;
    heartbeat_take(client);
    seL4_Send(later->reply, answer_write(err, answer));
    if (pace_count(client)) {
        pace_pause(client);
    }
}

bool later_is_over(uint32_t ticket, kaal_err_t *err)
{
    struct later *later = entry_of(ticket);
    struct component *client = waiting(later);
    seL4_CPtr reply = later->reply;

    if (later->state == LATER_OVER) {
        later_put(ticket);
        *err = later->err;
        return true;
    }
    if (client != NULL) {
        client->is_waiting = true;
    }
    later->state = LATER_KEPT;
    later->reply = current;
    current = reply;
    return false;
}
