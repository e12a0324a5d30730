/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Amounts in the words of a system description.
 */
#include "resource/quota.h"

#include <kaal/wire/system.h>

#include "audit/log.h"

static const char *(*name_of_owner)(uint32_t owner);

void quota_init(const char *(*name_of)(uint32_t owner))
{
    name_of_owner = name_of;
}

/* A share of a CPU in percent, with all its decimals. */
static void append_share(struct log_line *line, uint64_t share)
{
    uint32_t rest = (uint32_t)(share % KAAL_CPU_PERCENT);

    log_append(line, "%lu.", share / KAAL_CPU_PERCENT);
    for (uint32_t place = KAAL_CPU_PERCENT / 10; place > 0; place /= 10) {
        log_append(line, "%u", rest / place % 10);
    }
    log_append(line, "%c", '%');
}

static void append_amount(struct log_line *line, enum quota_kind kind, uint64_t amount)
{
    switch (kind) {
    case QUOTA_MEMORY:
        log_append(line, "%B", amount);
        break;
    case QUOTA_CPU:
        append_share(line, amount);
        break;
    case QUOTA_SLOTS:
    case QUOTA_GRANTS:
    case QUOTA_CHANNELS:
    case QUOTA_WATCHES:
    case QUOTA_TIMED:
        log_append(line, "%lu", amount);
        break;
    }
}

kaal_err_t quota_refuse(uint32_t owner, enum quota_kind kind, uint64_t wanted, uint64_t used,
                        uint64_t limit)
{
    static const char *const names[] = {
        [QUOTA_MEMORY] = "memory",           [QUOTA_SLOTS] = "slots", [QUOTA_GRANTS] = "grants",
        [QUOTA_CHANNELS] = "channels",       [QUOTA_CPU] = "cpu",     [QUOTA_WATCHES] = "watches",
        [QUOTA_TIMED] = "grants for a time",
    };
    bool has_name = owner != QUOTA_NOBODY && name_of_owner != NULL;
    struct log_line line = {0};

    log_append(&line, "quota: %s: %s: wants ", has_name ? name_of_owner(owner) : "-", names[kind]);
    append_amount(&line, kind, wanted);
    log_append(&line, ", has ");
    append_amount(&line, kind, (used < limit) ? limit - used : 0);
    log_append(&line, " left of ");
    append_amount(&line, kind, limit);
    log_end(&line);
    return KAAL_ERR_QUOTA;
}
