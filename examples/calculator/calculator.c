/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server: calculates what its client asks for, one call after the other.
 */
#include <string.h>

#include <kaal/component.h>
#include <kaal/rpc.h>

#include "calculator.h"

static kaal_err_t calculate(const struct kaal_received *call, struct calculator_answer *answer)
{
    struct calculator_question question;

    /* What a client sends is to be checked, as anything from outside. */
    if (call->bytes != sizeof(question)) {
        return KAAL_ERR_FORMAT;
    }
    memcpy(&question, call->words, sizeof(question));
    switch (call->number) {
    case CALCULATOR_ADD:
        return __builtin_add_overflow(question.left, question.right, &answer->result)
                   ? KAAL_ERR_RANGE
                   : KAAL_OK;
    case CALCULATOR_DIVIDE:
        if (question.right == 0 || (question.left == INT64_MIN && question.right == -1)) {
            return KAAL_ERR_RANGE;
        }
        answer->result = question.left / question.right;
        return KAAL_OK;
    default:
        return KAAL_ERR_UNKNOWN;
    }
}

int main(void)
{
    struct kaal_received received = {0};
    uint32_t port = 0;
    kaal_err_t err = kaal_service_open("client", &port);

    if (err != KAAL_OK) {
        kaal_log("cannot serve: %s", kaal_err_text(err));
        return (int)err;
    }
    kaal_log("serves");
    for (;;) {
        struct calculator_answer answer = {0};

        kaal_receive(&received);
        if (received.events == 0) {
            err = calculate(&received, &answer);
            err = kaal_reply(&received, err, &answer, sizeof(answer));
            if (err != KAAL_OK) {
                kaal_log("cannot answer: %s", kaal_err_text(err));
            }
        }
    }
}
