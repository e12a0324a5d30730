/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy of a running system: which is in force, and bringing another one.
 */
#pragma once

/*
 * `kaal policy show --to`, `kaal policy check FILE --to`, `kaal policy apply FILE --to`: with the
 * words from that word on. Returns the exit code: docs/guide/remote.md.
 */
int policy_remote(int count, char **words);
