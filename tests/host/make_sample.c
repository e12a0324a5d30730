/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes the sample image to a file, for the boot archive of the tests.
 */
#include <stddef.h>
#include <stdio.h>

#include "support/sample_elf.h"

int main(int argc, char **argv)
{
    struct sample_elf sample;
    FILE *file = (argc == 2) ? fopen(argv[1], "wb") : NULL;
    size_t written = 0;

    if (file == NULL) {
        (void)fputs("usage: make_sample FILE\n", stderr);
        return 1;
    }
    sample_elf_init(&sample);
    memset(sample.code, 0xc0, sizeof(sample.code));
    memset(sample.data, 0xda, sizeof(sample.data));
    written = fwrite(&sample, sizeof(sample), 1, file);
    return (fclose(file) == 0 && written == 1) ? 0 : 1;
}
