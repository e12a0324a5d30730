/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host command `kaal`: reads the command line; each command is a file of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit.h"
#include "describe.h"
#include "pack.h"

#define IMAGES_MAX 127

static int usage(void)
{
    fprintf(stderr,
            "usage: kaal pack --system FILE [--image NAME=PATH]... [--audit-key KEY] -o FILE\n"
            "       kaal check FILE    (a system description)\n"
            "       kaal audit ...     (the audit log: see kaal audit)\n");
    return 2;
}

/* Cut NAME=PATH; the text is changed. */
static int read_image(char *text, struct pack_image *image)
{
    char *equals = strchr(text, '=');

    if (equals == NULL) {
        fprintf(stderr, "kaal: --image %s: expected NAME=PATH\n", text);
        return 2;
    }
    *equals = '\0';
    *image = (struct pack_image){.name = text, .path = equals + 1};
    return 0;
}

static int run_pack(int count, char **words)
{
    static struct pack_image images[IMAGES_MAX];
    struct pack_options options = {.images = images};
    const char *system_path = NULL;
    bool is_good = false;

    for (int i = 0; i + 1 < count; i += 2) {
        if (strcmp(words[i], "--system") == 0) {
            system_path = words[i + 1];
        } else if (strcmp(words[i], "--audit-key") == 0) {
            options.key_path = words[i + 1];
        } else if (strcmp(words[i], "-o") == 0) {
            options.out_path = words[i + 1];
        } else if (strcmp(words[i], "--image") == 0 && options.image_count < IMAGES_MAX) {
            if (read_image(words[i + 1], &images[options.image_count]) != 0) {
                return 2;
            }
            options.image_count++;
        } else {
            return usage();
        }
    }
    if (count % 2 != 0 || system_path == NULL || options.out_path == NULL) {
        return usage();
    }
    if (!describe_compile(system_path, &options.system)) {
        return 1;
    }
    is_good = pack_write(&options);
    free(options.system.data);
    return is_good ? 0 : 1;
}

static int run_check(int count, char **words)
{
    struct bytes system = {0};

    if (count != 1) {
        return usage();
    }
    if (!describe_compile(words[0], &system)) {
        return 1;
    }
    free(system.data);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "pack") == 0) {
        return run_pack(argc - 2, argv + 2);
    }
    if (argc >= 2 && strcmp(argv[1], "check") == 0) {
        return run_check(argc - 2, argv + 2);
    }
    if (argc >= 2 && strcmp(argv[1], "audit") == 0) {
        return audit_run(argc - 2, argv + 2);
    }
    return usage();
}
