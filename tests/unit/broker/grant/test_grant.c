/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The grant table: trees, lists of holders, ids, and random work against a slow model.
 */
#include "support/cmocka_all.h"

#include "grant/grant.h"
#include "limits.h"

static int setup(void **state)
{
    (void)state;
    grant_init();
    return 0;
}

static uint32_t add(uint32_t holder, uint32_t parent)
{
    uint32_t id = GRANT_NONE;

    assert_int_equal(
        grant_add(&(struct grant){.kind = KAAL_GRANT_IRQ, .holder = holder}, parent, &id), KAAL_OK);
    assert_int_not_equal(id, GRANT_NONE);
    return id;
}

/* Remove a whole tree as a revoke does; returns how many grants it had. */
static unsigned remove_tree(uint32_t id)
{
    unsigned removed = 0;
    uint32_t leaf = GRANT_NONE;

    while (leaf != id) {
        leaf = grant_leaf(id);
        grant_remove(leaf);
        removed++;
    }
    return removed;
}

static void keeps_trees(void **state)
{
    uint32_t root = add(1, GRANT_NONE);
    uint32_t left = add(2, root);
    uint32_t right = add(3, root);
    uint32_t below = add(1, left);

    (void)state;
    assert_int_equal(grant_parent(root), GRANT_NONE);
    assert_int_equal(grant_parent(below), left);
    assert_int_equal(grant_count_of(1), 2);
    assert_int_equal(remove_tree(left), 2);
    assert_null(grant_get(left));
    assert_null(grant_get(below));
    assert_non_null(grant_get(right));
    assert_true(grant_is_valid());
    assert_int_equal(remove_tree(root), 2);
    assert_int_equal(grant_available(), grant_total());
    assert_true(grant_is_valid());
}

static void lists_what_a_holder_has(void **state)
{
    uint32_t first = add(5, GRANT_NONE);
    uint32_t second = add(5, GRANT_NONE);

    (void)state;
    (void)add(6, GRANT_NONE);
    assert_int_equal(grant_first_of(5), second);
    assert_int_equal(grant_next_of(second), first);
    assert_int_equal(grant_next_of(first), GRANT_NONE);
    assert_int_equal(grant_first_of(7), GRANT_NONE);
    grant_set(first, 11, 12);
    assert_int_equal(grant_get(first)->a, 11);
}

/* Whoever looks for room goes through them once. */
static void lists_by_address(void **state)
{
    static const uint64_t addresses[] = {0x3000, 0, 0x1000, 0x5000, 0x2000, 0, 0x4000};
    uint64_t before = 0;
    uint32_t count = 0;

    (void)state;
    for (unsigned i = 0; i < KAAL_ARRAY_LENGTH(addresses); i++) {
        const struct grant grant = {
            .kind = KAAL_GRANT_MEMORY, .holder = 9, .address = addresses[i], .bytes = 4096};

        assert_int_equal(grant_add(&grant, GRANT_NONE, NULL), KAAL_OK);
        assert_true(grant_is_valid());
    }
    for (uint32_t id = grant_first_of(9); id != GRANT_NONE; id = grant_next_of(id)) {
        assert_true(grant_get(id)->address >= before);
        before = grant_get(id)->address;
        count++;
    }
    assert_int_equal(count, KAAL_ARRAY_LENGTH(addresses));
}

static void an_old_id_names_nothing(void **state)
{
    uint32_t ids[200];

    (void)state;
    for (unsigned i = 0; i < 200; i++) {
        ids[i] = add(0, GRANT_NONE);
        grant_remove(ids[i]);
    }
    for (unsigned i = 0; i < LIMIT_GRANTS; i++) {
        (void)add(i % 7, GRANT_NONE);
    }
    for (unsigned i = 0; i < 200; i++) {
        assert_null(grant_get(ids[i]));
    }
    assert_null(grant_get(GRANT_NONE));
    assert_null(grant_get(UINT32_MAX));
}

static void fills_up_cleanly(void **state)
{
    uint32_t id = 77;

    (void)state;
    for (unsigned i = 0; i < LIMIT_GRANTS; i++) {
        (void)add(i % 7, GRANT_NONE);
    }
    assert_int_equal(grant_add(&(struct grant){.holder = 1}, GRANT_NONE, &id), KAAL_ERR_NO_SLOTS);
    assert_int_equal(id, 77);
    assert_true(grant_is_valid());
    for (uint32_t holder = 0; holder < 7; holder++) {
        while (grant_first_of(holder) != GRANT_NONE) {
            grant_remove(grant_first_of(holder));
        }
    }
    assert_int_equal(grant_available(), LIMIT_GRANTS);
    assert_true(grant_is_valid());
}

#define MODEL 64

/* Random trees: what is live and whose child it is, kept twice. */
static void agrees_with_a_model(void **state)
{
    uint32_t ids[MODEL] = {0};
    uint32_t parents[MODEL] = {0};
    uint32_t seed = 1;

    (void)state;
    for (unsigned step = 0; step < 20000; step++) {
        unsigned at = 0;

        seed = seed * 1664525U + 1013904223U;
        at = (seed >> 16) % MODEL;
        if (grant_get(ids[at]) == NULL) {
            parents[at] = ids[(seed >> 8) % MODEL];
            parents[at] = (grant_get(parents[at]) != NULL) ? parents[at] : GRANT_NONE;
            ids[at] = add(at % 5, parents[at]);
        } else {
            (void)remove_tree(ids[at]);
        }
        for (unsigned i = 0; i < MODEL; i++) {
            if (parents[i] != GRANT_NONE && grant_get(parents[i]) == NULL) {
                assert_null(grant_get(ids[i])); /* a child never outlives its parent */
            }
            if (grant_get(ids[i]) != NULL) {
                assert_int_equal(grant_parent(ids[i]), parents[i]);
            }
        }
    }
    assert_true(grant_is_valid());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(keeps_trees, setup),
        cmocka_unit_test_setup(lists_what_a_holder_has, setup),
        cmocka_unit_test_setup(lists_by_address, setup),
        cmocka_unit_test_setup(an_old_id_names_nothing, setup),
        cmocka_unit_test_setup(fills_up_cleanly, setup),
        cmocka_unit_test_setup(agrees_with_a_model, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
