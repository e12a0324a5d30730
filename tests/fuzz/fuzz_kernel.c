/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Three hostile threads with any capabilities make any system calls on the mock kernel; after each
 * all of the kernel's invariants hold.
 */
#include <stdlib.h>

#include "instrument/check.h"
#include "instrument/choose.h"
#include "kernel/step.h"
#include "kernel/world.h"

#define STEPS_MAX 50U

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(void)
{
    const char *broken = mock_check();

    if (broken) {
        choose_print(broken);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {.next = data, .end = data + size};

    world_make(&input);
    check();
    for (unsigned i = 0; i < STEPS_MAX && !input_is_empty(&input); i++) {
        step_make(&input);
        check();
    }
    return 0;
}
