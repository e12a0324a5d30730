/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The CRC-32 of IEEE 802.3, as in zlib: against accidents, never against malice.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The checksum of `bytes` bytes of data, which are borrowed. Never fails or blocks. */
uint32_t kaal_crc32(const void *data, size_t bytes);
