/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client: has a sum calculated ten times a second, and divides by 0 once in each life of its
 * server.
 */
#include <kaal/component.h>
#include <kaal/layout.h>
#include <kaal/rpc.h>

#include "calculator.h"

#define STEP_NS (100 * KAAL_NS_PER_MS)

static struct kaal_client calculator = {.port = "calculator"};

static kaal_err_t ask(enum calculator_number number, int64_t left, int64_t right, int64_t *result)
{
    const struct calculator_question question = {left, right};
    struct calculator_answer answer = {0};
    kaal_err_t err = kaal_call(&calculator, (uint32_t)number, &question, sizeof(question), &answer,
                               sizeof(answer));

    if (err == KAAL_OK) {
        *result = answer.result;
    }
    return err;
}

static void pause(void)
{
    if (kaal_alarm(STEP_NS) == KAAL_OK) {
        while ((kaal_wait() & (uint64_t)1 << KAAL_EVENT_BIT_ALARM) == 0) {
        }
    }
}

int main(void)
{
    int64_t sum = 0;
    bool is_there = false;

    for (int64_t step = 1;; step++) {
        kaal_err_t err = ask(CALCULATOR_ADD, sum, step, &sum);

        if (err == KAAL_OK && !is_there) {
            int64_t unused = 0;

            kaal_log("the sum up to %lld is %lld", (long long)step, (long long)sum);
            kaal_log("1 / 0: %s", kaal_err_text(ask(CALCULATOR_DIVIDE, 1, 0, &unused)));
        } else if (err != KAAL_OK && is_there) {
            kaal_log("no sum: %s", kaal_err_text(err));
        }
        is_there = err == KAAL_OK;
        step -= !is_there; /* the same question again */
        pause();
    }
}
