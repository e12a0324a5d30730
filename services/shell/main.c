/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console: shows the broker's log as it grows, and does what is typed.
 */
#include <kaal/component.h>
#include <kaal/inspect.h>
#include <kaal/layout.h>

#include "shell/commands.h"
#include "shell/console.h"
#include "shell/line.h"

static const char prompt[] = "kaal> ";
static struct line line;
static bool has_prompt; /* the prompt and the line are on the screen */

static void show_prompt(void)
{
    console_print("%s%s", prompt, line.text);
    has_prompt = true;
}

/* Take the prompt off the screen, so that log lines stand alone. */
static void hide_prompt(void)
{
    if (has_prompt) {
        console_print("\r\x1b[K");
        has_prompt = false;
    }
}

static void show_log(void)
{
    static struct kaal_wire_log_text text;

    while (kaal_log_read(&text) == KAAL_OK) {
        hide_prompt();
        if (text.lost_bytes > 0) {
            console_print("... %llu bytes of the log were lost\n",
                          (unsigned long long)text.lost_bytes);
        }
        for (uint64_t i = 0; i < text.length_bytes && i < sizeof(text.text); i++) {
            if (text.text[i] == '\n') {
                console_put('\r');
            }
            console_put(text.text[i]);
        }
        console_flush();
    }
}

/* Follow on the screen what a typed character did. Returns whether the line is complete. */
static bool follow(enum line_effect effect, char c)
{
    switch (effect) {
    case LINE_ADDED:
        console_put(c);
        break;
    case LINE_REMOVED:
        console_print("\b \b");
        break;
    case LINE_CLEARED:
        console_print("\r\x1b[K%s", prompt);
        break;
    case LINE_FINISHED:
        return true;
    case LINE_NOTHING:
        break;
    }
    return false;
}

static void finish_line(void)
{
    console_print("\n");
    has_prompt = false;
    commands_run(line.text);
    line = (struct line){0};
    show_log();
    show_prompt();
}

static void take_input(void)
{
    char c = '\0';

    while (console_get(&c) == KAAL_OK) {
        if (follow(line_take(&line, c), c)) {
            finish_line();
        }
    }
    console_flush();
}

int main(void)
{
    kaal_err_t err = console_open();

    if (err != KAAL_OK) {
        kaal_log("cannot open the channel to the serial driver: %s", kaal_err_text(err));
        return (int)err;
    }
    for (;;) {
        show_log();
        if (!has_prompt) {
            show_prompt();
        }
        take_input();
        (void)console_wait();
    }
}
