/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes that wait: order, wrapping, the bound.
 */
#include "support/cmocka_all.h"

#include <string.h>

#include "net/backlog.h"

#define BACKLOG_BYTES ((uint32_t)64 * 1024)

static struct backlog backlog;
static uint8_t storage[BACKLOG_BYTES];
static uint8_t block[BACKLOG_BYTES + 1];

static void holds_a_window_and_no_more(void **state)
{
    const void *data = NULL;

    (void)state;
    backlog_init(&backlog, storage, BACKLOG_BYTES);
    assert_int_equal(backlog_count(&backlog), 0);
    assert_int_equal(backlog_peek(&backlog, &data), 0);
    assert_false(backlog_put(&backlog, block, BACKLOG_BYTES + 1));
    assert_int_equal(backlog_count(&backlog), 0);
    assert_true(backlog_put(&backlog, block, BACKLOG_BYTES));
    assert_false(backlog_put(&backlog, block, 1));
    assert_true(backlog_put(&backlog, block, 0));
    assert_int_equal(backlog_count(&backlog), BACKLOG_BYTES);
    backlog_init(&backlog, storage, BACKLOG_BYTES);
    assert_int_equal(backlog_count(&backlog), 0);
}

/* Uneven pieces, so that every kind of wrap comes; the counters themselves wrap too. */
static void keeps_the_order(void **state)
{
    uint32_t put = 0;
    uint32_t taken = 0;

    (void)state;
    backlog_init(&backlog, storage, BACKLOG_BYTES);
    backlog.put = 0U - 1000000U;
    backlog.taken = backlog.put;
    for (uint32_t round = 0; round < 400; round++) {
        uint32_t bytes = (round * 7919) % 30011;
        const void *data = NULL;
        uint32_t there = 0;

        for (uint32_t i = 0; i < bytes; i++) {
            block[i] = (uint8_t)((put + i) * 31 >> 3);
        }
        put += backlog_put(&backlog, block, bytes) ? bytes : 0;
        there = backlog_peek(&backlog, &data);
        there = (there > 20000) ? 20000 : there;
        for (uint32_t i = 0; i < there; i++) {
            assert_int_equal(((const uint8_t *)data)[i], (uint8_t)((taken + i) * 31 >> 3));
        }
        backlog_drop(&backlog, there);
        taken += there;
        assert_int_equal(backlog_count(&backlog), put - taken);
    }
    assert_true(put > 10 * BACKLOG_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_a_window_and_no_more),
        cmocka_unit_test(keeps_the_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
