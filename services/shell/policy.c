/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands about the policy: which is in force, what another one would change, putting it in force.
 * The other one is of the boot image, or `candidate`: what somebody has brought.
 */
#include <string.h>

#include <kaal/policy.h>

#include "shell/commands.h"
#include "shell/console.h"
#include "show/show.h"

static const char *show(void)
{
    struct kaal_wire_policy_info info = {0};
    kaal_err_t err = kaal_policy_show(false, &info);

    if (err != KAAL_OK) {
        return kaal_err_text(err);
    }
    kaal_show_policy(console_print, &info);
    kaal_show_enforced(console_print, &info);
    return NULL;
}

static const char *print_changes(void)
{
    static struct kaal_wire_policy_change change;
    kaal_err_t err = KAAL_OK;

    change.next = 0;
    while ((err = kaal_policy_change(change.next, &change)) == KAAL_OK) {
        kaal_show_change(console_print, &change);
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
        return kaal_show_policy_refusal(err);
    }
    kaal_show_policy(console_print, &info);
    if (is_check) {
        return print_changes();
    }
    err = kaal_policy_apply(info.version);
    return (err == KAAL_OK) ? NULL : kaal_err_text(err);
}
