/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Characters to the PL011 of QEMU's virt machine, which is ready from reset.
 * Source: PrimeCell UART PL011 TRM, 3.3.1 (data), 3.3.3 (flags).
 */
#include "core/uart.h"

#include <stdint.h>

#include "plat.h"

#define DATA  0x00U
#define FLAGS 0x18U
#define FULL  (1U << 5)

void uart_put(char c)
{
    volatile uint32_t *flags = (volatile uint32_t *)(uintptr_t)(PLAT_UART + FLAGS);
    volatile uint32_t *data = (volatile uint32_t *)(uintptr_t)(PLAT_UART + DATA);

    while ((*flags & FULL) != 0) {
    }
    *data = (uint32_t)(unsigned char)c;
}
