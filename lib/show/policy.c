/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which policy is in force, what another one would change, and why one is not taken.
 */
#include "show/show.h"

#include <inttypes.h>

#include <kaal/wire/policy.h>

#include "show/word.h"

static const char *const effect_names[] = {
    [KAAL_EFFECT_COMPONENT_ENDS] = "ends",      [KAAL_EFFECT_GRANT_GOES] = "goes",
    [KAAL_EFFECT_RULE_GOES] = "less",           [KAAL_EFFECT_RULE_COMES] = "more",
    [KAAL_EFFECT_LIMITS_FALL] = "lower-limits", [KAAL_EFFECT_LIMITS_RISE] = "higher-limits",
};

static const char *const rule_names[] = {
    [KAAL_POLICY_DEVICE_PCI] = "pci",
    [KAAL_POLICY_DEVICE_CLASS] = "class",
    [KAAL_POLICY_DEVICE_COMPATIBLE] = "compatible",
    [KAAL_POLICY_DEVICE_PATH] = "path",
    [KAAL_POLICY_CHANNEL] = "channel",
    [KAAL_POLICY_SPAWN] = "spawn",
    [KAAL_POLICY_DELEGATE] = "delegate",
    [KAAL_POLICY_ADMINISTER] = "administer",
};

void kaal_show_policy(kaal_show_print *print, const struct kaal_wire_policy_info *info)
{
    print("name=%.*s version=%" PRIu32 " subjects=%" PRIu32 " rules=%" PRIu32 " assertions=%" PRIu32
          " sha256=",
          SHOW_TEXT(info->name), info->version, info->subjects, info->rules, info->assertions);
    for (size_t i = 0; i < sizeof(info->hash); i++) {
        print("%02x", info->hash[i]);
    }
    print("\n");
}

void kaal_show_enforced(kaal_show_print *print, const struct kaal_wire_policy_info *info)
{
    print("components_ended=%" PRIu32 " grants_revoked=%" PRIu32 " quarantined=%" PRIu32 "\n",
          info->components_ended, info->grants_revoked, info->grants_quarantined);
}

void kaal_show_change(kaal_show_print *print, const struct kaal_wire_policy_change *change)
{
    if (change->effect == KAAL_EFFECT_NOTHING) {
        return;
    }
    print("%s subject=%.*s", SHOW_WORD(effect_names, change->effect), SHOW_TEXT(change->subject));
    if (change->effect == KAAL_EFFECT_RULE_GOES || change->effect == KAAL_EFFECT_RULE_COMES) {
        print(" rule=%s line=%" PRIu32 " what=0x%" PRIx32 " key=0x%" PRIx64,
              SHOW_WORD(rule_names, change->kind), change->line, change->what, change->key);
    }
    if (change->number != 0) {
        print(" grant=%" PRIu32, change->number);
    }
    if (change->about[0] != '\0') {
        print(" about=%.*s", SHOW_TEXT(change->about));
    }
    if (change->reason[0] != '\0') {
        print(" why=\"%.*s\"", SHOW_TEXT(change->reason));
    }
    print("\n");
}

const char *kaal_show_policy_refusal(kaal_err_t err)
{
    static const struct {
        kaal_err_t err;
        const char *text;
    } sentences[] = {
        {KAAL_ERR_SHORT, "the policy ends too early"},
        {KAAL_ERR_LONG, "the policy is longer than its head says, or than any may be"},
        {KAAL_ERR_FORMAT, "it is no signed policy, or what was signed is no policy"},
        {KAAL_ERR_RANGE, "what was signed is no policy: a number is out of its range"},
        {KAAL_ERR_DENIED, "there is no right to bring it, or it is not signed by the key of the "
                          "boot image"},
        {KAAL_ERR_VERSION, "the version of the policy is not above that in force"},
        {KAAL_ERR_STATE, "the policy breaks one of its own assertions: the log tells which"},
        {KAAL_ERR_BUSY, "another policy is being looked at, or put in force"},
        {KAAL_ERR_NOT_FOUND, "there is no such policy"},
    };

    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(sentences); i++) {
        if (sentences[i].err == err) {
            return sentences[i].text;
        }
    }
    return kaal_err_text(err);
}
