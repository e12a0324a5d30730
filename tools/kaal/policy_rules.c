/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules between subjects, once for each member of a class. Limits and devices are policy_limits.c
 * and policy_device.c.
 */
#include "policy_rules.h"

#include <string.h>

#include "policy_device.h"
#include "policy_limits.h"
#include "policy_names.h"
#include "source.h"
#include "value.h"
#include "word.h"

static cfg_opt_t channel_keys[] = {SOURCE_LINE(), CFG_STR_LIST("kinds", "{}", CFGF_NONE),
                                   CFG_END()};

static cfg_opt_t spawn_keys[] = {SOURCE_LINE(), CFG_STR("as", NULL, CFGF_NODEFAULT), CFG_END()};

static cfg_opt_t delegate_keys[] = {SOURCE_LINE(), CFG_STR_LIST("what", "{}", CFGF_NONE),
                                    CFG_STR("access", "read", CFGF_NONE), CFG_END()};

static cfg_opt_t administer_keys[] = {SOURCE_LINE(), CFG_STR_LIST("acts", "{}", CFGF_NONE),
                                      CFG_END()};

#define TITLED (CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES)

cfg_opt_t policy_allow_keys[] = {SOURCE_LINE(),
                                 CFG_INT("priority", 0, CFGF_NODEFAULT),
                                 CFG_STR("cpu", NULL, CFGF_NODEFAULT),
                                 CFG_STR("memory", NULL, CFGF_NODEFAULT),
                                 CFG_STR_LIST("rights", "{}", CFGF_NONE),
                                 CFG_SEC("device", policy_device_keys, CFGF_MULTI),
                                 CFG_SEC("channel", channel_keys, TITLED),
                                 CFG_SEC("spawn", spawn_keys, TITLED),
                                 CFG_SEC("delegate", delegate_keys, TITLED),
                                 CFG_SEC("administer", administer_keys, TITLED),
                                 CFG_END()};

/* A rule with bits for each subject and each peer. Returns how many there are, or -1. */
static int add_pairs(struct draft *draft, cfg_t *section, const struct draft_set *subjects,
                     const struct draft_set *peers, struct kaal_wire_policy_rule rule)
{
    int added = 0;

    for (uint32_t from = 0; from < draft->header.subject_count; from++) {
        for (uint32_t to = 0; to < draft->header.subject_count; to++) {
            /* With itself: those of a role are several, and who may end all may end. */
            bool is_pair = from != to || draft->is_role[to] || rule.kind == KAAL_POLICY_ADMINISTER;

            if (!subjects->has[from] || !peers->has[to] || !is_pair) {
                continue;
            }
            rule.key = to;
            if (!draft_add_rule(draft, section, from, rule)) {
                return -1;
            }
            added++;
        }
    }
    return added;
}

/* The same, of a section whose title is the peer. */
static bool read_pairs(cfg_t *top, cfg_t *section, struct draft *draft,
                       const struct draft_set *subjects, struct kaal_wire_policy_rule rule)
{
    struct draft_set peers = {0};
    int added = 0;

    rule.peer = KAAL_POLICY_NONE;
    if (!policy_names_resolve(top, draft, section, "name", cfg_title(section), &peers)) {
        return false;
    }
    added = add_pairs(draft, section, subjects, &peers, rule);
    if (added > 0 && rule.kind == KAAL_POLICY_CHANNEL) {
        added = add_pairs(draft, section, &peers, subjects, rule);
    }
    return added > 0 ||
           (added == 0 && value_wrong(section, "name", "expected somebody else than itself"));
}

static bool read_channel(cfg_t *top, cfg_t *section, struct draft *draft,
                         const struct draft_set *subjects)
{
    struct kaal_wire_policy_rule rule = {.kind = KAAL_POLICY_CHANNEL};

    if (!word_bits(section, "kinds", word_channels, &rule.what)) {
        return false;
    }
    if (rule.what == 0) {
        return value_wrong(section, "kinds", "expected at least one of ring, rpc, notification");
    }
    return read_pairs(top, section, draft, subjects, rule);
}

