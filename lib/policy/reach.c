/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules as a graph of subjects, searched breadth first.
 */
#include "policy/reach.h"

#include <string.h>

#define NOBODY ((uint16_t)0xffff)

_Static_assert(KAAL_POLICY_SUBJECTS_MAX < NOBODY, "a subject's index has 16 bits");
_Static_assert(KAAL_POLICY_RULES_MAX < NOBODY, "a rule's index has 16 bits");

struct edge {
    uint16_t to;
    uint16_t rule;
    uint8_t by; /* enum kaal_reach_by */
};

/* The graph of one policy. */
static struct graph {
    uint32_t
        first[KAAL_POLICY_SUBJECTS_MAX + 1]; /* a subject's edges: [first, first of the next) */
    struct edge edges[2 * KAAL_POLICY_RULES_MAX];
    uint16_t unconfined[KAAL_POLICY_SUBJECTS_MAX]; /* the rule that makes it so, or NOBODY */
} graph;

/* How each subject was reached: a tree whose roots are where the search began. */
static struct search {
    bool is_reached[KAAL_POLICY_SUBJECTS_MAX];
    uint16_t from[KAAL_POLICY_SUBJECTS_MAX]; /* NOBODY: a root */
    struct edge edge[KAAL_POLICY_SUBJECTS_MAX];
    uint16_t queue[KAAL_POLICY_SUBJECTS_MAX];
    uint32_t begin; /* of those in the queue that were not looked at */
    uint32_t end;
} search;

/* Whether a rule is an edge to `to`, and whether there is one back. */
static bool leads(const struct kaal_wire_policy_rule *rule, uint16_t *to, enum kaal_reach_by *by,
                  bool *is_mutual)
{
    switch ((enum kaal_policy_kind)rule->kind) {
    case KAAL_POLICY_CHANNEL:
        *to = (uint16_t)rule->key;
        *by = KAAL_REACH_CHANNEL;
        *is_mutual = false; /* the rule stands with the other, too */
        return true;
    case KAAL_POLICY_DELEGATE:
        *to = (uint16_t)rule->key;
        *by = KAAL_REACH_DELEGATION;
        *is_mutual = (rule->what & KAAL_POLICY_GIVE_WRITE) != 0;
        return true;
    case KAAL_POLICY_SPAWN:
        *to = (uint16_t)rule->peer;
        *by = KAAL_REACH_SPAWN;
        *is_mutual = true;
        return true;
    case KAAL_POLICY_DEVICE_PCI:
    case KAAL_POLICY_DEVICE_CLASS:
    case KAAL_POLICY_DEVICE_COMPATIBLE:
    case KAAL_POLICY_DEVICE_PATH:
    case KAAL_POLICY_ADMINISTER:
    case KAAL_POLICY_KIND_COUNT:
    default:
        return false;
    }
}

/* Call `put` for each edge. */
static void each_edge(const struct kaal_policy *policy,
                      void (*put)(uint16_t from, const struct edge *edge))
{
    for (uint32_t subject = 0; subject < policy->header->subject_count; subject++) {
        uint32_t first = policy->subjects[subject].rule_first;

        for (uint32_t i = first; i < first + policy->subjects[subject].rule_count; i++) {
            enum kaal_reach_by by = KAAL_REACH_CHANNEL;
            bool is_mutual = false;
            uint16_t to = 0;

            if (leads(&policy->rules[i], &to, &by, &is_mutual)) {
                put((uint16_t)subject, &(struct edge){to, (uint16_t)i, (uint8_t)by});
            }
            if (is_mutual) {
                put(to, &(struct edge){(uint16_t)subject, (uint16_t)i, (uint8_t)by});
            }
        }
    }
}

/* First the edges of each are counted, at the index behind its own ... */
static void count_edge(uint16_t from, const struct edge *edge)
{
    (void)edge;
    graph.first[from + 1]++;
}

/* ... then they are put in, from the end of its row to the front. */
static void put_edge(uint16_t from, const struct edge *edge)
{
    graph.first[from]--;
    graph.edges[graph.first[from]] = *edge;
}

static void sort_edges(const struct kaal_policy *policy)
{
    uint32_t count = policy->header->subject_count;

    memset(graph.first, 0, sizeof(graph.first));
    each_edge(policy, count_edge);
    for (uint32_t i = 0; i < count; i++) {
        graph.first[i + 1] += graph.first[i];
    }
    /* Now first[i + 1] is the end of row i: moved down by one, it is where put_edge begins. */
    memmove(graph.first, graph.first + 1, count * sizeof(graph.first[0]));
    each_edge(policy, put_edge);
}

