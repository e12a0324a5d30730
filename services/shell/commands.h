/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands of the console.
 */
#pragma once

#include <kaal/types.h>

struct command {
    const char *name;
    const char *arguments; /* as `help` shows them */
    const char *help;
    uint32_t words_min; /* with the name */
    uint32_t words_max;

    /* Do it and print the records. Returns what is wrong, NULL when nothing is. */
    const char *(*run)(char **words, uint32_t count);
};

/* Do what a line says and print the answer, whose last line is `ok` or `error: <reason>`. */
void commands_run(char *text);

/* Commands of inspect.c: ps, devices, mem, grants. */
const char *inspect_list(char **words, uint32_t count);

/* The command of check.c. */
const char *check_run(char **words, uint32_t count);

/* Commands of crash.c. */
const char *crash_list(char **words, uint32_t count);
const char *crash_show(char **words, uint32_t count);

/* The commands of policy.c: `policy` and the words behind it. */
const char *policy_command(char **words, uint32_t count);

/* The commands of audit.c: `audit` and the words behind it. */
const char *audit_command(char **words, uint32_t count);

/* Commands of control.c. */
const char *control_spawn(char **words, uint32_t count);
const char *control_kill(char **words, uint32_t count);
const char *control_restart(char **words, uint32_t count);
const char *control_hold(char **words, uint32_t count);
const char *control_replace(char **words, uint32_t count);
const char *control_budget(char **words, uint32_t count);
const char *control_revoke(char **words, uint32_t count);
