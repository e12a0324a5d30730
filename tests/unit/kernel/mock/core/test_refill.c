/* SPDX-License-Identifier: BSD-2-Clause */
/* Refills: whatever is charged, they are the budget, in order, and the first can be run on. */
#include "support/cmocka_all.h"

#include "core/refill.h"

#define BITS   8U
#define BUDGET 6250U
#define PERIOD 62500U
#define ROOM   10U /* refills that fit: 2^8 bytes, less the rest of the object */

LIBSEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

/* As Retype makes it: the refills go on behind the structure. */
static union {
    struct sched_context sc;
    unsigned char bytes[1U << BITS];
} memory;

static struct sched_context *const sc = &memory.sc;

static const struct refill *at(uint32_t position)
{
    const struct refill *first = sc->refills;

    return &first[(sc->refill_head + position) % sc->refill_max];
}

static uint64_t sum(void)
{
    uint64_t all = 0;

    for (uint32_t i = 0; i < sc->refill_count; i++) {
        all += at(i)->amount;
    }
    return all;
}

static void assert_sound(void)
{
    assert_in_range(sc->refill_count, 1, sc->refill_max);
    assert_int_equal(sum(), sc->budget);
    assert_true(refill_is_sufficient(sc, 0));
    for (uint32_t i = 0; !refill_is_round_robin(sc) && i + 1 < sc->refill_count; i++) {
        assert_true(at(i)->time + at(i)->amount <= at(i + 1)->time);
    }
}

static void round_robin_moves_what_is_used(void **state)
{
    (void)state;
    refill_new(sc, BUDGET, 0, 2, 0);
    refill_charge(sc, 2000);
    assert_int_equal(refill_head(sc)->amount, BUDGET - 2000);
    assert_sound();
    refill_charge(sc, 1000);
    assert_int_equal(refill_head(sc)->amount, BUDGET - 3000);
    assert_sound();
    refill_charge(sc, BUDGET - 3000);
    assert_int_equal(refill_head(sc)->amount, BUDGET);
    assert_sound();
}

static void all_refills_of_the_object_are_used(void **state)
{
    const uint32_t most = (uint32_t)refill_capacity(BITS);

    (void)state;
    assert_int_equal(most, ROOM);
    refill_new(sc, 100U * BUDGET, 1000U * BUDGET, most, 0);
    for (uint64_t now = 0; sc->refill_count < most; now += 10000) {
        refill_unblock(sc, now);
        refill_charge(sc, 1250);
        assert_sound();
    }
    refill_charge(sc, 1250);
    assert_int_equal(sc->refill_count, most);
    assert_sound();
}

static void overruns_take_whole_periods(void **state)
{
    (void)state;
    refill_new(sc, BUDGET, PERIOD, 4, 0);
    refill_charge(sc, 2000);
    refill_unblock(sc, 10000);
    refill_charge(sc, 3 * BUDGET + 10);
    assert_sound();
    assert_true(refill_head(sc)->time >= 3 * PERIOD);
    refill_new(sc, BUDGET, PERIOD, 4, 0);
    refill_charge(sc, 2000);
    refill_charge(sc, UINT64_MAX / 4);
    assert_sound();
    refill_new(sc, 1250, 1UL << 61, 2, 0);
    refill_charge(sc, 1UL << 40);
    assert_sound();
}

static void too_little_to_run_on_waits_for_the_rest(void **state)
{
    (void)state;
    refill_new(sc, 2000, PERIOD, 2, 0);
    refill_update(sc, 1250, PERIOD, 2, 0);
    assert_sound();
    refill_new(sc, 1250, PERIOD, 2, 0);
    refill_head(sc)->amount = 1;
    refill_update(sc, BUDGET, PERIOD, 2, 0);
    assert_sound();
    assert_true(refill_head(sc)->time > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_robin_moves_what_is_used),
        cmocka_unit_test(all_refills_of_the_object_are_used),
        cmocka_unit_test(overruns_take_whole_periods),
        cmocka_unit_test(too_little_to_run_on_waits_for_the_rest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
