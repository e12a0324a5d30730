/* SPDX-License-Identifier: BSD-2-Clause */
/* What tests call things when they tell about them. */
#pragma once

#include <sel4/simple_types.h>

/* Of an invocation label; "unknown" beyond them. */
const char *name_of_label(seL4_Word label);

/* Of an enum cap_type. */
const char *name_of_cap(unsigned type);
