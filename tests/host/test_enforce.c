/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Another policy while the system runs: what was told beforehand is just what goes, and afterwards
 * the policy allows all that is there.
 */
#include "family.h"

#include <string.h>

#include <kaal/wire/policy_request.h>

#include "audit/audit.h"
#include "grant/grant.h"
#include "limits.h"
#include "policy/force.h"
#include "spawn/component.h"
#include "supervise/enforce.h"

static bool was_there[LIMIT_GRANTS];
static bool is_told[LIMIT_GRANTS];
static uint32_t ids[LIMIT_GRANTS];

static kaal_err_t policy(uint32_t act, struct kaal_wire_policy_request wish, void *out,
                         size_t out_bytes)
{
    wish.act = act;
    return puppet_call(SHELL, KAAL_REQUEST_POLICY, &wish, sizeof(wish), out, out_bytes);
}

/* A card, memory that is given on, a channel, and one that runs for itself. */
static void boot_busy(void)
{
    struct kaal_wire_delegate wish = {.access = KAAL_ACCESS_READ, .bytes = KAAL_PAGE_BYTES};
    struct kaal_wire_bundle bundle;
    struct kaal_wire_channel end;
    struct kaal_wire_mapped memory;
    struct kaal_wire_spawned spawned;
    uint32_t id = GRANT_NONE;

    puppet_boot();
    assert_int_equal(puppet_device_open(NIC, &bundle), KAAL_OK);
    for (uint32_t i = 0; i < 2; i++) {
        assert_int_equal(puppet_spawn(SHELL, (enum puppet)(KID_0 + i), 0, 512 * KAAL_KIB, &spawned),
                         KAAL_OK);
    }
    assert_int_equal(puppet_channel_make(SHELL, puppet_name(KID_0), puppet_name(KID_1), "link"),
                     KAAL_OK);
    assert_int_equal(puppet_channel_open(KID_0, "link", &end), KAAL_OK);
    assert_int_equal(puppet_channel_open(KID_1, "link", &end), KAAL_OK);
    assert_int_equal(puppet_memory(KID_0, KAAL_PAGE_BYTES, &memory), KAAL_OK);
    wish.grant = memory.grant;
    assert_int_equal(puppet_delegate(KID_0, KID_1, wish, &id), KAAL_OK);
    assert_true(enforce_holds());
    rig_check();
}

static void take(const char *name)
{
    struct kaal_wire_policy_request wish = {0};
    struct kaal_wire_policy_info info;

    strcpy(wish.name, name);
    assert_int_equal(policy(KAAL_POLICY_TAKE, wish, &info, sizeof(info)), KAAL_OK);
    assert_int_equal(info.version, 2);
    assert_int_equal(force_policy()->header->version, 1);
}

/* All live grants, and those that are told to go. Returns how many these are. */
static uint32_t look_ahead(void)
{
    struct kaal_wire_policy_change change = {0};
    const struct grant *grant = NULL;
    uint32_t index = 0;
    uint32_t told = 0;

    while (grant_next(&index, &grant) == KAAL_OK) {
        was_there[index - 1] = true;
        ids[index - 1] = grant->id;
    }
    while (policy(KAAL_POLICY_CHANGE, (struct kaal_wire_policy_request){.cursor = change.next},
                  &change, sizeof(change)) == KAAL_OK) {
        for (uint32_t i = 0; change.effect == KAAL_EFFECT_GRANT_GOES && i < LIMIT_GRANTS; i++) {
            if (was_there[i] && ids[i] == change.number) {
                is_told[i] = true;
                told++;
            }
        }
    }
    return told;
}

static void apply(void)
{
    assert_int_equal(
        policy(KAAL_POLICY_APPLY, (struct kaal_wire_policy_request){.version = 2}, NULL, 0),
        KAAL_OK);
}

