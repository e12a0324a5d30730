/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Slots that are filled by a copy and emptied by deleting it. Who is in a call when that happens
 * makes it again, and the kernel answers that the slot is empty
 * (docs/adr/0014-calls-made-again.md).
 */
#include "grant/channel_link.h"

#include <kaal/wire/rpc.h>

#include "arch/registers.h"
#include "audit/log.h"
#include "grant/revoke.h"
#include "resource/kernel.h"

static bool is_rpc(uint16_t number)
{
    return channel_of(number)->kind == KAAL_CHANNEL_RPC;
}

static kaal_err_t copy_fixed(const struct component *component, enum kaal_slot slot,
                             uint32_t source, seL4_CapRights_t rights)
{
    return KERNEL_CALL(seL4_CNode_Copy, component->cnode, (seL4_Word)slot,
                       (seL4_Uint8)component->cnode_bits, seL4_CapInitThreadCNode, source,
                       seL4_WordBits, rights);
}

/* The endpoint at which a component serves all its clients, and a reply object for one call. */
static kaal_err_t make_service(struct component *component)
{
    uint32_t endpoint = 0;
    uint32_t reply = 0;
    kaal_err_t err =
        account_make(&component->tables, seL4_EndpointObject, 0, seL4_EndpointBits, 1, &endpoint);

    if (err == KAAL_OK) {
        err = account_make(&component->tables, seL4_ReplyObject, 0, seL4_ReplyBits, 1, &reply);
    }
    if (err == KAAL_OK) {
        err = copy_fixed(component, KAAL_SLOT_SERVICE, endpoint, seL4_CapRights_new(0, 0, 1, 0));
    }
    if (err == KAAL_OK) {
        err = copy_fixed(component, KAAL_SLOT_REPLY, reply, seL4_CapRights_new(0, 0, 0, 1));
    }
    if (err == KAAL_OK) {
        component->service = endpoint;
    }
    return err;
}

/* Whether a server's end is open, and stays so. */
static bool is_served(const struct channel_end *end)
{
    return end->grant != GRANT_NONE && !revoke_is_under_way(end->grant);
}

kaal_err_t channel_link_take(struct component *component, uint16_t number)
{
    struct channel_end *end = channel_end(number);
    kaal_err_t err = KAAL_OK;

    if (channel_is_server(number)) {
        return (component->service == 0) ? make_service(component) : KAAL_OK;
    }
    if (!is_rpc(number)) {
        err = component_take_event(component, &end->event_bit);
    } else if (!is_served(channel_other_end(number))) {
        err = KAAL_ERR_DEAD;
    }
    return (err == KAAL_OK) ? component_take_slot(component, &end->slot) : err;
}

/* The badge of a client's calls: kaal/wire/rpc.h. */
static seL4_Word call_badge(uint16_t number)
{
    return KAAL_RPC_BADGE_CALL | ((seL4_Word)channel_end(number)->epoch << KAAL_RPC_LIFE_SHIFT) |
           (seL4_Word)(number ^ 1);
}

/* Put the capability by which an end reaches the other into the slot taken. */
static kaal_err_t connect(uint16_t number)
{
    const struct channel_end *end = channel_end(number);
    const struct channel_end *other = channel_other_end(number);
    const struct component *component = component_get(end->component);
    const struct component *peer = component_get(other->component);
    bool calls = is_rpc(number);

    return KERNEL_CALL(seL4_CNode_Mint, component->cnode, end->slot,
                       (seL4_Uint8)component->cnode_bits, seL4_CapInitThreadCNode,
                       calls ? peer->service : peer->notification, seL4_WordBits,
                       seL4_CapRights_new(calls, 0, 0, 1),
                       calls ? call_badge(number) : (seL4_Word)1 << other->event_bit);
}

/* Delete the capability of an open end; its slot stays taken. */
static bool disconnect(uint16_t number)
{
    const struct component *component = component_get(channel_end(number)->component);

    return !component_has_cspace(component) ||
           KERNEL_CALL(seL4_CNode_Delete, component->cnode, channel_end(number)->slot,
                       (seL4_Uint8)component->cnode_bits) == KAAL_OK;
}

kaal_err_t channel_link_connect(uint16_t number)
{
    kaal_err_t err = KAAL_OK;

    if (channel_is_server(number) || channel_other_end(number)->grant == GRANT_NONE) {
        return KAAL_OK;
    }
    err = connect(number);
    if (err != KAAL_OK || is_rpc(number)) {
        return err;
    }
    /* Its slot may still be full, from a life whose account is quarantined. */
    return disconnect(number ^ 1) ? connect(number ^ 1) : KAAL_ERR_KERNEL;
}

/* Let a client make the call again that it is in, if it is in one. is_empty: its slot is. */
static void end_call(const struct component *client, uint32_t slot, bool is_empty)
{
    seL4_UserContext context = {0};
    kaal_err_t err = is_empty ? KAAL_OK : KAAL_ERR_KERNEL;

    if (client->state != KAAL_STATE_RUNNING) {
        return;
    }
    if (err == KAAL_OK) {
        err = KERNEL_CALL(seL4_TCB_ReadRegisters, client->tcb, 0, 0,
                          sizeof(context) / sizeof(seL4_Word), &context);
    }
    if (err == KAAL_OK && registers_are_in_call(&context, slot)) {
        err = KERNEL_CALL(seL4_TCB_Resume, client->tcb);
    }
    if (err != KAAL_OK) {
        log_write("broker: %s may wait for ever for an answer", component_name(client));
    }
}

bool channel_link_release(uint16_t number)
{
    struct channel_end *end = channel_end(number);
    struct component *component = component_get(end->component);
    bool is_clean = true;

    if (channel_is_server(number)) {
        return true; /* its clients' ends are below its own, and gone */
    }
    is_clean = component_free_slot(component, end->slot);
    if (is_rpc(number)) {
        end_call(component, end->slot, is_clean);
        return is_clean;
    }
    component_free_event(component, end->event_bit);
    return (channel_other_end(number)->grant == GRANT_NONE || disconnect(number ^ 1)) && is_clean;
}
