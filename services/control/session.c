/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of each connection from outside.
 */
#include "control/session.h"

#include <string.h>

#include <kaal/wire/policy_request.h>

#define PLACES  (SESSIONS_MAX + 1)
#define LOOK_NS KAAL_NS_PER_S /* how often time-outs are looked for */

static struct session *find(struct sessions *sessions, uint32_t number)
{
    for (uint32_t i = 0; i < PLACES; i++) {
        if (sessions->sessions[i].number == number) {
            return &sessions->sessions[i];
        }
    }
    return NULL;
}

bool sessions_has_any(const struct sessions *sessions)
{
    for (uint32_t i = 0; i < PLACES; i++) {
        if (sessions->sessions[i].number != 0) {
            return true;
        }
    }
    return false;
}

uint64_t sessions_patience_ns(const struct sessions *sessions)
{
    if (sessions->is_waiting) {
        return GATE_STEP_NS;
    }
    return sessions_has_any(sessions) ? LOOK_NS : 0;
}

/* What the broker has of a connection is forgotten: a policy, or the begin of one. */
static void leave(struct sessions *sessions, uint32_t number)
{
    static const struct kaal_wire_policy_request drop = {.act = KAAL_POLICY_DROP};
    static uint64_t nothing[KAAL_REMOTE_BYTES_MAX / sizeof(uint64_t)];
    uint32_t bytes = 0;

    if (gate_leave(&sessions->gate, number)) {
        (void)!sessions->answer(KAAL_REQUEST_POLICY, &drop, sizeof(drop), nothing, &bytes);
    }
}

static void forget(struct sessions *sessions, struct session *session)
{
    leave(sessions, session->number);
    session->number = 0;
}

/* The first reason counts. */
static void end(struct session *session, kaal_err_t why)
{
    if (!session->is_ending) {
        session->is_ending = true;
        session->out_bytes += (uint32_t)frame_write_own(why, session->out + session->out_bytes);
    }
}

/* Who gives way when all places but one are taken: `new` if all others are at work. */
static struct session *find_resting(struct sessions *sessions, struct session *new, uint64_t now_ns)
{
    struct session *found = new;
    uint64_t since_ns = now_ns - SESSION_REST_NS;

    for (uint32_t i = 0; i < PLACES; i++) {
        struct session *session = &sessions->sessions[i];

        if (session != new && !session->is_ending && session->rests_since_ns <= since_ns) {
            found = session;
            since_ns = session->rests_since_ns;
        }
    }
    return found;
}

static void open_session(struct sessions *sessions, uint32_t number, uint64_t now_ns)
{
    struct session *session = find(sessions, 0); /* there is one, or nothing would be taken */

    session->number = number;
    session->is_shut = false;
    session->is_ending = false;
    session->rests_since_ns = now_ns;
    session->window_bytes = KAAL_STREAM_WINDOW_BYTES;
    session->taken_bytes = 0;
    session->in_bytes = 0;
    session->out_bytes = 0;
    session->out_sent = 0;
    if (find(sessions, 0) == NULL) {
        end(find_resting(sessions, session, now_ns), KAAL_ERR_BUSY);
    }
}

/* Bytes of a session that is ending are dropped: it is closed in any case. */
static void take_data(struct session *session, const uint8_t *data, uint32_t bytes)
{
    if (session->is_ending) {
        return;
    }
    if (bytes > sizeof(session->in) - session->in_bytes) {
        end(session, KAAL_ERR_LONG); /* more than net may send */
        return;
    }
    memcpy(session->in + session->in_bytes, data, bytes);
    session->in_bytes += bytes;
}

static void take_message(struct sessions *sessions, const uint8_t *message, uint32_t bytes,
                         uint64_t now_ns)
{
    struct kaal_stream_header header = {0};
    struct session *session = NULL;

    if (kaal_stream_check(message, bytes, KAAL_STREAM_NET, &header) != KAAL_OK) {
        return;
    }
    session = find(sessions, header.connection);
    if (header.type == KAAL_STREAM_OPENED && session == NULL) {
        open_session(sessions, header.connection, now_ns);
    }
    if (session == NULL) {
        return; /* it has been closed, and this was on the way */
    }
    switch (header.type) {
    case KAAL_STREAM_DATA:
        take_data(session, message + sizeof(header), header.count);
        break;
    case KAAL_STREAM_TAKEN:
        if (header.count <= KAAL_STREAM_WINDOW_BYTES - session->window_bytes) {
            session->window_bytes += header.count;
        }
        break;
    case KAAL_STREAM_SHUT:
        session->is_shut = true;
        break;
    case KAAL_STREAM_CLOSED:
        forget(sessions, session);
        break;
    default:
        break; /* opened again: net's mistake */
    }
}

/* Nothing is taken while there is no place for somebody new. Returns whether anything was. */
static bool take_messages(struct sessions *sessions, uint64_t now_ns)
{
    static uint8_t message[KAAL_STREAM_HEADER_BYTES + KAAL_STREAM_WINDOW_BYTES];
    bool has_taken = false;

    for (uint32_t i = 0;
         i < PLACES && find(sessions, 0) != NULL && kaal_channel_has_message(&sessions->channel);
         i++) {
        uint32_t bytes = 0;

        if (kaal_channel_receive(&sessions->channel, message, sizeof(message), &bytes) == KAAL_OK) {
            take_message(sessions, message, bytes, now_ns);
        }
        has_taken = true;
    }
    return has_taken;
}

