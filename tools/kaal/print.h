/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Output whose words come from elsewhere.
 */
#pragma once

/*
 * Print as printf does, at most 511 characters; what cannot be printed, but for the end of a line,
 * becomes '?': nothing of it commands a terminal. Fits lib/show.
 */
void print_clean(const char *format, ...) __attribute__((format(printf, 1, 2)));
