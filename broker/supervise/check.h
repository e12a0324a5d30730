/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Promise P1 on the running system: what components really have, by the kernel's word, against what
 * their grants explain (grant/explain.h). That explained pages are mapped is not looked at: the
 * kernel has no harmless question for it (check.c).
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/check.h>

/*
 * Look at the next piece of the next running component, which nobody else uses meanwhile: its
 * CSpace, or the pages of one translation table. Nothing is changed.
 *
 * cursor: 0 at first, then `next` of the record before; any other is a place as well.
 * Errors: KAAL_ERR_END all were looked at; KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS there is none for
 * a page to ask the kernel with; KAAL_ERR_KERNEL an answer of the kernel that says neither yes nor
 * no.
 */
KAAL_CHECKED kaal_err_t check_next(uint32_t cursor, struct kaal_wire_check_info *info);
