/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a start-up page; its arguments are cut.
 */
#include <string.h>

#include "component/startup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kaal_wire_startup page = {
        .magic = KAAL_STARTUP_MAGIC,
        .abi_version = KAAL_ABI_VERSION,
        .size_bytes = sizeof(page),
    };
    const size_t head = offsetof(struct kaal_wire_startup, heap_start);
    const char *reason = NULL;
    char *words[KAAL_STARTUP_WORDS_MAX];

    if (size > 0 && data[0] % 4 != 0) { /* mostly behind a good beginning, or nothing gets far */
        memcpy((char *)&page + head, data,
               (size < sizeof(page) - head) ? size : sizeof(page) - head);
    } else {
        memcpy(&page, data, (size < sizeof(page)) ? size : sizeof(page));
    }
    if (kaal_startup_check(&page, sizeof(page), &reason) == KAAL_OK) {
        (void)kaal_startup_split(page.args, words);
    }
    return 0;
}
