/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checking a start-up page (kaal/wire/startup.h). Pure: runs on the host too.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/startup.h>

/*
 * Check a page. page, bytes: borrowed. reason: set on failure to a constant text for a person.
 * Errors: KAAL_ERR_SHORT bytes is less than the page's struct; KAAL_ERR_FORMAT it is no start-up
 * page, or a string in it is not terminated; KAAL_ERR_VERSION the broker speaks another version;
 * KAAL_ERR_RANGE an address range makes no sense.
 */
KAAL_CHECKED kaal_err_t kaal_startup_check(const struct kaal_wire_startup *page, size_t bytes,
                                           const char **reason);

#define KAAL_STARTUP_WORDS_MAX 32

/*
 * Cut a component's arguments into words.
 *
 * text: NUL-terminated, words parted by spaces; the spaces become NUL, and the words point into it.
 * words: room for KAAL_STARTUP_WORDS_MAX; what is more is left out. Returns how many there are.
 */
int kaal_startup_split(char *text, char **words);
