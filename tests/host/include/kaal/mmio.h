/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * In the place of include/kaal/mmio.h: devices are models, and barriers are nothing.
 */
#pragma once

#include <stdint.h>

/* tests/host/devices.c: find the device behind the page tables of the calling thread. */
uint32_t kaal_mmio_read32(volatile void *base, uint32_t offset);
void kaal_mmio_write32(volatile void *base, uint32_t offset, uint32_t value);
void kaal_mmio_write8(volatile void *base, uint32_t offset, uint8_t value);

static inline void kaal_dma_write_barrier(void)
{
}

static inline void kaal_dma_read_barrier(void)
{
}
