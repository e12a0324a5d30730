/* SPDX-License-Identifier: BSD-2-Clause */
/* The system calls under the name that libsel4 gives this directory. Defines nothing. */
#pragma once

#include <sel4/syscalls.h>
