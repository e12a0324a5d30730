/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kinds of objects offer each other and the dispatch tables. Layouts: object.h. */
#pragma once

#include "invocation.h"
#include "object.h"

/* cspace.c: capability addresses (manual 3.3) */
struct lookup_failure {
    seL4_Word length;   /* of words */
    seL4_Word words[4]; /* type first, as manual 3.4 lists them */
};
bool cspace_resolve(struct cap cnode, seL4_Word cptr, seL4_Word depth, struct slot **out,
                    seL4_Word *bits_left, struct lookup_failure *failure);
struct slot *cspace_lookup(const struct tcb *tcb, seL4_Word cptr, struct lookup_failure *failure);
/* Like cspace_lookup, for a whole depth below a given root, with the errors of CNode methods. */
seL4_Error cspace_lookup_slot(struct invocation *inv, bool is_source, struct cap cnode,
                              seL4_Word index, seL4_Word depth, struct slot **out);
struct lookup_failure cspace_missing(seL4_Word bits_left);
seL4_Error inv_lookup_failed(struct invocation *inv, bool is_source,
                             const struct lookup_failure *failure);

/* thread.c: states, and what ends a wait */
bool thread_is_runnable(const struct tcb *tcb);
bool thread_is_stopped(const struct tcb *tcb);
void thread_set_state(struct tcb *tcb, enum thread_state state);
void thread_cancel_ipc(struct tcb *tcb);
void thread_suspend(struct tcb *tcb);
void thread_restart(struct tcb *tcb); /* resumes a stopped one */
void thread_set_priority(struct tcb *tcb, seL4_Word priority);
void tcb_destroy(struct tcb *tcb);
void queue_insert(struct tcb_queue *queue, struct tcb *tcb); /* by priority, first in first out */
void queue_remove(struct tcb_queue *queue, struct tcb *tcb);

/* ipc.c: messages */
seL4_Word *ipc_buffer(const struct tcb *tcb, bool is_receiver); /* seL4_IPCBuffer; null: none */
seL4_Word ipc_get_mr(const struct tcb *tcb, seL4_Word index);
/* Whether there was room: without a buffer only the first four exist. */
bool ipc_set_mr(struct tcb *tcb, seL4_Word index, seL4_Word value);
seL4_MessageInfo_t ipc_info(const struct tcb *tcb);
void ipc_deliver(struct tcb *tcb, seL4_Word badge, seL4_MessageInfo_t info);
/* Finds what the caller's buffer lists; false: which failed and why. */
bool ipc_find_caps(const struct tcb *tcb, seL4_Word count, struct slot *out[], seL4_Word *cptr,
                   struct lookup_failure *failure);
void ipc_transfer(struct tcb *sender, const struct endpoint *endpoint, seL4_Word badge,
                  bool can_grant, struct tcb *receiver);

/* fault.c */
void fault_raise(struct tcb *tcb, const struct fault *fault);
void fault_raise_cap(struct tcb *tcb, seL4_Word cptr, bool in_receive,
                     const struct lookup_failure *failure);
void fault_raise_timeout(struct tcb *tcb);
void fault_refresh(struct tcb *tcb); /* before it is told: its registers may have been written */
bool fault_has_handler(const struct tcb *tcb, enum tcb_slot slot);
bool fault_is_handler(struct cap cap); /* may be installed as one; the null capability too */
bool fault_reply(struct tcb *sender, struct tcb *faulter); /* true: the faulter goes on */

/* endpoint.c */
struct send {
    seL4_Word badge;
    bool is_blocking;
    bool is_call;
    bool can_grant;
    bool can_grant_reply;
    bool can_donate;
};
void endpoint_send(struct endpoint *endpoint, struct tcb *sender, struct send how);
void endpoint_receive(struct endpoint *endpoint, struct tcb *tcb, bool is_blocking,
                      struct reply *reply);
void endpoint_cancel(struct tcb *tcb);
void endpoint_requeue(struct tcb *tcb);
void endpoint_cancel_all(struct endpoint *endpoint);
void endpoint_cancel_badged(struct endpoint *endpoint, seL4_Word badge);

/* notification.c */
void notification_signal(struct notification *notification, seL4_Word badge);
void notification_wait(struct notification *notification, struct tcb *tcb, bool is_blocking);
/* Delivers a pending signal of the bound notification; false: none pending. */
bool notification_take_bound(struct tcb *tcb);
void notification_cancel(struct tcb *tcb);
void notification_requeue(struct tcb *tcb);
void notification_bind(struct notification *notification, struct tcb *tcb);
void notification_unbind(struct tcb *tcb);
void notification_destroy(struct notification *notification);
void notification_take_sc_back(struct notification *notification, struct tcb *tcb);

/* reply.c */
void reply_push(struct tcb *caller, struct tcb *callee, struct reply *reply, bool can_donate);
void reply_answer(struct reply *reply, struct tcb *sender, bool can_grant);
void reply_forget_caller(struct tcb *caller);
void reply_destroy(struct reply *reply);

/* schedcontext.c */
void schedcontext_bind(struct sched_context *sc, struct tcb *tcb);
void schedcontext_unbind_tcb(struct sched_context *sc);
void schedcontext_unbind_notification(struct sched_context *sc);
void schedcontext_donate(struct sched_context *sc, struct tcb *to);
void schedcontext_resume(struct sched_context *sc);
void schedcontext_complete_yield(struct tcb *yielder);
void schedcontext_cancel_yield(struct tcb *yielder);
void schedcontext_destroy(struct sched_context *sc);

/* irq.c */
void irq_init(void);
void irq_handle(seL4_Word irq);
void irq_handler_destroy(seL4_Word irq);
/* For the port's own ways to make handlers: RevokeFirst if there is one, then the capability. */
bool irq_is_active(seL4_Word irq);
void irq_issue(struct slot *control, struct slot *dest, seL4_Word irq);

/* Invocations, one handler per capability type. */
invocation_handler untyped_invoke, cnode_invoke, tcb_invoke, endpoint_invoke, notification_invoke,
    reply_invoke, schedcontext_invoke, schedcontrol_invoke, irq_control_invoke, irq_handler_invoke,
    domain_invoke;

/* tcb_configure.c, tcb_registers.c: the bulk of the TCB methods */
invocation_handler tcb_configure, tcb_set_space, tcb_set_ipc_buffer, tcb_set_priority,
    tcb_set_mc_priority, tcb_set_sched_params, tcb_set_timeout_endpoint, tcb_read_registers,
    tcb_write_registers, tcb_copy_registers, tcb_set_tls_base;

/* schedcontext.c: whether `sc` may be given to `tcb` (manual 6.1.5). */
seL4_Error schedcontext_check_bind(const struct sched_context *sc, const struct tcb *tcb);
