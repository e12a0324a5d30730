/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmocka and the headers that it wants before itself.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
