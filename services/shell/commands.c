/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of commands, and the two that are about the console itself.
 */
#include "shell/commands.h"

#include <inttypes.h>
#include <string.h>

#include <kaal/component.h>
#include <kaal/control.h>
#include <kaal/inspect.h>

#include "shell/console.h"
#include "shell/line.h"

static const char *run_help(char **words, uint32_t count);
static const char *run_uptime(char **words, uint32_t count);
static const char *run_shutdown(char **words, uint32_t count);

static const struct command commands[] = {
    {"help", "", "this list", 1, 1, run_help},
    {"ps", "", "components: state, priority, memory, restarts", 1, 1, inspect_list},
    {"devices", "", "devices: where, what, resources, who has it", 1, 1, inspect_list},
    {"mem", "", "memory, slots and grants that are left", 1, 1, inspect_list},
    {"grants", "[NAME]", "what all components, or one, were granted, in trees", 1, 2, inspect_list},
    {"check", "", "whether grants explain all that components have", 1, 1, check_run},
    {"crashes", "", "the last components that have failed, and why", 1, 1, crash_list},
    {"crash", "NUMBER", "all about one of them: registers, memory, log", 2, 2, crash_show},
    {"spawn", "NAME [IMAGE]", "begin a component that has ended, or a new one", 2, 3,
     control_spawn},
    {"kill", "NAME", "end a component and all that it has spawned", 2, 2, control_kill},
    {"restart", "NAME", "end a component and begin it again", 2, 2, control_restart},
    {"hold", "NAME", "end a component; only a command begins it again", 2, 2, control_hold},
    {"replace", "NAME IMAGE", "begin a component again from another image", 3, 3, control_replace},
    {"budget", "NAME US US", "CPU time in each period, both in microseconds", 4, 4, control_budget},
    {"revoke", "GRANT", "take a grant back, with all that was made from it", 2, 2, control_revoke},
    {"audit", "COMMAND", "the audit log: tail N, verify, export or kept N", 2, 3, audit_command},
    {"policy", "[COMMAND]", "which is in force; check NAME or apply NAME: another", 1, 3,
     policy_command},
    {"uptime", "", "the time by the machine's counter", 1, 1, run_uptime},
    {"shutdown", "[CODE]", "switch the machine off, with a code from 0 to 255", 1, 2, run_shutdown},
};

static const char *run_help(char **words, uint32_t count)
{
    (void)words;
    (void)count;
    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(commands); i++) {
        console_print("%-8s %-12s %s\n", commands[i].name, commands[i].arguments, commands[i].help);
    }
    return NULL;
}

static const char *run_uptime(char **words, uint32_t count)
{
    (void)words;
    (void)count;
    console_print("us=%" PRIu64 "\n", kaal_now_ns() / KAAL_NS_PER_US);
    return NULL;
}

static const char *run_shutdown(char **words, uint32_t count)
{
    uint32_t code = 0;
    kaal_err_t err = KAAL_OK;

    if (count > 1 && line_number(words[1], 255, &code) != KAAL_OK) {
        return "the code must be a number from 0 to 255";
    }
    err = kaal_shutdown((int)code);
    return (err == KAAL_OK) ? NULL : kaal_err_text(err);
}

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(commands); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

void commands_run(char *text)
{
    char *words[LINE_WORDS_MAX];
    uint32_t count = 0;
    const struct command *command = NULL;
    const char *wrong = NULL;

    if (line_split(text, words, &count) != KAAL_OK) {
        console_print("error: more than %d words\n", LINE_WORDS_MAX);
        return;
    }
    if (count == 0) {
        return;
    }
    command = find(words[0]);
    if (command == NULL) {
        console_print("error: no such command: %s (try help)\n", words[0]);
        return;
    }
    if (count < command->words_min || count > command->words_max) {
        console_print("error: too %s words: %s %s\n", (count < command->words_min) ? "few" : "many",
                      command->name, command->arguments);
        return;
    }
    wrong = command->run(words, count);
    if (wrong != NULL) {
        console_print("error: %s\n", wrong);
    } else {
        console_print("ok\n");
    }
}
