/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests as records of the audit log.
 */
#pragma once

#include <kaal/wire/audit.h>

#include "serve/request.h"

/*
 * What a request asks for. is_whole: its message has the size of its struct; else the number alone
 * is told. actor, op and outcome are left to audit/trail.h.
 */
struct kaal_wire_audit_record asked(const struct request *request, bool is_whole);
