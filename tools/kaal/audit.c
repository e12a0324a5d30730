/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line of `kaal audit`, and its smaller commands.
 */
#include "audit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium/core.h>
#include <sodium/randombytes.h>

#include <kaal/wire/audit.h>

#include "seal/verify.h"
#include "show/show.h"
#include "audit_import.h"
#include "audit_remote.h"
#include "audit_show.h"
#include "file.h"
#include "graph.h"
#include "print.h"
#include "replay.h"

#define SEALS_MAX ((uint64_t)1 << 32) /* that were made before a file: half an hour of hashing */

/* What the words behind a command say. */
struct options {
    const char *file;
    const char *key;
    const char *out;
    const char *at;
    const char *after;
    const char *to;
};

/* A file of records that was read. */
struct input {
    struct bytes data;
    const struct kaal_wire_audit_record *records;
    uint64_t count;
};

static int usage(void)
{
    fprintf(stderr, "usage: kaal audit key -o KEY\n"
                    "       kaal audit import TEXT -o FILE    (what `audit export` printed)\n"
                    "       kaal audit verify FILE|--to HOST:PORT --key KEY [--after SEQ]\n"
                    "       kaal audit print FILE\n"
                    "       kaal audit replay FILE [--at SEQ]\n"
                    "       kaal audit graph FILE [--at SEQ] -o FILE.svg|FILE.dot\n"
                    "       kaal audit tail N | fetch FILE  --to HOST:PORT\n");
    return 2;
}

static bool read_options(int count, char **words, struct options *options)
{
    const struct {
        const char *name;
        const char **value;
    } known[] = {
        {"--key", &options->key},     {"-o", &options->out},  {"--at", &options->at},
        {"--after", &options->after}, {"--to", &options->to},
    };

    for (int i = 0; i < count; i++) {
        size_t j = 0;

        while (j < KAAL_ARRAY_LENGTH(known) && strcmp(words[i], known[j].name) != 0) {
            j++;
        }
        if (j < KAAL_ARRAY_LENGTH(known) && i + 1 < count) {
            i++;
            *known[j].value = words[i];
        } else if (j == KAAL_ARRAY_LENGTH(known) && words[i][0] != '-' && options->file == NULL) {
            options->file = words[i];
        } else {
            return false;
        }
    }
    return true;
}

/* A number; a missing word is `otherwise`. */
static bool read_number(const char *word, uint64_t otherwise, uint64_t *value)
{
    char *end = NULL;

    *value = otherwise;
    if (word == NULL) {
        return true;
    }
    *value = strtoull(word, &end, 10);
    if (end == word || *end != '\0') {
        fprintf(stderr, "kaal: %s: expected a number\n", word);
        return false;
    }
    return true;
}

/* path: where the data is from, for messages. It is freed on failure. */
static bool open_records(const char *path, struct input *input)
{
    kaal_err_t err =
        audit_file_open(input->data.data, input->data.size, &input->records, &input->count);
    if (err != KAAL_OK) {
        fprintf(stderr, "kaal: %s: no file of audit records: %s\n", path,
                (err == KAAL_ERR_VERSION) ? "its version is not known" : "its format is wrong");
        free(input->data.data);
    }
    return err == KAAL_OK;
}

static bool read_records(const char *path, struct input *input)
{
    return file_read(path, &input->data) && open_records(path, input);
}

static int run_key(const struct options *options)
{
    uint8_t key[KAAL_AUDIT_KEY_BYTES];
    const struct bytes data = {.data = key, .size = sizeof(key)};

    if (options->out == NULL || options->file != NULL || sodium_init() < 0) {
        return usage();
    }
    randombytes_buf(key, sizeof(key));
    return file_write(options->out, &data, true) ? 0 : 1;
}

static int run_import(const struct options *options)
{
    struct bytes text = {0};
    struct bytes made = {0};
    bool is_good = false;

    if (options->file == NULL || options->out == NULL) {
        return usage();
    }
    if (!file_read(options->file, &text)) {
        return 1;
    }
    is_good = audit_import((const char *)text.data, &made);
    if (!is_good) {
        fprintf(stderr, "kaal: %s: no whole export is in there\n", options->file);
    }
    is_good = is_good && file_write(options->out, &made, false);
    free(text.data);
    free(made.data);
    return is_good ? 0 : 1;
}

