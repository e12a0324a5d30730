/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports of the last crashes: what a component was like when it failed. Kept in the broker, so
 * that they outlive the component and its successors.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/broker.h>

#include "audit/log.h"
#include "spawn/component.h"

/*
 * Keep a report of a running component that is about to be ended for a failure of its own; the
 * oldest report goes for it. Stops the component's thread, and overwrites the IPC buffer.
 * what: in words, cut to KAAL_CRASH_WHAT_BYTES. exit_code: for CAUSE_EXIT.
 */
void crash_keep(const struct component *component, enum kaal_cause cause, int64_t exit_code,
                const struct log_line *what);

/*
 * The first report with this number or a later one, and what its component had logged last.
 * Errors: KAAL_ERR_END there is none.
 */
KAAL_CHECKED kaal_err_t crash_next(uint32_t number, struct kaal_wire_crash_info *report);
KAAL_CHECKED kaal_err_t crash_next_log(uint32_t number, struct kaal_wire_crash_log *log);
