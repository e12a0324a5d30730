/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading and writing with standard C and one call of POSIX for the mode.
 */
#include "file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

bool file_read(const char *path, struct bytes *out)
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
    read.data[read.size] = '\0';
    *out = read;
    return true;
}

bool file_write(const char *path, const struct bytes *data, bool is_secret)
{
    mode_t before = umask(is_secret ? S_IRWXG | S_IRWXO : S_IWGRP | S_IWOTH);
    FILE *file = fopen(path, "wb");

    (void)umask(before);
    if (file == NULL || fwrite(data->data, 1, data->size, file) != data->size ||
        fclose(file) != 0) {
        perror(path);
        remove(path);
        return false;
    }
    return true;
}
