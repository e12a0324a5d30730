/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One 82540EM: its state, and what hw.c and rings.c do for driver.c. No channel here.
 */
#pragma once

#include <kaal/device.h>
#include <kaal/err.h>
#include <kaal/net.h>
#include <kaal/types.h>

#include "net-e1000/regs.h"

#define E1000_RING_SLOTS      256U  /* a power of two; 128 times it is a multiple of 128 bytes */
#define E1000_RX_BUFFER_BYTES 2048U /* smallest that holds a frame: RCTL.BSIZE, 13.4.22 */
#define E1000_TX_BUFFER_BYTES 1536U /* a client's whole message, header included */

/* The DMA pool: rings first, so that both are aligned to 16 bytes (13.4.25). */
#define E1000_POOL_RX_RING    0U
#define E1000_POOL_TX_RING    (E1000_POOL_RX_RING + E1000_RING_SLOTS * 16U)
#define E1000_POOL_RX_BUFFERS (E1000_POOL_TX_RING + E1000_RING_SLOTS * 16U)
#define E1000_POOL_TX_BUFFERS (E1000_POOL_RX_BUFFERS + E1000_RING_SLOTS * E1000_RX_BUFFER_BYTES)
#define E1000_POOL_BYTES      KAAL_MIB

_Static_assert(E1000_POOL_TX_BUFFERS + E1000_RING_SLOTS * E1000_TX_BUFFER_BYTES <= E1000_POOL_BYTES,
               "the pool holds all");
_Static_assert(KAAL_NET_MESSAGE_BYTES_MAX <= E1000_TX_BUFFER_BYTES, "a message fits");

struct e1000 {
    /* Set once by e1000_start. */
    volatile void *regs;
    uint8_t *pool;
    uint64_t pool_bus;
    uint8_t mac[KAAL_NET_MAC_BYTES];

    /* Private to rings.c. Indices run freely and are masked for use. */
    uint32_t rx_next;       /* the next descriptor that hardware fills */
    uint32_t rx_returned;   /* descriptors before it have been given back by RDT */
    uint32_t tx_head;       /* the next descriptor to fill */
    uint32_t tx_told;       /* descriptors before it have been told by TDT */
    uint32_t tx_tail;       /* the oldest that hardware may still use */
    uint64_t tx_context;    /* checksum offsets that hardware was told last */
    bool is_skipping_frame; /* the rest of a frame that is longer than a buffer */

    /* Counted by rings.c, may be read. */
    uint64_t rx_bad; /* frames with errors or an impossible length */
};

/* hw.c */

/*
 * Reset the device, read its address, lay out the rings and let it receive and send.
 *
 * e1000: any contents; filled on success. bundle: borrowed for ever. Interrupts stay masked.
 * Errors: KAAL_ERR_DEVICE no register block or no DMA pool of the size, or no valid address in the
 * device; KAAL_ERR_TIMEOUT it does not come out of its reset or its EEPROM does not answer. The
 * device is left masked and not receiving then. Blocks for at most about 30 ms.
 * Source: Software Developer's Manual, 14.3 to 14.5.
 */
KAAL_CHECKED kaal_err_t e1000_start(struct e1000 *e1000, const struct kaal_bundle *bundle);

/* Let the causes for received frames and link changes interrupt. Once, after e1000_start. */
void e1000_unmask(struct e1000 *e1000);

/* Let the end of sending interrupt too, or no longer. */
void e1000_unmask_tx(struct e1000 *e1000, bool is_wanted);

/* Read and clear the causes of the interrupt (E1000_INT_*). */
uint32_t e1000_take_causes(struct e1000 *e1000);

/* Whether the link is up. */
bool e1000_has_link(struct e1000 *e1000);

/* rings.c */

/* Lay out both rings, empty, and tell the device where they are. Before it is enabled. */
void e1000_rings_init(struct e1000 *e1000);

/*
 * Take the oldest received frame, if there is one.
 *
 * frame: in the DMA pool, valid until the next call. length_bytes: 14 .. 1514. Frames with errors
 * are dropped and counted. Returns false, with nothing written, when the ring is empty.
 */
bool e1000_rx_take(struct e1000 *e1000, const uint8_t **frame, uint32_t *length_bytes);

/* Give the descriptors of taken frames back to the device. After a burst. */
void e1000_rx_return(struct e1000 *e1000);

/*
 * Where the next message to be sent goes: E1000_TX_BUFFER_BYTES bytes of the DMA pool, valid until
 * the next e1000_tx_put. NULL when the ring is full; room comes with the interrupt that
 * e1000_unmask_tx lets through.
 */
uint8_t *e1000_tx_buffer(struct e1000 *e1000);

/*
 * Queue the frame that follows the header in e1000_tx_buffer's place.
 *
 * header: a private copy of that message's header. frame_bytes: of the frame alone.
 * Errors: KAAL_ERR_RANGE the frame is too short or too long, or its checksum does not lie in it;
 * KAAL_ERR_INVALID type or flags are not those of a frame; nothing is queued then.
 */
KAAL_CHECKED kaal_err_t e1000_tx_put(struct e1000 *e1000, const struct kaal_net_header *header,
                                     uint32_t frame_bytes);

/* Tell the device of all that was queued. After a burst. */
void e1000_tx_flush(struct e1000 *e1000);
