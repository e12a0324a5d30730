/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console's channel.
 */
#include "output.h"

#include <stdio.h>

#include <kaal/channel.h>
#include <kaal/component.h>
#include <kaal/inspect.h>

static struct kaal_channel serial;

kaal_err_t output_open(void)
{
    return kaal_channel_open(&serial, "serial");
}

void output_text(const char *text, uint32_t bytes)
{
    uint32_t most = kaal_channel_message_bytes(&serial);

    while (bytes > 0) {
        uint32_t some = (bytes < most) ? bytes : most;

        if (kaal_channel_send(&serial, text, some) != KAAL_OK) {
            (void)kaal_wait();
            continue;
        }
        kaal_channel_signal(&serial);
        text += some;
        bytes -= some;
    }
}

void output_figure(const char *name, uint64_t value)
{
    char line[80];
    int length = snprintf(line, sizeof(line), "figure %s %llu\n", name, (unsigned long long)value);

    output_text(line, (uint32_t)length);
}

void output_log(void)
{
    static struct kaal_wire_log_text text;

    while (kaal_log_read(&text) == KAAL_OK) {
        output_text(text.text, (uint32_t)text.length_bytes);
    }
}
