/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages of kaal/stream.h: the check of one, and putting one. Pure: runs on the host too.
 */
#include <kaal/stream.h>

#include <string.h>

#define FROM(side) (1U << (side))

static const struct {
    uint32_t from; /* sides that send it, or-ed */
    bool has_count;
} types[] = {
    [KAAL_STREAM_OPENED] = {FROM(KAAL_STREAM_NET), false},
    [KAAL_STREAM_DATA] = {FROM(KAAL_STREAM_NET) | FROM(KAAL_STREAM_SERVER), true},
    [KAAL_STREAM_TAKEN] = {FROM(KAAL_STREAM_NET) | FROM(KAAL_STREAM_SERVER), true},
    [KAAL_STREAM_SHUT] = {FROM(KAAL_STREAM_NET), false},
    [KAAL_STREAM_CLOSED] = {FROM(KAAL_STREAM_NET), false},
    [KAAL_STREAM_CLOSE] = {FROM(KAAL_STREAM_SERVER), false},
};

kaal_err_t kaal_stream_check(const void *message, uint32_t bytes, enum kaal_stream_side from,
                             struct kaal_stream_header *header)
{
    struct kaal_stream_header found;
    uint32_t data_bytes = 0;

    if (bytes < sizeof(found)) {
        return KAAL_ERR_FORMAT;
    }
    memcpy(&found, message, sizeof(found));
    if (found.type >= KAAL_ARRAY_LENGTH(types) || (types[found.type].from & FROM(from)) == 0 ||
        found.connection == 0 || found.reserved != 0) {
        return KAAL_ERR_INVALID;
    }
    if (found.count > KAAL_STREAM_WINDOW_BYTES ||
        (found.count != 0) != types[found.type].has_count) {
        return KAAL_ERR_RANGE;
    }
    data_bytes = (found.type == KAAL_STREAM_DATA) ? found.count : 0;
    if (bytes != sizeof(found) + data_bytes) {
        return KAAL_ERR_FORMAT;
    }
    *header = found;
    return KAAL_OK;
}

bool kaal_stream_tell(struct kaal_channel *channel, enum kaal_stream_type type, uint32_t connection,
                      uint32_t count)
{
    const struct kaal_stream_header header = {
        .type = (uint16_t)type, .connection = connection, .count = count};

    return kaal_channel_send(channel, &header, sizeof(header)) == KAAL_OK;
}

uint32_t kaal_stream_send(struct kaal_channel *channel, uint32_t connection, const void *data,
                          uint32_t bytes)
{
    const uint32_t room = kaal_channel_message_bytes(channel) - KAAL_STREAM_HEADER_BYTES;
    const struct kaal_stream_header header = {
        .type = KAAL_STREAM_DATA, .connection = connection, .count = (bytes < room) ? bytes : room};
    uint8_t *place = (bytes > 0) ? kaal_channel_reserve(channel) : NULL;

    if (place == NULL) {
        return 0;
    }
    memcpy(place, &header, sizeof(header));
    memcpy(place + sizeof(header), data, header.count);
    kaal_channel_put(channel, (uint32_t)sizeof(header) + header.count);
    return header.count;
}
