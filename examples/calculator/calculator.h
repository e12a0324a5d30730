/* SPDX-License-Identifier: BSD-2-Clause */
/* What a calculator and who asks it agree on: a call's number and message, and its answer. */
#pragma once

#include <stdint.h>

enum calculator_number {
    CALCULATOR_ADD = 1,
    CALCULATOR_DIVIDE = 2, /* KAAL_ERR_RANGE: by 0 */
};

struct calculator_question {
    int64_t left;
    int64_t right;
};

struct calculator_answer {
    int64_t result;
};
