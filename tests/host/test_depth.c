/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each spawns the next: the chain ends where the policy is not followed any further, with an error
 * and without harm, and what no rule lets anybody spawn is refused before anything is done.
 */
#include "rig.h"

#include <stdio.h>
#include <string.h>

#include <kaal/component.h>
#include <kaal/control.h>

#include "spawn/component.h"
#include "spawn/guard.h"

#define LINKS      (GUARD_DEPTH_MAX + 1)
#define LINK_BYTES (KAAL_MIB / 8)
#define ALL_BYTES  ((LINKS + 1) * LINK_BYTES)

static unsigned links; /* that have begun */
static kaal_err_t last;
static bool is_over;

static kaal_err_t spawn_link(unsigned number, const char *image)
{
    struct kaal_wire_system_component what = {
        .rights = KAAL_RIGHT_SPAWN,
        .priority = 50,
        .budget_us = 100,
        .period_us = 10000,
        .stack_bytes = 4096,
        .memory_bytes = ALL_BYTES - number * LINK_BYTES,
        .cpu = (LINKS + 1 - number) * KAAL_CPU_PERCENT,
    };
    struct kaal_wire_spawned spawned = {0};

    (void)snprintf(what.name, sizeof(what.name), "link-%u", number);
    strcpy(what.image, image);
    return kaal_spawn(&what, &spawned);
}

static void be_link(void)
{
    links++;
    last = spawn_link(links, "sample");
    is_over = last != KAAL_OK;
    rig_sleep();
}

static void begin_line(void)
{
    last = spawn_link(0, "sample");
    is_over = last != KAAL_OK;
    rig_sleep();
}

/* Who plays the links; the names live as long as the rig. */
static const struct rig_script *scripts_of_all(void)
{
    static struct rig_script scripts[LINKS + 2];
    static char names[LINKS][KAAL_NAME_BYTES];

    scripts[0] = (struct rig_script){"shell", begin_line};
    for (unsigned i = 0; i < LINKS; i++) {
        (void)snprintf(names[i], sizeof(names[i]), "link-%u", i);
        scripts[i + 1] = (struct rig_script){names[i], be_link};
    }
    return scripts;
}

static void a_line_has_an_end(void)
{
    rig_power_on(scripts_of_all());
    rig_run_ms(2000);
    assert_true(is_over);
    assert_int_equal(last, KAAL_ERR_QUOTA);
    assert_int_equal(links, GUARD_DEPTH_MAX);
    assert_int_equal(guard_depth(component_find("link-15")), GUARD_DEPTH_MAX);
    assert_true(rig_has_logged("too deep below the one that boot began"));
    rig_check();
}

static void ask_for_what_no_rule_has(void)
{
    struct rig_books before = rig_books();
    struct rig_books after;

    last = spawn_link(0, "nothing");
    after = rig_books();
    rig_compare_books(&before, &after);
    is_over = true;
    rig_sleep();
}

static void no_rule_no_spawn(void)
{
    rig_boot((const struct rig_script[]){{"shell", ask_for_what_no_rule_has}, {0}});
    rig_run_ms(100);
    assert_true(is_over);
    assert_int_equal(last, KAAL_ERR_DENIED);
    assert_true(rig_has_logged("no rule lets it spawn from this image"));
    rig_check();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(a_line_has_an_end),
        RIG_TEST(no_rule_no_spawn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
