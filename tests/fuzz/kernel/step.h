/* SPDX-License-Identifier: BSD-2-Clause */
/* What can happen next in the world of the kernel's fuzzer. */
#pragma once

#include "input.h"

/*
 * A system call or a fault of whoever runs, an interrupt, or some time: as `input` says. System
 * calls are mostly ones that make sense, because others don't get far.
 */
void step_make(struct input *input);

#define STEP_BYTES 20U /* of the input for a step: enough for all but the longest messages */
