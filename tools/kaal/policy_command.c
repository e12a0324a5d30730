/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands `kaal policy ...`: words and exit codes.
 */
#include "policy_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy_compile.h"
#include "policy_fit.h"
#include "policy_remote.h"
#include "policy_show.h"
#include "policy_sign.h"

#define EXIT_USAGE 2

static int usage(void)
{
    fprintf(stderr, "usage:\n" POLICY_USAGE);
    return EXIT_USAGE;
}

struct compile_options {
    const char *out_path;
    const char *system_path; /* or NULL */
    const char *key_path;    /* or NULL */
};

static bool fits(const char *system_path, const struct policy_made *made)
{
    struct policy_system system = {.path = system_path};
    bool is_good =
        describe_compile(system_path, &system.binary, &system.lines) && policy_fits(made, &system);

    free(system.binary.data);
    return is_good;
}

static bool compile(const char *path, const struct compile_options *options)
{
    struct policy_made made = {0};
    bool is_good = policy_compile(path, &made) &&
                   (options->system_path == NULL || fits(options->system_path, &made)) &&
                   (options->key_path == NULL || policy_sign(options->key_path, &made.binary)) &&
                   file_write(options->out_path, &made.binary, false);

    free(made.binary.data);
    return is_good;
}

static int run_compile(int count, char **words)
{
    struct compile_options options = {0};

    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(words[i], "-o") == 0) {
            options.out_path = words[i + 1];
        } else if (strcmp(words[i], "--system") == 0) {
            options.system_path = words[i + 1];
        } else if (strcmp(words[i], "--sign") == 0) {
            options.key_path = words[i + 1];
        } else {
            return usage();
        }
    }
    if (count % 2 != 1 || options.out_path == NULL) {
        return usage();
    }
    return compile(words[0], &options) ? 0 : 1;
}

static int run_show(int count, char **words)
{
    struct policy_made made = {0};
    bool is_good = false;

    if (count != 1) {
        return usage();
    }
    is_good = policy_load(words[0], &made) && policy_show(&made);
    free(made.binary.data);
    return is_good ? 0 : 1;
}

static int run_diff(int count, char **words)
{
    struct policy_made old = {0};
    struct policy_made new = {0};
    bool is_same = false;
    bool is_good = false;

    if (count != 2) {
        return usage();
    }
    is_good = policy_load(words[0], &old) && policy_load(words[1], &new) &&
              policy_diff(&old, &new, &is_same);
    free(old.binary.data);
    free(new.binary.data);
    if (!is_good) {
        return EXIT_USAGE;
    }
    return is_same ? 0 : 1;
}

static int run_keygen(int count, char **words)
{
    if (count != 1) {
        return usage();
    }
    return policy_sign_keygen(words[0]) ? 0 : 1;
}

/* Whether it is about a running system. */
static bool is_remote(int count, char **words)
{
    return strcmp(words[0], "check") == 0 || strcmp(words[0], "apply") == 0 ||
           (strcmp(words[0], "show") == 0 && (count == 1 || strcmp(words[1], "--to") == 0));
}

int policy_command(int count, char **words)
{
    static const struct {
        const char *name;
        int (*run)(int count, char **words);
    } commands[] = {
        {"compile", run_compile}, {"show", run_show}, {"diff", run_diff}, {"keygen", run_keygen}};

    if (count > 0 && is_remote(count, words)) {
        return policy_remote(count, words);
    }
    for (size_t i = 0; count > 0 && i < KAAL_ARRAY_LENGTH(commands); i++) {
        if (strcmp(words[0], commands[i].name) == 0) {
            return commands[i].run(count - 1, words + 1);
        }
    }
    return usage();
}
