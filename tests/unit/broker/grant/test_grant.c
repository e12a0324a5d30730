/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The grant table.
 */
#include "support/cmocka_all.h"

#include "grant/grant.h"
#include "limits.h"

static unsigned count_of(uint32_t holder)
{
    const struct grant *grant = NULL;
    uint32_t index = 0;
    unsigned count = 0;

    while (grant_next(&index, &grant) == KAAL_OK) {
        count += grant->holder == holder;
    }
    return count;
}

static void enters_and_removes(void **state)
{
    struct grant grant = {.kind = KAAL_GRANT_IRQ, .holder = 3, .about = "here"};

    (void)state;
    grant_init();
    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(grant_add(&grant), KAAL_OK);
    }
    grant.about[0] = 't';
    assert_int_equal(grant_add(&grant), KAAL_OK);
    grant.holder = 4;
    assert_int_equal(grant_add(&grant), KAAL_OK);
    assert_int_equal(count_of(3), 6);
    assert_int_equal(grant_remove_about(3, "there"), 0);
    assert_int_equal(grant_remove_about(3, "here"), 5);
    assert_int_equal(count_of(3), 1);
    grant_remove_all(3);
    assert_int_equal(count_of(3), 0);
    assert_int_equal(count_of(4), 1);
    assert_true(grant_is_valid());
    assert_int_equal(grant_available(), grant_total() - 1);
}

static void never_reuses_an_id(void **state)
{
    const struct grant *grant = NULL;
    uint32_t before = 0;

    (void)state;
    grant_init();
    for (unsigned i = 0; i < 100; i++) {
        uint32_t index = 0;

        assert_int_equal(grant_add(&(struct grant){.kind = KAAL_GRANT_CPU}), KAAL_OK);
        assert_int_equal(grant_next(&index, &grant), KAAL_OK);
        assert_int_not_equal(grant->id, before);
        before = grant->id;
        grant_remove_all(0);
    }
}

static void fills_up_cleanly(void **state)
{
    (void)state;
    grant_init();
    for (unsigned i = 0; i < LIMIT_GRANTS; i++) {
        assert_int_equal(grant_add(&(struct grant){.holder = i % 7}), KAAL_OK);
    }
    assert_int_equal(grant_add(&(struct grant){.holder = 1}), KAAL_ERR_NO_SLOTS);
    assert_true(grant_is_valid());
    for (uint32_t holder = 0; holder < 7; holder++) {
        grant_remove_all(holder);
    }
    assert_int_equal(grant_available(), LIMIT_GRANTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enters_and_removes),
        cmocka_unit_test(never_reuses_an_id),
        cmocka_unit_test(fills_up_cleanly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
