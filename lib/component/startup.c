/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The checks of a start-up page. It comes from the broker, but a component may be older than it.
 */
#include "component/startup.h"

#include <string.h>

#include <kaal/layout.h>

static kaal_err_t fail(const char **reason, kaal_err_t err, const char *text)
{
    *reason = text;
    return err;
}

static bool is_range(uint64_t start, uint64_t end)
{
    return start <= end && start % KAAL_PAGE_BYTES == 0 && end % KAAL_PAGE_BYTES == 0;
}

kaal_err_t kaal_startup_check(const struct kaal_wire_startup *page, size_t bytes,
                              const char **reason)
{
    if (bytes < sizeof(*page)) {
        return fail(reason, KAAL_ERR_SHORT, "the start-up page ends too early");
    }
    if (page->magic != KAAL_STARTUP_MAGIC || page->size_bytes != sizeof(*page)) {
        return fail(reason, KAAL_ERR_FORMAT, "it does not begin as a start-up page");
    }
    if (page->abi_version != KAAL_ABI_VERSION) {
        return fail(reason, KAAL_ERR_VERSION, "the broker speaks another version");
    }
    if (memchr(page->name, '\0', sizeof(page->name)) == NULL || page->name[0] == '\0' ||
        memchr(page->args, '\0', sizeof(page->args)) == NULL) {
        return fail(reason, KAAL_ERR_FORMAT, "its name or arguments are not terminated");
    }
    if (!is_range(page->heap_start, page->heap_end) || page->heap_start < KAAL_VA_IMAGE ||
        page->heap_end > KAAL_VA_IMAGE_END) {
        return fail(reason, KAAL_ERR_RANGE, "its heap is out of range");
    }
    if (!is_range(page->stack_start, page->stack_end) || page->stack_start < KAAL_VA_STACK_LIMIT ||
        page->stack_end != KAAL_VA_STACK_TOP) {
        return fail(reason, KAAL_ERR_RANGE, "its stack is out of range");
    }
    if (page->handover_bytes > KAAL_HANDOVER_BYTES_MAX ||
        page->handover_bytes % KAAL_PAGE_BYTES != 0) {
        return fail(reason, KAAL_ERR_RANGE, "its hand-over region is out of range");
    }
    if (page->counter_hz == 0) {
        return fail(reason, KAAL_ERR_RANGE, "its counter does not count");
    }
    return KAAL_OK;
}

int kaal_startup_split(char *text, char **words)
{
    int count = 0;
    char *at = text;

    while (count < KAAL_STARTUP_WORDS_MAX) {
        while (*at == ' ') {
            at++;
        }
        if (*at == '\0') {
            break;
        }
        words[count] = at;
        count++;
        while (*at != ' ' && *at != '\0') {
            at++;
        }
        if (*at == ' ') {
            *at = '\0';
            at++;
        }
    }
    return count;
}
