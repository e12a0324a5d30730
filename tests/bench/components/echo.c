/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The server that calls.c calls: it answers with the message.
 */
#include <kaal/component.h>
#include <kaal/rpc.h>

int main(void)
{
    static struct kaal_received received;
    uint32_t port = 0;
    kaal_err_t err = KAAL_ERR_NOT_FOUND;

    while (err != KAAL_OK && kaal_alarm(1) == KAAL_OK) {
        (void)kaal_wait();
        err = kaal_service_open("client", &port);
    }
    for (;;) {
        if (kaal_reply_receive(&received, KAAL_OK, received.words, received.bytes) != KAAL_OK) {
            kaal_receive(&received); /* there was no call to answer */
        }
    }
}
