/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words and their values.
 */
#include "word.h"

#include <string.h>

#include <kaal/wire/policy.h>

#include "value.h"

#define EXPECTED_BYTES 160

const struct word word_rights[] = {
    {"list", KAAL_RIGHT_LIST},         {"log", KAAL_RIGHT_LOG},
    {"shutdown", KAAL_RIGHT_SHUTDOWN}, {"spawn", KAAL_RIGHT_SPAWN},
    {"admin", KAAL_RIGHT_ADMIN},       {"audit", KAAL_RIGHT_AUDIT},
    {"policy", KAAL_RIGHT_POLICY},     {NULL, 0},
};

const struct word word_parts[] = {
    {"read", KAAL_POLICY_MMIO_READ},
    {"write", KAAL_POLICY_MMIO_WRITE},
    {"irq", KAAL_POLICY_IRQ},
    {NULL, 0},
};

const struct word word_channels[] = {
    {"ring", KAAL_POLICY_RING},
    {"rpc", KAAL_POLICY_RPC},
    {"notification", KAAL_POLICY_NOTIFICATION},
    {NULL, 0},
};

const struct word word_gifts[] = {
    {"memory", KAAL_POLICY_GIVE_MEMORY},
    {"mmio", KAAL_POLICY_GIVE_MMIO},
    {"irq", KAAL_POLICY_GIVE_IRQ},
    {"dma", KAAL_POLICY_GIVE_DMA},
    {NULL, 0},
};

const struct word word_acts[] = {
    {"spawn", KAAL_POLICY_ACT_SPAWN},
    {"kill", KAAL_POLICY_ACT_KILL},
    {"restart", KAAL_POLICY_ACT_RESTART},
    {"replace", KAAL_POLICY_ACT_REPLACE},
    {"hold", KAAL_POLICY_ACT_HOLD},
    {"budget", KAAL_POLICY_ACT_BUDGET},
    {"revoke", KAAL_POLICY_ACT_REVOKE},
    {"connect", KAAL_POLICY_ACT_CONNECT},
    {NULL, 0},
};

const struct word word_dma[] = {
    {"none", KAAL_DMA_NONE},
    {"trusted", KAAL_DMA_TRUSTED},
    {"isolated", KAAL_DMA_ISOLATED},
    {NULL, 0},
};

const struct word word_audit[] = {
    {"overwrite", KAAL_AUDIT_FULL_OVERWRITE},
    {"refuse", KAAL_AUDIT_FULL_REFUSE},
    {NULL, 0},
};

const struct word word_access[] = {
    {"read", 0},
    {"read-write", KAAL_POLICY_GIVE_WRITE},
    {NULL, 0},
};

bool word_find(const struct word *words, const char *text, uint32_t *value)
{
    for (; text != NULL && words->text != NULL; words++) {
        if (strcmp(words->text, text) == 0) {
            *value = words->value;
            return true;
        }
    }
    return false;
}

static bool wrong(cfg_t *section, const char *key, const char *begin, const struct word *words)
{
    char expected[EXPECTED_BYTES];
    int length = snprintf(expected, sizeof(expected), "expected %s", begin);

    for (; words->text != NULL; words++) {
        length += snprintf(expected + length, sizeof(expected) - (size_t)length, "%s%s",
                           words->text, (words[1].text != NULL) ? ", " : "");
    }
    return value_wrong(section, key, "%s", expected);
}

bool word_bits(cfg_t *section, const char *key, const struct word *words, uint32_t *bits)
{
    uint32_t made = 0;

    for (unsigned i = 0; i < cfg_size(section, key); i++) {
        uint32_t bit = 0;

        if (!word_find(words, cfg_getnstr(section, key, i), &bit)) {
            return wrong(section, key, "any of ", words);
        }
        made |= bit;
    }
    *bits = made;
    return true;
}

bool word_value(cfg_t *section, const char *key, const struct word *words, uint32_t *value)
{
    return word_find(words, cfg_getstr(section, key), value) ||
           wrong(section, key, "one of ", words);
}

void word_print_bits(FILE *out, const struct word *words, uint32_t bits)
{
    const char *before = "";

    for (; words->text != NULL; words++) {
        if ((bits & words->value) != 0) {
            fprintf(out, "%s%s", before, words->text);
            before = " ";
        }
    }
}

const char *word_text(const struct word *words, uint32_t value)
{
    while (words->text != NULL && words->value != value) {
        words++;
    }
    return (words->text != NULL) ? words->text : "?";
}
