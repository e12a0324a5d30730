/* SPDX-License-Identifier: BSD-2-Clause */
/* The list of all checks. */
#include "check.h"

#include <stdarg.h>
#include <stdio.h>

#include "check_parts.h"
#include "survey.h"

static char failure[512];

bool check_fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(failure, sizeof(failure), format, arguments);
    va_end(arguments);
    return false;
}

const char *check_failure(void)
{
    return failure;
}

const char *mock_check(void)
{
    static bool (*const checks[])(void) = {
        check_memory,  check_threads,  check_endpoints, check_notifications,
        check_replies, check_contexts, check_queues,    check_spaces,
    };
    const char *broken = survey_take();

    for (unsigned i = 0; !broken && i < sizeof(checks) / sizeof(checks[0]); i++) {
        broken = checks[i]() ? NULL : failure;
    }
    return broken;
}
