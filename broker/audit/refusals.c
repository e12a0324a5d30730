/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small table by actor: another actor in the same place ends the row that was there.
 */
#include "audit/refusals.h"

#include <string.h>

#include "audit/audit.h"
#include "limits.h"

static struct row {
    struct kaal_wire_audit_record record; /* count: how many are not written yet */
    uint64_t since_ns;
    bool is_open;
} rows[LIMIT_REFUSAL_ROWS];

static struct row *row_of(uint32_t actor)
{
    return &rows[actor % LIMIT_REFUSAL_ROWS];
}

static void write_row(struct row *row)
{
    if (row->record.count > 0) {
        audit_add(&row->record);
        row->record.count = 0;
    }
}

static void end(struct row *row)
{
    if (row->is_open) {
        write_row(row);
        row->is_open = false;
    }
}

/* Whether two are the same but for seq, time and count. */
static bool is_same(const struct kaal_wire_audit_record *one,
                    const struct kaal_wire_audit_record *other)
{
    struct kaal_wire_audit_record copy = *other;

    copy.count = one->count;
    return memcmp(one, &copy, sizeof(copy)) == 0;
}

void refusals_add(const struct kaal_wire_audit_record *record, uint64_t now_ns)
{
    struct row *row = row_of(record->actor);

    if (!row->is_open || !is_same(&row->record, record)) {
        end(row);
        *row = (struct row){.record = *record, .since_ns = now_ns, .is_open = true};
        row->record.count = 1;
        if (!audit_is_full()) {
            write_row(row);
        }
        return;
    }
    row->record.count++;
}

void refusals_end(uint32_t actor)
{
    struct row *row = row_of(actor);

    if (row->is_open && row->record.actor == actor) {
        end(row);
    }
}

static void look_at(struct row *row, uint64_t now_ns)
{
    if (!row->is_open || now_ns < row->since_ns + REFUSALS_ROW_NS || audit_is_full()) {
        return;
    }
    if (row->record.count == 0) {
        row->is_open = false; /* it has stopped asking: the next time is another row */
    } else {
        write_row(row);
        row->since_ns = now_ns;
    }
}

void refusals_tick(uint64_t now_ns)
{
    for (uint32_t i = 0; i < LIMIT_REFUSAL_ROWS; i++) {
        look_at(&rows[i], now_ns);
    }
}

void refusals_end_all(void)
{
    for (uint32_t i = 0; i < LIMIT_REFUSAL_ROWS; i++) {
        end(&rows[i]);
    }
}
