/* SPDX-License-Identifier: BSD-2-Clause */
/* Which C type has 64 bits on this architecture. Nothing else. */
#pragma once

#define SEL4_WORD_IS_UINT64
#define SEL4_INT64_IS_LONG
