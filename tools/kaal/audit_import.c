/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A line is a record. Lines of other kinds stand between exports, not in them.
 */
#include "audit_import.h"

#include <stdlib.h>
#include <string.h>

#include <sodium/utils.h>

#include <kaal/wire/audit.h>

#define PREFIX      "record="
#define LINE_LENGTH 172 /* of 128 bytes in base64 */

static bool read_line(const char *line, struct kaal_wire_audit_record *record)
{
    size_t length = strcspn(line, "\r\n");
    size_t bytes = 0;

    return length == LINE_LENGTH &&
           sodium_base642bin((unsigned char *)record, sizeof(*record), line, length, NULL, &bytes,
                             NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
           bytes == sizeof(*record);
}

bool audit_import(const char *text, struct bytes *file)
{
    const struct kaal_wire_audit_file header = {KAAL_AUDIT_MAGIC, KAAL_AUDIT_VERSION,
                                                sizeof(struct kaal_wire_audit_record)};
    struct bytes made = {.data = malloc(sizeof(header) + strlen(text)), .size = sizeof(header)};
    bool was_record = false;
    bool is_good = made.data != NULL;

    if (is_good) {
        memcpy(made.data, &header, sizeof(header));
    }
    while (is_good && *text != '\0') {
        bool is_record = strncmp(text, PREFIX, strlen(PREFIX)) == 0;
        struct kaal_wire_audit_record record;

        if (is_record) {
            made.size = was_record ? made.size : sizeof(header);
            is_good = read_line(text + strlen(PREFIX), &record);
        }
        if (is_record && is_good) {
            memcpy(made.data + made.size, &record, sizeof(record));
            made.size += sizeof(record);
        }
        was_record = is_record;
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
    if (!is_good || made.size == sizeof(header)) {
        free(made.data);
        return false;
    }
    *file = made;
    return true;
}
