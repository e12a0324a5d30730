/* SPDX-License-Identifier: BSD-2-Clause */
/* Doing a step and writing down what came of it. */
#pragma once

#include "diff/step.h"

/* Forgets the sequence before. */
void run_begin(void);

/* Does the step, as far as threads get before all of them wait; adds to the transcript. */
void run_step(const struct step *step, unsigned number);

/* What each slot of the working CNode holds. */
void run_probe(void);
