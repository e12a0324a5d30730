/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a component's address space has from its spawn, told by its image and its description.
 * What it was granted afterwards has addresses in the grant table.
 */
#pragma once

#include "archive/archive.h"
#include "elf/elf.h"
#include "spawn/component.h"

/* Start-up page, IPC buffer, hand-over region, stack and heap; segments. */
#define REGIONS_MAX (5U + KAAL_ELF_SEGMENTS_MAX)

/* Once, at boot. archive: the images; borrowed for ever. */
void regions_init(struct kaal_archive *archive);

/* Where the heap begins: a guard page behind the image. */
uint64_t regions_heap_start(const struct kaal_elf *elf);

/* Fill in those of a component with that image, of whole pages; returns how many there are. */
uint32_t regions_list(const struct component *component, const struct kaal_elf *elf,
                      struct kaal_wire_crash_region regions[REGIONS_MAX]);

/* The same for one that was spawned. */
uint32_t regions_of(const struct component *component,
                    struct kaal_wire_crash_region regions[REGIONS_MAX]);
