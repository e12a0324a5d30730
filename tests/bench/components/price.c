/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The broker's own code in a component, where it can be asked the same thing often: what one
 * decision costs among 1,000 rules (rules.py) and 10,000 grants, and what one record of the audit
 * log does. Of all questions of a kind, each of which is asked REPEATS times, the dearest counts.
 */
#include <string.h>

#include <kaal/assert.h>
#include <kaal/component.h>

#include "audit/audit.h"
#include "audit/trail.h"
#include "grant/grant.h"
#include "limits.h"
#include "policy/force.h"
#include "spawn/guard.h"

#include "output.h"
#include "ticks.h"

#define REPEATS 32U
#define TRIES   3U
#define GRANTS  10000U
#define MEMBERS 202U /* of the policy: `asker` is first, `stranger` last */

extern const uint8_t price_rules_start[];
extern const uint8_t price_rules_end[];

static struct kaal_wire_system_component descriptions[MEMBERS];
static struct component *asker;
static struct component *stranger;
static uint32_t grants[GRANTS];

#define NAMES 2U /* of a device tree node: `compatible` strings */

/* What is asked: filled in before the time begins. */
struct question {
    const struct kaal_wire_policy_rule *rule;
    struct component *peer;
    struct kaal_wire_system_component child;
    char place[KAAL_PLACE_BYTES];
    char compatibles[NAMES][KAAL_COMPATIBLE_BYTES];
    struct decide_device device;
};

/* A decision, and for which rules. */
struct figure {
    const char *name;
    bool (*is_for)(uint32_t kind);
    kaal_err_t (*ask)(struct question *question, const char **reason);
};

static void check(kaal_err_t err)
{
    KAAL_ASSERT(err == KAAL_OK);
}

/* One component for each subject but the role, which come in the order of their names. */
static void begin_components(const struct kaal_policy *policy)
{
    struct kaal_wire_system_header header = {.component_count = MEMBERS};
    struct system system = {.header = &header, .components = descriptions};
    uint32_t count = 0;

    for (uint32_t i = 0; i < policy->header->subject_count; i++) {
        const struct kaal_wire_policy_subject *subject = &policy->subjects[i];

        if (strcmp(subject->name, "child") != 0) {
            memcpy(descriptions[count].name, subject->name, sizeof(subject->name));
            descriptions[count].rights = subject->rights;
            count++;
        }
    }
    KAAL_ASSERT(count == MEMBERS);
    component_table_init(&system);
    asker = component_get(0);
    stranger = component_get(MEMBERS - 1);
}

static void begin(void)
{
    const char *reason = NULL;
    uint8_t key[KAAL_AUDIT_KEY_BYTES] = {0};

    grant_init();
    audit_init(key);
    check(force_begin(price_rules_start, (uint64_t)(price_rules_end - price_rules_start), NULL,
                      &reason));
    begin_components(force_policy());
    for (uint32_t i = 0; i < GRANTS; i++) {
        check(grant_add(&(struct grant){.kind = KAAL_GRANT_MEMORY,
                                        .holder = i % MEMBERS,
                                        .subject = GRANT_NO_SUBJECT},
                        GRANT_NONE, &grants[i]));
    }
    trail_init("price");
}

/* A name as long as it may be that no rule has, or the rule's own. */
static void set_text(char *field, size_t bytes, const char *text)
{
    memset(field, 'x', bytes - 1);
    field[bytes - 1] = '\0';
    if (text != NULL) {
        strcpy(field, text);
    }
}

/* A device with the rule's name among others that no rule has; is_known: or with none that has. */
static void name_device(struct question *question, bool is_known)
{
    const struct kaal_wire_policy_rule *rule = question->rule;
    const char *text = is_known ? force_policy()->text + rule->text : NULL;
    uint64_t key = is_known ? rule->key : rule->key | 0x8000; /* no rule has such a number */
    bool is_pci = rule->kind == KAAL_POLICY_DEVICE_PCI || rule->kind == KAAL_POLICY_DEVICE_CLASS;
    bool is_path = rule->kind == KAAL_POLICY_DEVICE_PATH;

    set_text(question->place, sizeof(question->place), is_path ? text : NULL);
    decide_add_text(&question->device, KAAL_POLICY_DEVICE_PATH, question->place);
    if (is_pci) {
        decide_add_number(&question->device, KAAL_POLICY_DEVICE_PCI, key);
        decide_add_number(&question->device, KAAL_POLICY_DEVICE_CLASS, key);
        return;
    }
    for (uint32_t i = 0; i < NAMES; i++) {
        set_text(question->compatibles[i], KAAL_COMPATIBLE_BYTES,
                 (i + 1 < NAMES || is_path) ? NULL : text);
        decide_add_text(&question->device, KAAL_POLICY_DEVICE_COMPATIBLE, question->compatibles[i]);
    }
}

static void prepare(struct question *question, uint32_t index, bool is_known)
{
    const struct kaal_policy *policy = force_policy();
    const struct kaal_wire_policy_rule *rule = &policy->rules[index];

    *question = (struct question){.rule = rule, .peer = stranger};
    if (kaal_policy_is_device(rule->kind)) {
        name_device(question, is_known);
    } else if (rule->kind == KAAL_POLICY_SPAWN) {
        set_text(question->child.image, KAAL_NAME_BYTES,
                 is_known ? policy->text + rule->text : NULL);
        question->child.budget_us = 1;
        question->child.period_us = 1;
    } else if (is_known) {
        question->peer = component_find(policy->subjects[rule->key].name);
    }
}

