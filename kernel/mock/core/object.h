/* SPDX-License-Identifier: BSD-2-Clause */
/* Kernel objects as they lie in memory made by Untyped_Retype. Their behaviour: one .c file each.
 */
#pragma once

#include <sel4/types.h>

#include "cap.h"
#include "arch_context.h"

enum thread_state {
    THREAD_INACTIVE,
    THREAD_RUNNING,
    THREAD_RESTART, /* runnable; its system call or faulting instruction is done again */
    THREAD_BLOCKED_ON_RECEIVE,
    THREAD_BLOCKED_ON_SEND,
    THREAD_BLOCKED_ON_REPLY,
    THREAD_BLOCKED_ON_NOTIFICATION,
};

/* A fault as it is told to a handler: label and message words (manual 6.2). */
struct fault {
    seL4_Word label; /* seL4_Fault_NullFault: none */
    seL4_Word length;
    seL4_Word words[seL4_UnknownSyscall_Length];
};

enum tcb_slot {
    TCB_CSPACE,
    TCB_VSPACE,
    TCB_IPC_BUFFER,
    TCB_FAULT_HANDLER,
    TCB_TIMEOUT_HANDLER,
    TCB_SLOT_COUNT,
};

struct tcb;
struct reply;
struct notification;
struct sched_context;
struct endpoint;

struct tcb_queue {
    struct tcb *head;
    struct tcb *tail;
};

struct tcb {
    struct slot slots[TCB_SLOT_COUNT];
    struct arch_context context; /* the port's: user registers */

    /* IPC */
    enum thread_state state;
    bool can_grant;         /* sender: the endpoint capability lets capabilities through */
    bool can_grant_reply;   /* sender: ... or at least the reply capability */
    bool is_call;           /* sender: a reply is due */
    seL4_Word badge;        /* sender: of the endpoint capability used */
    void *blocked_on;       /* struct endpoint or struct notification */
    struct reply *reply;    /* receiver: where the caller goes; caller: who will answer */
    struct tcb *queue_next; /* endpoint or notification queue */
    struct tcb *queue_prev;
    struct fault fault;         /* pending, or being handled */
    struct notification *bound; /* Notification bound to this thread */
    seL4_Word ipc_buffer;       /* user address */

    /* Scheduling */
    seL4_Word priority;
    seL4_Word mcp;
    seL4_Word domain;
    seL4_Word flags; /* seL4_TCBFlag */
    struct sched_context *sc;
    struct sched_context *yield_to;
    struct tcb *sched_next; /* ready or release queue */
    struct tcb *sched_prev;
    bool in_ready_queue;
    bool in_release_queue;

    /* Debugging */
    struct tcb *debug_next;
    struct tcb *debug_prev;
    char name[64];
};

enum endpoint_state {
    ENDPOINT_IDLE,
    ENDPOINT_SENDING,
    ENDPOINT_RECEIVING,
};

/* 16 bytes: the state sits in the low bits of the (2 KiB aligned) tail. */
struct endpoint {
    uint64_t head;
    uint64_t tail_and_state;
};

struct notification {
    struct tcb_queue waiting;
    struct tcb *bound_tcb;
    struct sched_context *sc;
    seL4_Word badges; /* pending, or 0 with is_active false */
    bool is_active;
};

/* A link of the chain of calls on one scheduling context, newest first (manual 6.1.5). */
struct reply {
    struct tcb *caller;
    struct reply *prev;       /* towards the older call, whose caller gets the context back */
    struct reply *next;       /* towards the newer call; null: the newest */
    struct sched_context *sc; /* of the newest only */
};

struct refill {
    uint64_t time;   /* ticks: usable from then on */
    uint64_t amount; /* ticks */
};

struct sched_context {
    uint64_t period; /* ticks; 0: round robin */
    uint64_t consumed;
    uint64_t budget;
    seL4_Word badge;
    struct tcb *tcb;
    struct reply *reply; /* newest call that runs on this context */
    struct notification *notification;
    struct tcb *yield_from;
    uint32_t refill_max;
    uint32_t refill_head;
    uint32_t refill_count;
    bool is_sporadic;
    uint64_t reserved[2];
    struct refill refills[2]; /* more of them up to the end of the object */
};

_Static_assert(sizeof(struct tcb) <= 1 << seL4_TCBBits, "tcb");
_Static_assert(sizeof(struct endpoint) == 1 << seL4_EndpointBits, "endpoint");
_Static_assert(sizeof(struct notification) <= 1 << seL4_NotificationBits, "notification");
_Static_assert(sizeof(struct reply) <= 1 << seL4_ReplyBits, "reply");
_Static_assert(sizeof(struct sched_context) == 1 << seL4_MinSchedContextBits, "sched_context");
