/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What code compiled with GCC's stack protector needs: Debian's libfdt.a is.
 * Programs without an operating system link this instead of a C library's version.
 */
#include <kaal/assert.h>

#include <stdint.h>

extern uintptr_t __stack_chk_guard;
_Noreturn void __stack_chk_fail(void);

/* Constant: there is no source of chance that early. It still catches every accidental overrun. */
uintptr_t __stack_chk_guard = 0x00ff0a0d7e57ca11;

_Noreturn void __stack_chk_fail(void)
{
    kaal_assert_failed(__FILE__, __LINE__, "no stack frame is overrun");
}
