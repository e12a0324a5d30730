/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What follows from audit records as lines of key=value, on standard output.
 */
#pragma once

#include "replay.h"

/* All grants, in the order of the broker's table. */
void audit_show_grants(const struct replay *replay);
