/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A queue of copies, and one work for all of them: many who wait take no more turns from other
 * work than one does.
 */
#include "serve/aside.h"

#include <kaal/assert.h>

#include "limits.h"
#include "resource/ahead.h"
#include "resource/work.h"
#include "serve/later.h"

/* Each has a ticket, so there is room for all. Ends run freely. */
static struct aside {
    struct request request;
    uint32_t ticket;
} asides[LIMIT_LATER];
static uint32_t first;
static uint32_t end;
static struct work serving;

_Static_assert((LIMIT_LATER & (LIMIT_LATER - 1)) == 0, "masked by the size");

static void serve_oldest(void)
{
    static struct answer answer;
    struct aside *aside = &asides[first % LIMIT_LATER];
    kaal_err_t err = KAAL_ERR_DEAD;

    first++;
    answer = (struct answer){0};
    if (later_client(aside->ticket) != NULL) {
        err = request_handle_now(&aside->request, &answer);
        KAAL_ASSERT(!answer.is_later);
    }
    later_end(aside->ticket, err, &answer);
}

static bool part(struct work *work)
{
    (void)work;
    if (ahead_is_short()) {
        work_pause();
        return false;
    }
    serve_oldest();
    return first == end;
}

kaal_err_t aside_put(const struct request *request)
{
    struct aside *aside = &asides[end % LIMIT_LATER];
    bool is_first = first == end;
    kaal_err_t err = later_take(request->from, &aside->ticket);

    if (err != KAAL_OK) {
        return err;
    }
    aside->request = *request;
    end++;
    if (!later_is_over(aside->ticket, &err) && is_first) {
        work_begin(&serving, part);
    }
    return KAAL_OK;
}
