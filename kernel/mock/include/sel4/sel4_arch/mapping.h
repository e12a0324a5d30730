/* SPDX-License-Identifier: BSD-2-Clause */
/* Mapping helpers under the name that libsel4 gives this directory. Defines nothing. */
#pragma once

#include <sel4/arch/mapping.h>
