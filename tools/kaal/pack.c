/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Layout and writing of a boot archive. Images are taken as they are: the broker checks them, so
 * that a broken one can be packed to test just that.
 */
#include "pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kaal/wire/archive.h>
#include <kaal/wire/audit.h>
#include <kaal/wire/policy.h>

#include "base/crc32.h"
#include "file.h"

#define KEY_BYTES 32 /* of either key */

_Static_assert(KEY_BYTES == KAAL_AUDIT_KEY_BYTES && KEY_BYTES == KAAL_POLICY_KEY_BYTES, "keys");

static size_t align_up(size_t value)
{
    return (value + KAAL_ARCHIVE_ALIGN_BYTES - 1) & ~(size_t)(KAAL_ARCHIVE_ALIGN_BYTES - 1);
}

/* Append padding and an entry's data; fill in its entry. */
static bool add_data(struct bytes *archive, struct kaal_wire_archive_entry *entry,
                     const struct bytes *data)
{
    size_t offset = align_up(archive->size);
    unsigned char *grown = realloc(archive->data, offset + data->size + 1);

    if (grown == NULL) {
        perror("kaal");
        return false;
    }
    archive->data = grown;
    memset(grown + archive->size, 0, offset - archive->size);
    memcpy(grown + offset, data->data, data->size);
    archive->size = offset + data->size;
    entry->offset_bytes = offset;
    entry->size_bytes = data->size;
    entry->crc32 = kaal_crc32(data->data, data->size);
    return true;
}

static bool is_key(uint32_t kind)
{
    return kind == KAAL_ARCHIVE_AUDIT_KEY || kind == KAAL_ARCHIVE_POLICY_KEY;
}

static bool name_entry(struct kaal_wire_archive_entry *entry, uint32_t kind, const char *name)
{
    if (name[0] == '\0' || strlen(name) >= sizeof(entry->name)) {
        fprintf(stderr, "kaal: %s: expected a name of 1 to 31 characters\n", name);
        return false;
    }
    strcpy(entry->name, name);
    entry->kind = kind;
    return true;
}

static bool add_file(struct bytes *archive, struct kaal_wire_archive_entry *entry,
                     const struct pack_file *file)
{
    struct bytes data = {0};
    bool is_good = name_entry(entry, file->kind, file->name) && file_read(file->path, &data);

    if (is_good && is_key(file->kind) && data.size != KEY_BYTES) {
        fprintf(stderr, "kaal: %s: expected a key of %d bytes\n", file->path, KEY_BYTES);
        is_good = false;
    }
    is_good = is_good && add_data(archive, entry, &data);
    free(data.data);
    return is_good;
}

static bool add_all(const struct pack_options *options, struct bytes *archive,
                    struct kaal_wire_archive_entry *entries)
{
    bool is_good = true;

    for (unsigned i = 0; i < options->made_count && is_good; i++) {
        is_good = name_entry(&entries[i], options->made[i].kind, options->made[i].name) &&
                  add_data(archive, &entries[i], &options->made[i].data);
    }
    for (unsigned i = 0; i < options->file_count && is_good; i++) {
        is_good = add_file(archive, &entries[options->made_count + i], &options->files[i]);
    }
    return is_good;
}

bool pack_write(const struct pack_options *options)
{
    struct kaal_wire_archive_entry entries[KAAL_ARCHIVE_ENTRIES_MAX] = {0};
    struct kaal_wire_archive_header header = {
        .magic = KAAL_ARCHIVE_MAGIC,
        .version = KAAL_ARCHIVE_VERSION,
        .count = options->made_count + options->file_count,
    };
    struct bytes archive = {0};
    bool is_good = false;

    if (header.count > KAAL_ARCHIVE_ENTRIES_MAX) {
        fprintf(stderr, "kaal: more than %d entries\n", KAAL_ARCHIVE_ENTRIES_MAX);
        return false;
    }
    archive.size = sizeof(header) + header.count * sizeof(entries[0]);
    archive.data = calloc(1, archive.size);
    is_good = archive.data != NULL && add_all(options, &archive, entries);
    if (is_good) {
        header.total_bytes = archive.size;
        memcpy(archive.data, &header, sizeof(header));
        memcpy(archive.data + sizeof(header), entries, header.count * sizeof(entries[0]));
        is_good = file_write(options->out_path, &archive, false);
    }
    free(archive.data);
    return is_good;
}
