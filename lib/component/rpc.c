/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls between components, on both sides: kaal/wire/rpc.h.
 */
#include <kaal/rpc.h>

#include <string.h>

#include <sel4/sel4.h>

#include <kaal/component.h>
#include <kaal/layout.h>
#include <kaal/wire/rpc.h>

#include "component/call.h"

static kaal_err_t open_end(const char *port, bool serves, struct kaal_wire_channel *end)
{
    struct kaal_wire_channel_open request = {.kind = KAAL_CHANNEL_RPC, .serves = serves};

    if (strlen(port) >= sizeof(request.port)) {
        return KAAL_ERR_NOT_FOUND;
    }
    strcpy(request.port, port);
    return kaal_broker_call(KAAL_REQUEST_CHANNEL_OPEN, &request, sizeof(request), end,
                            sizeof(*end));
}

static kaal_err_t connect(struct kaal_client *client)
{
    struct kaal_wire_channel end = {0};
    kaal_err_t err = open_end(client->port, false, &end);

    if (err == KAAL_OK) {
        client->slot = end.call_slot;
        client->life = end.epoch;
    }
    return err;
}

kaal_err_t kaal_call(struct kaal_client *client, uint32_t number, const void *in, size_t in_bytes,
                     void *out, size_t out_bytes)
{
    kaal_err_t err = (client->slot == 0) ? connect(client) : KAAL_OK;
    seL4_MessageInfo_t info = {0};
    seL4_Word label = 0;

    if (in_bytes > KAAL_MESSAGE_BYTES_MAX) {
        return KAAL_ERR_LONG;
    }
    if (err != KAAL_OK) {
        return err;
    }
    label = ((seL4_Word)(client->life & KAAL_RPC_LIFE_MAX) << KAAL_RPC_LIFE_SHIFT) | number;
    info = seL4_MessageInfo_new(label, 0, 0, component_words(in_bytes));
    info = component_call(client->slot, info, in, in_bytes);
    label = seL4_MessageInfo_get_label(info);
    if ((label & KAAL_RPC_ANSWERED) == 0) {
        client->slot = 0;
        return KAAL_ERR_DEAD;
    }
    err = (kaal_err_t)(label & (KAAL_RPC_ANSWERED - 1));
    if (err != KAAL_OK || out_bytes == 0) {
        return err;
    }
    if (seL4_MessageInfo_get_length(info) * sizeof(seL4_Word) < out_bytes) {
        return KAAL_ERR_FORMAT;
    }
    memcpy(out, seL4_GetIPCBuffer()->msg, out_bytes);
    return KAAL_OK;
}

kaal_err_t kaal_service_open(const char *port, uint32_t *number)
{
    struct kaal_wire_channel end = {0};
    kaal_err_t err = open_end(port, true, &end);

    if (err == KAAL_OK) {
        *number = end.port;
    }
    return err;
}

/* Take what a receive has brought. Returns false when it is nothing for the caller. */
static bool take(struct kaal_received *received, seL4_MessageInfo_t info, seL4_Word badge)
{
    seL4_Word label = seL4_MessageInfo_get_label(info);
    size_t bytes = seL4_MessageInfo_get_length(info) * sizeof(seL4_Word);

    received->is_to_answer = false;
    received->events = 0;
    if ((badge & KAAL_RPC_BADGE_CALL) == 0) {
        received->events = component_answer_heartbeat(badge);
        return received->events != 0;
    }
    received->port = (uint32_t)badge;
    received->life = (uint32_t)(badge >> KAAL_RPC_LIFE_SHIFT) & KAAL_RPC_LIFE_MAX;
    if (label >> KAAL_RPC_LIFE_SHIFT != received->life) {
        seL4_Send(KAAL_SLOT_REPLY, seL4_MessageInfo_new(0, 0, 0, 0)); /* it was for another */
        return false;
    }
    received->number = (uint32_t)label;
    received->bytes = (uint32_t)bytes;
    memcpy(received->words, seL4_GetIPCBuffer()->msg, bytes);
    received->is_to_answer = true;
    return true;
}

static void receive(struct kaal_received *received)
{
    seL4_MessageInfo_t info = {0};
    seL4_Word badge = 0;

    do {
        info = seL4_Recv(KAAL_SLOT_SERVICE, &badge, KAAL_SLOT_REPLY);
    } while (!take(received, info, badge));
}

void kaal_receive(struct kaal_received *received)
{
    if (received->is_to_answer) {
        (void)!kaal_reply(received, KAAL_ERR_UNKNOWN, NULL, 0); /* there is one, as was asked */
    }
    receive(received);
}

/* Check an answer and write it to the IPC buffer. */
static kaal_err_t prepare(const struct kaal_received *received, kaal_err_t err, const void *out,
                          size_t out_bytes, seL4_MessageInfo_t *info)
{
    seL4_IPCBuffer *buffer = seL4_GetIPCBuffer();
    size_t words = component_words(out_bytes);

    if (!received->is_to_answer) {
        return KAAL_ERR_STATE;
    }
    if (err == KAAL_ERR_DEAD || (seL4_Word)err >= KAAL_RPC_ANSWERED) {
        return KAAL_ERR_INVALID;
    }
    if (out_bytes > KAAL_MESSAGE_BYTES_MAX) {
        return KAAL_ERR_LONG;
    }
    words = (err == KAAL_OK) ? words : 0;
    if (words > 0) {
        buffer->msg[words - 1] = 0;
        memcpy(buffer->msg, out, out_bytes);
    }
    *info = seL4_MessageInfo_new(KAAL_RPC_ANSWERED | (seL4_Word)err, 0, 0, words);
    return KAAL_OK;
}

kaal_err_t kaal_reply(struct kaal_received *received, kaal_err_t err, const void *out,
                      size_t out_bytes)
{
    seL4_MessageInfo_t info = {0};
    kaal_err_t wrong = prepare(received, err, out, out_bytes, &info);

    if (wrong == KAAL_OK) {
        received->is_to_answer = false;
        seL4_Send(KAAL_SLOT_REPLY, info);
    }
    return wrong;
}

kaal_err_t kaal_reply_receive(struct kaal_received *received, kaal_err_t err, const void *out,
                              size_t out_bytes)
{
    seL4_MessageInfo_t info = {0};
    seL4_Word badge = 0;
    kaal_err_t wrong = prepare(received, err, out, out_bytes, &info);

    if (wrong != KAAL_OK) {
        return wrong;
    }
    info = seL4_ReplyRecv(KAAL_SLOT_SERVICE, info, &badge, KAAL_SLOT_REPLY);
    if (!take(received, info, badge)) {
        receive(received);
    }
    return KAAL_OK;
}
