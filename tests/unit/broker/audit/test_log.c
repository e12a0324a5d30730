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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_until_somebody_reads),
        cmocka_unit_test(counts_what_was_lost),
        cmocka_unit_test(cuts_long_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
