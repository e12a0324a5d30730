/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `kaal audit`: keys, files of records, checking them, and what they tell.
 */
#pragma once

/* Do what the words behind `kaal audit` say. Returns the exit code. */
int audit_run(int count, char **words);
