/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Failing, restart, back-off and giving up: from words to numbers. When a component begins again is
 * broker/policy/rule.h.
 */
#include "rules.h"

#include <stdio.h>
#include <string.h>

#include "value.h"

static bool read_restart(cfg_t *section, uint32_t *restart)
{
    static const char *const names[] = {
        [KAAL_RESTART_NEVER] = "never",
        [KAAL_RESTART_ON_FAILURE] = "on-failure",
        [KAAL_RESTART_ALWAYS] = "always",
    };
    const char *text = cfg_getstr(section, "restart");

    for (uint32_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(text, names[i]) == 0) {
            *restart = i;
            return true;
        }
    }
    return value_wrong(section, "restart", "expected never, on-failure or always");
}

/* "10ms..5s" */
static bool read_backoff(cfg_t *section, struct kaal_wire_system_component *component)
{
    const char *text = cfg_getstr(section, "backoff");
    const char *dots = strstr(text, "..");
    uint32_t first_ms = 0;
    uint32_t last_ms = 0;

    if (dots == NULL || !value_ms(text, (size_t)(dots - text), KAAL_BACKOFF_MS_MAX, &first_ms) ||
        !value_ms(dots + 2, strlen(dots + 2), KAAL_BACKOFF_MS_MAX, &last_ms) ||
        first_ms > last_ms) {
        return value_wrong(section, "backoff", "expected two times as 10ms..5s, at most 3600s");
    }
    component->backoff_first_ms = first_ms;
    component->backoff_last_ms = last_ms;
    return true;
}

/* "5 in 60s", or "never" */
static bool read_give_up(cfg_t *section, struct kaal_wire_system_component *component)
{
    const char *text = cfg_getstr(section, "give_up");
    unsigned count = 0;
    int behind = 0;

    if (strcmp(text, "never") == 0) {
        return true;
    }
    if (sscanf(text, "%2u in %n", &count, &behind) != 1 || behind == 0 || count < 1 ||
        count > KAAL_GIVE_UP_MAX ||
        !value_ms(text + behind, strlen(text + behind), KAAL_GIVE_UP_MS_MAX,
                  &component->give_up_ms)) {
        return value_wrong(section, "give_up",
                           "expected never, or as 5 in 60s: 1 to 10, within at most 86400s");
    }
    component->give_up_count = count;
    return true;
}

static bool read_heartbeat(cfg_t *section, uint32_t *heartbeat_ms)
{
    const char *text = cfg_getstr(section, "heartbeat");
    uint32_t ms = 0;

    if (strcmp(text, "none") == 0) {
        return true;
    }
    if (!value_ms(text, strlen(text), KAAL_HEARTBEAT_MS_MAX, &ms) || ms < KAAL_HEARTBEAT_MS_MIN) {
        return value_wrong(section, "heartbeat", "expected none, or a time from 20ms to 60s");
    }
    *heartbeat_ms = ms;
    return true;
}

static bool read_overrun(cfg_t *section, struct kaal_wire_system_component *component)
{
    const char *text = cfg_getstr(section, "overrun");

    if (strcmp(text, "fault") == 0) {
        component->overrun = KAAL_OVERRUN_FAULT;
    } else if (strcmp(text, "wait") != 0) {
        return value_wrong(section, "overrun", "expected wait or fault");
    }
    return component->overrun == KAAL_OVERRUN_WAIT || component->budget_us < component->period_us ||
           value_wrong(section, "overrun", "fault needs a budget below the period");
}

bool rules_read(cfg_t *section, struct kaal_wire_system_component *component)
{
    return read_restart(section, &component->restart) && read_backoff(section, component) &&
           read_give_up(section, component) && read_heartbeat(section, &component->heartbeat_ms) &&
           read_overrun(section, component);
}
