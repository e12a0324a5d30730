/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loop over n, and what fails. Pools fail through the linker (--wrap): the broker's own calls
 * of these functions come here first.
 */
#include "trial.h"

#include <stdio.h>

#include "audit/audit.h"
#include "grant/grant.h"
#include "grant/revoke.h"
#include "instrument/check.h"
#include "instrument/fail.h"
#include "resource/asidpool.h"
#include "resource/blocks.h"
#include "resource/buddy.h"
#include "resource/buddy_tree.h"
#include "resource/entries.h"
#include "resource/runs.h"
#include "resource/slots.h"
#include "serve/later.h"
#include "spawn/component.h"

#define N_MAX 5000U

static struct {
    enum trial_kind kind;
    uint64_t n;
    enum trial_outcome (*operation)(void);
} loop;

static struct {
    uint64_t calls_left; /* 0: none fails any more */
    const char *failed;  /* NULL: none has */
    bool is_splitting;   /* memory is being allocated */
    bool is_booting;     /* the tables are empty, and what is described was counted */
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

static trial_operation *const *all;

static void kernel_calls(void **state)
{
    (void)state;
    for (trial_operation *const *one = all; *one != NULL; one++) {
        trial_loop(TRIAL_KERNEL, *one);
    }
}

static void allocations(void **state)
{
    (void)state;
    for (trial_operation *const *one = all; *one != NULL; one++) {
        trial_loop(TRIAL_POOL, *one);
    }
}

int trial_main(trial_operation *const *operations)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kernel_calls),
        cmocka_unit_test(allocations),
    };

    all = operations;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

