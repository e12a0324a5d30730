/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component that asks for memory and gives it back until the audit log is full of it; then it
 * asks now and then whether there is room again.
 */
#include <kaal/component.h>
#include <kaal/grant.h>

#define PAUSE_NS (100 * KAAL_NS_PER_MS)

static kaal_err_t ask(void)
{
    struct kaal_wire_mapped mapped;
    kaal_err_t err = kaal_memory(KAAL_PAGE_BYTES, 0, KAAL_ACCESS_READ, &mapped);

    return (err == KAAL_OK) ? kaal_revoke(mapped.grant) : err;
}

int main(void)
{
    kaal_err_t err = KAAL_OK;

    while (err == KAAL_OK) {
        err = ask();
    }
    kaal_log("refused: %s", kaal_err_name(err));
    while (err != KAAL_OK && kaal_alarm(PAUSE_NS) == KAAL_OK) {
        (void)kaal_wait();
        err = ask();
    }
    kaal_log("goes on");
    for (;;) {
        (void)kaal_wait();
    }
}
