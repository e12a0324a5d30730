/* SPDX-License-Identifier: BSD-2-Clause */
/* mock_check(): all holds after boot, and each invariant that is broken by hand is reported. */
#include "support/cmocka_all.h"

#include <sel4/sel4.h>

#include "core/kernel.h"
#include "host.h"
#include "instrument/check.h"

LIBSEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

static int setup(void **state)
{
    (void)state;
    host_boot(&(struct host_options){.image_vaddr = 0x10000000, .entry = 0x10000000});
    return 0;
}

static void holds_after_boot(void **state)
{
    (void)state;
    assert_null(mock_check());
    kernel_current->domain = CONFIG_NUM_DOMAINS;
    assert_non_null(mock_check());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(holds_after_boot, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
