/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values and the words about what is wrong with them.
 */
#include "value.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kaal/wire/system.h>

#include "source.h"

bool value_wrong(cfg_t *section, const char *key, const char *expected, ...)
{
    const char *title = cfg_title(section);
    va_list words;

    va_start(words, expected);
    fprintf(stderr,
            "kaal: %s:%u: %s%s%s: %s: ", (section->filename != NULL) ? section->filename : "-",
            source_line(section), cfg_name(section), (title != NULL) ? " " : "",
            (title != NULL) ? title : "", key);
    vfprintf(stderr, expected, words);
    fputc('\n', stderr);
    va_end(words);
    return false;
}

bool value_text(cfg_t *section, const char *key, char *out, size_t bytes)
{
    const char *text = cfg_getstr(section, key);

    if (text == NULL) {
        text = "";
    }
    if (strlen(text) >= bytes) {
        return value_wrong(section, key, "expected at most %zu characters", bytes - 1);
    }
    memset(out, 0, bytes);
    memcpy(out, text, strlen(text));
    return true;
}

bool value_name(cfg_t *section, const char *key, char *out)
{
    return value_text(section, key, out, KAAL_NAME_BYTES) &&
           (out[0] != '\0' || value_wrong(section, key, "it is missing: expected a name"));
}

bool value_number(cfg_t *section, const char *key, uint32_t min, uint32_t max, uint32_t *out)
{
    long number = cfg_getint(section, key);

    if (number < (long)min || number > (long)max) {
        return value_wrong(section, key, "expected a number from %u to %u", min, max);
    }
    *out = (uint32_t)number;
    return true;
}

/* A unit and how many of the base unit it is. */
struct unit {
    const char *name;
    uint64_t factor;
};

static const struct unit times[] = {{"us", 1}, {"ms", 1000}, {"s", 1000000}, {NULL, 0}};

/* Digits, then one of the units. */
static bool read_quantity(const char *text, const struct unit *units, uint64_t max, uint64_t *out)
{
    char *rest = NULL;
    unsigned long long number = 0;

    if (text == NULL || *text < '0' || *text > '9') {
        return false;
    }
    number = strtoull(text, &rest, 10);
    while (units->name != NULL && strcmp(units->name, rest) != 0) {
        units++;
    }
    if (units->name == NULL || number > max / units->factor) {
        return false;
    }
    *out = number * units->factor;
    return true;
}

bool value_size(cfg_t *section, const char *key, uint64_t max, uint64_t *out)
{
    static const struct unit units[] = {
        {"", 1}, {"K", KAAL_KIB}, {"M", KAAL_MIB}, {"G", KAAL_GIB}, {NULL, 0}};
    uint64_t bytes = 0;

    if (!read_quantity(cfg_getstr(section, key), units, max, &bytes) ||
        bytes % KAAL_PAGE_BYTES != 0) {
        return value_wrong(section, key,
                           "expected a size as 64K or 8M, a multiple of 4096, at most %llu bytes",
                           (unsigned long long)max);
    }
    *out = bytes;
    return true;
}

bool value_time_us(cfg_t *section, const char *key, uint32_t max_us, uint32_t *out)
{
    uint64_t us = 0;

    if (!read_quantity(cfg_getstr(section, key), times, max_us, &us) || us == 0) {
        return value_wrong(section, key, "expected a time as 500us or 10ms, at most %uus", max_us);
    }
    *out = (uint32_t)us;
    return true;
}

/* "5ms/10ms" */
static bool read_ratio(const char *text, const char *slash, uint64_t *share)
{
    char budget[16] = "";
    uint64_t budget_us = 0;
    uint64_t period_us = 0;

    if ((size_t)(slash - text) >= sizeof(budget)) {
        return false;
    }
    memcpy(budget, text, (size_t)(slash - text));
    if (!read_quantity(budget, times, UINT32_MAX, &budget_us) || budget_us == 0 ||
        !read_quantity(slash + 1, times, UINT32_MAX, &period_us) || period_us == 0) {
        return false;
    }
    *share = (budget_us * KAAL_CPU_WHOLE + period_us - 1) / period_us;
    return true;
}

