/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cutting an argument.
 */
#include "net/argument.h"

#include <string.h>

#define PORT_MAX 65535U

kaal_err_t argument_read(const char *word, struct argument *argument)
{
    static const char listen[] = "listen=";
    const char *at = word + sizeof(listen) - 1;
    uint32_t port = 0;

    if (strncmp(word, listen, sizeof(listen) - 1) != 0) {
        if (word[0] == '\0' || strchr(word, '=') != NULL) {
            return KAAL_ERR_FORMAT;
        }
        *argument = (struct argument){.channel = word};
        return KAAL_OK;
    }
    for (; *at >= '0' && *at <= '9'; at++) {
        port = port * 10 + (uint32_t)(*at - '0');
        if (port > PORT_MAX) {
            return KAAL_ERR_RANGE;
        }
    }
    if (*at != ':' || at[1] == '\0') {
        return KAAL_ERR_FORMAT;
    }
    if (port == 0) {
        return KAAL_ERR_RANGE;
    }
    *argument = (struct argument){.listen_port = (uint16_t)port, .channel = at + 1};
    return KAAL_OK;
}
