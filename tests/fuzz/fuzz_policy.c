/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a policy; every question is asked.
 */
#include <stdlib.h>
#include <string.h>

#include "policy/reach.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct kaal_reach_break broken;
    struct kaal_policy policy = {0};
    const char *reason = NULL;
    uint8_t *copy = aligned_alloc(8, (size + 8) & ~(size_t)7);

    memcpy(copy, data, size);
    if (kaal_policy_open(copy, size, &policy, &reason) == KAAL_OK) {
        uint32_t subject = kaal_policy_subject(&policy, "shell");

        (void)kaal_policy_find(&policy, subject, KAAL_POLICY_SPAWN, kaal_policy_hash("net"), "net");
        (void)!kaal_reach_check(&policy, &broken);
    }
    free(copy);
    return 0;
}
