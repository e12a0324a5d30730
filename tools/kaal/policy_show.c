/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Policies as lines. Lines of the file are left out: a rule that only moved is no difference.
 */
#define _GNU_SOURCE /* open_memstream */
#include "policy_show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "word.h"

/* Lines of text in one block, which is theirs to free, and where each begins. */
struct lines {
    char *text;
    char **begin;
    size_t count;
};

static const char *name_of(const struct kaal_policy *policy, uint32_t subject)
{
    return policy->subjects[subject].name;
}

/* A size as policies are written. */
static void write_size(FILE *out, uint64_t bytes)
{
    if (bytes != 0 && bytes % KAAL_MIB == 0) {
        fprintf(out, "%lluM", (unsigned long long)(bytes / KAAL_MIB));
    } else {
        fprintf(out, "%lluK", (unsigned long long)(bytes / KAAL_KIB));
    }
}

static void write_device(FILE *out, const struct kaal_policy *policy, uint32_t kind, uint64_t key,
                         uint32_t text)
{
    switch ((enum kaal_policy_kind)kind) {
    case KAAL_POLICY_DEVICE_PCI:
        fprintf(out, "device pci %04x:%04x", (unsigned)(key >> 16), (unsigned)(key & 0xffff));
        break;
    case KAAL_POLICY_DEVICE_CLASS:
        fprintf(out, "device class %04x", (unsigned)key);
        break;
    case KAAL_POLICY_DEVICE_COMPATIBLE:
        fprintf(out, "device compatible %s", policy->text + text);
        break;
    case KAAL_POLICY_DEVICE_PATH:
        fprintf(out, "device path %s", policy->text + text);
        break;
    case KAAL_POLICY_CHANNEL:
    case KAAL_POLICY_SPAWN:
    case KAAL_POLICY_DELEGATE:
    case KAAL_POLICY_ADMINISTER:
    case KAAL_POLICY_KIND_COUNT:
    default:
        break;
    }
}

/* "nic0: channel net: ring" */
static void write_pair(FILE *out, const struct kaal_policy *policy, const char *verb,
                       const struct word *words, const struct kaal_wire_policy_rule *rule)
{
    fprintf(out, "%s %s: ", verb, name_of(policy, (uint32_t)rule->key));
    word_print_bits(out, words, rule->what);
}

static void write_rule(FILE *out, const struct kaal_policy *policy,
                       const struct kaal_wire_policy_rule *rule)
{
    switch ((enum kaal_policy_kind)rule->kind) {
    case KAAL_POLICY_CHANNEL:
        write_pair(out, policy, "channel", word_channels, rule);
        break;
    case KAAL_POLICY_DELEGATE:
        write_pair(out, policy, "delegate", word_gifts, rule);
        fprintf(out, ", %s", word_text(word_access, rule->what & KAAL_POLICY_GIVE_WRITE));
        break;
    case KAAL_POLICY_ADMINISTER:
        write_pair(out, policy, "administer", word_acts, rule);
        break;
    case KAAL_POLICY_SPAWN:
        fprintf(out, "spawn %s as %s", policy->text + rule->text, name_of(policy, rule->peer));
        break;
    case KAAL_POLICY_DEVICE_PCI:
    case KAAL_POLICY_DEVICE_CLASS:
    case KAAL_POLICY_DEVICE_COMPATIBLE:
    case KAAL_POLICY_DEVICE_PATH:
        write_device(out, policy, rule->kind, rule->key, rule->text);
        fprintf(out, ": ");
        word_print_bits(out, word_parts, rule->what);
        fprintf(out, ", dma %s, at most ", word_text(word_dma, rule->dma));
        write_size(out, rule->bytes);
        break;
    case KAAL_POLICY_KIND_COUNT:
    default:
        break;
    }
}

static void write_subject(FILE *out, const struct kaal_policy *policy,
                          const struct kaal_wire_policy_subject *subject)
{
    const char *name = subject->name;

    fprintf(out, "%s: priority %u\n%s: cpu %u.%04u\n%s: memory ", name, subject->priority, name,
            subject->cpu / KAAL_CPU_PERCENT, subject->cpu % KAAL_CPU_PERCENT, name);
    write_size(out, subject->memory_bytes);
    fputc('\n', out);
    for (const struct word *word = word_rights; word->text != NULL; word++) {
        if ((subject->rights & word->value) != 0) {
            fprintf(out, "%s: right %s\n", name, word->text);
        }
    }
    for (uint32_t i = 0; i < subject->rule_count; i++) {
        fprintf(out, "%s: ", name);
        write_rule(out, policy, &policy->rules[subject->rule_first + i]);
        fputc('\n', out);
    }
}

