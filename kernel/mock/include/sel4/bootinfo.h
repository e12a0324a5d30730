/* SPDX-License-Identifier: BSD-2-Clause */
/* Boot information under libsel4's header name. */
#pragma once

#include <sel4/types.h>
#include <sel4/bootinfo_types.h>