static void what_was_told_is_what_goes(void)
{
    uint32_t told = 0;

    boot_busy();
    take("strict");
    told = look_ahead();
    assert_true(told >= 4 + 2 + 1 + 1); /* the card, the channel, the part, who may not be */
    apply();
    for (uint32_t i = 0; i < LIMIT_GRANTS; i++) {
        if (was_there[i]) {
            assert_int_equal(grant_get(ids[i]) == NULL, is_told[i]);
        }
    }
    assert_true(enforce_holds());
    assert_int_equal(force_policy()->header->version, 2);
    assert_int_equal(component_find("worker")->state, KAAL_STATE_HELD);
    assert_int_equal(component_find("worker")->cause, KAAL_CAUSE_POLICY);
    assert_int_equal(component_find("nic")->state, KAAL_STATE_RUNNING);
    rig_check();
}

static void the_new_one_decides(void)
{
    struct kaal_wire_bundle bundle;
    struct kaal_wire_channel end;

    boot_busy();
    take("strict");
    apply();
    assert_int_equal(puppet_device_open(NIC, &bundle), KAAL_ERR_DENIED);
    assert_int_equal(puppet_channel_open(KID_0, "link", &end), KAAL_ERR_DENIED);
    assert_int_equal(
        policy(KAAL_POLICY_TAKE, (struct kaal_wire_policy_request){.name = "policy"}, NULL, 0),
        KAAL_ERR_VERSION);
    assert_true(enforce_holds());
    rig_check();
}

static uint64_t address_of(enum puppet puppet, enum kaal_grant_kind kind)
{
    uint32_t id = grant_first_of(component_find(puppet_name(puppet))->index);

    while (grant_get(id)->kind != kind) {
        id = grant_next_of(id);
    }
    return grant_get(id)->address;
}

static void holders_are_told(void)
{
    uint32_t kind = KAAL_NEWS_PARENT;
    uint64_t registers = 0;
    uint64_t ring = 0;

    boot_busy();
    registers = address_of(NIC, KAAL_GRANT_MMIO);
    ring = address_of(KID_0, KAAL_GRANT_CHANNEL);
    take("strict");
    apply();
    while (kind == KAAL_NEWS_PARENT) { /* the parts of the card go before the whole */
        kind = puppet_news(NIC).kind;
    }
    assert_int_equal(kind, KAAL_NEWS_POLICY);
    family_expect_fault(NIC, registers, "what its grant was made from has gone");
    family_expect_fault(KID_0, ring, "the policy does not allow its grant any more");
}

/* As they would not be given now: by the rule for giving and by trust with the device. */
static void writable_registers_go_with_trust(void)
{
    struct kaal_wire_delegate wish = {.bytes = KAAL_PAGE_BYTES, .access = KAAL_ACCESS_READ};
    struct kaal_wire_bundle bundle;
    uint32_t read = GRANT_NONE;
    uint32_t written = GRANT_NONE;

    puppet_boot();
    assert_int_equal(puppet_device_open(NIC, &bundle), KAAL_OK);
    assert_int_equal(puppet_channel_make(SHELL, "nic", "left", "parts"), KAAL_OK);
    wish.grant = bundle.regions[0].grant;
    assert_int_equal(puppet_delegate(NIC, LEFT, wish, &read), KAAL_OK);
    wish.access |= KAAL_ACCESS_WRITE;
    assert_int_equal(puppet_delegate(NIC, LEFT, wish, &written), KAAL_OK);
    take("wary");
    apply();
    assert_non_null(grant_get(bundle.grant));
    assert_non_null(grant_get(read));
    assert_null(grant_get(written));
    assert_true(enforce_holds());
    assert_int_equal(puppet_delegate(NIC, LEFT, wish, &written), KAAL_ERR_DENIED);
    rig_check();
}

/* --- the audit log --- */

static const struct kaal_wire_audit_record *find_record(uint64_t first, enum kaal_audit_op op,
                                                        uint32_t holder)
{
    for (uint64_t seq = first; seq < audit_sealed(); seq++) {
        if (audit_get(seq)->op == op && audit_get(seq)->holder == holder) {
            return audit_get(seq);
        }
    }
    return NULL;
}

