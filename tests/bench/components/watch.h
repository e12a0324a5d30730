/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Somebody else, who makes requests while the measuring component has something done (observer.c).
 */
#pragma once

#include <kaal/types.h>

/* Begin to watch until something is gone. args: as observer.c has them. Returns the watcher. */
uint32_t watch_begin(const char *args);

/* Wait for that, and give the longest time that it waited for an answer, in ticks. */
uint64_t watch_end(uint32_t watcher);
