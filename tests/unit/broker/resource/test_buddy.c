/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tree of untyped memory over a kernel that counts, and that fails when it is told to.
 */
#include "support/cmocka_all.h"

#include "limits.h"
#include "resource/buddy.h"

#define RAM    0x40000000
#define DEVICE 0x08000000
#define SLOTS  100

#define SLOTS_END (SLOTS + LIMIT_NODES)

static uint32_t parent_of[SLOTS_END]; /* 0: the slot is empty */
static unsigned live_children;
static unsigned joins;
static unsigned calls_until_failure; /* 0: never */

kaal_err_t buddy_kernel_split(uint32_t slot, unsigned child_bits, uint32_t first_child)
{
    assert_true(child_bits >= 4);
    assert_in_range(first_child, SLOTS, SLOTS + LIMIT_NODES - 2);
    assert_int_not_equal(slot, first_child);
    if (calls_until_failure > 0 && --calls_until_failure == 0) {
        return KAAL_ERR_KERNEL;
    }
    for (uint32_t child = first_child; child < first_child + 2; child++) {
        assert_int_equal(parent_of[child], 0);
        parent_of[child] = slot;
        live_children++;
    }
    return KAAL_OK;
}

static bool is_below(uint32_t child, uint32_t slot)
{
    while (child >= SLOTS && parent_of[child] != 0 && child != slot) {
        child = parent_of[child];
    }
    return child == slot;
}

kaal_err_t buddy_kernel_join(uint32_t slot)
{
    static bool is_gone[SLOTS_END];

    joins++;
    for (uint32_t child = SLOTS; child < SLOTS_END; child++) {
        is_gone[child] = child != slot && parent_of[child] != 0 && is_below(child, slot);
    }
    for (uint32_t child = SLOTS; child < SLOTS_END; child++) {
        live_children -= is_gone[child];
        parent_of[child] = is_gone[child] ? 0 : parent_of[child];
    }
    return KAAL_OK;
}

static int start(void **state)
{
    (void)state;
    buddy_init(SLOTS);
    memset(parent_of, 0, sizeof(parent_of));
    live_children = 0;
    joins = 0;
    calls_until_failure = 0;
    assert_int_equal(buddy_add(1, (kaal_paddr_t){RAM}, 24, false), KAAL_OK);
    assert_int_equal(buddy_add(2, (kaal_paddr_t){RAM + (1 << 24)}, 20, false), KAAL_OK);
    assert_int_equal(buddy_add(3, (kaal_paddr_t){DEVICE}, 27, true), KAAL_OK);
    return 0;
}

static void takes_the_smallest_that_fits(void **state)
{
    buddy_piece_t piece;

    (void)state;
    assert_int_equal(buddy_alloc(14, &piece), KAAL_OK);
    assert_int_equal(buddy_size_bits(piece), 14);
    assert_in_range(buddy_paddr(piece).value, RAM + (1 << 24), RAM + (1 << 24) + (1 << 20));
    assert_int_equal(buddy_free_bytes(), (1 << 24) + (1 << 20) - (1 << 14));
    assert_true(buddy_is_valid());
    buddy_free(piece);
    assert_int_equal(buddy_free_bytes(), buddy_total_bytes());
}

static void gives_all_and_gets_all_back(void **state)
{
    static buddy_piece_t pieces[(1 << 12) + 1];
    unsigned count = 0;
    buddy_piece_t whole;

    (void)state;
    while (buddy_alloc(16, &pieces[count]) == KAAL_OK) {
        count++;
    }
    assert_int_equal(count, (1 << 8) + (1 << 4));
    assert_int_equal(buddy_free_bytes(), 0);
    assert_int_equal(buddy_alloc(12, &whole), KAAL_ERR_NO_MEMORY);
    for (unsigned i = 0; i < count; i++) {
        buddy_free(pieces[i]);
        assert_true(buddy_is_valid());
    }
    assert_int_equal(buddy_free_bytes(), buddy_total_bytes());
    /* Only now that it is wanted whole the pieces are joined. */
    assert_int_equal(buddy_alloc(24, &whole), KAAL_OK);
    assert_int_equal(buddy_paddr(whole).value, RAM);
    buddy_free(whole);
    assert_true(buddy_is_valid());
}

