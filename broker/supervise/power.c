/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Power-off, delayed until the console has shown the last line.
 * PSCI: Arm DEN 0022, 5.10 (SYSTEM_OFF). pvpanic: QEMU docs/specs/pvpanic: a byte register, whose
 * bit 0 means that the guest is done for.
 */
#include "supervise/power.h"

#include <kaal/mmio.h>

#include "audit/log.h"
#include "audit/trail.h"
#include "discover/device.h"
#include "resource/window.h"

#define PSCI_SYSTEM_OFF  0x84000008U
#define PVPANIC_VENDOR   0x1b36U
#define PVPANIC_DEVICE   0x0011U
#define PVPANIC_PANICKED 1U
#define WAIT_TICKS_MAX   100U /* a second */
#define WAIT_TICKS_MIN   10U  /* for the console's driver to send what it has read */

static seL4_CPtr smc_cap;
static volatile void *pvpanic;
static bool is_under_way;
static uint32_t ticks_since;
static uint32_t ticks_drained;

/* Map the page of pvpanic-pci for good: nobody else gets that device. */
static void find_pvpanic(void)
{
    for (uint32_t i = 0; i < device_count(); i++) {
        struct device *device = device_get(i);
        kaal_paddr_t page = {0};

        if (device->bus != KAAL_BUS_PCI || device->vendor != PVPANIC_VENDOR ||
            device->device != PVPANIC_DEVICE || device->region_count == 0) {
            continue;
        }
        page.value = device->regions[0].paddr.value & ~(KAAL_PAGE_BYTES - 1);
        if (window_map_device(WINDOW_POWER_VA, page, 1, seL4_PageBits) != KAAL_OK) {
            log_write("broker: %s could not be mapped", device->place);
            return;
        }
        device->is_retired = true;
        pvpanic =
            (volatile uint8_t *)WINDOW_POWER_VA + (device->regions[0].paddr.value - page.value);
        return;
    }
}

void power_init(seL4_CPtr smc)
{
    smc_cap = smc;
    find_pvpanic(); /* also where PSCI should do: firmware need not offer it */
}

kaal_err_t power_off(uint32_t code)
{
    if (smc_cap == seL4_CapNull && pvpanic == NULL) {
        return KAAL_ERR_UNSUPPORTED;
    }
    if (is_under_way) {
        return KAAL_ERR_STATE;
    }
    is_under_way = true;
    log_write("shutdown code=%u", code);
    return KAAL_OK;
}

static void switch_off(void)
{
    trail_close();
    if (smc_cap != seL4_CapNull) {
        seL4_ARM_SMCContext request = {.x0 = PSCI_SYSTEM_OFF};
        seL4_ARM_SMCContext response = {0};

        (void)seL4_ARM_SMC_Call(smc_cap, &request, &response);
        log_write("broker: PSCI SYSTEM_OFF came back with %lx", (uint64_t)response.x0);
    }
    if (pvpanic != NULL) {
        kaal_mmio_write8(pvpanic, 0, PVPANIC_PANICKED);
    }
}

void power_tick(void)
{
    if (!is_under_way) {
        return;
    }
    ticks_since++;
    if (log_is_drained()) {
        ticks_drained++;
    }
    if (ticks_drained == WAIT_TICKS_MIN || ticks_since == WAIT_TICKS_MAX) {
        switch_off();
    }
}
