/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words that more than one kind of record needs.
 */
#include "show/word.h"

#include "show/show.h"

static const char *const cause_names[] = {
    [KAAL_CAUSE_NONE] = "-",
    [KAAL_CAUSE_EXIT] = "exit",
    [KAAL_CAUSE_FAULT] = "fault",
    [KAAL_CAUSE_KILL] = "kill",
    [KAAL_CAUSE_ORDER] = "order",
    [KAAL_CAUSE_SPAWN] = "spawn",
    [KAAL_CAUSE_HEARTBEAT] = "heartbeat",
    [KAAL_CAUSE_OVERRUN] = "overrun",
    [KAAL_CAUSE_DEPENDENCY] = "dependency",
    [KAAL_CAUSE_POLICY] = "policy",
};

static const char *const kind_names[] = {
    [KAAL_GRANT_MEMORY] = "memory",   [KAAL_GRANT_MMIO] = "mmio",
    [KAAL_GRANT_IRQ] = "irq",         [KAAL_GRANT_DMA] = "dma",
    [KAAL_GRANT_CHANNEL] = "channel", [KAAL_GRANT_CPU] = "cpu",
    [KAAL_GRANT_RIGHTS] = "rights",   [KAAL_GRANT_COMPONENT] = "component",
    [KAAL_GRANT_DEVICE] = "device",   [KAAL_GRANT_SHARED] = "shared",
    [KAAL_GRANT_LENT] = "lent",
};

const char *show_word(const char *const *names, size_t count, uint32_t number)
{
    return (number < count && names[number] != NULL) ? names[number] : "unknown";
}

const char *kaal_show_cause(uint32_t cause)
{
    return SHOW_WORD(cause_names, cause);
}

const char *kaal_show_kind(uint32_t kind)
{
    return SHOW_WORD(kind_names, kind);
}
