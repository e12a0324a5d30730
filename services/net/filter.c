/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Segments that lwIP does not see. When both windows of a connection are shut and both sides have
 * probed the other's, each may hold the other's empty segments for misplaced and answer every one
 * at once (RFC 9293, 3.10.7.4): two machines then do nothing else. Such answers are thinned out, as
 * RFC 5961, 7 does for challenges.
 */
#include <stdbool.h>

#include "lwip/prot/tcp.h"
#include "lwip/sys.h"
#include "lwip/tcp.h"

#define MISPLACED_MS 20 /* between two segments that only provoke an answer, of all connections */

/* An acknowledgement that is out of place and has no news: neither bytes, nor a count, nor room. */
static bool is_misplaced(const struct tcp_pcb *pcb, const struct tcp_hdr *header,
                         const struct pbuf *data)
{
    return pcb->state >= ESTABLISHED && data->tot_len == 0 && TCPH_FLAGS(header) == TCP_ACK &&
           header->seqno != pcb->rcv_nxt && header->ackno == pcb->lastack &&
           SND_WND_SCALE(pcb, (tcpwnd_size_t)header->wnd) == pcb->snd_wnd;
}

int8_t net_filter_segment(const struct tcp_pcb *pcb, const struct tcp_hdr *header,
                          const struct pbuf *data)
{
    static u32_t last_ms;

    if (pcb->state == LISTEN || !is_misplaced(pcb, header, data)) { /* LISTEN is a smaller pcb */
        return ERR_OK;
    }
    if (sys_now() - last_ms < MISPLACED_MS) {
        return ERR_ABRT;
    }
    last_ms = sys_now();
    return ERR_OK;
}
