/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests about the policy: bringing a candidate, looking at it, putting it in force.
 */
#include "serve/request.h"

#include <string.h>

#include <kaal/wire/policy_request.h>

#include "audit/log.h"
#include "audit/trail.h"
#include "policy/force.h"
#include "resource/work.h"
#include "serve/asked.h"
#include "serve/later.h"
#include "supervise/enforce.h"
#include "supervise/preview.h"

static struct kaal_archive *archive;

/* A policy that is being proved, and who has brought it. */
static struct {
    struct work work;
    uint32_t ticket;
    char name[KAAL_NAME_BYTES];
    bool is_later; /* its request has been served, but for the answer */
    struct kaal_wire_audit_record record;
} proof;

static void end(uint32_t ticket)
{
    later_end(ticket, KAAL_OK, NULL);
}

void policy_init(struct kaal_archive *boot_archive)
{
    archive = boot_archive;
    enforce_on_end(end);
}

/* The path by which a policy breaks one of its own assertions, a line for each step. */
static void log_broken(void)
{
    static const char *const names[] = {
        [KAAL_REACH_CHANNEL] = "a channel",
        [KAAL_REACH_DELEGATION] = "delegation",
        [KAAL_REACH_SPAWN] = "spawning",
        [KAAL_REACH_DMA] = "DMA",
    };
    struct kaal_policy policy;
    const struct kaal_reach_break *broken = force_broken(&policy);

    log_write("policy: the assertion of line %u does not hold: %s",
              policy.assertions[broken->assertion].line,
              policy.subjects[broken->steps[0].subject].name);
    for (uint32_t i = 1; i < broken->count; i++) {
        uint32_t rule = broken->steps[i].rule;

        log_write("policy: ... reaches %s by %s, line %u",
                  policy.subjects[broken->steps[i].subject].name, names[broken->steps[i].by],
                  (rule != KAAL_POLICY_NONE) ? policy.rules[rule].line : 0U);
    }
}

static kaal_err_t refuse_named(const char *name, kaal_err_t err, const char *reason)
{
    log_write("refuse: %s brings a policy: %s: %s", name, kaal_err_text(err), reason);
    return err;
}

static kaal_err_t refuse(const struct request *request, kaal_err_t err, const char *reason)
{
    return refuse_named(component_name(request->from), err, reason);
}

/* Another life of a component is somebody else. */
static uint64_t bringer(const struct request *request)
{
    return (uint64_t)request->from->ends << 32 | component_id(request->from);
}

void policy_log(const char *remark)
{
    const struct kaal_wire_policy_header *header = force_policy()->header;
    struct log_line line = {0};

    log_append(&line, "policy: %s version %u, %u subjects, %u rules, %u assertions, sha256 ",
               header->name, header->version, header->subject_count, header->rule_count,
               header->assertion_count);
    for (uint32_t i = 0; i < FORCE_HASH_BYTES; i++) {
        log_append(&line, "%x%x", force_hash()[i] >> 4U, force_hash()[i] & 0xfU);
    }
    log_append(&line, ", %s", remark);
    log_end(&line);
}

kaal_err_t policy_put(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_policy_put *put = (const void *)request->words;

    kaal_err_t err = KAAL_ERR_RANGE;

    (void)answer;
    if (put->bytes > 0 && put->bytes <= sizeof(put->data)) {
        err = force_put(bringer(request), put->offset, put->data, put->bytes);
    }
    return (err == KAAL_OK)
               ? KAAL_OK
               : refuse(request, err, "its pieces make no policy, or another one is being proved");
}

static void fill_info(const struct kaal_policy *policy, const uint8_t *hash, struct answer *answer)
{
    struct kaal_wire_policy_info *info = (void *)answer->words;

    *info = (struct kaal_wire_policy_info){
        .version = policy->header->version,
        .subjects = policy->header->subject_count,
        .rules = policy->header->rule_count,
        .assertions = policy->header->assertion_count,
        .audit = policy->header->audit,
    };
    memcpy(info->hash, hash, sizeof(info->hash));
    memcpy(info->name, policy->header->name, sizeof(info->name));
    answer->bytes = sizeof(*info);
}

static kaal_err_t show(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_policy_request *wish = (const void *)request->words;
    struct kaal_wire_policy_info *info = (void *)answer->words;

    if (wish->cursor != 0) {
        if (force_candidate() == NULL) {
            return KAAL_ERR_NOT_FOUND;
        }
        fill_info(force_candidate(), force_candidate_hash(), answer);
        return KAAL_OK;
    }
    fill_info(force_policy(), force_hash(), answer);
    info->components_ended = enforce_result()->components;
    info->grants_revoked = enforce_result()->grants;
    info->grants_quarantined = enforce_result()->quarantined;
    return KAAL_OK;
}

/* What has come of a proof: a candidate, or none for this reason. */
static void end_proof(kaal_err_t err, const char *reason)
{
    struct answer answer = {0};

    if (err == KAAL_OK) {
        log_write("policy: %s brings version %u of %s", proof.name,
                  force_candidate()->header->version, force_candidate()->header->name);
        fill_info(force_candidate(), force_candidate_hash(), &answer);
    } else {
        (void)refuse_named(proof.name, err, reason);
    }
    if (err == KAAL_ERR_STATE) {
        log_broken();
    }
    if (err != KAAL_OK && proof.is_later) {
        trail_request(&proof.record, err);
    }
    later_end(proof.ticket, err, &answer);
}