/* A device that is not confined, or one that may be given with registers or pool to write. */
static void find_unconfined(const struct kaal_policy *policy)
{
    bool is_changed = true;

    for (uint32_t subject = 0; subject < policy->header->subject_count; subject++) {
        uint32_t first = policy->subjects[subject].rule_first;

        graph.unconfined[subject] = NOBODY;
        for (uint32_t i = first; i < first + policy->subjects[subject].rule_count; i++) {
            if (kaal_policy_is_unconfined(&policy->rules[i])) {
                graph.unconfined[subject] = (uint16_t)i;
            }
        }
    }
    while (is_changed) { /* at most once for each subject that becomes unconfined */
        is_changed = false;
        for (uint32_t from = 0; from < policy->header->subject_count; from++) {
            for (uint32_t i = graph.first[from];
                 graph.unconfined[from] != NOBODY && i < graph.first[from + 1]; i++) {
                const struct edge *edge = &graph.edges[i];
                uint32_t what = policy->rules[edge->rule].what;

                if (edge->by == KAAL_REACH_DELEGATION && graph.unconfined[edge->to] == NOBODY &&
                    policy->rules[edge->rule].key == edge->to &&
                    (what & (KAAL_POLICY_GIVE_MMIO | KAAL_POLICY_GIVE_DMA)) != 0 &&
                    (what & KAAL_POLICY_GIVE_WRITE) != 0) {
                    graph.unconfined[edge->to] = edge->rule;
                    is_changed = true;
                }
            }
        }
    }
}

static void reach(uint16_t subject, uint16_t from, const struct edge *edge)
{
    if (search.is_reached[subject]) {
        return;
    }
    search.is_reached[subject] = true;
    search.from[subject] = from;
    search.edge[subject] = *edge;
    search.queue[search.end] = subject;
    search.end++;
}

static void search_begin(void)
{
    memset(search.is_reached, 0, sizeof(search.is_reached));
    search.begin = 0;
    search.end = 0;
}

/* By DMA. */
static void reach_everybody(const struct kaal_policy *policy, uint16_t from)
{
    for (uint32_t i = 0; i < policy->header->subject_count; i++) {
        reach((uint16_t)i, from,
              &(struct edge){(uint16_t)i, graph.unconfined[from], KAAL_REACH_DMA});
    }
}

static void search_all(const struct kaal_policy *policy)
{
    while (search.begin < search.end) {
        uint16_t at = search.queue[search.begin];

        search.begin++;
        for (uint32_t i = graph.first[at]; i < graph.first[at + 1]; i++) {
            reach(graph.edges[i].to, at, &graph.edges[i]);
        }
        if (graph.unconfined[at] != NOBODY) {
            reach_everybody(policy, at);
            return;
        }
    }
}

/* The way to a subject, from the root on. */
static void trace(uint16_t subject, struct kaal_reach_break *broken)
{
    uint32_t count = 1;

    for (uint16_t at = subject; search.from[at] != NOBODY; at = search.from[at]) {
        count++;
    }
    broken->count = count;
    for (uint16_t at = subject; count > 0; at = search.from[at]) {
        count--;
        broken->steps[count].subject = at;
        broken->steps[count].by = (enum kaal_reach_by)search.edge[at].by;
        broken->steps[count].rule = search.edge[at].rule;
    }
}

static bool holds_never(const struct kaal_policy *policy,
                        const struct kaal_wire_policy_assertion *assertion,
                        struct kaal_reach_break *broken)
{
    search_begin();
    for (uint32_t i = 0; i < assertion->who_count; i++) {
        reach((uint16_t)policy->members[assertion->who_first + i], NOBODY, &(struct edge){0});
    }
    search_all(policy);
    for (uint32_t i = 0; i < assertion->whom_count; i++) {
        uint16_t whom = (uint16_t)policy->members[assertion->whom_first + i];

        if (search.is_reached[whom] && search.from[whom] != NOBODY) {
            trace(whom, broken);
            return false;
        }
    }
    return true;
}

/* Devices on a PCI bus have numbers, a class and a place; those of the device tree other names. */
static bool is_pci(const struct kaal_policy *policy, uint32_t kind, uint32_t text)
{
    return kind == KAAL_POLICY_DEVICE_PCI || kind == KAAL_POLICY_DEVICE_CLASS ||
           (kind == KAAL_POLICY_DEVICE_PATH && policy->text[text] != '/');
}