static bool is_gone(uint64_t first, uint32_t grant)
{
    for (uint64_t seq = first; seq < audit_sealed(); seq++) {
        if (audit_get(seq)->op == KAAL_AUDIT_GONE && audit_get(seq)->grant == grant) {
            return true;
        }
    }
    return false;
}

/* It went by the policy, or with what did. */
static void expect_because(uint64_t first, const struct kaal_wire_audit_record *gone)
{
    const struct kaal_wire_audit_record *end = NULL;

    if (gone->what == KAAL_AUDIT_WHY_PARENT) {
        assert_true(is_gone(first, gone->parent));
    } else if (gone->what == KAAL_AUDIT_WHY_ENDED) {
        end = find_record(first, KAAL_AUDIT_END, gone->holder);
        assert_non_null(end);
        assert_int_equal(end->what, KAAL_CAUSE_POLICY);
        assert_true(end->seq < gone->seq);
    } else {
        assert_int_equal(gone->what, KAAL_AUDIT_WHY_POLICY);
    }
}

/* The change first, with whose it is, then all that went because of it. */
static void the_audit_log_tells_why(void)
{
    const struct kaal_wire_audit_policy *change = NULL;
    uint32_t shell = 0;
    uint64_t first = 0;
    unsigned whys[KAAL_AUDIT_WHY_POLICY + 1] = {0};

    boot_busy();
    shell = component_id(component_find("shell"));
    take("strict");
    (void)look_ahead();
    audit_seal();
    first = audit_sealed();
    apply();
    audit_seal();
    change = (const void *)audit_get(first);
    assert_int_equal(change->op, KAAL_AUDIT_POLICY);
    assert_int_equal(change->actor, shell);
    assert_int_equal(change->policy, 2);
    assert_string_equal(change->name, "host");
    assert_memory_equal(change->hash, force_hash(), sizeof(change->hash));
    for (uint64_t seq = first; seq < audit_sealed(); seq++) {
        const struct kaal_wire_audit_record *record = audit_get(seq);

        if (record->op == KAAL_AUDIT_GONE) {
            assert_int_equal(record->actor, shell);
            expect_because(first, record);
            whys[record->what]++;
        }
    }
    assert_true(whys[KAAL_AUDIT_WHY_POLICY] > 0 && whys[KAAL_AUDIT_WHY_PARENT] > 0 &&
                whys[KAAL_AUDIT_WHY_ENDED] > 0);
    for (uint32_t i = 0; i < LIMIT_GRANTS; i++) {
        assert_int_equal(was_there[i] && is_gone(first, ids[i]), is_told[i]);
    }
}

/* Nothing of a refused candidate is left, and nothing that is refused changes anything. */
static void refusals_change_nothing(void)
{
    const struct kaal_wire_policy_put piece = {.bytes = 16, .data = "not a policy"};
    struct kaal_wire_policy_request wish = {.version = 2};
    struct rig_books before;
    struct rig_books after;

    boot_busy();
    before = rig_books();
    assert_int_equal(policy(KAAL_POLICY_APPLY, wish, NULL, 0), KAAL_ERR_NOT_FOUND);
    assert_int_equal(puppet_call(SHELL, KAAL_REQUEST_POLICY_PUT, &piece, sizeof(piece), NULL, 0),
                     KAAL_OK);
    assert_int_equal(policy(KAAL_POLICY_FINISH, (struct kaal_wire_policy_request){0}, NULL, 0),
                     KAAL_ERR_SHORT);
    take("strict");
    wish.version = 3;
    assert_int_equal(policy(KAAL_POLICY_APPLY, wish, NULL, 0), KAAL_ERR_VERSION);
    wish.act = KAAL_POLICY_APPLY;
    wish.version = 2;
    assert_int_equal(puppet_call(LEFT, KAAL_REQUEST_POLICY, &wish, sizeof(wish), NULL, 0),
                     KAAL_ERR_DENIED);
    assert_int_equal(policy(KAAL_POLICY_DROP, (struct kaal_wire_policy_request){0}, NULL, 0),
                     KAAL_OK);
    assert_int_equal(
        policy(KAAL_POLICY_APPLY, (struct kaal_wire_policy_request){.version = 2}, NULL, 0),
        KAAL_ERR_NOT_FOUND);
    assert_int_equal(force_policy()->header->version, 1);
    after = rig_books();
    rig_compare_books(&before, &after);
    rig_check();
}

