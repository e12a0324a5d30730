/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The descriptor rings of the 82540EM: frames between DMA memory and the driver.
 *
 * Hardware owns [head, tail) of each ring; one slot stays free, so that full differs from empty
 * (3.2.6, 3.4). What it writes back is read once and bounded. Every buffer has its place in the
 * pool, given by its slot: no address that hardware wrote is ever used.
 */
#include "net-e1000/e1000.h"

#include <kaal/mmio.h>

#define MASK (E1000_RING_SLOTS - 1U)

/* Received frames are given back in pieces, so that hardware never waits for a whole ring. */
#define RX_RETURN_SLOTS 64U

#define NO_CONTEXT UINT64_MAX /* no context has this value: its other fields are 0 */

static volatile struct e1000_rx_descriptor *rx_slot(struct e1000 *e1000, uint32_t index)
{
    return (volatile struct e1000_rx_descriptor *)(void *)(e1000->pool + E1000_POOL_RX_RING) +
           (index & MASK);
}

static volatile struct e1000_tx_descriptor *tx_slot(struct e1000 *e1000, uint32_t index)
{
    return (volatile struct e1000_tx_descriptor *)(void *)(e1000->pool + E1000_POOL_TX_RING) +
           (index & MASK);
}

static uint32_t rx_offset(uint32_t index)
{
    return E1000_POOL_RX_BUFFERS + (index & MASK) * E1000_RX_BUFFER_BYTES;
}

static uint32_t tx_offset(uint32_t index)
{
    return E1000_POOL_TX_BUFFERS + (index & MASK) * E1000_TX_BUFFER_BYTES;
}

static void rx_prepare(struct e1000 *e1000, uint32_t index)
{
    volatile struct e1000_rx_descriptor *slot = rx_slot(e1000, index);

    slot->address = e1000->pool_bus + rx_offset(index);
    slot->status = 0;
}

static void set_ring(struct e1000 *e1000, uint32_t base, uint64_t address)
{
    /* The five registers of a ring lie alike in both blocks. */
    kaal_mmio_write32(e1000->regs, base, (uint32_t)address);
    kaal_mmio_write32(e1000->regs, base + E1000_RDBAH - E1000_RDBAL, (uint32_t)(address >> 32));
    kaal_mmio_write32(e1000->regs, base + E1000_RDLEN - E1000_RDBAL, E1000_RING_SLOTS * 16U);
    kaal_mmio_write32(e1000->regs, base + E1000_RDH - E1000_RDBAL, 0);
    kaal_mmio_write32(e1000->regs, base + E1000_RDT - E1000_RDBAL, 0);
}

void e1000_rings_init(struct e1000 *e1000)
{
    for (uint32_t i = 0; i < E1000_RING_SLOTS; i++) {
        rx_prepare(e1000, i);
        *tx_slot(e1000, i) = (struct e1000_tx_descriptor){0};
    }
    e1000->rx_next = 0;
    e1000->rx_returned = 0;
    e1000->tx_head = 0;
    e1000->tx_told = 0;
    e1000->tx_tail = 0;
    e1000->tx_context = NO_CONTEXT;
    e1000->is_skipping_frame = false;
    set_ring(e1000, E1000_RDBAL, e1000->pool_bus + E1000_POOL_RX_RING);
    set_ring(e1000, E1000_TDBAL, e1000->pool_bus + E1000_POOL_TX_RING);
    kaal_dma_write_barrier();
    kaal_mmio_write32(e1000->regs, E1000_RDT, MASK);
}

void e1000_rx_return(struct e1000 *e1000)
{
    if (e1000->rx_returned == e1000->rx_next) {
        return;
    }
    e1000->rx_returned = e1000->rx_next;
    kaal_dma_write_barrier();
    /* The tail is one before the oldest slot that was not given back: see the file's head. */
    kaal_mmio_write32(e1000->regs, E1000_RDT, (e1000->rx_returned - 1) & MASK);
}

/*
 * Whether a descriptor holds a whole, sound frame. One that fills a buffer without ending is longer
 * than we take (RCTL.LPE is off, so hardware should not do it): its rest is skipped up to the end.
 */
static bool is_good_frame(struct e1000 *e1000, uint8_t status, uint8_t errors, uint32_t bytes)
{
    bool is_end = (status & E1000_RX_STATUS_EOP) != 0;
    bool is_rest = e1000->is_skipping_frame;

    e1000->is_skipping_frame = !is_end;
    return is_end && !is_rest && (errors & E1000_RX_ERRORS) == 0 &&
           bytes >= KAAL_NET_FRAME_BYTES_MIN && bytes <= KAAL_NET_FRAME_BYTES_MAX;
}

