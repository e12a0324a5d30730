/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The derivation tree: which copy of a capability is a child, and what a revoke takes.
 */
#include "support/cmocka_all.h"

#include "core/kernel.h"
#include "core/object.h"
#include "host.h"

LIBSEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

static struct slot original, first, second, copy;

static int setup(void **state)
{
    (void)state;
    host_boot(&(struct host_options){0});
    original = first = second = copy = (struct slot){.cap = {.type = CAP_NULL}};
    return 0;
}

/* Two badges of one original, and a copy of the second badge. */
static void badge_twice(enum cap_type type)
{
    struct cap cap = {.rights = RIGHTS_ALL};

    cap.type = (unsigned)type & 31;
    cap.object = (HOST_RAM_START + (1UL << 20)) & 0xffffffffffff;
    slot_insert_root(&original, cap);
    cap.data = 1;
    slot_insert_copy(&original, &first, cap);
    cap.data = 2;
    slot_insert_copy(&original, &second, cap);
    slot_insert_copy(&second, &copy, cap);
}

/* Manual 3.1.4: a new badge is an original of its own, below the one without. */
static void a_badge_revokes_its_own_copies(void **state)
{
    static const enum cap_type types[] = {CAP_ENDPOINT, CAP_NOTIFICATION, CAP_SMC};

    for (unsigned i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        (void)setup(state);
        badge_twice(types[i]);
        slot_revoke(&first);
        assert_false(slot_is_empty(&copy));
        slot_revoke(&second);
        assert_true(slot_is_empty(&copy));
        assert_false(slot_is_empty(&first));
        slot_revoke(&original);
        assert_true(slot_is_empty(&first));
        assert_true(slot_is_empty(&second));
        assert_false(slot_is_empty(&original));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_badge_revokes_its_own_copies, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
