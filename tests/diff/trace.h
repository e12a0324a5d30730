/* SPDX-License-Identifier: BSD-2-Clause */
/* The transcript of a sequence: always a hash, and text when a person wants to read it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

void trace_open(bool is_verbose);
uint32_t trace_close(void);

/* A line of the transcript. The kernel may print between two lines, not in one. */
void trace_event(const char *name);
void trace_end(void);

/* A value of the transcript, behind its event. */
void trace_word(const char *name, uint64_t value);

/* Text for the reader, which is no part of the transcript. */
void trace_note(const char *name, uint64_t value);
void trace_note_text(const char *text);

/* The console. A line of ours begins with '=': a debug kernel prints between our lines. */
void print_text(const char *text);
void print_number(uint64_t value, unsigned base, unsigned digits);