void trial_begin(void)
{
    if (loop.kind == TRIAL_KERNEL) {
        fail_nth(FAIL_ANY, loop.n, seL4_IllegalOperation);
    } else {
        pool.calls_left = loop.n;
        pool.is_booting = component_count() == 0;
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

/* Whether the audit log tells of something that did not come back. */
static bool is_recorded(void)
{
    bool is_found = false;

    audit_seal();
    for (uint64_t seq = audit_oldest(); seq < audit_sealed(); seq++) {
        is_found = is_found || audit_get(seq)->op == KAAL_AUDIT_QUARANTINE;
    }
    return is_found;
}

/* Returns whether something is missing, which is then said to be quarantined. */
static bool compare(const struct rig_books *before, const struct rig_books *after,
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
        return false;
    }
    assert_true(is_recorded());
    for (unsigned type = 0; type < CAP_TYPE_COUNT; type++) {
        assert_true(after->caps[type] >= before->caps[type]);
        more += after->caps[type] - before->caps[type];
    }
    assert_in_range(before->free_bytes - after->free_bytes, 0, most_bytes);
    assert_int_equal(after->grants, before->grants);
    return more > 0 || after->free_bytes < before->free_bytes || after->reserved > before->reserved;
}

void trial_compare(const struct rig_books *before, const struct rig_books *after,
                   uint64_t most_bytes)
{
    bool is_missing = compare(before, after, most_bytes);

    assert_int_equal(is_missing, rig_has_logged(" is quarantined"));
}

bool trial_was_done(kaal_err_t err, const char *refusal)
{
    if (!trial_has_come()) {
        assert_int_equal(err, KAAL_OK);
        return true;
    }
    if (err == KAAL_OK) {
        fail_msg("%s failed, and nobody says so", trial_what());
    }
    assert_true(rig_has_logged(refusal));
    trial_check();
    return false;
}

bool trial_was_refused(kaal_err_t err)
{
    if (err == KAAL_OK) {
        return false;
    }
    assert_int_equal(loop.kind, TRIAL_POOL);
    assert_true(trial_has_come());
    assert_true(rig_has_logged("refuse: "));
    return true;
}

enum trial_outcome trial_settle(const struct rig_books *before, uint64_t most_bytes)
{
    struct rig_books after = rig_books();

    if (!trial_has_come()) {
        rig_compare_books(before, &after);
        return TRIAL_DONE_WELL;
    }
    trial_check();
    trial_compare(before, &after, most_bytes);
    return TRIAL_SAID_SO;
}

enum trial_outcome trial_settle_ended(const struct rig_books *before, uint64_t most_bytes)
{
    struct rig_books after = rig_books();

    if (!trial_has_come()) {
        rig_compare_books(before, &after);
        return TRIAL_DONE_WELL;
    }
    trial_check();
    (void)compare(before, &after, most_bytes);
    return TRIAL_SAID_SO;
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
    kaal_err_t err = KAAL_ERR_NO_MEMORY;

    if (!pool_fails("buddy_alloc")) {
        pool.is_splitting = true;
        err = __real_buddy_alloc(size_bits, piece);
        pool.is_splitting = false;
    }
    return err;
}

kaal_err_t __real_buddy_alloc_at(kaal_paddr_t paddr, unsigned size_bits, buddy_piece_t *piece);
kaal_err_t __wrap_buddy_alloc_at(kaal_paddr_t paddr, unsigned size_bits, buddy_piece_t *piece);
kaal_err_t __wrap_buddy_alloc_at(kaal_paddr_t paddr, unsigned size_bits, buddy_piece_t *piece)
{
    kaal_err_t err = KAAL_ERR_NO_SLOTS;

    if (!pool_fails("buddy_alloc_at")) {
        pool.is_splitting = true;
        err = __real_buddy_alloc_at(paddr, size_bits, piece);
        pool.is_splitting = false;
    }
    return err;
}

/* Splitting ahead needs nodes, too, and can wait: nothing fails by it. */
kaal_err_t __real_tree_pair_alloc(uint16_t *pair);
kaal_err_t __wrap_tree_pair_alloc(uint16_t *pair);
kaal_err_t __wrap_tree_pair_alloc(uint16_t *pair)
{
    return (pool.is_splitting && pool_fails("tree_pair_alloc")) ? KAAL_ERR_NO_SLOTS
                                                                : __real_tree_pair_alloc(pair);
}

kaal_err_t __real_grant_add(const struct grant *grant, uint32_t parent, uint32_t *id);
kaal_err_t __wrap_grant_add(const struct grant *grant, uint32_t parent, uint32_t *id);
kaal_err_t __wrap_grant_add(const struct grant *grant, uint32_t parent, uint32_t *id)
{
    return pool_fails("grant_add") ? KAAL_ERR_NO_SLOTS : __real_grant_add(grant, parent, id);
}

kaal_err_t __real_later_take(const struct component *from, uint32_t *ticket);
kaal_err_t __wrap_later_take(const struct component *from, uint32_t *ticket);
kaal_err_t __wrap_later_take(const struct component *from, uint32_t *ticket)
{
    return pool_fails("later_take") ? KAAL_ERR_BUSY : __real_later_take(from, ticket);
}

kaal_err_t __real_component_add(const struct kaal_wire_system_component *description,
                                struct component *parent, struct component **component);
kaal_err_t __wrap_component_add(const struct kaal_wire_system_component *description,
                                struct component *parent, struct component **component);
kaal_err_t __wrap_component_add(const struct kaal_wire_system_component *description,
                                struct component *parent, struct component **component)
{
    return pool_fails("component_add") ? KAAL_ERR_NO_SLOTS
                                       : __real_component_add(description, parent, component);
}

kaal_err_t __real_component_find_room(const struct component *component,
                                      struct component_window window, uint64_t bytes,
                                      unsigned align_bits, uint64_t *address);
kaal_err_t __wrap_component_find_room(const struct component *component,
                                      struct component_window window, uint64_t bytes,
                                      unsigned align_bits, uint64_t *address);
kaal_err_t __wrap_component_find_room(const struct component *component,
                                      struct component_window window, uint64_t bytes,
                                      unsigned align_bits, uint64_t *address)
{
    return pool_fails("component_find_room")
               ? KAAL_ERR_NO_SLOTS
               : __real_component_find_room(component, window, bytes, align_bits, address);
}

kaal_err_t __real_component_take_slot(struct component *component, uint32_t *slot);
kaal_err_t __wrap_component_take_slot(struct component *component, uint32_t *slot);
kaal_err_t __wrap_component_take_slot(struct component *component, uint32_t *slot)
{
    return pool_fails("component_take_slot") ? KAAL_ERR_NO_SLOTS
                                             : __real_component_take_slot(component, slot);
}

kaal_err_t __real_component_take_event(struct component *component, uint32_t *bit);
kaal_err_t __wrap_component_take_event(struct component *component, uint32_t *bit);
kaal_err_t __wrap_component_take_event(struct component *component, uint32_t *bit)
{
    return pool_fails("component_take_event") ? KAAL_ERR_NO_SLOTS
                                              : __real_component_take_event(component, bit);
}

kaal_err_t __real_entries_take(struct entries *entries, uint16_t *index);
kaal_err_t __wrap_entries_take(struct entries *entries, uint16_t *index);
kaal_err_t __wrap_entries_take(struct entries *entries, uint16_t *index)
{
    return (!pool.is_booting && pool_fails("entries_take")) ? KAAL_ERR_NO_SLOTS
                                                            : __real_entries_take(entries, index);
}

kaal_err_t __real_asidpool_get(seL4_CPtr vspace, uint16_t *pool_index);
kaal_err_t __wrap_asidpool_get(seL4_CPtr vspace, uint16_t *pool_index);
kaal_err_t __wrap_asidpool_get(seL4_CPtr vspace, uint16_t *pool_index)
{
    return pool_fails("asidpool_get") ? KAAL_ERR_NO_SLOTS : __real_asidpool_get(vspace, pool_index);
}

kaal_err_t __real_revoke_limit_time(uint32_t id);
kaal_err_t __wrap_revoke_limit_time(uint32_t id);
kaal_err_t __wrap_revoke_limit_time(uint32_t id)
{
    return pool_fails("revoke_limit_time") ? KAAL_ERR_NO_SLOTS : __real_revoke_limit_time(id);
}
