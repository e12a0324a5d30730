/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Three clients call a server that has no time of its own, on budgets that run out, in whatever
 * order a seed chooses: each call is answered once, by its own answer, and all invariants hold.
 */
#include "support/cmocka_all.h"

#include <sel4/sel4.h>

#include "arch.h"
#include "core/kernel.h"
#include "host.h"
#include "instrument/check.h"
#include "instrument/choose.h"
#include "support/mock_call.h"

#define SEEDS     40U
#define FIRST     10U /* seed */
#define CLIENTS   3U
#define CALLS     20U
#define STEPS_MAX 20000U
#define BUDGET_US 100U
#define PERIOD_US 1000U

/* Slots of the initial CNode. */
enum {
    SERVER = 0x1000,
    CLIENT,
    CONTEXT = CLIENT + CLIENTS, /* of the server, then of the clients */
    ENDPOINT = CONTEXT + 1 + CLIENTS,
    NEVER, /* nobody signals it */
    REPLY,
};

LIBSEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

/* What a thread does: one system call after the other. */
static struct task {
    struct tcb *tcb;
    int call; /* 0: none yet */
    unsigned done;
} tasks[1 + CLIENTS];

static uint64_t requests;

static void make_thread(unsigned i)
{
    mock_must((struct mock_call){
        .cap = SERVER + i,
        .label = TCBConfigure,
        .length = 3,
        .extra = {seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace, seL4_CapInitThreadIPCBuffer},
        .extra_count = 3});
    mock_must((struct mock_call){.cap = mock_find(CAP_SCHED_CONTROL, false, 0, SERVER),
                                 .label = SchedControlConfigureFlags,
                                 .words = {BUDGET_US, PERIOD_US, i, 0, 0},
                                 .length = 5,
                                 .extra = {CONTEXT + i},
                                 .extra_count = 1});
    mock_must((struct mock_call){.cap = SERVER + i,
                                 .label = TCBSetSchedParams,
                                 .words = {0, 100},
                                 .length = 2,
                                 .extra = {seL4_CapInitThreadTCB, CONTEXT + i, 0},
                                 .extra_count = 3});
}

static void call_self(seL4_Word label, seL4_Word word, seL4_CPtr extra)
{
    (void)mock_call((struct mock_call){.cap = seL4_CapInitThreadTCB,
                                       .label = label,
                                       .words = {word},
                                       .length = 1,
                                       .extra = {extra},
                                       .extra_count = 1});
}

/* The server has begun to receive and given its time back; the clients are ready, and we sleep. */
static void make_world(void)
{
    seL4_CPtr untyped = 0;

    choose_seed(0, 0);
    host_boot(&(struct host_options){.image_vaddr = 0x10000000, .entry = 0x10000000});
    untyped = mock_find(CAP_UNTYPED, false, 16, SERVER);
    mock_retype(untyped, seL4_TCBObject, 0, SERVER, 1 + CLIENTS);
    mock_retype(untyped, seL4_SchedContextObject, 8, CONTEXT, 1 + CLIENTS);
    mock_retype(untyped, seL4_EndpointObject, 0, ENDPOINT, 1);
    mock_retype(untyped, seL4_NotificationObject, 0, NEVER, 1);
    mock_retype(untyped, seL4_ReplyObject, 0, REPLY, 1);
    for (unsigned i = 0; i <= CLIENTS; i++) {
        make_thread(i);
    }
    mock_must((struct mock_call){.cap = SERVER, .label = TCBResume});
    call_self(TCBSetPriority, 1, seL4_CapInitThreadTCB);
    requests = 0;
    tasks[0] = (struct task){.tcb = kernel_current, .call = seL4_SysRecv};
    arch_reg_set(kernel_current, ARCH_CAP, ENDPOINT);
    arch_reg_set(kernel_current, ARCH_REPLY, REPLY);
    arch_reg_set(kernel_current, ARCH_PC, 4);
    kernel_syscall((seL4_Word)seL4_SysRecv);
    mock_must((struct mock_call){.cap = CONTEXT, .label = SchedContextUnbind});
    call_self(TCBSetPriority, seL4_MaxPrio, seL4_CapInitThreadTCB);
    for (unsigned i = 0; i < CLIENTS; i++) {
        struct mock_call resume = {.cap = CLIENT + i, .label = TCBResume};
        mock_must(resume);
    }
    call_self(TCBSuspend, 0, seL4_CapInitThreadTCB);
}

