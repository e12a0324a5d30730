/* SPDX-License-Identifier: BSD-2-Clause */
/* The fuzzer's kernel boots thousands of times a second: all is as configured but for a small
 * initial CNode, which need not be cleared each time. */
#pragma once

#include_next <kernel/gen_config.h>

#undef CONFIG_ROOT_CNODE_SIZE_BITS
#define CONFIG_ROOT_CNODE_SIZE_BITS 8
