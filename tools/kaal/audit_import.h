/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the console's `audit export` prints, back to a file of records.
 */
#pragma once

#include "describe.h"

/*
 * Take the lines `record=BASE64` of a text, of the last export when there are several. file: the
 * caller's to free, untouched on failure. Returns false when there are none, or one is no record.
 * Whether they are genuine is not known here.
 */
bool audit_import(const char *text, struct bytes *file);
