/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Limits of subjects. Until all sections are read, 0 stands for "nobody has said it".
 */
#include "policy_limits.h"

#include <string.h>

#include "value.h"
#include "word.h"

#define PRIORITY_MAX      200
#define PERIOD_US_MAX     10000000U
#define DEFAULT_PRIORITY  100
#define DEFAULT_PERIOD_US 10000U
#define DEFAULT_MEMORY    KAAL_MIB

bool policy_limits_exceeds(const struct kaal_wire_policy_subject *subject, uint32_t budget_us,
                           uint32_t period_us)
{
    return (uint64_t)budget_us * subject->period_us > (uint64_t)subject->budget_us * period_us;
}

/* "5ms/10ms" */
static bool read_cpu(cfg_t *section, struct kaal_wire_policy_subject *limits)
{
    const char *text = cfg_getstr(section, "cpu");
    const char *slash = strchr(text, '/');

    if (slash == NULL ||
        !value_us(text, (size_t)(slash - text), PERIOD_US_MAX, &limits->budget_us) ||
        !value_us(slash + 1, strlen(slash + 1), PERIOD_US_MAX, &limits->period_us) ||
        limits->budget_us > limits->period_us) {
        return value_wrong(section, "cpu",
                           "expected budget and period as \"5ms/10ms\", at most 10s");
    }
    return true;
}

static void raise(struct kaal_wire_policy_subject *subject,
                  const struct kaal_wire_policy_subject *limits)
{
    if (subject->priority < limits->priority) {
        subject->priority = limits->priority;
    }
    if (subject->memory_bytes < limits->memory_bytes) {
        subject->memory_bytes = limits->memory_bytes;
    }
    if (limits->period_us != 0 &&
        (subject->period_us == 0 ||
         policy_limits_exceeds(subject, limits->budget_us, limits->period_us))) {
        subject->budget_us = limits->budget_us;
        subject->period_us = limits->period_us;
    }
    subject->rights |= limits->rights;
}

bool policy_limits_read(cfg_t *section, struct draft *draft, const struct draft_set *subjects)
{
    struct kaal_wire_policy_subject limits = {0};

    if ((cfg_size(section, "priority") > 0 &&
         !value_number(section, "priority", 1, PRIORITY_MAX, &limits.priority)) ||
        (cfg_getstr(section, "cpu") != NULL && !read_cpu(section, &limits)) ||
        (cfg_getstr(section, "memory") != NULL &&
         !value_size(section, "memory", KAAL_GIB, &limits.memory_bytes)) ||
        !word_bits(section, "rights", word_rights, &limits.rights)) {
        return false;
    }
    for (uint32_t i = 0; i < draft->header.subject_count; i++) {
        if (subjects->has[i]) {
            raise(&draft->subjects[i], &limits);
        }
    }
    return true;
}

void policy_limits_default(struct draft *draft)
{
    for (uint32_t i = 0; i < draft->header.subject_count; i++) {
        struct kaal_wire_policy_subject *subject = &draft->subjects[i];

        if (subject->priority == 0) {
            subject->priority = DEFAULT_PRIORITY;
        }
        if (subject->memory_bytes == 0) {
            subject->memory_bytes = DEFAULT_MEMORY;
        }
        if (subject->period_us == 0) {
            subject->budget_us = DEFAULT_PERIOD_US;
            subject->period_us = DEFAULT_PERIOD_US;
        }
    }
}
