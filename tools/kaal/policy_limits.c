/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Limits of subjects. Until all sections are read, 0 stands for "nobody has said it".
 */
#include "policy_limits.h"

#include <string.h>

#include "value.h"
#include "word.h"

#define PRIORITY_MAX     200
#define DEFAULT_PRIORITY 100
#define DEFAULT_MEMORY   KAAL_MIB

static void raise(struct kaal_wire_policy_subject *subject,
                  const struct kaal_wire_policy_subject *limits)
{
    if (subject->priority < limits->priority) {
        subject->priority = limits->priority;
    }
    if (subject->memory_bytes < limits->memory_bytes) {
        subject->memory_bytes = limits->memory_bytes;
    }
    if (subject->cpu < limits->cpu) {
        subject->cpu = limits->cpu;
    }
    subject->rights |= limits->rights;
}

bool policy_limits_read(cfg_t *section, struct draft *draft, const struct draft_set *subjects)
{
    struct kaal_wire_policy_subject limits = {0};

    if ((cfg_size(section, "priority") > 0 &&
         !value_number(section, "priority", 1, PRIORITY_MAX, &limits.priority)) ||
        (cfg_getstr(section, "cpu") != NULL && !value_share(section, "cpu", &limits.cpu)) ||
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
        if (subject->cpu == 0) {
            subject->cpu = KAAL_CPU_WHOLE;
        }
    }
}
