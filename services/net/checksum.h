/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Internet checksum (RFC 1071): by ourselves, and left to a card that can do it. Pure: knows
 * neither lwIP nor a kernel.
 */
#pragma once

#include <kaal/net.h>
#include <kaal/types.h>

/*
 * The one's complement sum of the bytes as 16-bit words in memory order, not complemented; an odd
 * last byte counts as if a zero followed. lwIP calls it as LWIP_CHKSUM.
 */
uint16_t checksum_sum(const void *data, int bytes);

/*
 * Leave the TCP checksum of a frame to the card, if the frame is an unfragmented IPv4 packet with
 * TCP: put the sum of the pseudo header (RFC 9293, 3.1) where the checksum goes, and say so in the
 * header. Any other frame and its header are left as they are.
 */
void checksum_offload(struct kaal_net_header *header, uint8_t *frame, uint32_t bytes);
