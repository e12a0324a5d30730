/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The audit log is full. By `audit = refuse` nothing is given until somebody has fetched it, all
 * that ends goes on, and nothing is lost; by `overwrite` all goes on, and what is lost is told.
 */
#include "puppet.h"

#include <kaal/component.h>
#include <kaal/grant.h>
#include <kaal/wire/audit.h>
#include <kaal/wire/policy_request.h>

#include "audit/audit.h"
#include "grant/grant.h"
#include "ledger.h"
#include "limits.h"
#include "spawn/component.h"

#define PAGE    KAAL_PAGE_BYTES
#define BOTH    (KAAL_ACCESS_READ | KAAL_ACCESS_WRITE)
#define KNOCKS  3000U
#define CHURNS  (2 * LIMIT_AUDIT_RECORDS / 3) /* three records each */
#define FILL_MS 60000U

static struct kaal_wire_audit_record records[2 * LIMIT_AUDIT_RECORDS]; /* all that were fetched */
static uint64_t count;
static kaal_err_t error; /* that the churn ended with */
static unsigned churns;
static unsigned knocks; /* refused ones */

/* --- what they do --- */

/* Ask and give back, until it is refused or enough. */
static void churn(void)
{
    struct kaal_wire_mapped memory;

    error = KAAL_OK;
    for (churns = 0; churns < CHURNS && error == KAAL_OK; churns++) {
        error = kaal_memory(PAGE, 0, BOTH, &memory);
        if (error == KAAL_OK) {
            error = kaal_revoke(memory.grant);
        }
    }
}

/* Each time something else. */
static void knock(void)
{
    struct kaal_wire_mapped memory;

    for (uint64_t i = 1; i <= KNOCKS; i++) {
        knocks += kaal_memory(i * PAGE, 0, BOTH, &memory) == KAAL_ERR_AUDIT;
    }
}

static void run(enum puppet puppet, void (*what)(void))
{
    puppet_begin(puppet, what);
    for (unsigned ms = 0; ms < FILL_MS && !puppet_is_over(puppet); ms += 100) {
        rig_run_ms(100);
    }
    assert_true(puppet_is_over(puppet));
}

static void refuse_when_full(void)
{
    struct kaal_wire_policy_request wish = {.act = KAAL_POLICY_TAKE, .name = "refuse"};

    assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_POLICY, &wish, sizeof(wish), NULL, 0),
                     KAAL_OK);
    wish = (struct kaal_wire_policy_request){.act = KAAL_POLICY_APPLY, .version = 2};
    assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_POLICY, &wish, sizeof(wish), NULL, 0),
                     KAAL_OK);
}

/* --- fetching --- */

static struct kaal_wire_audit_page ask(enum kaal_audit_act act, uint64_t seq)
{
    const struct kaal_wire_audit wish = {.act = act, .seq = seq};
    struct kaal_wire_audit_page page;
    kaal_err_t err = KAAL_ERR_BUSY;

    while (err == KAAL_ERR_BUSY) { /* a mark waits for the batches before it */
        err = puppet_call(SHELL, KAAL_REQUEST_AUDIT, &wish, sizeof(wish), &page, sizeof(page));
    }
    assert_int_equal(err, KAAL_OK);
    return page;
}

static void fetch(void)
{
    uint64_t end = ask(KAAL_AUDIT_ACT_MARK, 0).next;

    while (count + 1 < end) {
        struct kaal_wire_audit_page page = ask(KAAL_AUDIT_ACT_FETCH, count + 1);

        assert_int_equal(page.records[0].seq, count + 1);
        assert_true(page.count > 0 && count + page.count <= KAAL_ARRAY_LENGTH(records));
        for (uint32_t i = 0; i < page.count && count + 1 < end; i++) {
            records[count] = page.records[i];
            count++;
        }
    }
}

/* How often something is told; refusals by what they count. */
static unsigned told(enum kaal_audit_op op, uint32_t holder, uint32_t actor, kaal_err_t outcome)
{
    unsigned sum = 0;

    for (uint64_t i = 0; i < count; i++) {
        const struct kaal_wire_audit_record *record = &records[i];

        if (record->op == op && (holder == 0 || record->holder == holder) &&
            (actor == 0 || record->actor == actor) && record->outcome == (uint16_t)outcome) {
            sum += (op == KAAL_AUDIT_REFUSE) ? record->count : 1;
        }
    }
    return sum;
}

/* --- what is asked --- */

static struct kaal_wire_target named(enum puppet puppet)
{
    struct kaal_wire_target target = {0};

    strcpy(target.name, puppet_name(puppet));
    return target;
}

static struct kaal_wire_mapped memory; /* the shell's */
static uint32_t part;                  /* of it, kid 0's */