/* "12.5" */
static bool read_percent(const char *text, uint64_t *share)
{
    char *rest = NULL;
    uint64_t number = 0;
    uint64_t place = KAAL_CPU_PERCENT;

    if (*text < '0' || *text > '9') {
        return false;
    }
    number = strtoull(text, &rest, 10);
    if (number > KAAL_CPU_MAX / KAAL_CPU_PERCENT) {
        return false;
    }
    number *= KAAL_CPU_PERCENT;
    if (*rest == '.') {
        for (rest++; *rest >= '0' && *rest <= '9' && place > 1; rest++) {
            place /= 10;
            number += (uint64_t)(*rest - '0') * place;
        }
    }
    *share = number;
    return *rest == '\0' && rest[-1] != '.';
}

bool value_share(cfg_t *section, const char *key, uint32_t *out)
{
    const char *text = cfg_getstr(section, key);
    const char *slash = strchr(text, '/');
    uint64_t share = 0;

    if (!((slash != NULL) ? read_ratio(text, slash, &share) : read_percent(text, &share)) ||
        share == 0 || share > KAAL_CPU_MAX) {
        return value_wrong(section, key,
                           "expected percent of a CPU as 12.5, at most 409600, or as 5ms/10ms");
    }
    *out = (uint32_t)share;
    return true;
}

bool value_hex(const char *text, unsigned digits, uint32_t *out)
{
    uint32_t made = 0;

    for (unsigned i = 0; i < digits; i++) {
        static const char all[] = "0123456789abcdef";
        const char *digit = (text[i] == '\0') ? NULL : strchr(all, text[i] | 0x20);

        if (digit == NULL) {
            return false;
        }
        made = made * 16 + (uint32_t)(digit - all);
    }
    *out = made;
    return true;
}

bool value_pci(const char *text, uint32_t *vendor, uint32_t *device)
{
    uint32_t first = 0;
    uint32_t second = 0;

    if (strlen(text) != strlen("8086:100e") || !value_hex(text, 4, &first) || text[4] != ':' ||
        !value_hex(text + 5, 4, &second) || first == 0xffff) {
        return false;
    }
    *vendor = first;
    *device = second;
    return true;
}

bool value_place(const char *text, char *out)
{
    static const char example[] = "0000:01:00.0"; /* the segment is the only one */
    uint32_t bus = 0;
    uint32_t device = 0;

    if (strlen(text) >= KAAL_PLACE_BYTES) {
        return false;
    }
    if (text[0] == '/') {
        memset(out, 0, KAAL_PLACE_BYTES);
        strcpy(out, text);
        return true;
    }
    if (strlen(text) != strlen(example) || strncmp(text, example, 5) != 0 ||
        !value_hex(text + 5, 2, &bus) || text[7] != ':' || !value_hex(text + 8, 2, &device) ||
        device > 31 || text[10] != '.' || text[11] < '0' || text[11] > '7') {
        return false;
    }
    memset(out, 0, KAAL_PLACE_BYTES);
    snprintf(out, KAAL_PLACE_BYTES, "0000:%02x:%02x.%c", bus, device, text[11]);
    return true;
}

bool value_ms(const char *text, size_t length, uint32_t max_ms, uint32_t *out)
{
    static const struct unit units[] = {{"ms", 1}, {"s", 1000}, {NULL, 0}};
    char word[16] = "";
    uint64_t time = 0;

    if (length >= sizeof(word)) {
        return false;
    }
    memcpy(word, text, length);
    if (!read_quantity(word, units, max_ms, &time) || time == 0) {
        return false;
    }
    *out = (uint32_t)time;
    return true;
}
