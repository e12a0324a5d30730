/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host command `kaal`: reads the command line; each command is a file of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kaal/wire/archive.h>

#include "audit.h"
#include "describe.h"
#include "inspect.h"
#include "pack.h"
#include "policy_command.h"
#include "policy_fit.h"
#include "show/show.h"

#define FILES_MAX    KAAL_ARCHIVE_ENTRIES_MAX
#define POLICIES_MAX 8 /* the one in force, and others that can be taken while the system runs */

/* The broker looks for them under these names. */
#define SYSTEM_NAME     "system"
#define POLICY_NAME     "policy"
#define AUDIT_KEY_NAME  "audit-key"
#define POLICY_KEY_NAME "policy-key"

static int usage(void)
{
    fprintf(
        stderr,
        "usage: kaal pack --system FILE --policy FILE [--candidate NAME=FILE]...\n"
        "                 [--image NAME=PATH]... [--audit-key KEY] [--policy-key KEY.pub] -o FILE\n"
        "       kaal check SYSTEM [POLICY]\n" POLICY_USAGE
        "       kaal audit ...     (the audit log: see kaal audit)\n"
        "       kaal ps|devices|mem|grants [NAME] --to HOST:PORT    (a running system)\n");
    return 2;
}

/* What the command line of `pack` says. */
struct packing {
    const char *out_path;
    struct policy_system system;
    struct policy_made policies[POLICIES_MAX];
    struct pack_made made[POLICIES_MAX + 1];
    unsigned policy_count; /* the first one is to be in force */
    struct pack_file files[FILES_MAX];
    unsigned file_count;
};

/* Cut NAME=PATH; the text is changed. */
static bool cut(const char *option, char *text, const char **name, const char **path)
{
    char *equals = strchr(text, '=');

    if (equals == NULL) {
        fprintf(stderr, "kaal: %s %s: expected NAME=PATH\n", option, text);
        return false;
    }
    *equals = '\0';
    *name = text;
    *path = equals + 1;
    return true;
}

static bool add_file(struct packing *packing, uint32_t kind, const char *name, const char *path)
{
    if (packing->file_count == FILES_MAX) {
        fprintf(stderr, "kaal: more than %d files\n", FILES_MAX);
        return false;
    }
    packing->files[packing->file_count] = (struct pack_file){kind, name, path};
    packing->file_count++;
    return true;
}

static bool add_policy(struct packing *packing, const char *name, const char *path)
{
    if (packing->policy_count == POLICIES_MAX) {
        fprintf(stderr, "kaal: more than %d policies\n", POLICIES_MAX);
        return false;
    }
    packing->policies[packing->policy_count].path = path;
    packing->made[packing->policy_count + 1] =
        (struct pack_made){.kind = KAAL_ARCHIVE_POLICY, .name = name};
    packing->policy_count++;
    return true;
}

static bool read_option(struct packing *packing, const char *option, char *value)
{
    const char *name = NULL;
    const char *path = NULL;

    if (strcmp(option, "--system") == 0) {
        packing->system.path = value;
        return true;
    }
    if (strcmp(option, "-o") == 0) {
        packing->out_path = value;
        return true;
    }
    if (strcmp(option, "--policy") == 0) {
        return packing->policy_count == 0 && add_policy(packing, POLICY_NAME, value);
    }
    if (strcmp(option, "--candidate") == 0) {
        return packing->policy_count > 0 && cut(option, value, &name, &path) &&
               add_policy(packing, name, path);
    }
    if (strcmp(option, "--audit-key") == 0) {
        return add_file(packing, KAAL_ARCHIVE_AUDIT_KEY, AUDIT_KEY_NAME, value);
    }
    if (strcmp(option, "--policy-key") == 0) {
        return add_file(packing, KAAL_ARCHIVE_POLICY_KEY, POLICY_KEY_NAME, value);
    }
    return strcmp(option, "--image") == 0 && cut(option, value, &name, &path) &&
           add_file(packing, KAAL_ARCHIVE_IMAGE, name, path);
}

/* Compile all; the system must run under the policy that is to be in force. */
static bool compile(struct packing *packing)
{
    struct policy_system *system = &packing->system;

    if (!describe_compile(system->path, &system->binary, &system->lines)) {
        return false;
    }
    packing->made[0] = (struct pack_made){KAAL_ARCHIVE_SYSTEM, SYSTEM_NAME, system->binary};
    for (unsigned i = 0; i < packing->policy_count; i++) {
        struct policy_made *policy = &packing->policies[i];

        if (!policy_compile(policy->path, policy) || (i == 0 && !policy_fits(policy, system))) {
            return false;
        }
        packing->made[i + 1].data = policy->binary;
    }
    return true;
}

static void forget(struct packing *packing)
{
    free(packing->system.binary.data);
    for (unsigned i = 0; i < packing->policy_count; i++) {
        free(packing->policies[i].binary.data);
    }
}

static int run_pack(int count, char **words)
{
    static struct packing packing;
    bool is_good = false;

    for (int i = 0; i + 1 < count; i += 2) {
        if (!read_option(&packing, words[i], words[i + 1])) {
            return usage();
        }
    }
    if (count % 2 != 0 || packing.system.path == NULL || packing.policy_count == 0 ||
        packing.out_path == NULL) {
        return usage();
    }
    is_good = compile(&packing) &&
              pack_write(&(struct pack_options){.out_path = packing.out_path,
                                                .made = packing.made,
                                                .made_count = packing.policy_count + 1,
                                                .files = packing.files,
                                                .file_count = packing.file_count});
    forget(&packing);
    return is_good ? 0 : 1;
}

static int run_check(int count, char **words)
{
    static struct packing packing;
    bool is_good = false;

    if (count < 1 || count > 2) {
        return usage();
    }
    packing.system.path = words[0];
    is_good = (count == 1 || add_policy(&packing, POLICY_NAME, words[1])) && compile(&packing);
    forget(&packing);
    return is_good ? 0 : 1;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int count, char **words);
    } commands[] = {
        {"pack", run_pack}, {"check", run_check}, {"policy", policy_command}, {"audit", audit_run}};

    for (size_t i = 0; argc >= 2 && i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc - 2, argv + 2);
        }
    }
    if (argc >= 2 && kaal_show_find(argv[1]) != NULL) {
        return inspect_run(argc - 1, argv + 1);
    }
    return usage();
}
