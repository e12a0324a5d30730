/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes the sample image to a file, for the boot archive of the tests: as it is, or with more
 * data.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/sample_elf.h"

#define PAGE_BYTES 4096UL

/* file_pages: of data that are in the file, 0 for the sample's few bytes. pages: of all data. */
static bool write_sample(FILE *file, unsigned long file_pages, unsigned long pages)
{
    struct sample_elf sample;
    size_t data_bytes = sizeof(sample.data);

    sample_elf_init(&sample);
    memset(sample.code, 0xc0, sizeof(sample.code));
    memset(sample.data, 0xda, sizeof(sample.data));
    sample.segments[1].p_memsz = pages * PAGE_BYTES;
    if (file_pages > 0) {
        sample.segments[1].p_filesz = file_pages * PAGE_BYTES;
    }
    if (fwrite(&sample, sizeof(sample), 1, file) != 1) {
        return false;
    }
    for (; data_bytes < sample.segments[1].p_filesz; data_bytes++) {
        if (fputc(0xda, file) == EOF) {
            return false;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    FILE *file = (argc == 4) ? fopen(argv[1], "wb") : NULL;
    bool is_written = false;

    if (file == NULL) {
        (void)fputs("usage: make_sample FILE FILE_PAGES PAGES\n", stderr);
        return 1;
    }
    is_written = write_sample(file, strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10));
    return (fclose(file) == 0 && is_written) ? 0 : 1;
}