static struct task *current_task(void)
{
    for (unsigned i = 0; i <= CLIENTS; i++) {
        if (tasks[i].tcb == kernel_current) {
            return &tasks[i];
        }
    }
    for (unsigned i = 1; i <= CLIENTS; i++) {
        if (!tasks[i].tcb) {
            tasks[i] = (struct task){.tcb = kernel_current};
            return &tasks[i];
        }
    }
    fail_msg("a thread runs that was not started");
    return NULL;
}

static seL4_Word question_of(const struct task *client)
{
    return ((seL4_Word)(client - tasks) << 32) + client->done;
}

/* The server answers with one more than it was asked. */
static void serve(struct task *server)
{
    requests++;
    server->call = seL4_SysReplyRecv;
    arch_reg_set(server->tcb, ARCH_CAP, ENDPOINT);
    arch_reg_set(server->tcb, ARCH_REPLY, REPLY);
    arch_reg_set(server->tcb, ARCH_MR0, arch_reg_get(server->tcb, ARCH_MR0) + 1);
}

static void ask(struct task *client)
{
    if (client->call != 0) {
        assert_int_equal(arch_reg_get(client->tcb, ARCH_MR0), question_of(client) + 1);
        client->done++;
    }
    client->call = client->done < CALLS ? seL4_SysCall : seL4_SysWait;
    arch_reg_set(client->tcb, ARCH_CAP, client->done < CALLS ? ENDPOINT : NEVER);
    arch_reg_set(client->tcb, ARCH_MR0, question_of(client));
}

/* Goes on where it is: makes its last call again, or the next one. */
static void run(void)
{
    struct task *task = current_task();
    bool is_again = arch_reg_get(task->tcb, ARCH_PC) == 0 && task->call != 0;

    if (!is_again && task == &tasks[0]) {
        serve(task);
    } else if (!is_again) {
        ask(task);
    }
    if (!is_again) {
        arch_reg_set(task->tcb, ARCH_INFO, seL4_MessageInfo_new(0, 0, 0, 1).words[0]);
    }
    arch_reg_set(task->tcb, ARCH_PC, 4); /* behind the instruction, which is at 0 */
    kernel_syscall((seL4_Word)task->call);
}

static bool is_over(void)
{
    for (unsigned i = 1; i <= CLIENTS; i++) {
        if (tasks[i].done < CALLS) {
            return false;
        }
    }
    return true;
}

static void pass_time(uint64_t ticks)
{
    uint64_t deadline = host_time_deadline();
    bool is_idle = !kernel_current && deadline != UINT64_MAX && deadline > host_time();

    host_time_set(is_idle ? deadline : host_time() + ticks);
    if (host_irq_is_pending()) {
        kernel_interrupt();
    }
}

static void run_seed(uint64_t seed)
{
    unsigned steps = 0;

    for (unsigned i = 0; i <= CLIENTS; i++) {
        tasks[i] = (struct task){0};
    }
    make_world();
    choose_seed(seed, 3);
    for (; !is_over() && steps < STEPS_MAX; steps++) {
        if (kernel_current) {
            run();
        }
        pass_time(steps * seed % 1999);
        const char *broken = mock_check();
        if (broken) {
            choose_print(broken);
            fail_msg("%s", broken);
        }
    }
    if (!is_over() || requests != CLIENTS * CALLS) {
        choose_print("not every call was answered once");
        fail_msg("%lu requests, %u steps", requests, steps);
    }
}

static void each_call_is_answered_once(void **state)
{
    uint64_t first = choose_seed_from(FIRST);

    (void)state;
    for (uint64_t seed = first; seed < first + SEEDS; seed++) {
        run_seed(seed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_call_is_answered_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