static bool read_delegate(cfg_t *top, cfg_t *section, struct draft *draft,
                          const struct draft_set *subjects)
{
    struct kaal_wire_policy_rule rule = {.kind = KAAL_POLICY_DELEGATE};
    uint32_t access = 0;

    if (!word_bits(section, "what", word_gifts, &rule.what) ||
        !word_value(section, "access", word_access, &access)) {
        return false;
    }
    if (rule.what == 0) {
        return value_wrong(section, "what", "expected at least one of memory, mmio, irq, dma");
    }
    rule.what |= access;
    return read_pairs(top, section, draft, subjects, rule);
}

static bool read_administer(cfg_t *top, cfg_t *section, struct draft *draft,
                            const struct draft_set *subjects)
{
    struct kaal_wire_policy_rule rule = {.kind = KAAL_POLICY_ADMINISTER};

    if (!word_bits(section, "acts", word_acts, &rule.what)) {
        return false;
    }
    if (rule.what == 0) {
        return value_wrong(section, "acts", "expected at least one, as {kill, restart}");
    }
    return read_pairs(top, section, draft, subjects, rule);
}

static bool read_spawn(cfg_t *top, cfg_t *section, struct draft *draft,
                       const struct draft_set *subjects)
{
    struct kaal_wire_policy_rule rule = {.kind = KAAL_POLICY_SPAWN};
    const char *image = cfg_title(section);
    const char *role = cfg_getstr(section, "as");

    (void)top;
    rule.peer = (role == NULL) ? KAAL_POLICY_NONE : draft_subject(draft, role);
    if (rule.peer == KAAL_POLICY_NONE || !draft->is_role[rule.peer]) {
        return value_wrong(section, "as", "expected the name of a role");
    }
    if (image[0] == '\0' || strlen(image) >= KAAL_NAME_BYTES) {
        return value_wrong(section, "name", "expected an image: 1 to 31 characters");
    }
    if (!draft_text(draft, section, image, &rule.text)) {
        return false;
    }
    rule.key = kaal_policy_hash(image);
    return draft_add_each(draft, section, subjects, rule);
}

static bool read_device(cfg_t *top, cfg_t *section, struct draft *draft,
                        const struct draft_set *subjects)
{
    struct kaal_wire_policy_rule rule = {0};

    (void)top;
    return policy_device_read(section, draft, &rule) &&
           draft_add_each(draft, section, subjects, rule);
}

static bool read_allow(cfg_t *top, cfg_t *section, struct draft *draft)
{
    static const struct {
        const char *kind;
        bool (*read)(cfg_t *top, cfg_t *section, struct draft *draft,
                     const struct draft_set *subjects);
    } kinds[] = {
        {"device", read_device},     {"channel", read_channel},       {"spawn", read_spawn},
        {"delegate", read_delegate}, {"administer", read_administer},
    };
    struct draft_set subjects = {0};

    if (!policy_names_resolve(top, draft, section, "name", cfg_title(section), &subjects) ||
        !policy_limits_read(section, draft, &subjects)) {
        return false;
    }
    for (size_t kind = 0; kind < KAAL_ARRAY_LENGTH(kinds); kind++) {
        for (unsigned i = 0; i < cfg_size(section, kinds[kind].kind); i++) {
            cfg_t *inner = cfg_getnsec(section, kinds[kind].kind, i);

            if (!kinds[kind].read(top, inner, draft, &subjects)) {
                return false;
            }
        }
    }
    return true;
}

bool policy_rules_read(cfg_t *top, struct draft *draft)
{
    for (unsigned i = 0; i < cfg_size(top, "allow"); i++) {
        if (!read_allow(top, cfg_getnsec(top, "allow", i), draft)) {
            return false;
        }
    }
    policy_limits_default(draft);
    return true;
}
