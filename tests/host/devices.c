/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The models behind device memory. An access goes through the page tables of the thread that makes
 * it, as it would on the machine, and then to whatever lies at the physical address.
 */
#include "rig.h"

#include <kaal/mmio.h>

#define ECAM_BYTES 0x10000000UL
#define PIN_NONE   0U
#define REG_PIN    15

struct fake_pci rig_pci;
int rig_bridge;
int rig_nic;
struct rig_mmio rig_mmio;

void rig_devices_init(void)
{
    int power = 0;

    rig_pci = (struct fake_pci){0};
    rig_mmio = (struct rig_mmio){0};
    rig_bridge = fake_pci_add_bridge(&rig_pci, -1, 1);
    rig_nic = fake_pci_add(&rig_pci, rig_bridge, 0, RIG_NIC_ID, RIG_NIC_BYTES);
    power = fake_pci_add(&rig_pci, -1, 2, RIG_POWER_ID, RIG_POWER_BYTES);
    rig_pci.functions[power].space[REG_PIN] = PIN_NONE;
}

static bool is_ecam(uint64_t paddr)
{
    return paddr >= RIG_ECAM && paddr - RIG_ECAM < ECAM_BYTES;
}

/* PCIe 7.2.2 */
static struct kaal_pci_address function_at(uint64_t paddr)
{
    uint64_t offset = paddr - RIG_ECAM;

    return (struct kaal_pci_address){
        .bus = (uint8_t)(offset >> 20),
        .device = (uint8_t)((offset >> 15) & 31),
        .function = (uint8_t)((offset >> 12) & 7),
    };
}

/* Where an access goes. A script that is resumed behind a fault has no use for a value. */
static uint64_t find(volatile void *base, uint32_t offset, enum host_access access)
{
    uint64_t paddr = 0;

    assert_true(host_access((uint64_t)base + offset, access, &paddr));
    assert_null(host_ram(paddr, 1));
    return paddr;
}

uint32_t kaal_mmio_read32(volatile void *base, uint32_t offset)
{
    uint64_t paddr = find(base, offset, HOST_READ);
    struct kaal_pci_access config = fake_pci_access(&rig_pci);

    if (is_ecam(paddr)) {
        return config.read32(config.context, function_at(paddr), paddr & 0xfff);
    }
    rig_mmio = (struct rig_mmio){.paddr = paddr};
    return 0;
}

void kaal_mmio_write32(volatile void *base, uint32_t offset, uint32_t value)
{
    uint64_t paddr = find(base, offset, HOST_WRITE);
    struct kaal_pci_access config = fake_pci_access(&rig_pci);

    if (is_ecam(paddr)) {
        config.write32(config.context, function_at(paddr), paddr & 0xfff, value);
        return;
    }
    rig_mmio = (struct rig_mmio){.paddr = paddr, .value = value, .is_write = true};
}

void kaal_mmio_write8(volatile void *base, uint32_t offset, uint8_t value)
{
    uint64_t paddr = find(base, offset, HOST_WRITE);

    assert_false(is_ecam(paddr));
    rig_mmio = (struct rig_mmio){.paddr = paddr, .value = value, .is_write = true};
}