bool e1000_rx_take(struct e1000 *e1000, const uint8_t **frame, uint32_t *length_bytes)
{
    for (uint32_t i = 0; i < E1000_RING_SLOTS; i++) {
        uint32_t index = e1000->rx_next;
        volatile struct e1000_rx_descriptor *slot = rx_slot(e1000, index);
        uint8_t status = slot->status;
        uint32_t bytes = 0;
        bool is_good = false;

        if ((status & E1000_RX_STATUS_DD) == 0) {
            return false;
        }
        if (index - e1000->rx_returned >= RX_RETURN_SLOTS) {
            e1000_rx_return(e1000);
        }
        kaal_dma_read_barrier();
        bytes = slot->length_bytes;
        is_good = is_good_frame(e1000, status, slot->errors, bytes);
        rx_prepare(e1000, index);
        e1000->rx_next++;
        if (is_good) {
            *frame = e1000->pool + rx_offset(index);
            *length_bytes = bytes;
            return true;
        }
        e1000->rx_bad++;
    }
    return false;
}

static void tx_reclaim(struct e1000 *e1000)
{
    while (e1000->tx_tail != e1000->tx_told &&
           (tx_slot(e1000, e1000->tx_tail)->status & E1000_TX_STATUS_DD) != 0) {
        e1000->tx_tail++;
    }
}

/* Two slots for a frame, its checksum context and itself, and the one that stays free. */
static bool tx_has_room(const struct e1000 *e1000)
{
    return e1000->tx_head - e1000->tx_tail <= E1000_RING_SLOTS - 3;
}

uint8_t *e1000_tx_buffer(struct e1000 *e1000)
{
    if (!tx_has_room(e1000)) {
        e1000_tx_flush(e1000);
        tx_reclaim(e1000);
    }
    if (!tx_has_room(e1000)) {
        return NULL;
    }
    /* The frame's own slot comes after the context's, should there be one. */
    return e1000->pool + tx_offset(e1000->tx_head + 1);
}

static void tx_fill(struct e1000 *e1000, uint64_t low, uint32_t high, uint32_t status)
{
    volatile struct e1000_tx_descriptor *slot = tx_slot(e1000, e1000->tx_head);

    slot->low = low;
    slot->high = high;
    slot->status = status;
    e1000->tx_head++;
}

static kaal_err_t check_frame(const struct kaal_net_header *header, uint32_t frame_bytes)
{
    uint32_t known = KAAL_NET_CHECKSUM | KAAL_NET_WAKE;
    uint32_t place = (uint32_t)header->checksum_start + header->checksum_offset;

    if (header->type != KAAL_NET_FRAME || (header->flags & ~known) != 0) {
        return KAAL_ERR_INVALID;
    }
    if (frame_bytes < KAAL_NET_FRAME_BYTES_MIN || frame_bytes > KAAL_NET_FRAME_BYTES_MAX) {
        return KAAL_ERR_RANGE;
    }
    if ((header->flags & KAAL_NET_CHECKSUM) != 0 &&
        (place > E1000_TX_TUCS_MAX || place + sizeof(uint16_t) > frame_bytes)) {
        return KAAL_ERR_RANGE;
    }
    return KAAL_OK;
}

/*
 * 3.3.6: hardware keeps the offsets until it is told others, so that a stream needs them once.
 * TUCSE = 0 sums to the end of the frame.
 */
static void tell_context(struct e1000 *e1000, const struct kaal_net_header *header)
{
    uint64_t start = header->checksum_start;
    uint64_t place = start + header->checksum_offset;
    uint64_t context = start << E1000_TX_TUCSS_SHIFT | place << E1000_TX_TUCSO_SHIFT;

    if (context != e1000->tx_context) {
        e1000->tx_context = context;
        tx_fill(e1000, context, E1000_TX_DEXT | E1000_TX_RS, 0);
    }
}

kaal_err_t e1000_tx_put(struct e1000 *e1000, const struct kaal_net_header *header,
                        uint32_t frame_bytes)
{
    uint64_t frame = e1000->pool_bus + tx_offset(e1000->tx_head + 1) + KAAL_NET_HEADER_BYTES;
    uint32_t high = frame_bytes | E1000_TX_EOP | E1000_TX_IFCS | E1000_TX_RS;
    kaal_err_t err = check_frame(header, frame_bytes);

    if (err != KAAL_OK) {
        return err;
    }
    if ((header->flags & KAAL_NET_CHECKSUM) != 0) {
        tell_context(e1000, header);
        tx_fill(e1000, frame, high | E1000_TX_DEXT | E1000_TX_DTYP_DATA, E1000_TX_POPTS_TXSM);
    } else {
        tx_fill(e1000, frame, high, 0);
    }
    return KAAL_OK;
}

void e1000_tx_flush(struct e1000 *e1000)
{
    if (e1000->tx_told == e1000->tx_head) {
        return;
    }
    e1000->tx_told = e1000->tx_head;
    kaal_dma_write_barrier();
    kaal_mmio_write32(e1000->regs, E1000_TDT, e1000->tx_told & MASK);
}
