/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who reads the log is told of the next line once, and again after it has read: lines that nobody
 * reads cost no signals.
 */
#include "rig.h"

#include <kaal/component.h>
#include <kaal/inspect.h>
#include <kaal/layout.h>

#define LINES 5U

static unsigned told;
static unsigned lines;

static bool is_told(void)
{
    return (kaal_poll() & (uint64_t)1 << KAAL_EVENT_BIT_LOG) != 0;
}

/* It writes itself what it is told of. */
static void read_seldom(void)
{
    struct kaal_wire_log_text text;

    (void)kaal_poll();
    while (kaal_log_read(&text) == KAAL_OK) {
    }
    for (unsigned i = 0; i < LINES; i++) {
        kaal_log("one of many");
        told += is_told();
    }
    while (kaal_log_read(&text) == KAAL_OK) {
        lines++;
    }
    kaal_log("after it has read");
    told += is_told();
    kaal_log("the end");
    rig_sleep();
}

static void a_reader_is_told_once(void)
{
    rig_boot((const struct rig_script[]){{"shell", read_seldom}, {0}});
    rig_run_ms(20);
    assert_true(lines > 0);
    assert_int_equal(told, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(a_reader_is_told_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