/* Who may not administer brings what is signed, and that only; and nobody touches another's. */
static void a_candidate_is_its_bringers(void)
{
    const struct kaal_wire_policy_put piece = {.bytes = 16, .data = "not a policy"};
    struct kaal_wire_policy_request wish = {.act = KAAL_POLICY_TAKE, .name = "strict"};
    const struct kaal_wire_policy_request drop = {.act = KAAL_POLICY_DROP};
    struct kaal_wire_spawned spawned;

    puppet_boot();
    assert_int_equal(puppet_spawn(SHELL, KID_0, KAAL_RIGHT_POLICY, 512 * KAAL_KIB, &spawned),
                     KAAL_OK);
    assert_int_equal(puppet_call(KID_0, KAAL_REQUEST_POLICY, &wish, sizeof(wish), NULL, 0),
                     KAAL_ERR_DENIED);
    assert_null(force_candidate());
    take("strict");
    assert_int_equal(puppet_call(KID_0, KAAL_REQUEST_POLICY, &drop, sizeof(drop), NULL, 0),
                     KAAL_ERR_STATE);
    wish = (struct kaal_wire_policy_request){.act = KAAL_POLICY_APPLY, .version = 2};
    assert_int_equal(puppet_call(KID_0, KAAL_REQUEST_POLICY, &wish, sizeof(wish), NULL, 0),
                     KAAL_ERR_STATE);
    assert_int_equal(force_policy()->header->version, 1);
    assert_int_equal(puppet_call(KID_0, KAAL_REQUEST_POLICY_PUT, &piece, sizeof(piece), NULL, 0),
                     KAAL_OK);
    assert_int_equal(puppet_call(KID_0, KAAL_REQUEST_POLICY, &drop, sizeof(drop), NULL, 0),
                     KAAL_OK);
    apply();
    assert_int_equal(force_policy()->header->version, 2);
    rig_check();
}

static const struct kaal_wire_audit_record *last_refusal(void)
{
    uint64_t seq = 0;

    audit_seal();
    seq = audit_sealed() - 1;
    while (audit_get(seq)->op != KAAL_AUDIT_REFUSE) {
        seq--;
    }
    return audit_get(seq);
}

/* The proof takes long: it is answered later, with all that an answer at once has. */
static void a_long_proof_is_answered_later(void)
{
    const struct kaal_wire_policy_request wish = {.name = "policy"};
    struct kaal_wire_policy_info info = {0};

    boot_busy();
    rig_work_in_parts();
    take("strict");
    apply();
    assert_int_equal(policy(KAAL_POLICY_TAKE, wish, &info, sizeof(info)), KAAL_ERR_VERSION);
    assert_true(rig_has_logged("refuse: shell brings a policy"));
    assert_int_equal(last_refusal()->outcome, KAAL_ERR_VERSION);
    assert_int_equal(last_refusal()->actor, component_id(component_find("shell")));
    assert_int_equal(
        policy(KAAL_POLICY_SHOW, (struct kaal_wire_policy_request){0}, &info, sizeof(info)),
        KAAL_OK);
    assert_int_equal(info.version, 2);
    rig_check();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(what_was_told_is_what_goes),
        RIG_TEST(the_new_one_decides),
        RIG_TEST(holders_are_told),
        RIG_TEST(writable_registers_go_with_trust),
        RIG_TEST(refusals_change_nothing),
        RIG_TEST(a_candidate_is_its_bringers),
        RIG_TEST(a_long_proof_is_answered_later),
        RIG_TEST(the_audit_log_tells_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
