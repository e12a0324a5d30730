/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records come a page at a time, while others are written: what is wanted is settled beforehand.
 */
#include "audit_remote.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kaal/wire/audit.h>

#include "file.h"
#include "print.h"
#include "remote.h"
#include "show/show.h"

#define TAIL_MAX    1000
#define BATCHES_MAX 64 /* twice as many as may wait for their seals */
#define MARKS_MAX   10

/* What to do with a record. Returns false when it cannot, and has said so. */
typedef bool take_fn(const struct kaal_wire_audit_record *record, void *into);

/* Ask for one act. An error of the broker's, but for one that is awaited, is said. */
static int ask(struct remote *remote, enum kaal_audit_act act, uint64_t seq, kaal_err_t *awaited,
               struct kaal_wire_audit_page *page)
{
    const struct kaal_wire_audit wish = {.act = act, .seq = seq};
    struct remote_answer answer;
    bool is_awaited = false;

    if (!remote_call(remote, KAAL_REQUEST_AUDIT, &wish, sizeof(wish), &answer)) {
        return REMOTE_UNREACHABLE;
    }
    is_awaited = awaited != NULL && answer.err == *awaited;
    if (awaited != NULL) {
        *awaited = answer.err;
    }
    if (answer.err != KAAL_OK && !is_awaited) {
        remote_complain(remote, kaal_err_text(answer.err));
        return REMOTE_REFUSED;
    }
    if (answer.err == KAAL_OK && answer.bytes < sizeof(*page)) {
        remote_complain(remote, "its records are shorter than this command knows them");
        return REMOTE_UNREACHABLE;
    }
    memset(page, 0, sizeof(*page));
    memcpy(page, answer.data, (answer.err == KAAL_OK) ? sizeof(*page) : 0);
    if (page->count > KAAL_AUDIT_PAGE_RECORDS) {
        remote_complain(remote, "what answers there is not KaaL");
        return REMOTE_UNREACHABLE;
    }
    return REMOTE_GOOD;
}

/* All records from seq up to the one before end: every one, or it is said that one has gone. */
static int take_records(struct remote *remote, uint64_t seq, uint64_t end, take_fn *take,
                        void *into)
{
    struct kaal_wire_audit_page page;

    while (seq < end) {
        int code = ask(remote, KAAL_AUDIT_ACT_READ, seq, NULL, &page);

        if (code != REMOTE_GOOD) {
            return code;
        }
        if (page.count == 0 || page.records[0].seq != seq) {
            fprintf(stderr, "kaal: %s: records %" PRIu64 " to %" PRIu64 " were overwritten\n",
                    remote->to, seq, page.oldest - 1);
            return REMOTE_REFUSED;
        }
        for (uint32_t i = 0; i < page.count && seq < end; i++) {
            if (page.records[i].seq != seq || !take(&page.records[i], into)) {
                remote_complain(remote, "not every record could be taken");
                return REMOTE_REFUSED;
            }
            seq++;
        }
    }
    return REMOTE_GOOD;
}

static bool print_record(const struct kaal_wire_audit_record *record, void *into)
{
    (void)into;
    kaal_show_audit(print_clean, record);
    return true;
}

static int run_tail(struct remote *remote, const char *word)
{
    struct kaal_wire_audit_page page;
    uint64_t wanted = strtoull(word, NULL, 10);
    int code = ask(remote, KAAL_AUDIT_ACT_READ, UINT64_MAX, NULL, &page);

    if (code != REMOTE_GOOD) {
        return code;
    }
    return take_records(remote,
                        (page.next - page.oldest > wanted) ? page.next - wanted : page.oldest,
                        page.next, print_record, NULL);
}

