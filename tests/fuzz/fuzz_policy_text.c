/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any text as a policy's file: what the compiler accepts is checked again, and shall be the same
 * when it is compiled once more.
 */
#include <stdlib.h>
#include <string.h>

#include "policy_compile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool compile(const uint8_t *data, size_t size, struct policy_made *made)
{
    struct bytes text = {0};
    bool is_good =
        file_append(&text, data, size) && policy_compile_text("policy.conf", &text, made);

    free(text.data);
    return is_good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct policy_made made = {0};
    struct policy_made again = {0};
    struct kaal_policy policy;
    const char *reason = NULL;

    if (compile(data, size, &made)) {
        if (!compile(data, size, &again) || made.binary.size != again.binary.size ||
            memcmp(made.binary.data, again.binary.data, made.binary.size) != 0 ||
            kaal_policy_open(made.binary.data, made.binary.size, &policy, &reason) != KAAL_OK) {
            abort();
        }
    }
    free(made.binary.data);
    free(again.binary.data);
    return 0;
}
