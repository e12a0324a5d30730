/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands about the audit log. What records look like is lib/show's affair.
 */
#include <inttypes.h>
#include <string.h>

#include <kaal/inspect.h>

#include "shell/commands.h"
#include "shell/console.h"
#include "shell/line.h"
#include "show/show.h"

#define TAIL_MAX 1000

static struct kaal_wire_audit_page page;

static void print_record(const struct kaal_wire_audit_record *record)
{
    kaal_show_audit(console_print, record);
}

/* The alphabet of RFC 4648, 4: what `kaal audit import` reads. */
static void print_base64(const void *data, size_t bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t *byte = data;
    char text[4 * ((sizeof(struct kaal_wire_audit_record) + 2) / 3) + 1];
    size_t length = 0;

    for (size_t i = 0; i < bytes; i += 3) {
        uint32_t three = (uint32_t)byte[i] << 16;

        three |= (i + 1 < bytes) ? (uint32_t)byte[i + 1] << 8 : 0;
        three |= (i + 2 < bytes) ? (uint32_t)byte[i + 2] : 0;
        text[length] = digits[three >> 18];
        text[length + 1] = digits[three >> 12 & 63];
        text[length + 2] = (i + 1 < bytes) ? digits[three >> 6 & 63] : '=';
        text[length + 3] = (i + 2 < bytes) ? digits[three & 63] : '=';
        length += 4;
    }
    text[length] = '\0';
    console_print("record=%s\n", text);
}

static void print_line(const struct kaal_wire_audit_record *record)
{
    print_base64(record, sizeof(*record));
}

/* All records from seq up to the one before end. */
static const char *print_records(uint64_t seq, uint64_t end,
                                 void (*print)(const struct kaal_wire_audit_record *))
{
    while (seq < end) {
        kaal_err_t err = kaal_audit(KAAL_AUDIT_ACT_READ, seq, &page);

        if (err != KAAL_OK) {
            return kaal_err_text(err);
        }
        if (page.count == 0 || page.records[0].seq != seq) {
            return "records were overwritten meanwhile";
        }
        for (uint32_t i = 0; i < page.count && page.records[i].seq < end; i++) {
            print(&page.records[i]);
        }
        seq = page.after;
    }
    return NULL;
}

static const char *run_tail(const char *word)
{
    uint32_t wanted = 0;
    uint64_t first = 0;
    kaal_err_t err = line_number(word, TAIL_MAX, &wanted);

    if (err != KAAL_OK || wanted == 0) {
        return "expected a number from 1 to 1000";
    }
    err = kaal_audit(KAAL_AUDIT_ACT_READ, UINT64_MAX, &page);
    if (err != KAAL_OK) {
        return kaal_err_text(err);
    }
    first = (page.next - page.oldest > wanted) ? page.next - wanted : page.oldest;
    return print_records(first, page.next, print_record);
}

static const char *run_verify(void)
{
    uint64_t seq = 0;
    uint64_t batches = 0;

    do {
        kaal_err_t err = kaal_audit(KAAL_AUDIT_ACT_VERIFY, seq, &page);

        if (err != KAAL_OK) {
            return kaal_err_text(err);
        }
        if (page.is_good == 0) {
            console_print("wrong before=%" PRIu64 "\n", page.after);
            return "records are not those that were sealed";
        }
        seq = page.after;
        batches++;
    } while (seq < page.next);
    console_print("first=%" PRIu64 " last=%" PRIu64 " batches=%" PRIu64 "\n", page.oldest,
                  page.next - 1, batches);
    return NULL;
}

static const char *run_export(void)
{
    kaal_err_t err = kaal_audit(KAAL_AUDIT_ACT_MARK, 0, &page);

    if (err != KAAL_OK) {
        return kaal_err_text(err);
    }
    return print_records(page.oldest, page.next, print_line);
}

/*
 * Somebody has a copy of all up to a record: let these be overwritten. Whole pages only, so that
 * nothing goes that was written meanwhile.
 */
static const char *run_kept(const char *word)
{
    uint32_t last = 0;
    uint64_t seq = 0;
    kaal_err_t err = line_number(word, UINT32_MAX, &last);

    if (err != KAAL_OK) {
        return "expected the number of a record";
    }
    for (;;) {
        err = kaal_audit(KAAL_AUDIT_ACT_READ, seq, &page);
        if (err != KAAL_OK || page.count < KAAL_AUDIT_PAGE_RECORDS ||
            page.after > (uint64_t)last + 1) {
            break;
        }
        err = kaal_audit(KAAL_AUDIT_ACT_FETCH, seq, &page);
        if (err != KAAL_OK) {
            break;
        }
        seq = page.after;
    }
    if (err != KAAL_OK) {
        return kaal_err_text(err);
    }
    console_print("kept=%" PRIu64 "\n", (seq > 0) ? seq - 1 : 0);
    return NULL;
}

const char *audit_command(char **words, uint32_t count)
{
    if (count == 3 && strcmp(words[1], "tail") == 0) {
        return run_tail(words[2]);
    }
    if (count == 3 && strcmp(words[1], "kept") == 0) {
        return run_kept(words[2]);
    }
    if (count == 2 && strcmp(words[1], "verify") == 0) {
        return run_verify();
    }
    if (count == 2 && strcmp(words[1], "export") == 0) {
        return run_export();
    }
    return "expected tail N, verify, export or kept N";
}
