/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Devices: bundles given and taken, interrupts, DMA pools, resets; channels; switching off.
 */
#include "rig.h"

#include <sel4/sel4.h>

#include <kaal/component.h>
#include <kaal/device.h>
#include <kaal/inspect.h>
#include <kaal/layout.h>
#include <kaal/mmio.h>

#include "discover/bus_pci.h"
#include "discover/device.h"
#include "grant/grant.h"
#include "resource/buddy.h"
#include "resource/slots.h"
#include "spawn/component.h"

#define POOL_BYTES  (64 * KAAL_KIB)
#define PCI_MASTER  (1U << 2)
#define REG_COMMAND 1
#define REG_BAR0    4
#define NIC_PLACE   "0000:01:00.0"

static const struct kaal_device_match nic_match = KAAL_PCI(0x8086, 0x100e);
static struct kaal_bundle bundle;
static unsigned runs;

static struct fake_function *nic(void)
{
    return &rig_pci.functions[rig_nic];
}

static const struct device *device_at(const char *place)
{
    for (uint32_t i = 0; i < device_count(); i++) {
        if (strcmp(device_get(i)->place, place) == 0) {
            return device_get(i);
        }
    }
    fail_msg("there is no device at %s", place);
    return NULL;
}

/* --- the card --- */

static void drive(void)
{
    volatile void *registers = NULL;

    assert_int_equal(kaal_device_open(&nic_match, POOL_BYTES, &bundle), KAAL_OK);
    registers = kaal_bundle_region(&bundle, 0, RIG_NIC_BYTES);
    assert_non_null(registers);
    kaal_mmio_write32(registers, RIG_NIC_BYTES - 4, 1234);
    assert_int_equal(rig_mmio.paddr, (nic()->space[REG_BAR0] & ~15U) + RIG_NIC_BYTES - 4);
    assert_int_equal(rig_mmio.value, 1234);
    assert_int_equal(bundle.dma_bytes, POOL_BYTES);
    assert_true(host_store((uint64_t)bundle.dma, "frame", 6));
    assert_string_equal(host_ram(bundle.dma_bus.value, 6), "frame");
    assert_true((nic()->space[REG_COMMAND] & PCI_MASTER) != 0);
    runs++;
}

static void serve_interrupts(void)
{
    drive();
    for (;;) {
        assert_int_equal(kaal_wait(), bundle.irq_event);
        runs++;
        kaal_irq_ack(&bundle);
    }
}

static void gives_a_bundle(void)
{
    rig_boot((const struct rig_script[]){{"nic", serve_interrupts}, {0}});
    rig_run_ms(20);
    assert_int_equal(runs, 1);
    assert_true(rig_has_logged("grant: nic gets " NIC_PLACE ": mmio="));
    assert_int_equal(device_at(NIC_PLACE)->holder, component_find("nic")->index);
}

/* One delivery until it is acknowledged; the next one comes after that. */
static void delivers_interrupts(void)
{
    rig_boot((const struct rig_script[]){{"nic", serve_interrupts}, {0}});
    rig_run_ms(20);
    for (unsigned i = 1; i <= 3; i++) {
        host_irq_raise(bundle.irq);
        rig_run_ms(1);
        assert_int_equal(runs, 1 + i);
    }
}

static void expect_busy(void)
{
    assert_int_equal(kaal_device_open(&nic_match, POOL_BYTES, &(struct kaal_bundle){0}),
                     KAAL_ERR_BUSY);
    runs++;
}

static void gives_a_device_once(void)
{
    rig_boot((const struct rig_script[]){{"nic", serve_interrupts}, {"spare", expect_busy}, {0}});
    rig_run_ms(20);
    assert_int_equal(runs, 2);
    assert_true(rig_has_logged("refuse: spare asks for pci 8086:100e: every such device is held"));
}

static void ask_for_too_much(void)
{
    const struct kaal_device_match uart = KAAL_DT("arm,pl011");

    assert_int_equal(kaal_device_open(&uart, 0, &bundle), KAAL_ERR_DENIED);
    assert_int_equal(kaal_device_open(&nic_match, 2 * KAAL_MIB, &bundle), KAAL_ERR_DENIED);
    runs++;
}

static void refuses_what_is_not_allowed(void)
{
    rig_boot((const struct rig_script[]){{"nic", ask_for_too_much}, {0}});
    rig_run_ms(20);
    assert_int_equal(runs, 1);
    assert_int_equal(device_at(NIC_PLACE)->holder, DEVICE_NO_HOLDER);
}

/* --- the end of a driver --- */

static void drive_and_crash(void)
{
    drive();
    (void)host_store(0, "x", 1);
    fail_msg("it was resumed");
}

