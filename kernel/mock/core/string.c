/* SPDX-License-Identifier: BSD-2-Clause */
/* The four functions that a compiler may call on its own. Left out where a C library has them. */
#include <stddef.h>

void *memset(void *to, int byte, size_t bytes);
void *memcpy(void *to, const void *from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);

void *memset(void *to, int byte, size_t bytes)
{
    unsigned char *out = to;
    for (size_t i = 0; i < bytes; i++) {
        out[i] = (unsigned char)byte;
    }
    return to;
}

void *memmove(void *to, const void *from, size_t bytes)
{
    unsigned char *out = to;
    const unsigned char *in = from;
    if (out < in) {
        for (size_t i = 0; i < bytes; i++) {
            out[i] = in[i];
        }
    } else {
        for (size_t i = bytes; i != 0; i--) {
            out[i - 1] = in[i - 1];
        }
    }
    return to;
}

void *memcpy(void *to, const void *from, size_t bytes)
{
    return memmove(to, from, bytes);
}

int memcmp(const void *a, const void *b, size_t bytes)
{
    const unsigned char *left = a;
    const unsigned char *right = b;
    for (size_t i = 0; i < bytes; i++) {
        if (left[i] != right[i]) {
            return left[i] - right[i];
        }
    }
    return 0;
}
