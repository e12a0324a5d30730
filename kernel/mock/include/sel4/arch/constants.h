/* SPDX-License-Identifier: BSD-2-Clause */
/* Place of libsel4's family-wide constants; Arm has none beyond sel4_arch. */
#pragma once

#include <sel4/sel4_arch/constants.h>