static void finds_devices_by_address(void **state)
{
    buddy_piece_t uart;
    buddy_piece_t other;

    (void)state;
    assert_int_equal(buddy_alloc_at((kaal_paddr_t){0x9000000}, 12, &uart), KAAL_OK);
    assert_int_equal(buddy_paddr(uart).value, 0x9000000);
    assert_int_equal(buddy_alloc_at((kaal_paddr_t){0x9000000}, 12, &other), KAAL_ERR_BUSY);
    assert_int_equal(buddy_alloc_at((kaal_paddr_t){0x9000000}, 13, &other), KAAL_ERR_BUSY);
    assert_int_equal(buddy_alloc_at((kaal_paddr_t){0x9001000}, 12, &other), KAAL_OK);
    assert_int_equal(buddy_alloc_at((kaal_paddr_t){0x30000000}, 12, &other), KAAL_ERR_NOT_FOUND);
    assert_false(buddy_is_device_address((kaal_paddr_t){RAM}));
    buddy_free(uart);
    buddy_free(other);
    assert_int_equal(live_children, 0);
    assert_true(buddy_is_valid());
}

/* With the n-th split failing, nothing is lost, for every n. */
static void loses_nothing_when_the_kernel_fails(void **state)
{
    (void)state;
    for (unsigned n = 1; n < 40; n++) {
        buddy_piece_t piece;
        kaal_err_t err = KAAL_OK;

        start(state);
        calls_until_failure = n;
        err = buddy_alloc(12, &piece);
        assert_true(buddy_is_valid());
        if (err == KAAL_OK) {
            buddy_free(piece);
        }
        assert_int_equal(buddy_free_bytes(), buddy_total_bytes());
        calls_until_failure = n;
        err = buddy_alloc_at((kaal_paddr_t){0x9000000}, 12, &piece);
        assert_true(buddy_is_valid());
        if (err == KAAL_OK) {
            buddy_free(piece);
            calls_until_failure = 0;
        }
    }
}

/* Pieces as small as can be use up the nodes before the memory. */
static void runs_out_of_nodes_cleanly(void **state)
{
    buddy_piece_t piece;
    kaal_err_t err = KAAL_OK;
    uint64_t free_bytes = 0;

    (void)state;
    while (err == KAAL_OK) {
        free_bytes = buddy_free_bytes();
        err = buddy_alloc(4, &piece);
    }
    assert_int_equal(err, KAAL_ERR_NO_SLOTS);
    assert_int_equal(buddy_free_bytes(), free_bytes);
    assert_true(free_bytes > 0);
    assert_true(buddy_is_valid());
}

/* Somebody else splits the large untyped; nobody notices, but that it is not to be had meanwhile.
 */
static void is_split_ahead(void **state)
{
    uint64_t total = buddy_total_bytes();
    struct buddy_split wish = {0};
    buddy_piece_t piece;

    (void)state;
    assert_true(buddy_ahead_begin(&wish));
    assert_int_equal(wish.slot, 1);
    assert_int_equal(wish.child_bits, 23);
    assert_in_range(wish.first_child, SLOTS, SLOTS + LIMIT_NODES - 2);
    assert_int_equal(buddy_ahead_bytes(), 1 << 24);
    assert_int_equal(buddy_free_bytes(), total);
    assert_int_equal(buddy_largest_free_bytes(), 1 << 24);
    assert_int_equal(buddy_alloc(22, &piece), KAAL_ERR_NO_MEMORY);
    assert_true(buddy_is_valid());
    assert_int_equal(buddy_kernel_split(wish.slot, wish.child_bits, wish.first_child), KAAL_OK);
    buddy_ahead_end(true);
    assert_int_equal(buddy_ahead_bytes(), 0);
    assert_int_equal(buddy_free_bytes(), total);
    assert_int_equal(buddy_largest_free_bytes(), 1 << 24);
    assert_false(buddy_ahead_begin(&wish)); /* the other one is small */
    assert_int_equal(buddy_alloc(24, &piece), KAAL_OK);
    assert_int_equal(live_children, 0);
    buddy_free(piece);
    assert_true(buddy_is_valid());
}

static void a_split_ahead_may_fail(void **state)
{
    struct buddy_split wish = {0};
    buddy_piece_t piece;

    (void)state;
    assert_true(buddy_ahead_begin(&wish));
    buddy_ahead_end(false);
    assert_int_equal(buddy_free_bytes(), buddy_total_bytes());
    assert_true(buddy_is_valid());
    assert_false(buddy_ahead_begin(&wish));
    assert_int_equal(buddy_alloc(22, &piece), KAAL_OK); /* by who needs it */
    buddy_free(piece);
}

