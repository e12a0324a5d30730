/* SPDX-License-Identifier: BSD-2-Clause */
/* The one include that collects the kernel's and the library's configuration. Defines nothing. */
#pragma once

#include <kernel/gen_config.h>
#include <sel4/gen_config.h>