/* Whatever would make or change a grant. */
static void expect_refusals(void)
{
    const struct kaal_wire_delegate wish = {
        .grant = memory.grant, .access = KAAL_ACCESS_READ, .bytes = PAGE};
    const struct kaal_wire_target kid = named(KID_0);
    const struct kaal_wire_replace replace = {.target = kid, .image = "sample"};
    const struct kaal_wire_budget budget = {.target = kid, .budget_us = 1, .period_us = 1000};
    struct kaal_wire_bundle bundle;
    struct kaal_wire_spawned spawned;
    struct kaal_wire_channel end;
    struct kaal_wire_mapped more;
    uint32_t id = GRANT_NONE;

    assert_int_equal(puppet_memory(SHELL, PAGE, &more), KAAL_ERR_AUDIT);
    assert_int_equal(puppet_delegate(SHELL, KID_0, wish, &id), KAAL_ERR_AUDIT);
    assert_int_equal(puppet_spawn(SHELL, KID_1, 0, 512 * KAAL_KIB, &spawned), KAAL_ERR_AUDIT);
    assert_int_equal(puppet_channel_make(SHELL, "shell", "kid-0", "a"), KAAL_ERR_AUDIT);
    assert_int_equal(puppet_channel_open(LEFT, "right", &end), KAAL_ERR_AUDIT);
    assert_int_equal(puppet_device_open(NIC, &bundle), KAAL_ERR_AUDIT);
    assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_BUDGET, &budget, sizeof(budget), NULL, 0),
                     KAAL_ERR_AUDIT);
    assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_RESTART, &kid, sizeof(kid), NULL, 0),
                     KAAL_ERR_AUDIT);
    assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_REPLACE, &replace, sizeof(replace), NULL, 0),
                     KAAL_ERR_AUDIT);
    assert_true(rig_has_logged("audit: the log is full"));
}

static void leave(void)
{
    kaal_exit(7);
}

/* Whatever ends something. */
static void end_things(uint32_t kid)
{
    const struct kaal_wire_target nic = named(NIC);

    assert_int_equal(puppet_revoke(KID_0, part), KAAL_OK); /* gives it back */
    assert_int_equal(puppet_revoke(SHELL, memory.grant), KAAL_OK);
    assert_int_equal(puppet_kill(SHELL, "kid-0"), KAAL_OK);
    assert_null(component_of_id(kid));
    assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_HOLD, &nic, sizeof(nic), NULL, 0), KAAL_OK);
    assert_false(puppet_do(RIGHT, leave));
    assert_int_equal(component_find("right")->state, KAAL_STATE_EXITED);
}

static void nothing_is_given_until_it_is_fetched(void)
{
    struct kaal_wire_delegate wish = {.access = KAAL_ACCESS_READ, .bytes = PAGE};
    struct kaal_wire_spawned spawned;
    struct kaal_wire_mapped more;
    uint32_t left = 0;

    puppet_boot();
    refuse_when_full();
    assert_int_equal(puppet_spawn(SHELL, KID_0, 0, 512 * KAAL_KIB, &spawned), KAAL_OK);
    assert_int_equal(puppet_memory(SHELL, PAGE, &memory), KAAL_OK);
    wish.grant = memory.grant;
    assert_int_equal(puppet_delegate(SHELL, KID_0, wish, &part), KAAL_OK);
    left = component_id(component_find("left"));
    run(LEFT, churn);
    assert_int_equal(error, KAAL_ERR_AUDIT);
    assert_in_range(churns, LIMIT_AUDIT_RECORDS / 6, LIMIT_AUDIT_RECORDS / 3);
    expect_refusals();
    run(LEFT, knock);
    assert_int_equal(knocks, KNOCKS);
    end_things(spawned.component);
    rig_check();
    assert_int_equal(audit_oldest(), 1);

    fetch();
    assert_int_equal(puppet_memory(LEFT, PAGE, &more), KAAL_OK);
    assert_true(rig_has_logged("audit: the log has room again"));
    assert_int_equal(puppet_spawn(SHELL, KID_1, 0, 512 * KAAL_KIB, &spawned), KAAL_OK);
    rig_run_ms(2000); /* what was only counted is written */
    fetch();
    ledger_expect_sealed(records, count);
    assert_int_equal(told(KAAL_AUDIT_GAP, 0, 0, KAAL_OK), 0);
    assert_int_equal(told(KAAL_AUDIT_REFUSE, 0, left, KAAL_ERR_AUDIT), KNOCKS + 1 + 1);
    assert_int_equal(told(KAAL_AUDIT_GRANT, 0, left, KAAL_OK), churns - 1 + 1);
    assert_int_equal(told(KAAL_AUDIT_END, component_id(component_find("right")), 0, KAAL_OK), 1);
    assert_int_equal(told(KAAL_AUDIT_END, component_id(component_find("nic")), 0, KAAL_OK), 1);
    assert_int_equal(told(KAAL_AUDIT_FORGET, 0, 0, KAAL_OK), 1);
}

static void what_is_overwritten_is_told(void)
{
    const struct kaal_wire_audit_record *gap = NULL;

    puppet_boot();
    run(LEFT, churn);
    assert_int_equal(error, KAAL_OK);
    assert_int_equal(churns, CHURNS);
    assert_false(rig_has_logged("audit: the log is full"));
    audit_seal();
    assert_true(audit_oldest() > 1);
    for (uint64_t seq = audit_oldest(); seq < audit_sealed(); seq++) {
        if (audit_get(seq)->op == KAAL_AUDIT_GAP) {
            gap = audit_get(seq);
        }
    }
    assert_non_null(gap);
    assert_int_equal(gap->a, 1);
    assert_int_equal(gap->b, audit_oldest() - 1); /* all that nobody has */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(nothing_is_given_until_it_is_fetched),
        RIG_TEST(what_is_overwritten_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
