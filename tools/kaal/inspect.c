/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of the broker, one request a record. What the records look like is lib/show's affair.
 */
#include "inspect.h"

#include <stdio.h>
#include <string.h>

#include "print.h"
#include "remote.h"
#include "show/show.h"

static int refuse(const struct remote *remote, kaal_err_t err)
{
    remote_complain(remote, (err == KAAL_ERR_NOT_FOUND) ? "no such component" : kaal_err_text(err));
    return REMOTE_REFUSED;
}

static int show_list(struct remote *remote, const struct kaal_show *what, const char *holder)
{
    struct kaal_wire_list request = {.list = (uint32_t)what->list};
    struct remote_answer answer;

    strcpy(request.holder, holder);
    do {
        if (!remote_call(remote, KAAL_REQUEST_LIST, &request, sizeof(request), &answer)) {
            return REMOTE_UNREACHABLE;
        }
        if (answer.err == KAAL_ERR_END) {
            return REMOTE_GOOD;
        }
        if (answer.err != KAAL_OK) {
            return refuse(remote, answer.err);
        }
        if (answer.bytes < what->record_bytes) {
            remote_complain(remote, "its records are shorter than this command knows them");
            return REMOTE_UNREACHABLE;
        }
        what->show(print_clean, answer.data);
        request.cursor = kaal_show_next(what, answer.data);
    } while (request.cursor != 0);
    return REMOTE_GOOD;
}

int inspect_run(int count, char **words)
{
    const struct kaal_show *what = kaal_show_find(words[0]);
    const char *to = NULL;
    const char *holder = "";
    struct remote remote;
    int code = REMOTE_GOOD;

    if (!remote_take_to(&count, words, &to)) {
        return REMOTE_USAGE;
    }
    if (count > 1 && what->list == KAAL_LIST_GRANTS) {
        holder = words[1];
        count--;
    }
    if (count != 1 || strlen(holder) >= KAAL_NAME_BYTES) {
        fprintf(stderr, "usage: kaal %s%s --to HOST:PORT\n", words[0],
                (what->list == KAAL_LIST_GRANTS) ? " [NAME]" : "");
        return REMOTE_USAGE;
    }
    if (!remote_open(&remote, to)) {
        return REMOTE_UNREACHABLE;
    }
    code = show_list(&remote, what, holder);
    remote_close(&remote);
    return code;
}