/* is_own: what it is about is this connection's, so that the broker may be asked. */
static void answer(struct sessions *sessions, struct session *session,
                   const struct kaal_remote_request *request, bool is_own, uint64_t now_ns)
{
    static uint64_t payload[KAAL_REMOTE_BYTES_MAX / sizeof(uint64_t)];
    struct kaal_remote_answer header = {
        .magic = KAAL_REMOTE_MAGIC, .err = KAAL_ERR_STATE, .from = KAAL_REMOTE_BROKER};
    const uint32_t whole = (uint32_t)sizeof(*request) + request->length_bytes;
    const uint8_t *in = session->in + sizeof(*request);

    if (is_own) {
        header.err = (uint32_t)sessions->answer(request->request, in, request->length_bytes,
                                                payload, &header.length_bytes);
        gate_answered(&sessions->gate, request, (kaal_err_t)header.err, now_ns);
    }
    if (header.err != KAAL_OK && gate_is_bringing(request, in)) {
        leave(sessions, session->number); /* another one is to wait for its turn */
    }
    memcpy(session->out, &header, sizeof(header));
    memcpy(session->out + sizeof(header), payload, header.length_bytes);
    session->out_bytes = (uint32_t)sizeof(header) + header.length_bytes;
    memmove(session->in, session->in + whole, session->in_bytes - whole);
    session->in_bytes -= whole;
    session->taken_bytes += whole;
}

/* Look at what has come, when nothing is being sent. Returns whether anything comes of it. */
static bool work(struct sessions *sessions, struct session *session, uint64_t now_ns)
{
    struct kaal_remote_request request = {0};
    enum gate_answer gate = GATE_GO;
    kaal_err_t err = KAAL_OK;

    if (session->is_ending || session->out_bytes > 0) {
        return false;
    }
    err = frame_find(session->in, session->in_bytes, &request);
    if (err == KAAL_OK) {
        gate = gate_ask(&sessions->gate, session->number, &request, session->in + sizeof(request),
                        now_ns);
    }
    if (gate == GATE_WAIT) {
        sessions->is_waiting = true;
        return false;
    }
    if (err == KAAL_OK) {
        answer(sessions, session, &request, gate == GATE_GO, now_ns);
    } else if (err != KAAL_ERR_EMPTY) {
        end(session, err);
    } else if (session->is_shut && session->in_bytes > 0) {
        end(session, KAAL_ERR_SHORT);
    } else if (session->is_shut) {
        session->is_ending = true;
    } else {
        return false;
    }
    return true;
}

/* Send what waits and what may be said. Returns whether anything was put into the channel. */
static bool send(struct sessions *sessions, struct session *session, uint64_t now_ns)
{
    struct kaal_channel *channel = &sessions->channel;
    uint32_t bytes = session->out_bytes - session->out_sent;
    uint32_t sent = 0;
    bool has_put = false;

    bytes = (bytes < session->window_bytes) ? bytes : session->window_bytes;
    sent = kaal_stream_send(channel, session->number, session->out + session->out_sent, bytes);
    session->out_sent += sent;
    session->window_bytes -= sent;
    has_put = sent > 0;
    if (session->out_bytes > 0 && session->out_sent == session->out_bytes) {
        session->out_bytes = 0;
        session->out_sent = 0;
        session->rests_since_ns = now_ns;
    }
    if (session->taken_bytes > 0 &&
        kaal_stream_tell(channel, KAAL_STREAM_TAKEN, session->number, session->taken_bytes)) {
        session->taken_bytes = 0;
        has_put = true;
    }
    /* Who takes nothing gets no more, not even the reason. */
    if (session->is_ending && (session->out_bytes == 0 || session->window_bytes == 0) &&
        kaal_stream_tell(channel, KAAL_STREAM_CLOSE, session->number, 0)) {
        forget(sessions, session);
        has_put = true;
    }
    return has_put;
}

/* All connections of a net that has ended are over. */
static void look_at_net(struct sessions *sessions)
{
    uint32_t life = kaal_channel_peer_life(&sessions->channel);

    if (life == sessions->life) {
        return;
    }
    for (uint32_t i = 0; i < PLACES; i++) {
        forget(sessions, &sessions->sessions[i]);
    }
    sessions->life = life;
}

bool sessions_turn(struct sessions *sessions, uint64_t now_ns)
{
    bool has_worked = false;
    bool is_for_net = false;

    sessions->is_waiting = false;
    look_at_net(sessions);
    is_for_net = take_messages(sessions, now_ns);
    sessions->first = (sessions->first + 1) % PLACES;
    for (uint32_t i = 0; i < PLACES; i++) {
        struct session *session = &sessions->sessions[(sessions->first + i) % PLACES];

        if (session->number == 0) {
            continue;
        }
        if (now_ns - session->rests_since_ns >= KAAL_REMOTE_PATIENCE_NS) {
            end(session, KAAL_ERR_TIMEOUT);
        }
        has_worked = work(sessions, session, now_ns) || has_worked;
        is_for_net = send(sessions, session, now_ns) || is_for_net;
    }
    if (is_for_net) {
        kaal_channel_signal(&sessions->channel);
    }
    return has_worked || is_for_net;
}
