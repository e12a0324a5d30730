/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Assertions of a policy's file. Whether they hold is lib/policy's affair.
 */
#include "policy_claims.h"

#include <string.h>

#include "policy_device.h"
#include "policy_names.h"
#include "source.h"
#include "value.h"
#include "word.h"

cfg_opt_t policy_never_keys[] = {SOURCE_LINE(), CFG_STR_LIST("from", "{}", CFGF_NONE),
                                 CFG_STR_LIST("to", "{}", CFGF_NONE), CFG_END()};

cfg_opt_t policy_only_keys[] = {SOURCE_LINE(), CFG_STR_LIST("who", "{}", CFGF_NONE),
                                CFG_STR("may", NULL, CFGF_NODEFAULT),
                                CFG_SEC("device", policy_named_keys, CFGF_MULTI), CFG_END()};

static bool read_never(cfg_t *top, cfg_t *section, struct draft *draft)
{
    struct kaal_wire_policy_assertion made = {.claim = KAAL_POLICY_NEVER};
    struct draft_set from = {0};
    struct draft_set to = {0};

    if (!policy_names_list(top, draft, section, "from", &from) ||
        !policy_names_list(top, draft, section, "to", &to)) {
        return false;
    }
    if (cfg_size(section, "from") == 0 || cfg_size(section, "to") == 0) {
        return value_wrong(section, "from, to", "expected {name, ...} for both");
    }
    for (uint32_t i = 0; i < draft->header.subject_count; i++) {
        if (from.has[i] && to.has[i]) {
            return value_wrong(section, "from, to", "expected nobody on both sides: %s is",
                               draft->subjects[i].name);
        }
    }
    return draft_add_members(draft, section, &from, &made.who_first, &made.who_count) &&
           draft_add_members(draft, section, &to, &made.whom_first, &made.whom_count) &&
           draft_add_assertion(draft, section, made);
}

/* What an `only` with a word is about. */
static bool read_word(cfg_t *section, struct kaal_wire_policy_assertion *made)
{
    static const struct word words[] = {
        {"spawn", KAAL_POLICY_MAY_SPAWN},
        {"delegate", KAAL_POLICY_MAY_DELEGATE},
        {"administer", KAAL_POLICY_MAY_ADMINISTER},
        {"dma", KAAL_POLICY_MAY_DMA},
        {NULL, 0},
    };
    static const struct word rights[] = {
        {"list", KAAL_RIGHT_LIST},         {"log", KAAL_RIGHT_LOG},
        {"shutdown", KAAL_RIGHT_SHUTDOWN}, {"audit", KAAL_RIGHT_AUDIT},
        {"policy", KAAL_RIGHT_POLICY},     {NULL, 0},
    };
    const char *text = cfg_getstr(section, "may");
    uint32_t right = 0;

    if (word_find(words, text, &made->may)) {
        return true;
    }
    if (word_find(rights, text, &right)) {
        made->may = KAAL_POLICY_MAY_RIGHT;
        made->key = right;
        return true;
    }
    return value_wrong(section, "may",
                       "expected one of spawn, delegate, administer, dma, list,"
                       " log, shutdown, audit, policy");
}

static bool read_named(cfg_t *section, struct draft *draft, struct kaal_wire_policy_assertion *made)
{
    struct kaal_wire_policy_rule rule = {0};

    if (!policy_device_name(section, draft, &rule)) {
        return false;
    }
    made->may = KAAL_POLICY_MAY_DEVICE;
    made->kind = rule.kind;
    made->key = rule.key;
    made->text = rule.text;
    return true;
}

static bool read_only(cfg_t *top, cfg_t *section, struct draft *draft)
{
    struct kaal_wire_policy_assertion made = {.claim = KAAL_POLICY_ONLY};
    struct draft_set who = {0};
    bool has_word = cfg_getstr(section, "may") != NULL;
    bool is_good = false;

    if (cfg_size(section, "device") + (has_word ? 1U : 0U) != 1) {
        return value_wrong(section, "may", "expected either may = or one device");
    }
    is_good = has_word ? read_word(section, &made)
                       : read_named(cfg_getnsec(section, "device", 0), draft, &made);
    return is_good && policy_names_list(top, draft, section, "who", &who) &&
           draft_add_members(draft, section, &who, &made.who_first, &made.who_count) &&
           draft_add_assertion(draft, section, made);
}

bool policy_claims_read(cfg_t *top, struct draft *draft)
{
    for (unsigned i = 0; i < cfg_size(top, "never"); i++) {
        if (!read_never(top, cfg_getnsec(top, "never", i), draft)) {
            return false;
        }
    }
    for (unsigned i = 0; i < cfg_size(top, "only"); i++) {
        if (!read_only(top, cfg_getnsec(top, "only", i), draft)) {
            return false;
        }
    }
    return true;
}
