/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes from clients outside, and any messages about them: windows hold, only requests that are
 * forwarded reach the broker, policies one after the other, what is costly seldom, and whoever is
 * left is answered.
 */
#include <stdlib.h>
#include <string.h>

#include <kaal/assert.h>
#include <kaal/wire/audit.h>
#include <kaal/wire/policy_request.h>

#include "control/session.h"
#include "support/channel_pair.h"

#define SLOT_BYTES 256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct sessions sessions;

static uint64_t now_ns;

/* What the broker has seen of policies. */
static struct {
    bool is_begun;
    uint64_t begin_ns;  /* before which none may begin */
    uint64_t step_ns;   /* before which no hash may be asked for */
    uint64_t policy_ns; /* before which nothing about policies may */
} broker;

static void watch_policy(uint32_t act)
{
    switch (act) {
    case KAAL_POLICY_SHOW:
        break;
    case KAAL_POLICY_DROP:
        KAAL_ASSERT(broker.is_begun);
        broker.is_begun = false;
        break;
    case KAAL_POLICY_FINISH:
    case KAAL_POLICY_CHANGE:
    case KAAL_POLICY_APPLY:
        KAAL_ASSERT(broker.is_begun);
        break;
    default:
        KAAL_ASSERT(false);
        break;
    }
}

static void watch_put(uint32_t offset)
{
    if (offset == 0) {
        KAAL_ASSERT(now_ns >= broker.begin_ns);
        broker.begin_ns = now_ns + GATE_BEGIN_NS;
        broker.is_begun = true;
    } else {
        KAAL_ASSERT(broker.is_begun && now_ns >= broker.step_ns);
    }
    broker.step_ns = now_ns + GATE_STEP_NS;
}

static void watch_audit(uint32_t act)
{
    KAAL_ASSERT(act == KAAL_AUDIT_ACT_READ || act == KAAL_AUDIT_ACT_MARK);
}

static void watch(uint32_t request, uint32_t first_word, uint32_t bytes)
{
    if (request == KAAL_REQUEST_POLICY_PUT) {
        watch_put(first_word);
    } else if (request == KAAL_REQUEST_POLICY && bytes >= sizeof(first_word)) {
        watch_policy(first_word);
    } else if (request == KAAL_REQUEST_AUDIT && bytes >= sizeof(first_word)) {
        watch_audit(first_word);
    } else {
        KAAL_ASSERT(request == KAAL_REQUEST_LIST || bytes < sizeof(first_word));
    }
}

static kaal_err_t answer(uint32_t request, const void *payload, uint32_t bytes, void *out,
                         uint32_t *out_bytes)
{
    bool is_drop = request == KAAL_REQUEST_POLICY;
    uint32_t first_word = 0;

    KAAL_ASSERT(bytes <= KAAL_REMOTE_BYTES_MAX);
    memcpy(&first_word, payload, (bytes < sizeof(first_word)) ? 0 : sizeof(first_word));
    watch(request, first_word, bytes);
    is_drop = is_drop && first_word == KAAL_POLICY_DROP; /* control's own, too */
    if ((request == KAAL_REQUEST_POLICY || request == KAAL_REQUEST_POLICY_PUT) && !is_drop) {
        KAAL_ASSERT(now_ns >= broker.policy_ns);
        if (bytes > 4 && (((const uint8_t *)payload)[4] & 1) != 0) {
            broker.policy_ns = now_ns + GATE_REFUSED_NS;
            *out_bytes = 0;
            return KAAL_ERR_DENIED;
        }
    }
    memset(out, 0x55, KAAL_REMOTE_BYTES_MAX);
    memcpy(out, payload, bytes);
    *out_bytes = bytes;
    return KAAL_OK;
}

static void net_receives(void)
{
    uint8_t message[SLOT_BYTES];
    struct kaal_stream_header header;
    uint32_t bytes = 0;

    while (kaal_channel_receive(&pair_ends[1], message, sizeof(message), &bytes) == KAAL_OK) {
        KAAL_ASSERT(kaal_stream_check(message, bytes, KAAL_STREAM_SERVER, &header) == KAAL_OK);
    }
}

static void net_sends(const uint8_t *bytes, size_t length, uint8_t how)
{
    static const uint32_t numbers[] = {KAAL_REQUEST_LIST, KAAL_REQUEST_AUDIT,
                                       KAAL_REQUEST_POLICY_PUT, KAAL_REQUEST_POLICY};
    struct kaal_remote_request request = {
        .magic = KAAL_REMOTE_MAGIC, .request = numbers[length % 4], .length_bytes = 8};
    uint8_t frame[sizeof(request) + 64] = {0};
    const uint32_t connection = 1 + how / 8 % 12;

    if (how >= 200) {
        (void)!kaal_channel_send(&pair_ends[1], bytes, (uint32_t)length);
    } else if (how % 8 < 2) { /* a request, or what was one before it was changed */
        memcpy(frame, &request, sizeof(request));
        if (length > 2) {
            frame[bytes[0] % sizeof(request)] ^= (how % 8 == 1) ? bytes[1] : 0;
            frame[sizeof(request)] = bytes[2] % 8;       /* what it is to do */
            frame[sizeof(request) + 4] = bytes[2] / 128; /* whether it is refused */
        }
        (void)!kaal_stream_send(&pair_ends[1], connection, frame,
                                (uint32_t)sizeof(request) + request.length_bytes);
    } else if (how % 8 == KAAL_STREAM_DATA) {
        (void)!kaal_stream_send(&pair_ends[1], connection, bytes, (uint32_t)length);
    } else {
        (void)!kaal_stream_tell(&pair_ends[1], (how % 8 == 7) ? KAAL_STREAM_OPENED : how % 8,
                                connection, (how % 8 == KAAL_STREAM_TAKEN) ? (uint32_t)length : 0);
    }
}

static void check(void)
{
    for (uint32_t i = 0; i < SESSIONS_MAX + 1; i++) {
        const struct session *session = &sessions.sessions[i];

        KAAL_ASSERT(session->window_bytes <= KAAL_STREAM_WINDOW_BYTES);
        KAAL_ASSERT(session->in_bytes <= sizeof(session->in));
        KAAL_ASSERT(session->out_sent <= session->out_bytes);
        KAAL_ASSERT(session->out_bytes <= sizeof(session->out));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    now_ns = 100 * KAAL_NS_PER_S;
    memset(&broker, 0, sizeof(broker));
    pair_init(8, SLOT_BYTES);
    memset(&sessions, 0, sizeof(sessions));
    sessions.channel = pair_ends[0];
    sessions.answer = answer;
    for (size_t at = 0; at + 3 <= size;) {
        uint8_t what = data[at];
        uint8_t how = data[at + 1];
        size_t length = data[at + 2] % 64;

        at += 3;
        length = (length < size - at) ? length : size - at;
        if (what < 180) {
            net_sends(data + at, length, how);
        } else if (what < 183) {
            pair_begin_anew();
        } else if (what < 220) {
            net_receives();
        } else {
            now_ns += (uint64_t)how * (KAAL_NS_PER_S / 8);
        }
        at += length;
        (void)sessions_turn(&sessions, now_ns);
        check();
    }
    for (unsigned i = 0; i < 100; i++) { /* all ends once their time is over */
        now_ns += KAAL_REMOTE_PATIENCE_NS;
        net_receives();
        (void)sessions_turn(&sessions, now_ns);
    }
    KAAL_ASSERT(!sessions_has_any(&sessions));
    pair_deinit();
    return 0;
}
