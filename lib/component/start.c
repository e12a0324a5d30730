/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the first instruction to main(): start-up page, IPC buffer, arguments; and the end after it.
 */
#include <string.h>

#include <sel4/sel4.h>

#include <kaal/assert.h>
#include <kaal/component.h>
#include <kaal/layout.h>
#include <kaal/wire/broker.h>

#include "component/startup.h"

/* libsel4 declares it and leaves its storage to the program. */
LIBSEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

static const struct kaal_wire_startup *const page =
    (const struct kaal_wire_startup *)KAAL_VA_STARTUP;
static char arguments[KAAL_ARGS_BYTES];
static char *argument_words[KAAL_STARTUP_WORDS_MAX + 2];

int main(int argc, char **argv);
_Noreturn void component_start(void);

/* Not by kaal_log, so that a component that prints nothing is without printf: 9 KiB. */
static void log_reason(const char *reason)
{
    struct kaal_wire_log_write request = {.text = "cannot start: "};
    size_t length = strlen(request.text);

    strncpy(request.text + length, reason, sizeof(request.text) - length - 1);
    (void)!kaal_broker_call(KAAL_REQUEST_LOG_WRITE, &request, sizeof(request), NULL, 0);
}

_Noreturn void component_start(void)
{
    const char *reason = NULL;
    int count = 0;

    seL4_SetIPCBuffer((seL4_IPCBuffer *)KAAL_VA_IPC_BUFFER);
    if (kaal_startup_check(page, KAAL_PAGE_BYTES, &reason) != KAAL_OK) {
        log_reason(reason);
        kaal_exit(KAAL_ERR_VERSION);
    }
    memcpy(arguments, page->args, sizeof(arguments));
    argument_words[0] = (char *)page->name;
    count = kaal_startup_split(arguments, argument_words + 1);
    kaal_exit(main(count + 1, argument_words));
}

const char *kaal_name(void)
{
    return page->name;
}

uint64_t kaal_rights(void)
{
    return page->rights;
}

uint64_t kaal_now_ns(void)
{
    uint64_t hz = page->counter_hz;
    uint64_t ticks = 0;

    __asm__ volatile("isb; mrs %0, cntpct_el0" : "=r"(ticks)::"memory");
    return (ticks / hz) * KAAL_NS_PER_S + (ticks % hz) * KAAL_NS_PER_S / hz;
}

_Noreturn void kaal_assert_failed(const char *file, int line, const char *claim)
{
    kaal_log("assertion failed at %s:%d: %s", file, line, claim);
    kaal_exit(KAAL_ERR_STATE);
}
