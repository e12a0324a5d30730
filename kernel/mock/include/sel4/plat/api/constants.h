/* SPDX-License-Identifier: BSD-2-Clause */
/* Breakpoint counts of the Cortex-A53 (its manual, 11.6.1). The debug API itself is off. */
#pragma once

#define seL4_NumHWBreakpoints        10
#define seL4_NumExclusiveBreakpoints 6
#define seL4_NumExclusiveWatchpoints 4
