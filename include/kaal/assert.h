/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Assertions of our own invariants. They stay on in every build and never judge foreign data: that
 * is an error, not an assertion.
 */
#pragma once

/* What a program does when an invariant is broken: report and stop. Each program has its own. */
_Noreturn void kaal_assert_failed(const char *file, int line, const char *claim);

#define KAAL_ASSERT(claim)                                  \
    do {                                                    \
        if (!(claim)) {                                     \
            kaal_assert_failed(__FILE__, __LINE__, #claim); \
        }                                                   \
    } while (0)
