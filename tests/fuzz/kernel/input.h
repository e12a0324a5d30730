/* SPDX-License-Identifier: BSD-2-Clause */
/* The fuzzer's bytes, taken from the front. Behind the end all is zero. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct input {
    const uint8_t *next;
    const uint8_t *end;
};

static inline bool input_is_empty(const struct input *input)
{
    return input->next == input->end;
}

/* The next so many bytes as an input of their own, so that one changed byte changes one thing. */
static inline struct input input_take(struct input *input, uint64_t bytes)
{
    uint64_t left = (uint64_t)(input->end - input->next);
    struct input part = {input->next, input->next + (bytes < left ? bytes : left)};

    input->next = part.end;
    return part;
}

static inline uint8_t input_byte(struct input *input)
{
    return input_is_empty(input) ? 0 : *input->next++;
}

static inline uint64_t input_word(struct input *input)
{
    uint64_t word = 0;

    for (unsigned i = 0; i < sizeof(word); i++) {
        word |= (uint64_t)input_byte(input) << 8 * i;
    }
    return word;
}
