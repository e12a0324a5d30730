/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component that asks for 256 MiB in a row, as much at a time as one request may: more than is
 * ready just after boot. It ends with the first error, 0 if there was none.
 */
#include <kaal/grant.h>

#define PIECES 128U

int main(void)
{
    struct kaal_wire_mapped memory;
    kaal_err_t err = KAAL_OK;

    for (uint32_t i = 0; i < PIECES && err == KAAL_OK; i++) {
        err = kaal_memory(KAAL_MEMORY_BYTES_MAX, 0, KAAL_ACCESS_READ | KAAL_ACCESS_WRITE, &memory);
    }
    return (int)err;
}
