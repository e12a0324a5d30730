/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of audit records from anybody: checked, replayed, and as text that is imported.
 */
#include <stdlib.h>
#include <string.h>

#include "kaal/audit_import.h"
#include "kaal/replay.h"
#include "seal/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[KAAL_AUDIT_KEY_BYTES];

static void read_file(const void *file, size_t size)
{
    static struct replay replay;
    const struct audit_check check = {.key = key, .seals_before = 100};
    const struct kaal_wire_audit_record *records = NULL;
    struct audit_verdict verdict;
    const char *wrong = NULL;
    uint64_t count = 0;

    if (audit_file_open(file, size, &records, &count) != KAAL_OK) {
        return;
    }
    /* Only who has the key can make one that is genuine. */
    if (audit_verify(records, count, &check, &verdict) == KAAL_OK) {
        abort();
    }
    replay_init(&replay);
    for (uint64_t i = 0; i < count && wrong == NULL; i++) {
        wrong = replay_step(&replay, &records[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void *file = malloc(size + 1); /* aligned, and of its own for the sanitizer */
    struct bytes imported = {0};

    if (file == NULL) {
        return 0;
    }
    memcpy(file, data, size);
    read_file(file, size);
    ((char *)file)[size] = '\0';
    if (audit_import(file, &imported)) {
        read_file(imported.data, imported.size);
        free(imported.data);
    }
    free(file);
    return 0;
}
