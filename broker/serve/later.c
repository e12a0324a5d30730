/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A table of requests by ticket. Reply objects change hands: the one that a client waits on stays
 * with its ticket, and the loop goes on with the one that the ticket had.
 */
#include "serve/later.h"

#include <kaal/assert.h>

#include "limits.h"
#include "serve/pace.h"

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
} table[LIMIT_LATER];

static seL4_CPtr current;

void later_init(uint32_t first)
{
    current = first;
    for (uint32_t i = 0; i < LIMIT_LATER; i++) {
        table[i] = (struct later){.reply = first + 1 + i};
    }
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

kaal_err_t later_take(const struct component *from, uint32_t *ticket)
{
    uint32_t family = family_of(from);
    uint32_t relatives = 0;
    uint32_t found = LIMIT_LATER;

    for (uint32_t i = 0; i < LIMIT_LATER; i++) {
        if (table[i].state == LATER_FREE) {
            found = i;
        } else {
            relatives += table[i].family == family;
        }
    }
    if (found == LIMIT_LATER || relatives == LIMIT_LATER_EACH) {
        return KAAL_ERR_BUSY;
    }
    table[found] = (struct later){
        .state = LATER_TAKEN,
        .reply = table[found].reply,
        .client = component_id(from),
        .ends = from->ends,
        .family = family,
    };
    *ticket = found + 1;
    return KAAL_OK;
}

void later_put(uint32_t ticket)
{
    entry_of(ticket)->state = LATER_FREE;
}

/* The client of a ticket, if it still waits. */
static struct component *waiting(const struct later *later)
{
    struct component *client = component_of_id(later->client);
    bool waits =
        client != NULL && client->state == KAAL_STATE_RUNNING && client->ends == later->ends;

    return waits ? client : NULL;
}

void later_end(uint32_t ticket, kaal_err_t err)
{
    struct later *later = entry_of(ticket);
    const struct component *client = waiting(later);

    if (later->state == LATER_TAKEN) {
        later->state = LATER_OVER;
        later->err = err;
        return;
    }
    later->state = LATER_FREE;
    if (client == NULL) {
        return;
    }
    seL4_Send(later->reply, seL4_MessageInfo_new((seL4_Word)err, 0, 0, 0));
    if (pace_count(client)) {
        pace_pause(client);
    }
}

bool later_is_over(uint32_t ticket, kaal_err_t *err)
{
    struct later *later = entry_of(ticket);
    seL4_CPtr reply = later->reply;

    if (later->state == LATER_OVER) {
        later->state = LATER_FREE;
        *err = later->err;
        return true;
    }
    later->state = LATER_KEPT;
    later->reply = current;
    current = reply;
    return false;
}
