/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What code from elsewhere expects of its surroundings: GCC's stack protector, with which Debian's
 * libfdt.a is compiled, and the assertions in libsel4's headers. Both end as our own assertions do.
 */
#include <kaal/assert.h>

#include <stdint.h>

extern uintptr_t __stack_chk_guard;
_Noreturn void __stack_chk_fail(void);
_Noreturn void __assert_fail(const char *claim, const char *file, int line, const char *function);

/* Constant: there is no source of chance that early. It still catches every accidental overrun. */
uintptr_t __stack_chk_guard = 0x00ff0a0d7e57ca11;

_Noreturn void __stack_chk_fail(void)
{
    kaal_assert_failed(__FILE__, __LINE__, "no stack frame is overrun");
}

_Noreturn void __assert_fail(const char *claim, const char *file, int line, const char *function)
{
    (void)function;
    kaal_assert_failed(file, line, claim);
}
