/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of mock_check() and how they report. Each gives false once it has reported. */
#pragma once

#include <stdbool.h>

/* Keeps the message; false. */
bool check_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
const char *check_failure(void);

/* Leaves the function with false unless the claim is true. */
#define CHECK_THAT(claim, ...)              \
    do {                                    \
        if (!(claim)) {                     \
            return check_fail(__VA_ARGS__); \
        }                                   \
    } while (0)

bool check_memory(void);        /* whose memory, and which slots are in use */
bool check_threads(void);       /* threads against what they are linked with */
bool check_endpoints(void);     /* endpoint queues */
bool check_notifications(void); /* notification queues and bindings */
bool check_replies(void);       /* reply objects and chains of calls */
bool check_contexts(void);      /* scheduling contexts and their refills */
bool check_queues(void);        /* ready and release queues, and who runs */
bool check_spaces(void);        /* address spaces, their tables and numbers */
