/* SPDX-License-Identifier: BSD-2-Clause */
/* mock_check(): threads and what they are linked with. */
#include "support/cmocka_all.h"

#include "arch.h"
#include "core/inspect.h"
#include "scene.h"

#include <sel4/fault_types.h>

#define GONE(type) ((type *)(void *)scene_object(FRAME)) /* live, but no such object */

static struct endpoint *endpoint(enum scene which)
{
    return scene_object(which);
}

static struct notification *notification(enum scene which)
{
    return scene_object(which);
}

static struct reply *reply(enum scene which)
{
    return scene_object(which);
}

static void unknown_state(void)
{
    scene_tcb(SENDER)->state = (enum thread_state)9;
}

static void blocked_on_nothing(void)
{
    scene_tcb(SENDER)->blocked_on = NULL;
}

static void blocked_but_running(void)
{
    scene_tcb(READY)->blocked_on = endpoint(ENDPOINT);
}

static void linked_in_no_queue(void)
{
    scene_tcb(READY)->queue_next = scene_tcb(SENDER);
}

static void reply_of_a_runner(void)
{
    scene_tcb(READY)->reply = reply(IDLE_REPLY);
}

static void waits_without_reply(void)
{
    scene_tcb(CLIENT)->reply = NULL;
}

static void runs_with_a_fault(void)
{
    scene_tcb(READY)->fault.label = seL4_Fault_CapFault;
}

static void yields_while_blocked(void)
{
    scene_tcb(SENDER)->yield_to = scene_object(CONTEXT);
}

static void too_high_a_priority(void)
{
    scene_tcb(SENDER)->priority = 256;
}

static void too_high_a_limit(void)
{
    scene_tcb(SENDER)->mcp = 256;
}

static void no_such_domain(void)
{
    scene_tcb(SENDER)->domain = CONFIG_NUM_DOMAINS;
}

static void blocked_on_what_is_gone(void)
{
    scene_tcb(SENDER)->blocked_on = GONE(void);
}

static void reply_is_gone(void)
{
    scene_tcb(CLIENT)->reply = GONE(struct reply);
}

static void reply_of_another(void)
{
    scene_tcb(CLIENT)->reply = reply(SECOND_REPLY);
}

static void bound_is_gone(void)
{
    scene_tcb(READY)->bound = GONE(struct notification);
}

static void bound_is_anothers(void)
{
    scene_tcb(SENDER)->bound = notification(BOUND);
}

static void context_is_gone(void)
{
    scene_tcb(READY)->sc = GONE(struct sched_context);
}

static void context_is_anothers(void)
{
    scene_tcb(CLIENT)->sc = scene_object(LENT_CONTEXT);
}

static void yields_to_what_is_gone(void)
{
    scene_tcb(READY)->yield_to = GONE(struct sched_context);
}

static void yields_one_way(void)
{
    scene_tcb(READY)->yield_to = scene_object(CONTEXT);
}

static void wrong_type_in_a_slot(void)
{
    struct slot *bound = scene_slot(BOUND);

    slot_insert_copy(bound, &scene_tcb(SENDER)->slots[TCB_TIMEOUT_HANDLER], bound->cap);
}

static void in_the_list_and_gone(void)
{
    scene_tcb(SENDER)->debug_next = GONE(struct tcb);
}

static void listed_one_way(void)
{
    scene_tcb(SENDER)->debug_prev = NULL;
}

static void not_in_the_list(void)
{
    debug_threads = debug_threads->debug_next;
    debug_threads->debug_prev = NULL;
}

static void sees_broken_threads(void **state)
{
    static const struct breakage list[] = {
        {unknown_state, "state 9"},
        {blocked_on_nothing, "blocked on"},
        {blocked_but_running, "blocked on"},
        {linked_in_no_queue, "in no queue, but linked"},
        {reply_of_a_runner, "with a reply object"},
        {waits_without_reply, "through no reply object"},
        {runs_with_a_fault, "runnable with fault"},
        {yields_while_blocked, "while it yields"},
        {too_high_a_priority, "priority 256"},
        {too_high_a_limit, "mcp 256"},
        {no_such_domain, "domain 16"},
        {blocked_on_what_is_gone, "which is gone"},
        {reply_is_gone, "is gone"},
        {reply_of_another, "has caller"},
        {bound_is_gone, "is gone"},
        {bound_is_anothers, "is bound to"},
        {context_is_gone, "is gone"},
        {context_is_anothers, "is of"},
        {yields_to_what_is_gone, "which is gone"},
        {yields_one_way, "yielded to from"},
        {wrong_type_in_a_slot, "in slot 4"},
        {in_the_list_and_gone, "is in the list and gone"},
        {listed_one_way, "is linked with"},
        {not_in_the_list, "in the list,"},
    };

    (void)state;
    scene_expect(list, sizeof(list) / sizeof(list[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sees_broken_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
