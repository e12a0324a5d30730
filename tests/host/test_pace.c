/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A flood of requests costs the flooder: it is paused, and those below it in priority run.
 */
#include "trace.h"

#include <kaal/component.h>
#include <kaal/wire/system.h>

#include "spawn/component.h"

#define WINDOW_MS 100U

static unsigned floods;
static unsigned others;

static void flood(void)
{
    for (;;) {
        assert_int_equal(kaal_alarm(0), KAAL_OK);
        floods++;
    }
}

static void work(void)
{
    for (;;) {
        kaal_log("still here");
        others++;
        assert_int_equal(kaal_alarm(20 * KAAL_NS_PER_MS), KAAL_OK);
        (void)kaal_wait();
    }
}

static void a_flooder_is_paused(void)
{
    unsigned most = (WINDOW_MS + 20) * KAAL_DEFAULT_REQUESTS / 1000;
    uint32_t left = 0;

    rig_boot((const struct rig_script[]){{"left", flood}, {"right", work}, {0}});
    floods = 0;
    others = 0;
    rig_run_ms(WINDOW_MS);
    assert_in_range(floods, most / 4, most);
    assert_true(others >= 2);
    left = component_id(component_find("left"));
    assert_in_range(trace_pauses(left), 2, floods);
    assert_in_range(trace_count(left, KAAL_AUDIT_PAUSE), 1, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(a_flooder_is_paused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
