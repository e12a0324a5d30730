/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The checks of a boot archive.
 */
#include "archive/archive.h"

#include <string.h>

#include "base/crc32.h"

static kaal_err_t fail(const char **reason, kaal_err_t err, const char *text)
{
    *reason = text;
    return err;
}

static kaal_err_t check_header(const void *data, uint64_t bytes, const char **reason)
{
    const struct kaal_wire_archive_header *header = data;

    if ((uintptr_t)data % 8 != 0) {
        return fail(reason, KAAL_ERR_ALIGN, "the archive is not aligned to 8 bytes");
    }
    if (bytes < sizeof(*header)) {
        return fail(reason, KAAL_ERR_SHORT, "the archive is shorter than its header");
    }
    if (header->magic != KAAL_ARCHIVE_MAGIC) {
        return fail(reason, KAAL_ERR_FORMAT, "it does not begin as a boot archive");
    }
    if (header->version != KAAL_ARCHIVE_VERSION) {
        return fail(reason, KAAL_ERR_VERSION, "the archive's version is not understood");
    }
    if (header->count > KAAL_ARCHIVE_ENTRIES_MAX) {
        return fail(reason, KAAL_ERR_RANGE, "the archive has too many entries");
    }
    if (header->total_bytes > bytes ||
        sizeof(*header) + header->count * sizeof(struct kaal_wire_archive_entry) >
            header->total_bytes) {
        return fail(reason, KAAL_ERR_SHORT, "the archive ends too early");
    }
    if (header->total_bytes < bytes) {
        return fail(reason, KAAL_ERR_LONG, "the archive is longer than it says");
    }
    return KAAL_OK;
}

static kaal_err_t check_entry(const struct kaal_wire_archive_header *header, uint32_t index,
                              const char **reason)
{
    const struct kaal_wire_archive_entry *entries = (const void *)(header + 1);
    const struct kaal_wire_archive_entry *entry = &entries[index];

    if (memchr(entry->name, '\0', sizeof(entry->name)) == NULL || entry->name[0] == '\0') {
        return fail(reason, KAAL_ERR_FORMAT, "an entry's name is empty or not terminated");
    }
    for (uint32_t i = 0; i < index; i++) {
        if (entries[i].kind == entry->kind && strcmp(entries[i].name, entry->name) == 0) {
            return fail(reason, KAAL_ERR_FORMAT, "two entries have the same name");
        }
    }
    if (entry->kind < KAAL_ARCHIVE_IMAGE || entry->kind > KAAL_ARCHIVE_POLICY_KEY) {
        return fail(reason, KAAL_ERR_FORMAT, "an entry's kind is unknown");
    }
    if (entry->offset_bytes % KAAL_ARCHIVE_ALIGN_BYTES != 0) {
        return fail(reason, KAAL_ERR_ALIGN, "an entry's data is not aligned");
    }
    if (entry->offset_bytes < sizeof(*header) + header->count * sizeof(*entry) ||
        entry->offset_bytes > header->total_bytes ||
        entry->size_bytes > header->total_bytes - entry->offset_bytes) {
        return fail(reason, KAAL_ERR_RANGE, "an entry's data lies outside the archive");
    }
    return KAAL_OK;
}

kaal_err_t kaal_archive_open(const void *data, uint64_t bytes, struct kaal_archive *archive,
                             const char **reason)
{
    const struct kaal_wire_archive_header *header = data;
    kaal_err_t err = check_header(data, bytes, reason);

    if (err != KAAL_OK) {
        return err;
    }
    for (uint32_t i = 0; i < header->count; i++) {
        err = check_entry(header, i, reason);
        if (err != KAAL_OK) {
            return err;
        }
    }
    *archive = (struct kaal_archive){
        .data = data,
        .entries = (const void *)(header + 1),
        .count = header->count,
    };
    return KAAL_OK;
}

kaal_err_t kaal_archive_find(struct kaal_archive *archive, enum kaal_archive_kind kind,
                             const char *name, const void **data, uint64_t *bytes,
                             const char **reason)
{
    for (uint32_t i = 0; i < archive->count; i++) {
        const struct kaal_wire_archive_entry *entry = &archive->entries[i];
        const uint8_t *content = archive->data + entry->offset_bytes;

        if (entry->kind != (uint32_t)kind || strcmp(entry->name, name) != 0) {
            continue;
        }
        if (archive->is_sound[i] == 0 && kaal_crc32(content, entry->size_bytes) != entry->crc32) {
            return fail(reason, KAAL_ERR_CHECKSUM, "its bytes in the boot archive are damaged");
        }
        archive->is_sound[i] = 1;
        *data = content;
        *bytes = entry->size_bytes;
        return KAAL_OK;
    }
    return fail(reason, KAAL_ERR_NOT_FOUND, "the boot archive has no such entry");
}
