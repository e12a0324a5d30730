/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an Ethernet driver and its client say to each other over a channel: one message a frame.
 * How messages cross a channel is in channel.h; what is inside a frame is the client's affair.
 *
 *     message: header (KAAL_NET_HEADER_BYTES) | payload
 *
 *     type    from     payload                  when
 *     INFO    driver   rest of kaal_net_info    after its opening, on HELLO, on every link change
 *     HELLO   client   none                     after its opening: it may have missed the INFO
 *     FRAME   both     an Ethernet frame        without preamble and FCS: 14 .. 1514 bytes
 *
 * Numbers are little-endian. A receiver drops a message with an unknown type, a wrong length or a
 * flag that it does not know, and goes on. Signals are for bursts: one after the last message.
 *
 * Back-pressure: a driver drops (and counts) received frames that its client leaves no room for;
 * frames to be sent wait in the channel while the device is busy. A client whose channel is full
 * gets a signal when the driver has taken a frame with KAAL_NET_WAKE, so it marks one frame in
 * KAAL_NET_WAKE_EVERY, and the channel must have at least that many slots.
 */
#pragma once

#include <kaal/types.h>

#define KAAL_NET_HEADER_BYTES      8
#define KAAL_NET_MAC_BYTES         6
#define KAAL_NET_FRAME_BYTES_MIN   14   /* addresses and type: IEEE 802.3, 3.1.1 */
#define KAAL_NET_FRAME_BYTES_MAX   1514 /* and 1500 bytes of payload, no tag, no FCS */
#define KAAL_NET_MESSAGE_BYTES_MAX (KAAL_NET_HEADER_BYTES + KAAL_NET_FRAME_BYTES_MAX)
#define KAAL_NET_SLOT_BYTES_MIN    1536 /* of the channel: a message, its length, alignment */
#define KAAL_NET_WAKE_EVERY        16

enum kaal_net_type {
    KAAL_NET_INFO = 1,
    KAAL_NET_HELLO = 2,
    KAAL_NET_FRAME = 3,
};

/* Flags of a FRAME from the client. A FRAME from a driver has none. */
enum kaal_net_flag {
    KAAL_NET_CHECKSUM = 1 << 0, /* finish a checksum, see kaal_net_header */
    KAAL_NET_WAKE = 1 << 1,     /* signal the client when this has been taken */
};

/* What a driver can do for its client. */
enum kaal_net_feature {
    KAAL_NET_CAN_CHECKSUM = 1 << 0, /* KAAL_NET_CHECKSUM is understood */
};

/*
 * The start of every message.
 *
 * With KAAL_NET_CHECKSUM the device sums the frame from checksum_start to its end and puts the
 * complement of the sum (RFC 1071) into the two bytes at checksum_start + checksum_offset. The
 * client has put the sum of the pseudo header there. Both are in bytes, and the two bytes must lie
 * in the frame; without the flag both are 0.
 */
struct kaal_net_header {
    uint16_t type;  /* enum kaal_net_type */
    uint16_t flags; /* enum kaal_net_flag, or-ed */
    uint16_t checksum_start;
    uint16_t checksum_offset;
};

struct kaal_net_info {
    struct kaal_net_header header;
    uint8_t mac[KAAL_NET_MAC_BYTES];
    uint8_t is_link_up; /* 0 or 1 */
    uint8_t reserved;   /* 0 */
    uint32_t mtu_bytes; /* of a frame's payload: at most 1500 */
    uint32_t features;  /* enum kaal_net_feature, or-ed */
};

_Static_assert(sizeof(struct kaal_net_header) == KAAL_NET_HEADER_BYTES, "wire format");
_Static_assert(sizeof(struct kaal_net_info) == 24, "wire format");
_Static_assert(KAAL_NET_MESSAGE_BYTES_MAX + 4 <= KAAL_NET_SLOT_BYTES_MIN, "a message fits");
