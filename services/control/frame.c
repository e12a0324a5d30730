/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one check of what comes from outside, and the list of what may be asked from there.
 */
#include "control/frame.h"

#include <string.h>

#include <kaal/wire/audit.h>
#include <kaal/wire/policy_request.h>

#define ACT(number) ((uint32_t)1 << (number))

/*
 * From outside, without a key, one may look, and bring a policy, whose signature the broker checks.
 * Not policies of the boot image, which have none, nor letting the audit log forget; nor having the
 * broker check its log, which costs it more than to hand it out to who can check the seals, too.
 */
static const struct {
    bool is_forwarded;
    uint32_t acts; /* what it may be asked to do; 0: it does one thing */
} forwarded[KAAL_REQUEST_COUNT] = {
    [KAAL_REQUEST_LIST] = {true, 0},
    [KAAL_REQUEST_AUDIT] = {true, ACT(KAAL_AUDIT_ACT_READ) | ACT(KAAL_AUDIT_ACT_MARK)},
    [KAAL_REQUEST_POLICY_PUT] = {true, 0},
    [KAAL_REQUEST_POLICY] = {true, ACT(KAAL_POLICY_SHOW) | ACT(KAAL_POLICY_FINISH) |
                                       ACT(KAAL_POLICY_DROP) | ACT(KAAL_POLICY_CHANGE) |
                                       ACT(KAAL_POLICY_APPLY)},
};

uint32_t frame_first_word(const struct kaal_remote_request *request, const void *payload)
{
    uint32_t word = 0;

    if (request->length_bytes >= sizeof(word)) {
        memcpy(&word, payload, sizeof(word));
    }
    return word;
}

/* A payload too short for an act is the broker's affair. */
static bool is_act_forwarded(const struct kaal_remote_request *request, const void *payload)
{
    uint32_t acts = forwarded[request->request].acts;
    uint32_t act = frame_first_word(request, payload);

    return acts == 0 || request->length_bytes < sizeof(act) || (act < 32 && (acts & ACT(act)) != 0);
}

kaal_err_t frame_find(const void *data, size_t bytes, struct kaal_remote_request *request)
{
    const struct kaal_remote_request want = {.magic = KAAL_REMOTE_MAGIC};
    struct kaal_remote_request found;
    size_t known = (bytes < sizeof(want.magic)) ? bytes : sizeof(want.magic);

    if (memcmp(data, &want.magic, known) != 0) {
        return KAAL_ERR_FORMAT;
    }
    if (bytes < sizeof(found)) {
        return KAAL_ERR_EMPTY;
    }
    memcpy(&found, data, sizeof(found));
    if (found.reserved != 0) {
        return KAAL_ERR_FORMAT;
    }
    if (found.length_bytes > KAAL_REMOTE_BYTES_MAX) {
        return KAAL_ERR_LONG;
    }
    if (found.request >= KAAL_REQUEST_COUNT || !forwarded[found.request].is_forwarded) {
        return KAAL_ERR_DENIED;
    }
    if (bytes < sizeof(found) + found.length_bytes) {
        return KAAL_ERR_EMPTY;
    }
    if (!is_act_forwarded(&found, (const uint8_t *)data + sizeof(found))) {
        return KAAL_ERR_DENIED;
    }
    *request = found;
    return KAAL_OK;
}

/* What an error of ours means. */
static const char *sentence(kaal_err_t why)
{
    static const struct {
        kaal_err_t err;
        const char *text;
    } sentences[] = {
        {KAAL_ERR_FORMAT, "what was sent is not a request"},
        {KAAL_ERR_LONG, "the request is longer than any that there is"},
        {KAAL_ERR_DENIED, "this request is not taken from outside"},
        {KAAL_ERR_SHORT, "the connection ended within a request"},
        {KAAL_ERR_TIMEOUT, "for 10 s no whole request, or not its turn, or nobody took its answer"},
        {KAAL_ERR_BUSY, "too many others are connected"},
    };

    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(sentences); i++) {
        if (sentences[i].err == why) {
            return sentences[i].text;
        }
    }
    return kaal_err_text(why);
}

size_t frame_write_own(kaal_err_t why, void *out)
{
    const char *text = sentence(why);
    const size_t room = FRAME_OWN_BYTES_MAX - sizeof(struct kaal_remote_answer);
    size_t length = strlen(text);
    struct kaal_remote_answer answer = {
        .magic = KAAL_REMOTE_MAGIC, .err = (uint32_t)why, .from = KAAL_REMOTE_CONTROL};

    length = (length < room) ? length : room;
    answer.length_bytes = (uint32_t)length;
    memcpy(out, &answer, sizeof(answer));
    memcpy((uint8_t *)out + sizeof(answer), text, length);
    return sizeof(answer) + length;
}
