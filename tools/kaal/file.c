/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whole files, with standard C and one call of POSIX for the mode.
 */
#include "file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool file_append(struct bytes *bytes, const void *data, size_t size)
{
    unsigned char *grown = realloc(bytes->data, bytes->size + size + 1);

    if (grown == NULL) {
        perror("kaal");
        return false;
    }
    if (size > 0) {
        memcpy(grown + bytes->size, data, size);
    }
    bytes->data = grown;
    bytes->size += size;
    bytes->data[bytes->size] = '\0';
    return true;
}

bool file_read(const char *path, struct bytes *out)
{
    FILE *file = fopen(path, "rb");
    struct bytes made = {0};
    unsigned char block[4096];
    bool is_good = file != NULL && file_append(&made, NULL, 0);

    for (size_t got = 1; is_good && got > 0;) {
        got = fread(block, 1, sizeof(block), file);
        is_good = !ferror(file) && file_append(&made, block, got);
    }
    if (!is_good) {
        perror(path);
        free(made.data);
    } else {
        *out = made;
    }
    if (file != NULL) {
        fclose(file);
    }
    return is_good;
}

bool file_write(const char *path, const struct bytes *data, bool is_secret)
{
    mode_t before = umask(is_secret ? S_IRWXG | S_IRWXO : S_IWGRP | S_IWOTH);
    FILE *file = fopen(path, "wb");
    bool is_good = file != NULL && fwrite(data->data, 1, data->size, file) == data->size;

    (void)umask(before);
    if (file != NULL && fclose(file) != 0) {
        is_good = false;
    }
    if (!is_good) {
        perror(path);
        remove(path);
    }
    return is_good;
}
