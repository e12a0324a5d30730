/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands that begin and end components.
 */
#include <string.h>

#include <kaal/control.h>
#include <kaal/grant.h>

#include "shell/commands.h"
#include "shell/line.h"

/* What a component gets that is begun by hand: docs/guide/console.md. */
static const struct kaal_wire_system_component by_hand = {
    .priority = 50,
    .budget_us = 500,
    .period_us = 10000,
    .stack_bytes = 16 * KAAL_KIB,
    .memory_bytes = KAAL_MIB,
};

static const char *text_of(kaal_err_t err)
{
    return (err == KAAL_OK) ? NULL : kaal_err_text(err);
}

const char *control_spawn(char **words, uint32_t count)
{
    struct kaal_wire_system_component what = by_hand;
    struct kaal_wire_spawned spawned = {0};

    if (strlen(words[1]) >= sizeof(what.name) ||
        (count > 2 && strlen(words[2]) >= sizeof(what.image))) {
        return "a name has at most 31 characters";
    }
    strcpy(what.name, words[1]);
    if (count > 2) {
        strcpy(what.image, words[2]);
    }
    return text_of(kaal_spawn(&what, &spawned));
}

const char *control_kill(char **words, uint32_t count)
{
    (void)count;
    return text_of(kaal_kill(0, words[1]));
}

const char *control_restart(char **words, uint32_t count)
{
    (void)count;
    return text_of(kaal_restart(0, words[1]));
}

const char *control_hold(char **words, uint32_t count)
{
    (void)count;
    return text_of(kaal_hold(0, words[1]));
}

const char *control_replace(char **words, uint32_t count)
{
    (void)count;
    return text_of(kaal_replace(0, words[1], words[2]));
}

const char *control_budget(char **words, uint32_t count)
{
    uint32_t budget_us = 0;
    uint32_t period_us = 0;

    (void)count;
    if (line_number(words[2], UINT32_MAX - 1, &budget_us) != KAAL_OK ||
        line_number(words[3], UINT32_MAX - 1, &period_us) != KAAL_OK) {
        return "budget and period must be numbers of microseconds";
    }
    return text_of(kaal_set_budget(0, words[1], budget_us, period_us));
}

const char *control_revoke(char **words, uint32_t count)
{
    uint32_t grant = 0;

    (void)count;
    if (line_number(words[1], UINT32_MAX - 1, &grant) != KAAL_OK) {
        return "a grant is a number, as `grants` shows it";
    }
    return text_of(kaal_revoke(grant));
}
