/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one check of what comes from outside, and the list of what may be asked from there.
 */
#include "control/frame.h"

#include <string.h>

/* From outside, without a key, one may look and change nothing. */
static const bool is_forwarded[KAAL_REQUEST_COUNT] = {
    [KAAL_REQUEST_LIST] = true,
};

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
    if (found.request >= KAAL_REQUEST_COUNT || !is_forwarded[found.request]) {
        return KAAL_ERR_DENIED;
    }
    if (bytes < sizeof(found) + found.length_bytes) {
        return KAAL_ERR_EMPTY;
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
        {KAAL_ERR_TIMEOUT, "no whole request came, or its answer was not taken, for 10 s"},
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
