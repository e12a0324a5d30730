/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What picolibc wants from below: standard output goes to the broker's log, the heap is the one of
 * the start-up page, the end is kaal_exit.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/types.h>

#include <kaal/component.h>
#include <kaal/layout.h>
#include <kaal/wire/broker.h>
#include <kaal/wire/startup.h>

static char line[KAAL_LOG_LINE_BYTES];
static size_t line_length;
static uint64_t heap_used_bytes;

void *sbrk(ptrdiff_t bytes);
_Noreturn void _exit(int code);
int kill(pid_t pid, int signal);
pid_t getpid(void);

static int put(char c, FILE *file)
{
    (void)file;
    if (c != '\n' && line_length < sizeof(line) - 1) {
        line[line_length] = c;
        line_length++;
        return 0;
    }
    line[line_length] = '\0';
    line_length = 0;
    kaal_log("%s", line);
    return 0;
}

static FILE output = FDEV_SETUP_STREAM(put, NULL, NULL, _FDEV_SETUP_WRITE);
FILE *const stdout = &output;
FILE *const stderr = &output;

void *sbrk(ptrdiff_t bytes)
{
    const struct kaal_wire_startup *page = (const struct kaal_wire_startup *)KAAL_VA_STARTUP;
    uint64_t total_bytes = page->heap_end - page->heap_start;
    uint64_t old = heap_used_bytes;

    if ((bytes < 0 && (uint64_t)-bytes > old) ||
        (bytes > 0 && (uint64_t)bytes > total_bytes - old)) {
        errno = ENOMEM;
        return (void *)-1;
    }
    heap_used_bytes = old + (uint64_t)bytes;
    return (void *)(page->heap_start + old);
}

_Noreturn void _exit(int code)
{
    kaal_exit(code);
}

pid_t getpid(void)
{
    return 1;
}

int kill(pid_t pid, int signal)
{
    (void)pid;
    kaal_exit(signal);
}
