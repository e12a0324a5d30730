/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A model of the 82540EM behind the tests' kaal/mmio.h: what a driver's test needs of it, no more.
 */
#pragma once

#include <kaal/types.h>

#include "net-e1000/regs.h"

#define FAKE_E1000_POOL_BUS   ((uint64_t)0x140000000)
#define FAKE_E1000_RING_SLOTS 256
#define FAKE_E1000_REG(at)    fake_e1000.regs[(at) / 4]

struct fake_e1000 {
    uint8_t *pool;
    uint64_t pool_bytes;
    uint32_t regs[E1000_BLOCK_BYTES / 4];
    uint32_t mask;        /* of interrupts */
    bool is_stuck;        /* never comes out of its reset */
    bool is_slow;         /* does not send */
    uint32_t sent;        /* frames */
    uint32_t last_bytes;  /* of the last one */
    uint8_t last[2048];   /* its bytes */
    uint32_t last_status; /* of its descriptor, as the driver wrote it */
    uint64_t context;     /* the last one that came */
    uint32_t contexts;
};

extern struct fake_e1000 fake_e1000;

/* As after power-on, with a DMA pool at FAKE_E1000_POOL_BUS. pool: borrowed. */
void fake_e1000_begin(void *pool, uint64_t pool_bytes);

/* Send all that lies between the head and the tail of the ring, unless it is slow. */
void fake_e1000_send(void);

/* Receive a frame as hardware would; length, status and errors may be lies. */
void fake_e1000_receive(uint16_t bytes, uint8_t status, uint8_t errors, uint8_t fill);
