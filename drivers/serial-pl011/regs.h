/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers of the Arm PrimeCell UART (PL011). Source: PL011 TRM (DDI 0183), the section is given.
 */
#pragma once

#define UART_DR   0x000U /* 3.3.1 data */
#define UART_FR   0x018U /* 3.3.3 flags */
#define UART_CR   0x030U /* 3.3.8 control */
#define UART_IFLS 0x034U /* 3.3.9 FIFO levels of interrupts */
#define UART_IMSC 0x038U /* 3.3.10 interrupt mask */
#define UART_MIS  0x040U /* 3.3.12 masked interrupt status */
#define UART_ICR  0x044U /* 3.3.13 interrupt clear */

#define UART_BLOCK_BYTES 0x1000U

#define UART_DR_ERRORS   0xf00U /* overrun, break, parity, framing */
#define UART_FR_RX_EMPTY (1U << 4)
#define UART_FR_TX_FULL  (1U << 5)

#define UART_INT_RX      (1U << 4)
#define UART_INT_TX      (1U << 5)
#define UART_INT_TIMEOUT (1U << 6) /* bytes wait in the FIFO below its level */
#define UART_INT_ALL     0x7ffU
