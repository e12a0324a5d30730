/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The broker boots in a Linux process, on memory that this process has where the page tables say.
 */
#include "rig.h"

#include <stdio.h>

#include "discover/device.h"
#include "resource/buddy.h"
#include "resource/window.h"
#include "spawn/component.h"

static void boots(void)
{
    rig_boot(NULL);
    assert_true(rig_has_logged("system: host, 15 components, 6 channels"));
    assert_true(rig_has_logged("spawn: shell from sample: 128K, priority 100"));
    assert_true(buddy_is_valid());
}

static void finds_devices(void)
{
    rig_boot(NULL);
    assert_true(rig_has_logged("device: /pl011@9000000 arm,pl011 0x9000000+4K irq 33"));
    assert_true(rig_has_logged("device: 0000:01:00.0 8086:100e"));
    assert_false(rig_has_logged("pci: not brought up"));
}

static void skips_what_has_no_image(void)
{
    rig_boot(NULL);
    assert_true(rig_has_logged("skip: missing from none: there is no such thing"));
    assert_int_equal(component_find("missing")->state, KAAL_STATE_FAILED);
    assert_int_equal(component_find("shell")->state, KAAL_STATE_RUNNING);
}

static int touch(uint64_t address)
{
    (void)freopen("/dev/null", "w", stderr); /* the sanitizer's report of the crash */
    rig_boot(NULL);
    *(volatile uint8_t *)address = 1;
    return 0;
}

/* The copy window is unmapped but while the broker copies; device memory is never this process's;
 * boot information is there all the time, so a write to it succeeds. */
static void has_only_what_is_mapped(void **state)
{
    (void)state;
    assert_int_equal(rig_child(touch, WINDOW_VA), -1);
    assert_int_equal(rig_child(touch, WINDOW_ECAM_VA), -1);
    assert_int_equal(rig_child(touch, RIG_BOOT_INFO), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(boots),
        RIG_TEST(finds_devices),
        RIG_TEST(skips_what_has_no_image),
        cmocka_unit_test(has_only_what_is_mapped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
