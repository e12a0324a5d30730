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

#include "base/crc32.h"

#define SYSTEM_NAME "system" /* the broker looks for it under this name */

static size_t align_up(size_t value)
{
    return (value + KAAL_ARCHIVE_ALIGN_BYTES - 1) & ~(size_t)(KAAL_ARCHIVE_ALIGN_BYTES - 1);
}

static bool read_file(const char *path, struct bytes *out)
{
    FILE *file = fopen(path, "rb");
    long size = 0;
    struct bytes read = {0};

    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0 ||
        fseek(file, 0, SEEK_SET) != 0) {
        perror(path);
        if (file != NULL) {
            fclose(file);
        }
        return false;
    }
    read.size = (size_t)size;
    read.data = malloc(read.size + 1);
    if (read.data == NULL || fread(read.data, 1, read.size, file) != read.size) {
        perror(path);
        free(read.data);
        fclose(file);
        return false;
    }
    fclose(file);
    *out = read;
    return true;
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
    if (!read_file(image->path, &data)) {
        return false;
    }
    strcpy(entry->name, image->name);
    entry->kind = KAAL_ARCHIVE_IMAGE;
    is_good = add_data(archive, entry, &data);
    free(data.data);
    return is_good;
}

static bool write_file(const char *path, const struct bytes *data)
{
    FILE *file = fopen(path, "wb");

    if (file == NULL || fwrite(data->data, 1, data->size, file) != data->size ||
        fclose(file) != 0) {
        perror(path);
        remove(path);
        return false;
    }
    return true;
}

bool pack_write(const struct pack_options *options)
{
    struct kaal_wire_archive_entry entries[KAAL_ARCHIVE_ENTRIES_MAX] = {0};
    struct kaal_wire_archive_header header = {
        .magic = KAAL_ARCHIVE_MAGIC,
        .version = KAAL_ARCHIVE_VERSION,
        .count = options->image_count + 1,
    };
    struct bytes archive = {0};
    bool is_good = options->image_count < KAAL_ARCHIVE_ENTRIES_MAX;

    if (!is_good) {
        fprintf(stderr, "kaal: more than %d images\n", KAAL_ARCHIVE_ENTRIES_MAX - 1);
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
    if (is_good) {
        header.total_bytes = archive.size;
        memcpy(archive.data, &header, sizeof(header));
        memcpy(archive.data + sizeof(header), entries, header.count * sizeof(entries[0]));
        is_good = write_file(options->out_path, &archive);
    }
    free(archive.data);
    return is_good;
}
