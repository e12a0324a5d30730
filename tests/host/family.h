/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The shell and two that it has spawned, and what is expected of them when grants come and go.
 */
#pragma once

#include "puppet.h"

#include <kaal/grant.h>

#define PAGE         KAAL_PAGE_BYTES
#define BOTH         (KAAL_ACCESS_READ | KAAL_ACCESS_WRITE)
#define FAMILY_PAGES 16U /* of the shell's memory */

extern struct kaal_wire_spawned family_kids[2]; /* KID_0, which may spawn, and KID_1 */
extern struct kaal_wire_mapped family_memory;

void family_boot(void);

/* The shell has memory, too. */
void family_boot_with_memory(void);

/* Let one give another some pages of a grant; gives the grant's id. */
uint32_t family_give(enum puppet by, enum puppet to, uint32_t grant, uint32_t access,
                     uint64_t first, uint64_t pages);

/* What it is told next is this, and nothing was lost before. */
void family_expect_news(enum puppet puppet, enum kaal_news_kind kind, uint32_t about);
void family_expect_no_news(enum puppet puppet);

/* There is nothing: it dies of the access, and the log says why, in words that begin so. */
void family_expect_fault(enum puppet puppet, uint64_t address, const char *reason);
