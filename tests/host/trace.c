/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows that are still counted are written first.
 */
#include "trace.h"

#include "audit/audit.h"
#include "audit/refusals.h"

static uint64_t first;

/* Seal what there is; the first record to look at. */
static uint64_t begin(void)
{
    refusals_end_all();
    audit_seal();
    return (first > audit_oldest()) ? first : audit_oldest();
}

void trace_begin(void)
{
    (void)begin();
    first = audit_sealed();
}

uint32_t trace_refusals(uint32_t actor, uint32_t request, kaal_err_t outcome)
{
    uint32_t count = 0;

    for (uint64_t seq = begin(); seq < audit_sealed(); seq++) {
        const struct kaal_wire_audit_record *record = audit_get(seq);
        uint64_t what = (request <= UINT16_MAX) ? record->what : record->a;

        if (record->op == KAAL_AUDIT_REFUSE && record->actor == actor && what == request &&
            record->outcome == (uint16_t)outcome) {
            count += record->count;
        }
    }
    return count;
}

uint32_t trace_pauses(uint32_t actor)
{
    uint32_t count = 0;

    for (uint64_t seq = begin(); seq < audit_sealed(); seq++) {
        const struct kaal_wire_audit_record *record = audit_get(seq);

        count += (record->op == KAAL_AUDIT_PAUSE && record->actor == actor) ? record->count : 0;
    }
    return count;
}

uint32_t trace_count(uint32_t actor, enum kaal_audit_op op)
{
    uint32_t count = 0;

    for (uint64_t seq = begin(); seq < audit_sealed(); seq++) {
        count += audit_get(seq)->op == op && audit_get(seq)->actor == actor;
    }
    return count;
}

bool trace_has_end(uint32_t component, enum kaal_cause cause)
{
    bool is_found = false;

    for (uint64_t seq = begin(); seq < audit_sealed(); seq++) {
        const struct kaal_wire_audit_record *record = audit_get(seq);

        is_found = is_found || (record->op == KAAL_AUDIT_END && record->holder == component &&
                                record->what == (uint16_t)cause);
    }
    return is_found;
}
