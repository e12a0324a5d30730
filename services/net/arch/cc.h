/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What lwIP asks of the compiler and the C library beyond its defaults.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <kaal/assert.h>

#define LWIP_PLATFORM_DIAG(arguments) printf arguments
#define LWIP_PLATFORM_ASSERT(claim)   kaal_assert_failed(__FILE__, __LINE__, claim)
