/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The request that reads and checks the audit log, a page or a batch at a time.
 */
#include "audit/audit.h"

#include "audit/trail.h"
#include "serve/request.h"

static void read_page(uint64_t seq, struct kaal_wire_audit_page *page)
{
    uint64_t at = (seq > page->oldest) ? seq : page->oldest;

    while (at < page->next && page->count < KAAL_AUDIT_PAGE_RECORDS) {
        page->records[page->count] = *audit_get(at);
        page->count++;
        at++;
    }
    page->after = at;
}

kaal_err_t request_audit(const struct request *request, struct answer *answer)
{
    const struct kaal_wire_audit *wish = (const void *)request->words;
    struct kaal_wire_audit_page *page = (void *)answer->words;

    if (wish->reserved != 0 || wish->act < KAAL_AUDIT_ACT_READ ||
        wish->act > KAAL_AUDIT_ACT_VERIFY) {
        return KAAL_ERR_INVALID;
    }
    if (wish->act == KAAL_AUDIT_ACT_FETCH &&
        (request->from->description->rights & KAAL_RIGHT_ADMIN) == 0) {
        return KAAL_ERR_DENIED;
    }
    if (wish->act != KAAL_AUDIT_ACT_MARK) {
        audit_seal_one();
    } else if (!trail_export(component_id(request->from))) {
        return KAAL_ERR_BUSY; /* others wait, too */
    }
    page->oldest = audit_oldest();
    page->next = audit_sealed();
    page->after = page->next;
    if (wish->act == KAAL_AUDIT_ACT_VERIFY) {
        page->is_good = audit_check(wish->seq, &page->after);
    } else if (wish->act != KAAL_AUDIT_ACT_MARK) {
        read_page(wish->seq, page);
    }
    if (wish->act == KAAL_AUDIT_ACT_FETCH) {
        audit_fetched((wish->seq > page->oldest) ? wish->seq : page->oldest, page->after);
    }
    answer->bytes = sizeof(*page);
    return KAAL_OK;
}
