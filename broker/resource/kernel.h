/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel calls that can fail: each failure is one line of the log that names the call and the
 * kernel's reason, and one error of ours for the caller, who undoes.
 */
#pragma once

#include <kaal/err.h>

#include <sel4/sel4.h>

/* KERNEL_CALL(seL4_TCB_Suspend, tcb): KAAL_OK, or KAAL_ERR_KERNEL after the line. */
#define KERNEL_CALL(method, ...) kernel_result(#method, method(__VA_ARGS__))

/* The same for an answer that was looked at before. */
KAAL_CHECKED kaal_err_t kernel_result(const char *call, seL4_Error error);
