/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small table by actor: another actor in the same place ends the row that was there.
 */
#include "audit/refusals.h"

#include <string.h>

#include "audit/audit.h"
#include "limits.h"

static struct row {
    struct kaal_wire_audit_record record; /* its count is that of what came: 0 */
    uint32_t count;                       /* how many are not written yet */
    uint64_t since_ns;
    bool is_open;
} rows[LIMIT_REFUSAL_ROWS];

static struct row *row_of(uint32_t actor)
{
    return &rows[actor % LIMIT_REFUSAL_ROWS];
}

static void write_row(struct row *row)
{
    if (row->count > 0) {
        row->record.count = row->count;
        audit_add(&row->record);
        row->record.count = 0;
        row->count = 0;
    }
}

static void end(struct row *row)
{
    if (row->is_open) {
        write_row(row);
        row->is_open = false;
    }
}

void refusals_add(const struct kaal_wire_audit_record *record, uint64_t now_ns)
{
    struct row *row = row_of(record->actor);

    if (!row->is_open || memcmp(&row->record, record, sizeof(*record)) != 0) {
        end(row);
        row->record = *record;
        row->since_ns = now_ns;
        row->is_open = true;
        row->count = 1;
        if (!audit_is_full()) {
            write_row(row);
        }
        return;
    }
    row->count++;
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
    if (row->count == 0) {
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
