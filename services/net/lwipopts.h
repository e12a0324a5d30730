/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lwIP as the net component uses it: no threads, no heap of its own beyond static pools, IPv4, TCP,
 * UDP, DHCP. Sizes are for 32 connections at full windows over two cards.
 */
#pragma once

#define NO_SYS               1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_SOCKET          0
#define LWIP_NETCONN         0
#define LWIP_RAND()          ((u32_t)rand())

#define MEM_ALIGNMENT           8
#define MEM_SIZE                (6 * 1024 * 1024) /* all connections: to be sent, waiting */
#define MEMP_NUM_TCP_PCB        32
#define MEMP_NUM_TCP_PCB_LISTEN 4
#define MEMP_NUM_UDP_PCB        8
#define MEMP_NUM_TCP_SEG        1024
#define MEMP_NUM_REASSDATA      16
#define MEMP_NUM_SYS_TIMEOUT    16
#define PBUF_POOL_SIZE          1536 /* all at their worst (echo.c), and 512 */
#define PBUF_POOL_BUFSIZE       1536 /* a whole message of kaal/net.h */

#define LWIP_ARP                   1
#define LWIP_ETHERNET              1
#define LWIP_IPV4                  1
#define LWIP_IPV6                  0
#define LWIP_ICMP                  1
#define LWIP_DHCP                  1
#define LWIP_UDP                   1
#define LWIP_TCP                   1
#define IP_REASSEMBLY              1
#define IP_REASS_MAX_PBUFS         128 /* pieces of datagrams that are not yet whole */
#define IP_FRAG                    1
#define LWIP_NETIF_HOSTNAME        1
#define LWIP_NETIF_STATUS_CALLBACK 1
#define LWIP_STATS                 0
#define LWIP_HAVE_LOOPIF           0

#define TCP_MSS             1460
#define LWIP_WND_SCALE      1
#define TCP_RCV_SCALE       2
#define TCP_WND             (64 * 1024)
#define TCP_SND_BUF         (64 * 1024)
#define TCP_SND_QUEUELEN    512
#define TCP_SNDLOWAT        (16 * 1024) /* the default overflows 16 bits at this buffer */
#define TCP_QUEUE_OOSEQ     1
#define TCP_OOSEQ_MAX_PBUFS 8 /* of each connection, from the pool */
#define LWIP_TCP_SACK_OUT   1

/* Two cards may be on networks of equal addresses: a packet leaves by the card of its source. */
struct netif *net_route_by_source(const void *source, const void *destination);
#define LWIP_HOOK_IP4_ROUTE_SRC(source, destination) net_route_by_source(source, destination)
