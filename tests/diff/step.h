/* SPDX-License-Identifier: BSD-2-Clause */
/* One step of a sequence: what one worker does. A step knows nothing of the ones before it. */
#pragma once

#include "diff/method.h"
#include "diff/random.h"

#define STEP_MESSAGE_WORDS seL4_MsgMaxLength

struct step {
    const char *name;
    const struct method *method; /* null: no invocation */
    unsigned worker;
    bool is_forced; /* even if the worker is busy: what it waits for is cancelled */
    seL4_Word pc;
    seL4_Word x[9];    /* x0 .. x8 */
    seL4_Word address; /* x20 */
    seL4_Word words;   /* valid ones of message */
    seL4_Word message[STEP_MESSAGE_WORDS];
    seL4_Word caps[seL4_MsgMaxExtraCaps];
    seL4_Word receive[3]; /* CNode, index, depth */
};

/* The step with this number of the sequence with this seed. */
void step_make(struct step *step, uint64_t seed, unsigned number);
