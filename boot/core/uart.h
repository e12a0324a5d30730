/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader's only output. Implemented in plat/.
 */
#pragma once

/* Send one character; waits while the device is full. */
void uart_put(char c);
