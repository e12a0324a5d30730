/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Small types and constants that every part of KaaL shares.
 * Nothing that belongs to one module only, and nothing of the kernel's.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KAAL_KIB ((uint64_t)1024)
#define KAAL_MIB (KAAL_KIB * 1024)
#define KAAL_GIB (KAAL_MIB * 1024)

#define KAAL_PAGE_BITS  12
#define KAAL_PAGE_BYTES ((uint64_t)1 << KAAL_PAGE_BITS)

#define KAAL_NS_PER_US ((uint64_t)1000)
#define KAAL_NS_PER_MS ((uint64_t)1000000)
#define KAAL_NS_PER_S  ((uint64_t)1000000000)

/* Bytes of a name of a component, an image, a port or a channel, with its final NUL. */
#define KAAL_NAME_BYTES 32

/* Bytes of the place of a device ("0000:01:00.0", "/pl011@9000000"), with its final NUL. */
#define KAAL_PLACE_BYTES 48

/* Bytes of a device tree `compatible` string, with its final NUL. */
#define KAAL_COMPATIBLE_BYTES 48

#define KAAL_ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* A physical address. A struct, so that nobody passes a virtual one. */
typedef struct kaal_paddr {
    uint64_t value;
} kaal_paddr_t;

/* An address that a device puts on its bus; equal to the physical one where there is no IOMMU. */
typedef struct kaal_busaddr {
    uint64_t value;
} kaal_busaddr_t;
