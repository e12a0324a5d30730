/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looking at the running system: for components with KAAL_RIGHT_LIST, _LOG or _SHUTDOWN. What it
 * was granted itself, each may list.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/audit.h>
#include <kaal/wire/broker.h>
#include <kaal/wire/check.h>

/*
 * Get one record of a list. Start with cursor 0, go on with the record's `next`.
 *
 * holder: for KAAL_LIST_GRANTS the component whose grants are wanted, with what was made from them;
 * else NULL for all.
 * record, record_bytes: the kaal_wire_*_info of that list; untouched on failure.
 * Errors: KAAL_ERR_END no record at or after the cursor; KAAL_ERR_DENIED without KAAL_RIGHT_LIST,
 * but for the caller's own grants (holder is kaal_name()); KAAL_ERR_NOT_FOUND no such holder;
 * KAAL_ERR_INVALID no such list. Calls the broker.
 */
KAAL_CHECKED kaal_err_t kaal_list(enum kaal_list list, uint32_t cursor, const char *holder,
                                  void *record, size_t record_bytes);

/*
 * Let the broker look at what the running components really have, a part of one at a time: whether
 * there is anything that no grant explains. Start with cursor 0, go on with the record's `next`.
 *
 * info: untouched on failure. Errors: KAAL_ERR_END all were looked at; KAAL_ERR_DENIED without
 * KAAL_RIGHT_LIST; KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS the broker has none to look with;
 * KAAL_ERR_KERNEL. Calls the broker.
 */
KAAL_CHECKED kaal_err_t kaal_check(uint32_t cursor, struct kaal_wire_check_info *info);

/*
 * Take the next piece of the broker's log that this system has not shown yet.
 * Errors: KAAL_ERR_EMPTY all is read (KAAL_EVENT_BIT_LOG tells of more, once after each call);
 * KAAL_ERR_DENIED without KAAL_RIGHT_LOG. Calls the broker.
 */
KAAL_CHECKED kaal_err_t kaal_log_read(struct kaal_wire_log_text *text);

/*
 * Power the machine off. code: 0 .. 255, said in the log's last line.
 * Returns at once; the machine goes off as soon as the log has been read, at the latest in a
 * second. Errors: KAAL_ERR_DENIED without KAAL_RIGHT_SHUTDOWN; KAAL_ERR_RANGE code is not 0 .. 255;
 * KAAL_ERR_STATE it is going off already; KAAL_ERR_UNSUPPORTED the machine offers no way. Calls the
 * broker.
 */
KAAL_CHECKED kaal_err_t kaal_shutdown(int code);

/*
 * Read or check the audit log: a page of records, or one batch. What is not sealed yet waits.
 *
 * act: see enum kaal_audit_act. seq: where to begin; go on with page->after up to page->next.
 * Errors: KAAL_ERR_DENIED without KAAL_RIGHT_AUDIT, or for KAAL_AUDIT_ACT_FETCH without
 * KAAL_RIGHT_ADMIN; KAAL_ERR_INVALID no such act; KAAL_ERR_BUSY for KAAL_AUDIT_ACT_MARK: much is
 * not sealed yet, ask again. Calls the broker.
 */
KAAL_CHECKED kaal_err_t kaal_audit(enum kaal_audit_act act, uint64_t seq,
                                   struct kaal_wire_audit_page *page);
