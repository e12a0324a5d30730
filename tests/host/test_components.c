/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Components: what the broker gives them at their start, their requests, their faults, their end.
 */
#include "rig.h"

#include <sel4/sel4.h>

#include <kaal/component.h>
#include <kaal/inspect.h>
#include <kaal/layout.h>
#include <kaal/wire/startup.h>

#include "grant/grant.h"
#include "resource/buddy.h"
#include "spawn/component.h"
#include "support/sample_elf.h"

#define LAST_STACK_WORD (KAAL_VA_STACK_TOP - 8)
#define NOWHERE         0x8000UL

static unsigned runs; /* of scripts, up to their last line */

/* --- at the start --- */

static void look_around(void)
{
    uint8_t code[64];
    uint8_t data[KAAL_PAGE_BYTES];
    uint64_t word = 0;

    assert_true(host_load(code, 0x40000, sizeof(code)));
    assert_true(host_load(data, 0x41000, sizeof(data)));
    for (unsigned i = 0; i < sizeof(code); i++) {
        assert_int_equal(code[i], 0xc0);
    }
    for (unsigned i = 0; i < sizeof(data); i++) {
        assert_int_equal(data[i], (i < 32) ? 0xda : 0);
    }
    assert_true(host_store(0x41000 + 100, &(uint64_t){42}, 8));
    assert_true(host_store(LAST_STACK_WORD, &(uint64_t){7}, 8));
    assert_true(host_load(&word, LAST_STACK_WORD, 8));
    assert_int_equal(word, 7);
    runs++;
}

static void starts_with_its_image(void)
{
    rig_boot((const struct rig_script[]){{"left", look_around}, {"shell", look_around}, {0}});
    rig_run_ms(20);
    assert_int_equal(runs, 2);
    assert_true(rig_has_logged("exit: component=left code=0"));
}

/* --- requests --- */

static void talk(void)
{
    struct kaal_wire_component_info info;
    uint64_t word = 0;

    kaal_log("the answer is %d", 42);
    assert_int_equal(kaal_broker_call(99, NULL, 0, NULL, 0), KAAL_ERR_UNKNOWN);
    assert_int_equal(kaal_broker_call(KAAL_REQUEST_ALARM, NULL, 0, NULL, 0), KAAL_ERR_SHORT);
    assert_int_equal(kaal_broker_call(KAAL_REQUEST_LOG_READ, &word, 8, NULL, 0), KAAL_ERR_LONG);
    assert_int_equal(kaal_list(KAAL_LIST_COMPONENTS, 0, NULL, &info, sizeof(info)),
                     KAAL_ERR_DENIED);
    runs++;
}

static void list(void)
{
    struct kaal_wire_component_info info = {0};
    struct kaal_wire_memory_info memory = {0};
    uint32_t count = 0;

    while (kaal_list(KAAL_LIST_COMPONENTS, info.next, NULL, &info, sizeof(info)) == KAAL_OK) {
        count++;
    }
    assert_int_equal(count, component_count());
    assert_int_equal(kaal_list(KAAL_LIST_MEMORY, 0, NULL, &memory, sizeof(memory)), KAAL_OK);
    assert_int_equal(memory.free_bytes, buddy_free_bytes());
    runs++;
}

static void answers_requests(void)
{
    rig_boot((const struct rig_script[]){{"left", talk}, {"shell", list}, {0}});
    rig_run_ms(20);
    assert_int_equal(runs, 2);
    assert_true(rig_has_logged("left: the answer is 42"));
}

/* --- time --- */

static void wait_for_alarm(void)
{
    uint64_t start = host_time();
    uint64_t ms = 0;

    assert_int_equal(kaal_alarm(25 * KAAL_NS_PER_MS), KAAL_OK);
    assert_int_equal(kaal_wait(), 1 << KAAL_EVENT_BIT_ALARM);
    ms = (host_time() - start) / RIG_TICKS_PER_MS;
    assert_in_range(ms, 25, 36);
    runs++;
}

static void spin(void)
{
    for (;;) {
        host_compute(RIG_TICKS_PER_MS);
    }
}

/* A component that never waits has its priority's share, and those above it all of theirs. */
static void alarms_come_beside_a_loop(void)
{
    rig_boot((const struct rig_script[]){{"serial", wait_for_alarm}, {"nic", spin}, {0}});
    rig_run_ms(100);
    assert_int_equal(runs, 1);
}

/* --- faults --- */

static void write_code(void)
{
    (void)host_store(0x40000, "x", 1);
    fail_msg("it was resumed");
}

static void read_nowhere(void)
{
    uint8_t byte = 0;

    (void)host_load(&byte, NOWHERE, 1);
    fail_msg("it was resumed");
}

static void execute_data(void)
{
    uint64_t paddr = 0;

    (void)host_access(0x41000, HOST_EXECUTE, &paddr);
    fail_msg("it was resumed");
}

static void call_nothing(void)
{
    (void)seL4_Call(1000, seL4_MessageInfo_new(0, 0, 0, 0));
    fail_msg("it was resumed");
}

static void call_unknown(void)
{
    struct seL4_Trap trap = {0};

    seL4_ArchTrap(1234, &trap);
    fail_msg("it was resumed");
}

static void do_undefined(void)
{
    host_exception(0x2000000);
    fail_msg("it was resumed");
}

static void faults_end_the_offender(void)
{
    static const char *const offenders[] = {"serial", "nic", "spare", "left", "right", "shell"};

    rig_boot((const struct rig_script[]){{"serial", write_code},
                                         {"nic", read_nowhere},
                                         {"spare", execute_data},
                                         {"left", call_nothing},
                                         {"right", call_unknown},
                                         {"shell", do_undefined},
                                         {0}});
    rig_run_ms(50);
    assert_true(rig_has_logged("fault: component=serial access=write address=0x40000"));
    assert_true(rig_has_logged("reason=\"its mapping does not allow it\": stopped"));
    assert_true(rig_has_logged("fault: component=nic access=read address=0x8000"));
    assert_true(rig_has_logged("reason=\"nothing is mapped there\": stopped"));
    assert_true(rig_has_logged("fault: component=spare access=execute address=0x41000"));
    assert_true(rig_has_logged("fault: component=left access=capability address=0x3e8"));
    assert_true(rig_has_logged("fault: component=right access=syscall"));
    assert_true(rig_has_logged("fault: component=shell access=instruction"));
    for (unsigned i = 0; i < KAAL_ARRAY_LENGTH(offenders); i++) {
        const struct component *offender = component_find(offenders[i]);

        assert_int_equal(offender->state, KAAL_STATE_FAULTED);
        assert_int_equal(offender->account.used_bytes, 0);
        assert_int_equal(grant_count_of(offender->index), 0);
    }
    assert_true(buddy_is_valid());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(starts_with_its_image),
        RIG_TEST(answers_requests),
        RIG_TEST(alarms_come_beside_a_loop),
        RIG_TEST(faults_end_the_offender),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