static bool prove(struct work *work)
{
    kaal_err_t err = KAAL_OK;
    const char *reason = NULL;
    bool is_over = force_prove(&err, &reason);

    (void)work;
    if (is_over) {
        end_proof(err, reason);
    }
    return is_over;
}

/* A policy is there to be proved, for whom a ticket was taken, or it is not for this reason. */
static kaal_err_t begin_proof(const struct request *request, struct answer *answer, uint32_t ticket,
                              kaal_err_t err, const char *reason)
{
    if (err != KAAL_OK) {
        later_put(ticket);
        return refuse(request, err, reason);
    }
    proof.ticket = ticket;
    proof.is_later = false;
    proof.record = asked(request, true);
    memcpy(proof.name, component_name(request->from), sizeof(proof.name));
    work_begin(&proof.work, prove);
    proof.is_later = !later_is_over(ticket, &err);
    answer->is_later = proof.is_later;
    if (!proof.is_later && err == KAAL_OK) {
        fill_info(force_candidate(), force_candidate_hash(), answer);
    }
    return err;
}

static kaal_err_t finish(const struct request *request, struct answer *answer)
{
    const char *reason = NULL;
    uint32_t ticket = LATER_NONE;
    kaal_err_t err = later_take(request->from, &ticket);

    if (err != KAAL_OK) {
        return refuse(request, err, "too many such requests are under way");
    }
    err = force_finish(bringer(request), &reason);
    return begin_proof(request, answer, ticket, err, reason);
}

static kaal_err_t take(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_policy_request *wish = (const void *)request->words;
    const char *reason = NULL;
    const void *data = NULL;
    uint64_t bytes = 0;
    uint32_t ticket = LATER_NONE;
    kaal_err_t err = later_take(request->from, &ticket);

    if (err != KAAL_OK) {
        return refuse(request, err, "too many such requests are under way");
    }
    err = kaal_archive_find(archive, KAAL_ARCHIVE_POLICY, wish->name, &data, &bytes, &reason);
    if (err == KAAL_OK) {
        err = force_take(bringer(request), data, bytes, &reason);
    }
    return begin_proof(request, answer, ticket, err, reason);
}

static kaal_err_t drop(const struct request *request, struct answer *answer)
{
    (void)answer;
    return force_drop(bringer(request));
}

static kaal_err_t change(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_policy_request *wish = (const void *)request->words;
    kaal_err_t err = preview_change(wish->cursor, (void *)answer->words);

    if (err == KAAL_OK) {
        answer->bytes = sizeof(struct kaal_wire_policy_change);
    }
    return err;
}

static kaal_err_t apply(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_policy_request *wish = (const void *)request->words;
    uint32_t ticket = LATER_NONE;
    kaal_err_t err = KAAL_OK;

    if (!force_is_own(bringer(request))) {
        return refuse(request, KAAL_ERR_STATE, "somebody else has brought it");
    }
    err = later_take(request->from, &ticket);
    if (err != KAAL_OK) {
        return refuse(request, err, "too many such requests are under way");
    }
    log_write("policy: %s puts version %u in force", component_name(request->from), wish->version);
    err = enforce_begin(wish->version, ticket);
    if (err != KAAL_OK) {
        later_put(ticket);
        return refuse(request, err, "it is not the candidate's version, or one is under way");
    }
    answer->is_later = !later_is_over(ticket, &err);
    return err;
}

kaal_err_t policy_request(const struct request *request, struct answer *answer)
{
    static const struct {
        kaal_err_t (*handle)(const struct request *request, struct answer *answer);
        uint32_t rights; /* enum kaal_right that the sender needs, or-ed */
    } acts[] = {
        [KAAL_POLICY_SHOW] = {show, KAAL_RIGHT_LIST},
        [KAAL_POLICY_FINISH] = {finish, KAAL_RIGHT_POLICY},
        [KAAL_POLICY_TAKE] = {take, KAAL_RIGHT_POLICY | KAAL_RIGHT_ADMIN},
        [KAAL_POLICY_DROP] = {drop, KAAL_RIGHT_POLICY},
        [KAAL_POLICY_CHANGE] = {change, KAAL_RIGHT_POLICY},
        [KAAL_POLICY_APPLY] = {apply, KAAL_RIGHT_POLICY},
    };
    const struct kaal_wire_policy_request *wish = (const void *)request->words;

    if (wish->act >= KAAL_ARRAY_LENGTH(acts) || acts[wish->act].handle == NULL ||
        wish->reserved != 0 || memchr(wish->name, '\0', sizeof(wish->name)) == NULL ||
        (wish->act != KAAL_POLICY_APPLY && wish->version != 0) ||
        (wish->act != KAAL_POLICY_TAKE && wish->name[0] != '\0')) {
        return KAAL_ERR_INVALID;
    }
    if ((request->from->description->rights & acts[wish->act].rights) != acts[wish->act].rights) {
        return KAAL_ERR_DENIED;
    }
    return acts[wish->act].handle(request, answer);
}