/* Whether a rule can allow the device that an assertion names, perhaps by another name. */
static bool can_be_device(const struct kaal_policy *policy,
                          const struct kaal_wire_policy_assertion *assertion,
                          const struct kaal_wire_policy_rule *rule)
{
    if (rule->kind == assertion->kind) {
        return rule->key == assertion->key &&
               strcmp(policy->text + rule->text, policy->text + assertion->text) == 0;
    }
    return kaal_policy_is_device(rule->kind) &&
           is_pci(policy, rule->kind, rule->text) ==
               is_pci(policy, assertion->kind, assertion->text);
}

static bool is_it(const struct kaal_policy *policy,
                  const struct kaal_wire_policy_assertion *assertion,
                  const struct kaal_wire_policy_rule *rule)
{
    switch ((enum kaal_policy_may)assertion->may) {
    case KAAL_POLICY_MAY_SPAWN:
        return rule->kind == KAAL_POLICY_SPAWN;
    case KAAL_POLICY_MAY_DELEGATE:
        return rule->kind == KAAL_POLICY_DELEGATE;
    case KAAL_POLICY_MAY_ADMINISTER:
        return rule->kind == KAAL_POLICY_ADMINISTER;
    case KAAL_POLICY_MAY_DEVICE:
        return can_be_device(policy, assertion, rule);
    case KAAL_POLICY_MAY_NOTHING:
    case KAAL_POLICY_MAY_DMA:
    case KAAL_POLICY_MAY_RIGHT:
    case KAAL_POLICY_MAY_COUNT:
    default:
        return false;
    }
}

/* Whether a subject may do what an assertion is about. rule: that allows it, or none. */
static bool may(const struct kaal_policy *policy,
                const struct kaal_wire_policy_assertion *assertion, uint32_t index, uint32_t *rule)
{
    const struct kaal_wire_policy_subject *subject = &policy->subjects[index];

    *rule = KAAL_POLICY_NONE;
    if (assertion->may == KAAL_POLICY_MAY_DMA && graph.unconfined[index] != NOBODY) {
        *rule = graph.unconfined[index];
        return true;
    }
    for (uint32_t i = subject->rule_first; i < subject->rule_first + subject->rule_count; i++) {
        if (is_it(policy, assertion, &policy->rules[i])) {
            *rule = i;
            return true;
        }
    }
    return assertion->may == KAAL_POLICY_MAY_RIGHT && (subject->rights & assertion->key) != 0;
}

static bool holds_only(const struct kaal_policy *policy,
                       const struct kaal_wire_policy_assertion *assertion,
                       struct kaal_reach_break *broken)
{
    bool is_excepted[KAAL_POLICY_SUBJECTS_MAX] = {false};

    for (uint32_t i = 0; i < assertion->who_count; i++) {
        is_excepted[policy->members[assertion->who_first + i]] = true;
    }
    for (uint32_t i = 0; i < policy->header->subject_count; i++) {
        uint32_t rule = KAAL_POLICY_NONE;

        if (!is_excepted[i] && may(policy, assertion, i, &rule)) {
            broken->count = 1;
            broken->steps[0].subject = i;
            broken->steps[0].by = KAAL_REACH_CHANNEL;
            broken->steps[0].rule = rule;
            return false;
        }
    }
    return true;
}

void kaal_reach_begin(const struct kaal_policy *policy)
{
    sort_edges(policy);
    find_unconfined(policy);
}

bool kaal_reach_holds(const struct kaal_policy *policy, uint32_t assertion,
                      struct kaal_reach_break *broken)
{
    const struct kaal_wire_policy_assertion *claim = &policy->assertions[assertion];
    bool holds = (claim->claim == KAAL_POLICY_NEVER) ? holds_never(policy, claim, broken)
                                                     : holds_only(policy, claim, broken);

    if (!holds) {
        broken->assertion = assertion;
    }
    return holds;
}

kaal_err_t kaal_reach_check(const struct kaal_policy *policy, struct kaal_reach_break *broken)
{
    kaal_reach_begin(policy);
    for (uint32_t i = 0; i < policy->header->assertion_count; i++) {
        if (!kaal_reach_holds(policy, i, broken)) {
            return KAAL_ERR_STATE;
        }
    }
    return KAAL_OK;
}

bool kaal_reach_is_possible(const struct kaal_policy *policy, uint32_t from, uint32_t to)
{
    kaal_reach_begin(policy);
    search_begin();
    reach((uint16_t)from, NOBODY, &(struct edge){0});
    search_all(policy);
    return search.is_reached[to];
}