static bool is_spawn(uint32_t kind)
{
    return kind == KAAL_POLICY_SPAWN;
}

static bool is_channel(uint32_t kind)
{
    return kind == KAAL_POLICY_CHANNEL;
}

static bool is_delegation(uint32_t kind)
{
    return kind == KAAL_POLICY_DELEGATE;
}

static bool is_act(uint32_t kind)
{
    return kind == KAAL_POLICY_ADMINISTER;
}

static kaal_err_t ask_device(struct question *question, const char **reason)
{
    return guard_device(asker, &question->device, &(struct decide_parts){.what = KAAL_POLICY_IRQ},
                        reason);
}

static kaal_err_t ask_spawn(struct question *question, const char **reason)
{
    return guard_spawn(asker, &question->child, reason);
}

static kaal_err_t ask_channel(struct question *question, const char **reason)
{
    return guard_channel(asker, question->peer, KAAL_POLICY_RING, reason);
}

static kaal_err_t ask_delegation(struct question *question, const char **reason)
{
    return guard_delegation(asker, question->peer, KAAL_POLICY_GIVE_MEMORY, reason);
}

static kaal_err_t ask_act(struct question *question, const char **reason)
{
    return guard_act(asker, question->peer, KAAL_POLICY_ACT_KILL, reason);
}

/* The least of some tries: in the others somebody else ran meanwhile. */
static uint64_t measure(const struct figure *figure, struct question *question, kaal_err_t wanted)
{
    const char *reason = NULL;
    uint64_t least = UINT64_MAX;

    for (uint32_t i = 0; i < TRIES; i++) {
        uint64_t start = ticks_now();
        uint64_t ticks = 0;

        for (uint32_t k = 0; k < REPEATS; k++) {
            if (figure->ask(question, &reason) != wanted) {
                return UINT32_MAX;
            }
        }
        ticks = ticks_now() - start;
        least = (ticks < least) ? ticks : least;
    }
    return least * TICK_INSTRUCTIONS / REPEATS;
}

static uint64_t dearest(const struct figure *figure)
{
    const struct kaal_wire_policy_subject *subject =
        &force_policy()->subjects[guard_subject(asker)];
    static struct question question;
    uint64_t most = 0;

    for (uint32_t i = subject->rule_first; i < subject->rule_first + subject->rule_count; i++) {
        for (uint32_t known = 0; known < 2 && figure->is_for(force_policy()->rules[i].kind);
             known++) {
            uint64_t cost = 0;

            prepare(&question, i, known != 0);
            cost = measure(figure, &question, (known != 0) ? KAAL_OK : KAAL_ERR_DENIED);
            most = (cost > most) ? cost : most;
        }
    }
    return most;
}

/* Two records: a grant comes, and goes. */
static void come_and_go(uint32_t number)
{
    uint32_t id = GRANT_NONE;

    (void)number;
    check(grant_add(&(struct grant){.kind = KAAL_GRANT_CHANNEL, .subject = MEMBERS - 1}, GRANT_NONE,
                    &id));
    grant_remove(id);
}

/* Two records: each is written, since it differs from the one before, in the last place to look. */
static void be_refused(uint32_t number)
{
    static struct kaal_wire_audit_record record;

    for (uint32_t i = 0; i < 2; i++) {
        record.name[sizeof(record.name) - 1] = (char)(2 * number + i);
        trail_request(&record, KAAL_ERR_DENIED);
    }
}

/* The least of some tries of what writes two records: what is written is sealed in between. */
static uint64_t measure_pairs(void (*act)(uint32_t number))
{
    uint64_t least = UINT64_MAX;

    for (uint32_t i = 0; i < TRIES; i++) {
        uint64_t start = 0;
        uint64_t ticks = 0;

        audit_seal();
        start = ticks_now();
        for (uint32_t k = 0; k < REPEATS; k++) {
            act(k);
        }
        ticks = ticks_now() - start;
        least = (ticks < least) ? ticks : least;
    }
    return least * TICK_INSTRUCTIONS / REPEATS;
}

static uint64_t record_of_grant(void)
{
    uint64_t recorded = measure_pairs(come_and_go);

    grant_listen(NULL);
    return (recorded - measure_pairs(come_and_go)) / 2;
}

static uint64_t record_of_refusal(void)
{
    return measure_pairs(be_refused) / 2;
}

int main(void)
{
    static const struct figure figures[] = {
        {"decision-device", kaal_policy_is_device, ask_device},
        {"decision-spawn", is_spawn, ask_spawn},
        {"decision-channel", is_channel, ask_channel},
        {"decision-delegation", is_delegation, ask_delegation},
        {"decision-administer", is_act, ask_act},
    };

    check(output_open());
    begin();
    for (uint32_t i = 0; i < KAAL_ARRAY_LENGTH(figures); i++) {
        output_figure(figures[i].name, dearest(&figures[i]));
    }
    output_figure("record-grant", record_of_grant());
    output_figure("record-refusal", record_of_refusal());
    output_figure("price-end", 0);
    for (;;) {
        (void)kaal_wait();
    }
}
