/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The broker's log for people: lines of text in a ring, which the console's component reads.
 * As long as nobody has read from it, lines also go to the kernel's debug output where there is
 * one. Decisions about authority and their proof do not belong here.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* A line that is being put together; it is cut at its end, never overrun. */
struct log_line {
    char text[240];
    size_t length;
};

/*
 * Write one line. format knows %s (NULL prints "-"), %c, %u (uint32_t), %d (int32_t), %lu and %lx
 * (uint64_t, the latter with 0x), %x (uint32_t, 8 digits or fewer, no 0x) and %B (uint64_t, bytes,
 * printed as 4K, 8M where that is exact), and nothing else. What is not printable becomes '?'. No
 * line end. Never blocks or fails.
 */
void log_write(const char *format, ...);

/* Put one line together: append to line, which begins as {0}; then log_end writes it. */
void log_append(struct log_line *line, const char *format, ...);
void log_end(const struct log_line *line);

/*
 * Copy the next unread text to buffer, at most room bytes; the first call ends the debug output.
 * lost: bytes that were overwritten unread. Returns the number of bytes copied, 0 when all is read.
 */
size_t log_read(char *buffer, size_t room, uint64_t *lost);

/*
 * Copy the last lines that begin with `prefix`, each with its end and without the prefix, oldest
 * first: as many as there are whole ones in the ring, and as `room` bytes hold. Returns the number
 * of bytes copied.
 */
size_t log_tail(const struct log_line *prefix, char *buffer, size_t room);

/* Whether everything that was written has been read, or printed by the kernel. */
int log_is_drained(void);

/* Called after each line when a reader exists. Set once by serve/; NULL for none. */
void log_on_line(void (*callback)(void));
