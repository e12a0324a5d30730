/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Editing, cutting and numbers of command lines.
 */
#include "support/cmocka_all.h"

#include "shell/line.h"

static enum line_effect type(struct line *line, const char *text)
{
    enum line_effect effect = LINE_NOTHING;

    for (; *text != '\0'; text++) {
        effect = line_take(line, *text);
    }
    return effect;
}

static void edits(void **state)
{
    struct line line = {0};

    (void)state;
    assert_int_equal(type(&line, "pz\x7fs"), LINE_ADDED);
    assert_string_equal(line.text, "ps");
    assert_int_equal(type(&line, "\r"), LINE_FINISHED);
    assert_int_equal(type(&line, "\x15"), LINE_CLEARED);
    assert_string_equal(line.text, "");
    assert_int_equal(type(&line, "\x08"), LINE_NOTHING);
    assert_int_equal(type(&line, "\x1b"), LINE_NOTHING);
}

static void stays_within_its_bytes(void **state)
{
    struct line line = {0};

    (void)state;
    for (unsigned i = 0; i < 1000; i++) {
        (void)line_take(&line, 'x');
    }
    assert_int_equal(line.length, LINE_BYTES - 1);
    assert_int_equal(line.text[LINE_BYTES - 1], '\0');
}

static void splits(void **state)
{
    char text[] = "  grants   net ";
    char many[] = "1 2 3 4 5 6 7 8 9";
    char *words[LINE_WORDS_MAX];
    uint32_t count = 0;

    (void)state;
    assert_int_equal(line_split(text, words, &count), KAAL_OK);
    assert_int_equal(count, 2);
    assert_string_equal(words[1], "net");
    assert_int_equal(line_split(many, words, &count), KAAL_ERR_LONG);
    assert_int_equal(count, 2);
}

static void reads_numbers(void **state)
{
    uint32_t value = 7;

    (void)state;
    assert_int_equal(line_number("255", 255, &value), KAAL_OK);
    assert_int_equal(value, 255);
    assert_int_equal(line_number("256", 255, &value), KAAL_ERR_RANGE);
    assert_int_equal(line_number("99999999999999999999999", 255, &value), KAAL_ERR_RANGE);
    assert_int_equal(line_number("", 255, &value), KAAL_ERR_INVALID);
    assert_int_equal(line_number("-1", 255, &value), KAAL_ERR_INVALID);
    assert_int_equal(line_number("1x", 255, &value), KAAL_ERR_INVALID);
    assert_int_equal(value, 255);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits),
        cmocka_unit_test(stays_within_its_bytes),
        cmocka_unit_test(splits),
        cmocka_unit_test(reads_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
