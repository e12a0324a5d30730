/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a grant is about, in a name: for people and for the audit log.
 */
#pragma once

#include "grant/grant.h"

/* The place of its device, the name of the component at the other end, or "". Borrowed. */
const char *grant_about(const struct grant *grant);
