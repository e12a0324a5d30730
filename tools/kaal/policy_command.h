/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands `kaal policy ...`.
 */
#pragma once

#define POLICY_USAGE                                                            \
    "       kaal policy compile FILE -o OUT [--system FILE] [--sign KEY]\n"     \
    "       kaal policy show FILE | diff OLD NEW    (texts or compiled ones)\n" \
    "       kaal policy keygen KEY    (writes KEY and KEY.pub)\n"               \
    "       kaal policy show | check FILE | apply FILE  --to HOST:PORT\n"

/*
 * Run one with the words behind `policy`. Returns the exit code: 1 failure, and of `diff` that the
 * two differ; 2 for words that make no command, or a failure of `diff`; about a running system as
 * docs/guide/remote.md says.
 */
int policy_command(int count, char **words);
