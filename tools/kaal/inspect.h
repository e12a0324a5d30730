/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands ps, devices, mem and grants against a running system.
 */
#pragma once

/*
 * words[0]: the command; behind it [NAME] for grants, and --to HOST:PORT anywhere. Prints what the
 * console prints. Returns what the tool ends with (enum remote_exit).
 */
int inspect_run(int count, char **words);
