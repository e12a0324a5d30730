/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands about the policy: which is in force, what another one would change, putting it in force.
 * The other one is of the boot image, or `candidate`: what somebody has brought.
 */
#include <inttypes.h>
#include <string.h>

#include <kaal/policy.h>
#include <kaal/wire/policy.h>

#include "shell/commands.h"
#include "shell/console.h"

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

static const char *name_of(const char *const *names, size_t count, uint32_t number)
{
    return (number < count && names[number] != NULL) ? names[number] : "unknown";
}

static void print_info(const struct kaal_wire_policy_info *info)
{
    console_print("name=%s version=%" PRIu32 " subjects=%" PRIu32 " rules=%" PRIu32
                  " assertions=%" PRIu32 " sha256=",
                  info->name, info->version, info->subjects, info->rules, info->assertions);
    for (size_t i = 0; i < sizeof(info->hash); i++) {
        console_print("%02x", info->hash[i]);
    }
    console_print("\n");
}

static const char *show(void)
{
    struct kaal_wire_policy_info info = {0};
    kaal_err_t err = kaal_policy_show(false, &info);

    if (err != KAAL_OK) {
        return kaal_err_text(err);
    }
    print_info(&info);
    console_print("components_ended=%" PRIu32 " grants_revoked=%" PRIu32 " quarantined=%" PRIu32
                  "\n",
                  info.components_ended, info.grants_revoked, info.grants_quarantined);
    return NULL;
}

static void print_change(const struct kaal_wire_policy_change *change)
{
    console_print("%s subject=%s",
                  name_of(effect_names, KAAL_ARRAY_LENGTH(effect_names), change->effect),
                  change->subject);
    if (change->effect == KAAL_EFFECT_RULE_GOES || change->effect == KAAL_EFFECT_RULE_COMES) {
        console_print(" rule=%s line=%" PRIu32 " what=0x%" PRIx32 " key=0x%" PRIx64,
                      name_of(rule_names, KAAL_ARRAY_LENGTH(rule_names), change->kind),
                      change->line, change->what, change->key);
    }
    if (change->number != 0) {
        console_print(" grant=%" PRIu32, change->number);
    }
    if (change->about[0] != '\0') {
        console_print(" about=%s", change->about);
    }
    if (change->reason[0] != '\0') {
        console_print(" why=\"%s\"", change->reason);
    }
    console_print("\n");
}

static const char *print_changes(void)
{
    static struct kaal_wire_policy_change change;
    kaal_err_t err = KAAL_OK;

    change.next = 0;
    while ((err = kaal_policy_change(change.next, &change)) == KAAL_OK) {
        if (change.effect != KAAL_EFFECT_NOTHING) {
            print_change(&change);
        }
    }
    return (err == KAAL_ERR_END) ? NULL : kaal_err_text(err);
}

/* Make a policy the candidate, unless it is the one that was brought. */
static kaal_err_t choose(const char *name, struct kaal_wire_policy_info *info)
{
    return (strcmp(name, "candidate") == 0) ? kaal_policy_show(true, info)
                                            : kaal_policy_take(name, info);
}

const char *policy_command(char **words, uint32_t count)
{
    struct kaal_wire_policy_info info = {0};
    bool is_check = count == 3 && strcmp(words[1], "check") == 0;
    kaal_err_t err = KAAL_OK;

    if (count == 1) {
        return show();
    }
    if (!is_check && (count != 3 || strcmp(words[1], "apply") != 0)) {
        return "expected policy, policy check NAME or policy apply NAME";
    }
    err = choose(words[2], &info);
    if (err != KAAL_OK) {
        return kaal_err_text(err);
    }
    print_info(&info);
    if (is_check) {
        return print_changes();
    }
    err = kaal_policy_apply(info.version);
    return (err == KAAL_OK) ? NULL : kaal_err_text(err);
}
