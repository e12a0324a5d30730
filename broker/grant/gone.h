/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why memory that a component had is not there any more: for the report of its next access.
 */
#pragma once

#include <kaal/wire/broker.h>

#include "grant/grant.h"

/* Note that a grant was taken from its holder, if that runs on. news: why. The last 64 are known.
 */
void gone_note(const struct grant *grant, enum kaal_news_kind news);

/*
 * Why the running component of that index has no memory at an address, in words. grant: the one
 * that has gone. Returns NULL, and leaves it, when the component has never had memory there as far
 * as is known, or has some now.
 */
const char *gone_reason(uint32_t component, uint64_t address, uint32_t *grant);
