/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A claim that does not hold: a broken invariant ends the test program, so that the sanitizers and
 * the fuzzer see it.
 */
#include <kaal/assert.h>

#include <stdio.h>
#include <stdlib.h>

_Noreturn void kaal_assert_failed(const char *file, int line, const char *claim)
{
    fprintf(stderr, "assertion failed at %s:%d: %s\n", file, line, claim);
    abort();
}
