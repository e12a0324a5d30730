/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Access to device registers, and the barriers between registers and DMA memory.
 * A driver uses nothing else, so that a test can put a file of its own in the place of this one,
 * with a fake register bank behind it.
 */
#pragma once

#include <stdint.h>

/* base: a region of a bundle. offset: in bytes, aligned to the access, within the region. */
static inline uint32_t kaal_mmio_read32(const volatile void *base, uint32_t offset)
{
    return *(const volatile uint32_t *)((const volatile uint8_t *)base + offset);
}

static inline void kaal_mmio_write32(volatile void *base, uint32_t offset, uint32_t value)
{
    *(volatile uint32_t *)((volatile uint8_t *)base + offset) = value;
}

static inline void kaal_mmio_write8(volatile void *base, uint32_t offset, uint8_t value)
{
    *((volatile uint8_t *)base + offset) = value;
}

/* All writes to memory before this are seen by a device before any write to it after this. */
static inline void kaal_dma_write_barrier(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    __asm__ volatile("dsb sy" ::: "memory");
}

/* All reads of memory after this come later than the reads of registers or memory before it. */
static inline void kaal_dma_read_barrier(void)
{
    __asm__ volatile("dsb sy" ::: "memory");
}
