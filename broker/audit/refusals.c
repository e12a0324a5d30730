/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two small tables by actor, of refusals and of pauses: neither ends the rows of the other. Another
 * actor in the same place ends the row that was there.
 */
#include "audit/refusals.h"

#include <string.h>

#include "audit/audit.h"
#include "limits.h"

#define TABLES 2U

static struct row {
    struct kaal_wire_audit_record record; /* its count is that of what came: 0 */
    uint32_t count;                       /* how many are not written yet */
    uint64_t since_ns;
    bool is_open;
} rows[TABLES * LIMIT_REFUSAL_ROWS];

/* Of those who find their places taken while nothing is written. */
static struct row rest;

static struct row *row_of(const struct kaal_wire_audit_record *record)
{
    uint32_t table = record->op == KAAL_AUDIT_PAUSE;

    return &rows[table * LIMIT_REFUSAL_ROWS + record->actor % LIMIT_REFUSAL_ROWS];
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

static void begin(struct row *row, const struct kaal_wire_audit_record *record, uint64_t now_ns)
{
    row->record = *record;
    row->since_ns = now_ns;
    row->is_open = true;
    row->count = 1;
}

/* Nothing is written now: what is not the same is counted all the same, with what is there. */
static void count_only(struct row *row, const struct kaal_wire_audit_record *record,
                       uint64_t now_ns)
{
    static const struct kaal_wire_audit_record anybody = {.op = KAAL_AUDIT_REFUSE,
                                                          .outcome = KAAL_ERR_AUDIT};

    if (!row->is_open || row->count == 0) {
        begin(row, record, now_ns);
    } else if (row->record.actor == record->actor) {
        row->count++;
    } else if (!rest.is_open) {
        begin(&rest, &anybody, now_ns);
    } else {
        rest.count++;
    }
}

void refusals_add(const struct kaal_wire_audit_record *record, uint64_t now_ns)
{
    struct row *row = row_of(record);

    if (row->is_open && memcmp(&row->record, record, sizeof(*record)) == 0) {
        row->count++;
    } else if (audit_is_full()) {
        count_only(row, record, now_ns);
    } else {
        end(row);
        begin(row, record, now_ns);
        write_row(row);
    }
}

void refusals_end(uint32_t actor)
{
    struct row *row = &rows[actor % LIMIT_REFUSAL_ROWS];

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
        row->is_open = false; /* it has stopped: the next time is another row */
    } else {
        write_row(row);
        row->since_ns = now_ns;
    }
}

void refusals_tick(uint64_t now_ns)
{
    for (uint32_t i = 0; i < TABLES * LIMIT_REFUSAL_ROWS; i++) {
        look_at(&rows[i], now_ns);
    }
    look_at(&rest, now_ns);
}

void refusals_end_all(void)
{
    for (uint32_t i = 0; i < TABLES * LIMIT_REFUSAL_ROWS; i++) {
        end(&rows[i]);
    }
    end(&rest);
}