static void write_members(FILE *out, const struct kaal_policy *policy, uint32_t first,
                          uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++) {
        fprintf(out, " %s", name_of(policy, policy->members[i]));
    }
    if (count == 0) {
        fprintf(out, " nobody");
    }
}

static void write_assertion(FILE *out, const struct kaal_policy *policy,
                            const struct kaal_wire_policy_assertion *claim)
{
    static const char *const verbs[] = {
        [KAAL_POLICY_MAY_SPAWN] = "spawn",
        [KAAL_POLICY_MAY_DELEGATE] = "delegate",
        [KAAL_POLICY_MAY_ADMINISTER] = "administer",
        [KAAL_POLICY_MAY_DMA] = "dma",
    };

    fprintf(out, "%s:", (claim->claim == KAAL_POLICY_NEVER) ? "never" : "only");
    write_members(out, policy, claim->who_first, claim->who_count);
    switch ((enum kaal_policy_may)claim->may) {
    case KAAL_POLICY_MAY_NOTHING:
        fprintf(out, " to");
        write_members(out, policy, claim->whom_first, claim->whom_count);
        break;
    case KAAL_POLICY_MAY_SPAWN:
    case KAAL_POLICY_MAY_DELEGATE:
    case KAAL_POLICY_MAY_ADMINISTER:
    case KAAL_POLICY_MAY_DMA:
        fprintf(out, " may %s", verbs[claim->may]);
        break;
    case KAAL_POLICY_MAY_DEVICE:
        fprintf(out, " may have ");
        write_device(out, policy, claim->kind, claim->key, claim->text);
        break;
    case KAAL_POLICY_MAY_RIGHT:
        fprintf(out, " may ");
        word_print_bits(out, word_rights, (uint32_t)claim->key);
        break;
    case KAAL_POLICY_MAY_COUNT:
    default:
        break;
    }
    fputc('\n', out);
}

static int compare(const void *one, const void *other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

/* Cut a text into lines, and sort them. */
static bool cut(char *text, struct lines *lines)
{
    size_t count = 0;

    for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++) {
        count++;
    }
    lines->text = text;
    lines->begin = calloc(count + 1, sizeof(lines->begin[0]));
    if (lines->begin == NULL) {
        return false;
    }
    for (; lines->count < count; lines->count++) {
        lines->begin[lines->count] = text;
        text = strchr(text, '\n');
        *text = '\0';
        text++;
    }
    qsort(lines->begin, count, sizeof(lines->begin[0]), compare);
    return true;
}

static bool write_lines(const struct kaal_policy *policy, struct lines *lines)
{
    const struct kaal_wire_policy_header *header = policy->header;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL) {
        return false;
    }
    fprintf(out, "policy: name %s\npolicy: version %u\npolicy: audit %s\n", header->name,
            header->version, word_text(word_audit, header->audit));
    for (uint32_t i = 0; i < header->subject_count; i++) {
        write_subject(out, policy, &policy->subjects[i]);
    }
    for (uint32_t i = 0; i < header->assertion_count; i++) {
        write_assertion(out, policy, &policy->assertions[i]);
    }
    return fclose(out) == 0 && cut(text, lines);
}

static void free_lines(struct lines *lines)
{
    free(lines->begin);
    free(lines->text);
}

bool policy_show(const struct policy_made *made)
{
    struct lines lines = {0};
    bool is_good = write_lines(&made->policy, &lines);

    for (size_t i = 0; i < lines.count && is_good; i++) {
        puts(lines.begin[i]);
    }
    free_lines(&lines);
    return is_good;
}

bool policy_diff(const struct policy_made *old, const struct policy_made *new, bool *is_same)
{
    struct lines gone = {0};
    struct lines come = {0};
    bool is_good = write_lines(&old->policy, &gone) && write_lines(&new->policy, &come);
    size_t i = 0;
    size_t j = 0;

    *is_same = true;
    while (is_good && (i < gone.count || j < come.count)) {
        int order = (i == gone.count)   ? 1
                    : (j == come.count) ? -1
                                        : strcmp(gone.begin[i], come.begin[j]);

        if (order != 0) {
            printf("%c %s\n", (order < 0) ? '-' : '+', (order < 0) ? gone.begin[i] : come.begin[j]);
            *is_same = false;
        }
        i += (order <= 0) ? 1 : 0;
        j += (order >= 0) ? 1 : 0;
    }
    free_lines(&gone);
    free_lines(&come);
    return is_good;
}
