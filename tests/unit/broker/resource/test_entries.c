/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each entry is taken once, until all are used.
 */
#include "support/cmocka_all.h"

#include "resource/entries.h"

#define COUNT 5U

static struct entries entries;
static uint16_t next[COUNT];

static void each_is_taken_once(void **state)
{
    uint16_t index = 0;

    (void)state;
    entries_init(&entries, next, COUNT);
    for (uint16_t i = 0; i < COUNT; i++) {
        assert_int_equal(entries_take(&entries, &index), KAAL_OK);
        assert_int_equal(index, i);
    }
    assert_int_equal(entries_take(&entries, &index), KAAL_ERR_NO_SLOTS);
    assert_int_equal(index, COUNT - 1);
}

static void what_is_given_back_is_taken_again(void **state)
{
    uint16_t index = 0;

    each_is_taken_once(state);
    entries_put(&entries, 3);
    entries_put(&entries, 1);
    assert_int_equal(entries_take(&entries, &index), KAAL_OK);
    assert_int_equal(index, 1);
    assert_int_equal(entries_take(&entries, &index), KAAL_OK);
    assert_int_equal(index, 3);
    assert_int_equal(entries_take(&entries, &index), KAAL_ERR_NO_SLOTS);
}

static void an_empty_table_has_none(void **state)
{
    uint16_t index = 0;

    (void)state;
    entries_init(&entries, next, 0);
    assert_int_equal(entries_take(&entries, &index), KAAL_ERR_NO_SLOTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_taken_once),
        cmocka_unit_test(what_is_given_back_is_taken_again),
        cmocka_unit_test(an_empty_table_has_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
