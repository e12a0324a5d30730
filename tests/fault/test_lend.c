/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parts of a device given to another component: each request is done or leaves what was there. The
 * revoke of a loan is always done, and says what is quarantined.
 */
#include "trial.h"

#include <kaal/component.h>
#include <kaal/device.h>
#include <kaal/grant.h>

#include "grant/grant.h"
#include "spawn/component.h"

#define POOL_BYTES (64 * KAAL_KIB)
#define BOTH       (KAAL_ACCESS_READ | KAAL_ACCESS_WRITE)

static const struct kaal_device_match nic_match = KAAL_PCI(0x8086, 0x100e);
static enum trial_outcome outcome;
static struct kaal_bundle bundle;
static uint32_t part;

/* The left one drives the card here; a channel of the description joins it to the right one. */
static void open_card(void)
{
    assert_int_equal(kaal_device_open(&nic_match, POOL_BYTES, &bundle), KAAL_OK);
}

static kaal_err_t give_registers(void)
{
    const struct kaal_wire_delegate wish = {.grant = bundle.region[0].grant,
                                            .access = KAAL_ACCESS_READ,
                                            .offset = 2 * KAAL_PAGE_BYTES,
                                            .bytes = 2 * KAAL_PAGE_BYTES,
                                            .time_ns = KAAL_NS_PER_S,
                                            .to.name = "right"};

    return kaal_delegate(&wish, &part);
}

static kaal_err_t give_pool(void)
{
    const struct kaal_wire_delegate wish = {.grant = bundle.dma_grant,
                                            .access = BOTH,
                                            .bytes = 4 * KAAL_PAGE_BYTES,
                                            .to.name = "right"};

    return kaal_delegate(&wish, &part);
}

static kaal_err_t lend_interrupt(void)
{
    const struct kaal_wire_delegate wish = {
        .grant = bundle.irq_grant, .time_ns = KAAL_NS_PER_S, .to.name = "right"};

    return kaal_delegate(&wish, &part);
}

static void try_request(kaal_err_t (*request)(void))
{
    struct rig_books before;
    struct rig_books after;
    kaal_err_t err = KAAL_OK;

    open_card();
    before = rig_books();
    rig_log_clear();
    trial_begin();
    err = request();
    trial_end();
    if (trial_was_done(err, "refuse: left asks for a delegation: ")) {
        outcome = TRIAL_DONE_WELL;
        rig_sleep();
    }
    after = rig_books();
    trial_compare(&before, &after, POOL_BYTES);
    assert_int_equal(request(), KAAL_OK);
    outcome = TRIAL_SAID_SO;
    rig_sleep();
}

/* The loan alone: the interrupt is its lender's again, or nobody's. */
static void try_revoke_loan(void)
{
    struct rig_books before;
    struct rig_books after;

    open_card();
    before = rig_books();
    assert_int_equal(lend_interrupt(), KAAL_OK);
    rig_log_clear();
    trial_begin();
    assert_int_equal(kaal_revoke(part), KAAL_OK);
    trial_end();
    assert_null(grant_get(part));
    after = rig_books();
    if (!trial_has_come()) {
        rig_compare_books(&before, &after);
        outcome = TRIAL_DONE_WELL;
        rig_sleep();
    }
    trial_check();
    assert_true(rig_has_logged("in part quarantined"));
    outcome = TRIAL_SAID_SO;
    rig_sleep();
}

static enum trial_outcome run(void (*script)(void))
{
    rig_boot((const struct rig_script[]){{"left", script}, {0}});
    rig_run_ms(100);
    return outcome;
}

#define ONCE(name, ...)                  \
    static void name##_script(void)      \
    {                                    \
        __VA_ARGS__;                     \
    }                                    \
    static enum trial_outcome name(void) \
    {                                    \
        return run(name##_script);       \
    }
ONCE(registers_once, try_request(give_registers))
ONCE(pool_once, try_request(give_pool))
ONCE(interrupt_once, try_request(lend_interrupt))
ONCE(revoke_loan_once, try_revoke_loan())

static void kernel_calls(void **state)
{
    (void)state;
    trial_loop(TRIAL_KERNEL, registers_once);
    trial_loop(TRIAL_KERNEL, pool_once);
    trial_loop(TRIAL_KERNEL, interrupt_once);
}

static void kernel_calls_of_revoke(void **state)
{
    (void)state;
    trial_loop(TRIAL_KERNEL, revoke_loan_once);
}

static void allocations(void **state)
{
    (void)state;
    trial_loop(TRIAL_POOL, registers_once);
    trial_loop(TRIAL_POOL, pool_once);
    trial_loop(TRIAL_POOL, interrupt_once);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kernel_calls),
        cmocka_unit_test(kernel_calls_of_revoke),
        cmocka_unit_test(allocations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
