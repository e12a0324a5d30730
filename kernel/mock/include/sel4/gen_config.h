/* SPDX-License-Identifier: BSD-2-Clause */
/* How the user library is built: inline, one IPC buffer pointer per program. Same facts in .json.
 */
#pragma once

#define CONFIG_LIB_SEL4_FUNCTION_ATTRIBUTE      inline
#define CONFIG_LIB_SEL4_INLINE_INVOCATIONS      1
#define CONFIG_LIB_SEL4_PRINT_INVOCATION_ERRORS 0
/* disabled: CONFIG_LIB_SEL4_STUBS_USE_IPC_BUFFER_ONLY */
/* disabled: CONFIG_LIB_SEL4_USE_THREAD_LOCALS */