/* Until what is ready is enough for a request, or until nothing is left that could be split. */
static void is_short_until_enough_is_ready(void **state)
{
    struct buddy_split wish = {0};
    buddy_piece_t pieces[4];

    (void)state;
    assert_true(buddy_is_short());
    assert_true(buddy_ahead_begin(&wish));
    assert_true(buddy_is_short());
    assert_int_equal(buddy_kernel_split(wish.slot, wish.child_bits, wish.first_child), KAAL_OK);
    buddy_ahead_end(true);
    assert_false(buddy_is_short());
    assert_int_equal(buddy_add(4, (kaal_paddr_t){RAM + (1 << 25)}, 25, false), KAAL_OK);
    for (unsigned i = 0; i < KAAL_ARRAY_LENGTH(pieces); i++) {
        assert_false(buddy_is_short());
        assert_int_equal(buddy_alloc(22, &pieces[i]), KAAL_OK);
        assert_true(buddy_paddr(pieces[i]).value < RAM + (1 << 24));
    }
    assert_true(buddy_is_short());
    buddy_free(pieces[0]);
    assert_false(buddy_is_short());
    assert_int_equal(buddy_alloc(22, &pieces[0]), KAAL_OK);
    assert_int_equal(buddy_alloc(22, &(buddy_piece_t){0}), KAAL_OK); /* it is split all the same */
    assert_false(buddy_is_short());
}

/* What was split ahead is taken first, though it is larger than what was not. */
static void takes_what_is_split_first(void **state)
{
    struct buddy_split wish = {0};
    buddy_piece_t small;
    buddy_piece_t piece;

    (void)state;
    assert_int_equal(buddy_add(4, (kaal_paddr_t){RAM + (1 << 25)}, 25, false), KAAL_OK);
    assert_int_equal(buddy_alloc(20, &small), KAAL_OK);
    assert_true(buddy_ahead_begin(&wish)); /* of 2^24 */
    assert_int_equal(buddy_kernel_split(wish.slot, wish.child_bits, wish.first_child), KAAL_OK);
    buddy_ahead_end(true);
    assert_true(buddy_ahead_begin(&wish)); /* of 2^25 */
    buddy_ahead_end(false);
    assert_int_equal(buddy_add(5, (kaal_paddr_t){RAM + (1 << 26)}, 22, false), KAAL_OK);
    assert_int_equal(buddy_alloc(14, &piece), KAAL_OK);
    assert_in_range(buddy_paddr(piece).value, RAM, RAM + (1 << 24) - 1);
    buddy_free(piece);
    buddy_free(small);
}

/* Of many small free pieces only those are joined that make the one that is wanted, at once. */
static void joins_what_is_wanted(void **state)
{
    enum {
        COUNT = ((1 << 24) + (1 << 20)) >> 14
    };
    static buddy_piece_t pieces[COUNT];
    buddy_piece_t piece;
    unsigned children = 0;

    (void)state;
    for (unsigned i = 0; i < COUNT; i++) {
        assert_int_equal(buddy_alloc(14, &pieces[i]), KAAL_OK);
    }
    for (unsigned i = 1; i < COUNT; i++) { /* the first one is of the small untyped */
        buddy_free(pieces[i]);
    }
    children = live_children;
    assert_int_equal(buddy_alloc(18, &piece), KAAL_OK);
    assert_int_equal(joins, 1);
    assert_int_equal(live_children, children - 2 * ((1 << (18 - 14)) - 1));
    assert_true(buddy_is_valid());
    buddy_free(piece);
    assert_int_equal(buddy_alloc(24, &piece), KAAL_OK);
    assert_int_equal(joins, 2);
    buddy_free(piece);
    assert_int_equal(buddy_alloc(20, &piece),
                     KAAL_OK); /* of the large one: the other is not free */
    assert_in_range(buddy_paddr(piece).value, RAM, RAM + (1 << 24) - 1);
    buddy_free(piece);
    buddy_free(pieces[0]);
    assert_int_equal(buddy_free_bytes(), buddy_total_bytes());
    assert_true(buddy_is_valid());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(takes_the_smallest_that_fits, start),
        cmocka_unit_test_setup(gives_all_and_gets_all_back, start),
        cmocka_unit_test_setup(finds_devices_by_address, start),
        cmocka_unit_test_setup(loses_nothing_when_the_kernel_fails, start),
        cmocka_unit_test_setup(runs_out_of_nodes_cleanly, start),
        cmocka_unit_test_setup(joins_what_is_wanted, start),
        cmocka_unit_test_setup(is_split_ahead, start),
        cmocka_unit_test_setup(a_split_ahead_may_fail, start),
        cmocka_unit_test_setup(is_short_until_enough_is_ready, start),
        cmocka_unit_test_setup(takes_what_is_split_first, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
