/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The check of a driver's message.
 */
#include "net/message.h"

#include <string.h>

static kaal_err_t check_info(const void *message, uint32_t bytes)
{
    static const uint8_t nobody[KAAL_NET_MAC_BYTES];
    struct kaal_net_info info;

    if (bytes != sizeof(info)) {
        return KAAL_ERR_FORMAT;
    }
    memcpy(&info, message, sizeof(info));
    if ((info.mac[0] & 1) != 0 || memcmp(info.mac, nobody, sizeof(nobody)) == 0) {
        return KAAL_ERR_RANGE;
    }
    return KAAL_OK;
}

kaal_err_t message_check(const void *message, uint32_t bytes, enum kaal_net_type *type)
{
    struct kaal_net_header header;
    kaal_err_t err = KAAL_OK;

    if (bytes < sizeof(header)) {
        return KAAL_ERR_FORMAT;
    }
    memcpy(&header, message, sizeof(header));
    if ((header.type != KAAL_NET_INFO && header.type != KAAL_NET_FRAME) || header.flags != 0) {
        return KAAL_ERR_INVALID;
    }
    if (header.type == KAAL_NET_INFO) {
        err = check_info(message, bytes);
    } else if (bytes < KAAL_NET_HEADER_BYTES + KAAL_NET_FRAME_BYTES_MIN ||
               bytes > KAAL_NET_MESSAGE_BYTES_MAX) {
        err = KAAL_ERR_FORMAT;
    }
    if (err == KAAL_OK) {
        *type = (enum kaal_net_type)header.type;
    }
    return err;
}
