/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands that show the broker's lists. What the records look like is lib/show's affair.
 */
#include <kaal/inspect.h>

#include "shell/commands.h"
#include "shell/console.h"
#include "show/show.h"

const char *inspect_list(char **words, uint32_t count)
{
    static uint64_t record[KAAL_SHOW_RECORD_BYTES_MAX / sizeof(uint64_t)];
    const struct kaal_show *what = kaal_show_find(words[0]);
    const char *holder = (count > 1) ? words[1] : NULL;
    uint32_t cursor = 0;
    kaal_err_t err = KAAL_OK;

    if (what == NULL) {
        return kaal_err_text(KAAL_ERR_UNKNOWN);
    }
    do {
        err = kaal_list(what->list, cursor, holder, record, what->record_bytes);
        if (err == KAAL_OK) {
            what->show(console_print, record);
            cursor = kaal_show_next(what, record);
        }
    } while (err == KAAL_OK && cursor != 0);
    if (err == KAAL_ERR_NOT_FOUND) {
        return "no such component";
    }
    return (err == KAAL_OK || err == KAAL_ERR_END) ? NULL : kaal_err_text(err);
}
