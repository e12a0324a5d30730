/* SPDX-License-Identifier: BSD-2-Clause */
/* What a system call carries. How it gets to the kernel: trap.h. */
#pragma once

#include <sel4/simple_types.h>

/* Registers of a system call, by what they carry. */
struct seL4_Trap {
    seL4_Word cap;   /* x0: invoked or received from; back: the sender's badge */
    seL4_Word info;  /* x1: message info */
    seL4_Word mr[4]; /* x2..x5: first message registers */
    seL4_Word reply; /* x6: reply object; the send half of NBSendWait */
    seL4_Word dest;  /* x8: the send half of NBSendRecv */
};
