/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lwIP as the net component uses it: no threads, static pools only, IPv4, TCP, UDP, DHCP.
 *
 * Sizes are such that peers which never read what is echoed to them cannot starve the others:
 * every connection may fill its send buffer at the same time, and the buffers for receiving are
 * held by none (backlog.h).
 */
#pragma once

#include "net/checksum.h"
#include "net/connection.h"

#include <stdint.h>

#define NO_SYS               1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_SOCKET          0
#define LWIP_NETCONN         0
#define LWIP_RAND()          ((u32_t)rand())

#define MEM_ALIGNMENT           8
#define MEMP_NUM_TCP_PCB        CONNECTIONS_MAX /* those that are closing included */
#define MEMP_NUM_TCP_PCB_LISTEN 4
#define MEMP_NUM_UDP_PCB        8
#define MEMP_NUM_REASSDATA      16
#define MEMP_NUM_SYS_TIMEOUT    16

#define LWIP_ARP                     1
#define LWIP_ETHERNET                1
#define LWIP_IPV4                    1
#define LWIP_IPV6                    0
#define LWIP_ICMP                    1
#define LWIP_DHCP                    1
#define LWIP_UDP                     1
#define LWIP_TCP                     1
#define IP_REASSEMBLY                1
#define IP_REASS_MAX_PBUFS           128 /* pieces of datagrams that are not yet whole */
#define IP_FRAG                      1
#define MEMP_NUM_FRAG_PBUF           64 /* pieces of datagrams that are being sent */
#define LWIP_NETIF_HOSTNAME          1
#define LWIP_NETIF_STATUS_CALLBACK   1
#define LWIP_CHECKSUM_CTRL_PER_NETIF 1 /* a card may finish checksums itself */
#define LWIP_STATS                   0
#define LWIP_HAVE_LOOPIF             0

#define TCP_MSS             1460
#define LWIP_WND_SCALE      1
#define TCP_RCV_SCALE       2
#define TCP_WND             CONNECTION_WINDOW_BYTES
#define TCP_SND_BUF         (64 * 1024)
#define TCP_SND_QUEUELEN    256         /* pieces in a send buffer: 45 full ones, or small ones */
#define TCP_SNDLOWAT        (16 * 1024) /* the default overflows 16 bits at this buffer */
#define TCP_QUEUE_OOSEQ     1
#define TCP_OOSEQ_MAX_PBUFS 64 /* of one connection; given up when buffers run out */
#define LWIP_TCP_SACK_OUT   1

/* Every piece of every send buffer, and as many out of order as there may be buffers. */
#define MEMP_NUM_TCP_SEG (MEMP_NUM_TCP_PCB * TCP_SND_QUEUELEN + PBUF_POOL_SIZE)

/* Every send buffer with 128 bytes around each piece; 256 KiB for headers and datagrams. */
#define MEM_SIZE (MEMP_NUM_TCP_PCB * (TCP_SND_BUF + TCP_SND_QUEUELEN * 128) + 256 * 1024)

/* A burst of each card, pieces of datagrams, and what is out of order. */
#define PBUF_POOL_SIZE    768
#define PBUF_POOL_BUFSIZE 1536 /* a whole message of kaal/net.h */

#define LWIP_CHKSUM(data, bytes) checksum_sum(data, bytes)

/* Two cards may be on networks of equal addresses: a packet leaves by the card of its source. */
struct netif *net_route_by_source(const void *source, const void *destination);
#define LWIP_HOOK_IP4_ROUTE_SRC(source, destination) net_route_by_source(source, destination)

/* filter.c: whether lwIP may see a segment. */
struct tcp_pcb;
struct tcp_hdr;
struct pbuf;
int8_t net_filter_segment(const struct tcp_pcb *pcb, const struct tcp_hdr *header,
                          const struct pbuf *data);
#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, header, options, options1, options2, data) \
    net_filter_segment((pcb), (header), (data))
