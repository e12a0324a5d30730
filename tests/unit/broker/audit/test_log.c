/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The log: its little printf, its ring, and where lines go before and after there is a reader.
 */
#include "support/cmocka_all.h"

#include "audit/log.h"
#include "audit/putchar.h"
#include "limits.h"

static char printed[256];
static size_t printed_length;

bool log_putchar_exists(void)
{
    return true;
}

void log_putchar(char c)
{
    if (printed_length < sizeof(printed) - 1) {
        printed[printed_length] = c;
        printed_length++;
    }
}

static void prints_until_somebody_reads(void **state)
{
    char text[512];
    uint64_t lost = 0;
    size_t bytes = 0;

    (void)state;
    log_write("%s %u %d %lx %x %B %B %c %lu", "text", (uint32_t)7, (int32_t)-5, (uint64_t)0xabcdef,
              (uint32_t)0x100e, (uint64_t)8 << 20, (uint64_t)1000, 'c', UINT64_MAX);
    assert_string_equal(printed, "text 7 -5 0xabcdef 100e 8M 1000 c 18446744073709551615\r\n");
    assert_true(log_is_drained());
    assert_int_equal(log_read(text, sizeof(text), &lost), 0);
    log_write("%s", (const char *)NULL);
    assert_false(log_is_drained());
    bytes = log_read(text, sizeof(text), &lost);
    assert_int_equal(bytes, 2);
    assert_memory_equal(text, "-\n", 2);
    assert_int_equal(lost, 0);
    assert_null(strstr(printed, "\r\n-"));
}

static void counts_what_was_lost(void **state)
{
    char text[512];
    uint64_t lost = 0;
    uint64_t written = 0;
    uint64_t read = 0;
    size_t bytes = 0;

    (void)state;
    while (written < LIMIT_LOG_BYTES + 1000) {
        log_write("0123456789012345678");
        written += 20;
    }
    bytes = log_read(text, sizeof(text), &lost);
    assert_int_equal(lost, written - LIMIT_LOG_BYTES);
    while (bytes > 0) {
        read += bytes;
        bytes = log_read(text, sizeof(text), &lost);
    }
    assert_int_equal(read, LIMIT_LOG_BYTES);
}

static void cuts_long_lines(void **state)
{
    struct log_line line = {0};

    (void)state;
    for (unsigned i = 0; i < 100; i++) {
        log_append(&line, "%s", "0123456789");
    }
    assert_int_equal(line.length, sizeof(line.text));
}

static size_t tail(const char *name, char *text, size_t room)
{
    struct log_line prefix = {0};
    size_t bytes = 0;

    log_append(&prefix, "%s", name);
    bytes = log_tail(&prefix, text, room - 1);
    text[bytes] = '\0';
    return bytes;
}

static void gives_the_last_lines_of_one(void **state)
{
    char text[64];

    (void)state;
    log_write("a: one");
    log_write("b: a: no");
    log_write("a: two");
    log_write("a:");
    log_write("ab: no");
    assert_int_equal(tail("a: ", text, sizeof(text)), 8);
    assert_string_equal(text, "one\ntwo\n");
    assert_int_equal(tail("a: ", text, 8), 4); /* no room for both */
    assert_string_equal(text, "two\n");
    assert_int_equal(tail("a: ", text, 4), 0);
    assert_int_equal(tail("c: ", text, sizeof(text)), 0);
}

/* A line whose beginning was overwritten is not taken for another's. */
static void gives_whole_lines_only(void **state)
{
    static char text[LIMIT_LOG_BYTES];
    uint64_t written = 0;
    size_t bytes = 0;

    (void)state;
    while (written < 3 * LIMIT_LOG_BYTES) {
        log_write("a: 0a: 456789012");
        written += 17;
    }
    bytes = tail("a: ", text, sizeof(text));
    assert_int_equal(bytes, LIMIT_LOG_BYTES / 17 * 14);
    for (size_t i = 0; i < bytes; i += 14) {
        assert_memory_equal(text + i, "0a: 456789012\n", 14);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_until_somebody_reads),
        cmocka_unit_test(counts_what_was_lost),
        cmocka_unit_test(cuts_long_lines),
        cmocka_unit_test(gives_the_last_lines_of_one),
        cmocka_unit_test(gives_whole_lines_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
