/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Single values of a description, with errors that say where and what is expected.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confuse.h>

/*
 * Say what is wrong with a key of a section: file, line, section, key, what is expected, as printf.
 * Returns false, to be returned at once.
 */
__attribute__((format(printf, 3, 4))) bool value_wrong(cfg_t *section, const char *key,
                                                       const char *expected, ...);

/* A required name of 1 to 31 characters. out: KAAL_NAME_BYTES. */
bool value_name(cfg_t *section, const char *key, char *out);

/* A text of at most bytes - 1 characters; missing is empty. */
bool value_text(cfg_t *section, const char *key, char *out, size_t bytes);

/* A whole number from min to max. */
bool value_number(cfg_t *section, const char *key, uint32_t min, uint32_t max, uint32_t *out);

/* A size in bytes, 0 to max, a multiple of the page: digits and K, M or G, powers of 1024. */
bool value_size(cfg_t *section, const char *key, uint64_t max, uint64_t *out);

/*
 * The milliseconds of a time from 1 ms to max_ms: `length` characters of text, digits and ms or s.
 * Returns false when it is none; out is untouched then.
 */
bool value_ms(const char *text, size_t length, uint32_t max_ms, uint32_t *out);

/*
 * A share of CPU time in millionths of one CPU (kaal/wire/system.h), 1 to KAAL_CPU_MAX: percent
 * with at most four decimals, or two times as "5ms/10ms".
 */
bool value_share(cfg_t *section, const char *key, uint32_t *out);

/* The number that the first `digits` characters are in hexadecimal. False: one is no digit. */
bool value_hex(const char *text, unsigned digits, uint32_t *out);

/* The numbers of a PCI device, as 8086:100e. */
#define VALUE_PCI_EXPECTED "expected vendor:device in hexadecimal, as 8086:100e"
bool value_pci(const char *text, uint32_t *vendor, uint32_t *device);

/*
 * The place of a device as the broker writes it: a path of the device tree, or segment, bus, device
 * and function of PCI. out: KAAL_PLACE_BYTES, untouched on failure.
 */
#define VALUE_PLACE_EXPECTED \
    "expected a path of the device tree or a PCI place as 0000:01:00.0, at most 47 characters"
bool value_place(const char *text, char *out);

/* A time from 1 us to max_us: digits and us, ms or s. */
bool value_time_us(cfg_t *section, const char *key, uint32_t max_us, uint32_t *out);