/* Let what waits for its seal be sealed: each answer means one batch less. */
static int seal_all(struct remote *remote, struct kaal_wire_audit_page *page)
{
    uint64_t before = 0;
    int code = REMOTE_GOOD;

    for (unsigned i = 0; i < BATCHES_MAX && code == REMOTE_GOOD; i++) {
        code = ask(remote, KAAL_AUDIT_ACT_READ, UINT64_MAX, NULL, page);
        if (page->next == before) {
            break;
        }
        before = page->next;
    }
    return code;
}

/* End the log, up to here, with a record that says so and its seal. */
static int mark_end(struct remote *remote, struct kaal_wire_audit_page *page)
{
    for (unsigned i = 0; i < MARKS_MAX; i++) {
        kaal_err_t err = KAAL_ERR_BUSY;
        int code = ask(remote, KAAL_AUDIT_ACT_MARK, 0, &err, page);

        if (code != REMOTE_GOOD || err == KAAL_OK) {
            return code;
        }
        code = seal_all(remote, page);
        if (code != REMOTE_GOOD) {
            return code;
        }
    }
    remote_complain(remote, "its audit log grows faster than it is sealed");
    return REMOTE_REFUSED;
}

static bool keep_record(const struct kaal_wire_audit_record *record, void *into)
{
    return file_append(into, record, sizeof(*record));
}

static int fetch(struct remote *remote, struct bytes *file, struct kaal_wire_audit_page *end)
{
    const struct kaal_wire_audit_file header = {KAAL_AUDIT_MAGIC, KAAL_AUDIT_VERSION,
                                                sizeof(struct kaal_wire_audit_record)};
    int code = mark_end(remote, end);

    if (code != REMOTE_GOOD) {
        return code;
    }
    if (!file_append(file, &header, sizeof(header))) {
        return REMOTE_REFUSED;
    }
    return take_records(remote, end->oldest, end->next, keep_record, file);
}

static int run_fetch(struct remote *remote, const char *path)
{
    struct kaal_wire_audit_page end;
    struct bytes file = {0};
    int code = fetch(remote, &file, &end);

    if (code == REMOTE_GOOD && !file_write(path, &file, false)) {
        code = REMOTE_REFUSED;
    }
    if (code == REMOTE_GOOD) {
        printf("first=%" PRIu64 " last=%" PRIu64 "\n", end.oldest, end.next - 1);
    }
    free(file.data);
    return code;
}

int audit_remote_fetch(const char *to, struct bytes *file)
{
    struct kaal_wire_audit_page end;
    struct bytes made = {0};
    struct remote remote;
    int code = REMOTE_UNREACHABLE;

    if (!remote_open(&remote, to)) {
        return code;
    }
    code = fetch(&remote, &made, &end);
    remote_close(&remote);
    if (code != REMOTE_GOOD) {
        free(made.data);
        return code;
    }
    *file = made;
    return code;
}

static int usage(void)
{
    fprintf(stderr,
            "usage: kaal audit tail N --to HOST:PORT    (N from 1 to %d)\n"
            "       kaal audit fetch FILE --to HOST:PORT\n"
            "       kaal audit verify --to HOST:PORT\n",
            TAIL_MAX);
    return REMOTE_USAGE;
}

static bool is_number(const char *word)
{
    size_t digits = strspn(word, "0123456789");

    return word[digits] == '\0' && digits > 0 && digits < 5 && strtoul(word, NULL, 10) > 0 &&
           strtoul(word, NULL, 10) <= TAIL_MAX;
}

int audit_remote(int count, char **words)
{
    bool is_tail = strcmp(words[0], "tail") == 0;
    struct remote remote;
    const char *to = NULL;
    int code = REMOTE_UNREACHABLE;

    if (!remote_take_to(&count, words, &to)) {
        return REMOTE_USAGE;
    }
    if (count != 2 || (is_tail && !is_number(words[1]))) {
        return usage();
    }
    if (!remote_open(&remote, to)) {
        return code;
    }
    code = is_tail ? run_tail(&remote, words[1]) : run_fetch(&remote, words[1]);
    remote_close(&remote);
    return code;
}
