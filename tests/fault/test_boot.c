/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The broker boots with something failing on the way: it stops and says in which phase and why, or
 * it goes on without one component, PCI or pvpanic, says so, and all else is as without that.
 */
#include "trial.h"

#include <sys/mman.h>

#include <kaal/types.h>

#include "spawn/component.h"

#define BOOT_MS    100
#define LINE_BYTES 64
#define KINDS_MAX  32
#define MISSING    "missing" /* of system.conf: it never has an image */

/* What each way of going on has left, by the line that tells it; the first one of a kind has failed
 * before it had anything. Shared by the children. */
static struct {
    char line[LINE_BYTES];
    struct rig_books books;
} * kinds;

static bool copy_line(const char *start, char line[LINE_BYTES])
{
    const char *found = strstr(rig_log(), start);
    size_t length = 0;

    if (found == NULL) {
        return false;
    }
    length = strcspn(found, ":\n");
    length += strcspn(found + length + 1, ":\n") + 1;
    assert_true(length < LINE_BYTES);
    memcpy(line, found, length);
    line[length] = '\0';
    return true;
}

/* The line that says what is left out, up to its reason. */
static void find_line(char line[LINE_BYTES])
{
    for (uint32_t i = 0; i < component_count(); i++) {
        const struct component *component = component_get(i);
        char start[LINE_BYTES] = "skip: ";

        if (component->state != KAAL_STATE_RUNNING &&
            strcmp(component_name(component), MISSING) != 0) {
            strcat(start, component_name(component));
            assert_true(copy_line(start, line));
            return;
        }
    }
    if (!copy_line("pci: not brought up", line) && !copy_line("broker: 0000:00:02.0", line)) {
        fail_msg("%s failed, and nobody says what is left out:\n%s", trial_what(), rig_log());
    }
}

static void compare_with_its_kind(void)
{
    char line[LINE_BYTES] = "";
    struct rig_books books = rig_books();
    unsigned i = 0;

    find_line(line);
    while (kinds[i].line[0] != '\0' && strcmp(kinds[i].line, line) != 0) {
        i++;
        assert_true(i < KINDS_MAX);
    }
    if (kinds[i].line[0] == '\0') {
        memcpy(kinds[i].line, line, sizeof(line));
        kinds[i].books = books;
    }
    trial_compare(&kinds[i].books, &books, KAAL_MIB);
}

static enum trial_outcome boot_once(void)
{
    bool is_ready = false;

    rig_power_on(NULL);
    trial_begin();
    is_ready = rig_run_until_logged("broker: ready", BOOT_MS);
    trial_end();
    if (!trial_has_come()) {
        assert_true(is_ready);
        return TRIAL_DONE_WELL;
    }
    trial_check();
    if (is_ready) {
        compare_with_its_kind();
    } else {
        assert_true(rig_has_logged("broker: boot stops at "));
    }
    return TRIAL_SAID_SO;
}

static int setup(void **state)
{
    (void)state;
    kinds = mmap(NULL, KINDS_MAX * sizeof(*kinds), PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return (kinds == MAP_FAILED) ? -1 : 0;
}

static void kernel_calls(void **state)
{
    (void)state;
    trial_loop(TRIAL_KERNEL, boot_once);
}

static void allocations(void **state)
{
    (void)state;
    trial_loop(TRIAL_POOL, boot_once);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(kernel_calls, setup),
        cmocka_unit_test_setup(allocations, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
