/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives every CONFIG_ macro under libsel4's own header name. Defines nothing itself. */
#pragma once

#include <autoconf.h>