/* It has the card when that is reset, which takes some time. */
static void drive_later(void)
{
    assert_int_equal(kaal_alarm(1), KAAL_OK);
    (void)kaal_wait();
    drive();
}

/* The second driver is behind the first in priority, and gets what that one has left. */
static void takes_all_back(void)
{
    rig_boot((const struct rig_script[]){{"nic", drive_and_crash}, {"spare", drive_later}, {0}});
    rig_run_ms(100);
    assert_true(rig_has_logged("fault: component=nic access=write address=0x0"));
    assert_true(rig_has_logged("grant: spare gets " NIC_PLACE));
    assert_true(rig_has_logged("exit: component=spare code=0"));
    assert_int_equal(runs, 2);
    assert_int_equal(nic()->space[REG_COMMAND] & PCI_MASTER, 0);
    assert_int_equal(device_at(NIC_PLACE)->holder, DEVICE_NO_HOLDER);
    assert_false(device_at(NIC_PLACE)->is_retired);
    assert_true(buddy_is_valid());
}

/* The driver is the last component that is spawned: its end leaves what was there before it. */
static void gives_back_to_the_byte(void)
{
    struct rig_books before;
    struct rig_books after;

    rig_power_on((const struct rig_script[]){{"nic", drive_and_crash}, {0}});
    assert_true(rig_run_until_logged("spawn: spare", 1000));
    before = rig_books();
    assert_true(rig_run_until_logged("fault: component=nic", 1000));
    rig_run_ms(20);
    after = rig_books();
    rig_compare_books(&before, &after);
}

static void retires_what_is_not_reset(void)
{
    rig_power_on((const struct rig_script[]){{"nic", drive}, {"spare", expect_busy}, {0}});
    nic()->ignores_reset = true;
    assert_true(rig_run_until_logged("it is retired, with its DMA pool", 1000));
    rig_run_ms(20);
    assert_int_equal(runs, 2);
    assert_true(device_at(NIC_PLACE)->is_retired);
}

/* --- channels --- */

static struct kaal_wire_channel ends[2];

/* As kaal_channel_open does it, but for the area's header, which it would write by pointer. */
static void open_channel(const char *port, struct kaal_wire_channel *end)
{
    struct kaal_wire_channel_open request = {0};

    strcpy(request.port, port);
    assert_int_equal(
        kaal_broker_call(KAAL_REQUEST_CHANNEL_OPEN, &request, sizeof(request), end, sizeof(*end)),
        KAAL_OK);
}

static void left(void)
{
    open_channel("right", &ends[0]);
    assert_int_equal(kaal_wait(), (uint64_t)1 << ends[0].event_bit);
    assert_true(host_store(ends[0].own_address + 1000, "over", 5));
    seL4_Signal(ends[0].signal_slot);
    runs++;
    rig_sleep();
}

static void right(void)
{
    char text[5] = "";

    open_channel("left", &ends[1]);
    seL4_Signal(ends[1].signal_slot);
    assert_int_equal(kaal_wait(), (uint64_t)1 << ends[1].event_bit);
    assert_true(host_load(text, ends[1].peer_address + 1000, sizeof(text)));
    assert_string_equal(text, "over");
    runs++;
    (void)host_store(ends[1].peer_address, "x", 1);
    fail_msg("the other side's area can be written");
}

static void channels_join_two_components(void)
{
    rig_boot((const struct rig_script[]){{"left", left}, {"right", right}, {0}});
    rig_run_ms(20);
    assert_int_equal(runs, 2);
    assert_true(rig_has_logged("fault: component=right access=write"));
}

/* --- power --- */

static void switch_off(void)
{
    assert_int_equal(kaal_shutdown(3), KAAL_OK);
    runs++;
}

static void switches_off(void)
{
    rig_boot((const struct rig_script[]){{"shell", switch_off}, {0}});
    rig_run_ms(1500);
    assert_int_equal(runs, 1);
    assert_int_equal(host_smc_registers[0], 0x84000008); /* PSCI SYSTEM_OFF, which fails here */
    assert_true(rig_has_logged("PSCI SYSTEM_OFF came back with 0xffffffffffffffff"));
    assert_true(rig_mmio.is_write);
    assert_int_equal(rig_mmio.value, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(gives_a_bundle),
        RIG_TEST(delivers_interrupts),
        RIG_TEST(gives_a_device_once),
        RIG_TEST(refuses_what_is_not_allowed),
        RIG_TEST(takes_all_back),
        RIG_TEST(gives_back_to_the_byte),
        RIG_TEST(retires_what_is_not_reset),
        RIG_TEST(channels_join_two_components),
        RIG_TEST(switches_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
