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

#include "base/crc32.h"
#include "file.h"

/* The broker looks for them under these names. */
#define SYSTEM_NAME "system"
#define KEY_NAME    "audit-key"

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

static bool add_image(struct bytes *archive, struct kaal_wire_archive_entry *entry,
                      const struct pack_image *image)
{
    struct bytes data = {0};
    bool is_good = false;

    if (strlen(image->name) >= sizeof(entry->name) || image->name[0] == '\0') {
        fprintf(stderr, "kaal: image %s: expected a name of 1 to 31 characters\n", image->name);
        return false;
    }
    if (!file_read(image->path, &data)) {
        return false;
    }
    strcpy(entry->name, image->name);
    entry->kind = KAAL_ARCHIVE_IMAGE;
    is_good = add_data(archive, entry, &data);
    free(data.data);
    return is_good;
}

static bool add_key(struct bytes *archive, struct kaal_wire_archive_entry *entry, const char *path)
{
    struct bytes data = {0};
    bool is_good = file_read(path, &data);

    if (is_good && data.size != KAAL_AUDIT_KEY_BYTES) {
        fprintf(stderr, "kaal: %s: expected %d bytes\n", path, KAAL_AUDIT_KEY_BYTES);
        is_good = false;
    }
    if (is_good) {
        strcpy(entry->name, KEY_NAME);
        entry->kind = KAAL_ARCHIVE_AUDIT_KEY;
        is_good = add_data(archive, entry, &data);
    }
    free(data.data);
    return is_good;
}

bool pack_write(const struct pack_options *options)
{
    struct kaal_wire_archive_entry entries[KAAL_ARCHIVE_ENTRIES_MAX] = {0};
    struct kaal_wire_archive_header header = {
        .magic = KAAL_ARCHIVE_MAGIC,
        .version = KAAL_ARCHIVE_VERSION,
        .count = options->image_count + 1 + (options->key_path != NULL),
    };
    struct bytes archive = {0};
    bool is_good = header.count <= KAAL_ARCHIVE_ENTRIES_MAX;

    if (!is_good) {
        fprintf(stderr, "kaal: more than %d entries\n", KAAL_ARCHIVE_ENTRIES_MAX);
        return false;
    }
    archive.size = sizeof(header) + header.count * sizeof(entries[0]);
    archive.data = calloc(1, archive.size);
    strcpy(entries[0].name, SYSTEM_NAME);
    entries[0].kind = KAAL_ARCHIVE_SYSTEM;
    is_good = archive.data != NULL && add_data(&archive, &entries[0], &options->system);
    for (unsigned i = 0; i < options->image_count && is_good; i++) {
        is_good = add_image(&archive, &entries[i + 1], &options->images[i]);
    }
    if (is_good && options->key_path != NULL) {
        is_good = add_key(&archive, &entries[header.count - 1], options->key_path);
    }
    if (is_good) {
        header.total_bytes = archive.size;
        memcpy(archive.data, &header, sizeof(header));
        memcpy(archive.data + sizeof(header), entries, header.count * sizeof(entries[0]));
        is_good = file_write(options->out_path, &archive, false);
    }
    free(archive.data);
    return is_good;
}
