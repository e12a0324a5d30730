/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the status word of a memory fault says. Implemented in arch/<architecture>/.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Whether the access that failed was a write; only for faults of data accesses. */
bool fault_is_write(uint64_t status);

/* Why the access failed, a constant text. */
const char *fault_reason(uint64_t status);
