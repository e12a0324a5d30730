/* SPDX-License-Identifier: BSD-2-Clause */
/* Bit widths of guards and badges in 64-bit capability data. */
#pragma once

#define seL4_GuardSizeBits 6
#define seL4_GuardBits     58
#define seL4_BadgeBits     64
