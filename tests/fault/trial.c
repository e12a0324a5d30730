/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loop over n, and what fails. Pools fail through the linker (--wrap): the broker's own calls
 * of these functions come here first.
 */
#include "trial.h"

#include <stdio.h>

#include "grant/grant.h"
#include "instrument/check.h"
#include "instrument/fail.h"
#include "resource/blocks.h"
#include "resource/buddy.h"
#include "resource/runs.h"
#include "resource/slots.h"

#define N_MAX 5000U

static struct {
    enum trial_kind kind;
    uint64_t n;
    enum trial_outcome (*operation)(void);
} loop;

static struct {
    uint64_t calls_left; /* 0: none fails any more */
    const char *failed;  /* NULL: none has */
} pool;

static int try(uint64_t n)
{
    loop.n = n;
    return (int)loop.operation();
}

void trial_loop(enum trial_kind kind, enum trial_outcome (*operation)(void))
{
    loop.kind = kind;
    loop.operation = operation;
    for (uint64_t n = 1; n < N_MAX; n++) {
        int outcome = rig_child(try, n);

        if (outcome == TRIAL_DONE_WELL) {
            assert_true(n > 1);
            (void)printf("%lu %s\n", n - 1,
                         (kind == TRIAL_KERNEL) ? "kernel calls" : "allocations");
            return;
        }
        if (outcome != TRIAL_SAID_SO) {
            fail_msg("n = %lu", n);
        }
    }
    fail_msg("it does not end");
}

void trial_begin(void)
{
    if (loop.kind == TRIAL_KERNEL) {
        fail_nth(FAIL_ANY, loop.n, seL4_IllegalOperation);
    } else {
        pool.calls_left = loop.n;
    }
}

void trial_end(void)
{
    if (loop.kind == TRIAL_KERNEL && !fail_has_failed()) {
        fail_nth(FAIL_ANY, 0, seL4_NoError);
    }
    pool.calls_left = 0;
}

bool trial_has_come(void)
{
    return (loop.kind == TRIAL_KERNEL) ? fail_has_failed() : pool.failed != NULL;
}

const char *trial_what(void)
{
    return (loop.kind == TRIAL_KERNEL) ? fail_name() : pool.failed;
}

void trial_check(void)
{
    const char *why = mock_check();

    if (why != NULL) {
        fail_msg("after %s: the kernel: %s", trial_what(), why);
    }
    if (loop.kind == TRIAL_KERNEL && !rig_has_logged(" failed: seL4_IllegalOperation")) {
        fail_msg("nobody says that %s failed", trial_what());
    }
}

void trial_compare(const struct rig_books *before, const struct rig_books *after,
                   uint64_t most_bytes)
{
    struct rig_books now = *after;
    uint32_t more = 0;

    assert_true(buddy_is_valid());
    assert_true(grant_is_valid());
    if (rig_has_logged("seL4_CNode_Revoke failed") && !rig_has_logged(" is quarantined")) {
        /* Two halves of free device memory that were not joined. */
        now.caps[CAP_UNTYPED] = before->caps[CAP_UNTYPED];
    }
    if (!rig_has_logged(" is quarantined")) {
        rig_compare_books(before, &now);
        return;
    }
    for (unsigned type = 0; type < CAP_TYPE_COUNT; type++) {
        assert_true(after->caps[type] >= before->caps[type]);
        more += after->caps[type] - before->caps[type];
    }
    assert_true(more > 0 || after->free_bytes < before->free_bytes ||
                after->reserved > before->reserved);
    assert_in_range(before->free_bytes - after->free_bytes, 0, most_bytes);
    assert_int_equal(after->grants, before->grants);
}

/* --- pools --- */

static bool pool_fails(const char *what)
{
    if (pool.calls_left == 0) {
        return false;
    }
    pool.calls_left--;
    if (pool.calls_left == 0) {
        pool.failed = what;
    }
    return pool.calls_left == 0;
}

kaal_err_t __real_slots_alloc(uint32_t count, uint32_t *first);
kaal_err_t __wrap_slots_alloc(uint32_t count, uint32_t *first);
kaal_err_t __wrap_slots_alloc(uint32_t count, uint32_t *first)
{
    return pool_fails("slots_alloc") ? KAAL_ERR_NO_SLOTS : __real_slots_alloc(count, first);
}

kaal_err_t __real_blocks_add(uint16_t *list, unsigned size_bits);
kaal_err_t __wrap_blocks_add(uint16_t *list, unsigned size_bits);
kaal_err_t __wrap_blocks_add(uint16_t *list, unsigned size_bits)
{
    return pool_fails("blocks_add") ? KAAL_ERR_NO_SLOTS : __real_blocks_add(list, size_bits);
}

kaal_err_t __real_runs_add(uint16_t *list, uint32_t count, bool is_copies, uint32_t *first);
kaal_err_t __wrap_runs_add(uint16_t *list, uint32_t count, bool is_copies, uint32_t *first);
kaal_err_t __wrap_runs_add(uint16_t *list, uint32_t count, bool is_copies, uint32_t *first)
{
    return pool_fails("runs_add") ? KAAL_ERR_NO_SLOTS
                                  : __real_runs_add(list, count, is_copies, first);
}

kaal_err_t __real_buddy_alloc(unsigned size_bits, buddy_piece_t *piece);
kaal_err_t __wrap_buddy_alloc(unsigned size_bits, buddy_piece_t *piece);
kaal_err_t __wrap_buddy_alloc(unsigned size_bits, buddy_piece_t *piece)
{
    return pool_fails("buddy_alloc") ? KAAL_ERR_NO_MEMORY : __real_buddy_alloc(size_bits, piece);
}

kaal_err_t __real_buddy_alloc_at(kaal_paddr_t paddr, unsigned size_bits, buddy_piece_t *piece);
kaal_err_t __wrap_buddy_alloc_at(kaal_paddr_t paddr, unsigned size_bits, buddy_piece_t *piece);
kaal_err_t __wrap_buddy_alloc_at(kaal_paddr_t paddr, unsigned size_bits, buddy_piece_t *piece)
{
    return pool_fails("buddy_alloc_at") ? KAAL_ERR_NO_SLOTS
                                        : __real_buddy_alloc_at(paddr, size_bits, piece);
}

kaal_err_t __real_grant_add(const struct grant *grant, uint32_t parent, uint32_t *id);
kaal_err_t __wrap_grant_add(const struct grant *grant, uint32_t parent, uint32_t *id);
kaal_err_t __wrap_grant_add(const struct grant *grant, uint32_t parent, uint32_t *id)
{
    return pool_fails("grant_add") ? KAAL_ERR_NO_SLOTS : __real_grant_add(grant, parent, id);
}