static int verify(const struct options *options, const struct input *input)
{
    struct audit_check check = {.seals_before = SEALS_MAX};
    struct audit_verdict verdict = {0};
    struct bytes key = {0};
    kaal_err_t err = KAAL_ERR_INVALID;

    if (!read_number(options->after, 0, &check.after) || !file_read(options->key, &key)) {
        return 2;
    }
    check.key = key.data;
    if (key.size == KAAL_AUDIT_KEY_BYTES) {
        err = audit_verify(input->records, input->count, &check, &verdict);
    } else {
        fprintf(stderr, "kaal: %s: expected %d bytes\n", options->key, KAAL_AUDIT_KEY_BYTES);
    }
    free(key.data);
    if (err == KAAL_OK) {
        printf("ok first=%" PRIu64 " last=%" PRIu64 " lost=%" PRIu64 "\n", verdict.first,
               verdict.last, verdict.lost);
    } else if (err == KAAL_ERR_CHECKSUM) {
        printf("wrong record=%" PRIu64 " seq=%" PRIu64 ": %s\n", verdict.at,
               verdict.first + verdict.at, verdict.reason);
    }
    return (err == KAAL_OK) ? 0 : 1;
}

static int run_verify(const struct options *options)
{
    struct input input = {0};
    int code = 0;

    if ((options->file == NULL) == (options->to == NULL) || options->key == NULL) {
        return usage();
    }
    if (options->to != NULL) {
        code = audit_remote_fetch(options->to, &input.data);
        code = (code == 0 && !open_records(options->to, &input)) ? 1 : code;
    } else if (!read_records(options->file, &input)) {
        code = 1;
    }
    if (code != 0) {
        return code;
    }
    code = verify(options, &input);
    free(input.data.data);
    return code;
}

static int run_print(const struct options *options)
{
    struct input input = {0};

    if (options->file == NULL) {
        return usage();
    }
    if (!read_records(options->file, &input)) {
        return 1;
    }
    for (uint64_t i = 0; i < input.count; i++) {
        kaal_show_audit(print_clean, &input.records[i]);
    }
    free(input.data.data);
    return 0;
}

/* Take all records up to one. */
static bool replay_file(const struct options *options, struct replay *replay)
{
    struct input input = {0};
    const char *wrong = NULL;
    uint64_t at = 0;
    uint64_t i = 0;

    if (!read_number(options->at, UINT64_MAX, &at) || !read_records(options->file, &input)) {
        return false;
    }
    replay_init(replay);
    while (i < input.count && input.records[i].seq <= at && wrong == NULL) {
        wrong = replay_step(replay, &input.records[i]);
        i++;
    }
    if (wrong != NULL) {
        fprintf(stderr, "kaal: %s: seq=%" PRIu64 ": %s\n", options->file, input.records[i - 1].seq,
                wrong);
    }
    free(input.data.data);
    return wrong == NULL;
}

static int run_replay(const struct options *options)
{
    static struct replay replay;

    if (options->file == NULL) {
        return usage();
    }
    if (!replay_file(options, &replay)) {
        return 1;
    }
    audit_show_grants(&replay);
    return 0;
}

static int run_graph(const struct options *options)
{
    static struct replay replay;

    if (options->file == NULL || options->out == NULL) {
        return usage();
    }
    return (replay_file(options, &replay) && graph_write(&replay, options->out)) ? 0 : 1;
}

int audit_run(int count, char **words)
{
    static const struct {
        const char *name;
        int (*run)(const struct options *options);
    } commands[] = {
        {"key", run_key},     {"import", run_import}, {"verify", run_verify},
        {"print", run_print}, {"replay", run_replay}, {"graph", run_graph},
    };
    struct options options = {0};

    if (count > 0 && (strcmp(words[0], "tail") == 0 || strcmp(words[0], "fetch") == 0)) {
        return audit_remote(count, words);
    }
    if (count == 0 || !read_options(count - 1, words + 1, &options)) {
        return usage();
    }
    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(commands); i++) {
        if (strcmp(words[0], commands[i].name) == 0) {
            return commands[i].run(&options);
        }
    }
    return usage();
}
