/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bus mastering, interrupts and resets of functions that enumeration has found.
 */
#include "pci/internal.h"
#include "pci/regs.h"

#define CAPABILITIES_MAX 48U     /* as many as fit 192 bytes of 4 each (PCI 6.7) */
#define FLR_US           100000U /* PCIe 6.6.2: at most 100 ms */
#define BUS_RESET_US     1000U   /* BRIDGE 3.2.5.17 with PCI 4.3.2: at least 1 ms */
#define BUS_RECOVER_US   100000U /* PCIe 6.6.1: 100 ms until configuration requests */
#define COME_BACK_TRIES  10U

/* Change bits of the command register; the status register above it is written as zeroes. */
static void change_command(const struct kaal_pci *pci, uint32_t index, uint32_t clear, uint32_t set)
{
    struct kaal_pci_address address = pci->functions[index].address;
    uint32_t command = pci_read(pci, address, PCI_COMMAND) & PCI_COMMAND_MASK;

    pci_write(pci, address, PCI_COMMAND, (command & ~clear) | set);
}

bool kaal_pci_is_master(const struct kaal_pci *pci, uint32_t index)
{
    return index < pci->count &&
           (pci_read(pci, pci->functions[index].address, PCI_COMMAND) & PCI_COMMAND_MASTER) != 0;
}

/* Whether a bridge must forward: something right behind it may do DMA. */
static bool has_master_behind(const struct kaal_pci *pci, uint32_t bridge)
{
    for (uint32_t i = 0; i < pci->count; i++) {
        if (pci->functions[i].parent == bridge && kaal_pci_is_master(pci, i)) {
            return true;
        }
    }
    return false;
}

kaal_err_t kaal_pci_set_master(struct kaal_pci *pci, uint32_t index, bool is_on)
{
    if (index >= pci->count) {
        return KAAL_ERR_RANGE;
    }
    change_command(pci, index, PCI_COMMAND_MASTER, is_on ? PCI_COMMAND_MASTER : 0);
    if (kaal_pci_is_master(pci, index) != is_on) {
        return KAAL_ERR_DEVICE;
    }
    for (uint32_t bridge = pci->functions[index].parent; bridge != KAAL_PCI_NO_PARENT;
         bridge = pci->functions[bridge].parent) {
        change_command(pci, bridge, PCI_COMMAND_MASTER,
                       has_master_behind(pci, bridge) ? PCI_COMMAND_MASTER : 0);
    }
    return KAAL_OK;
}

void kaal_pci_set_interrupt(struct kaal_pci *pci, uint32_t index, bool is_on)
{
    if (index < pci->count) {
        change_command(pci, index, PCI_COMMAND_NO_INTX, is_on ? 0 : PCI_COMMAND_NO_INTX);
    }
}

/* Offset of a capability, 0 when there is none. The list may be a loop: it is walked so far only.
 */
static uint32_t find_capability(const struct kaal_pci *pci, struct kaal_pci_address address,
                                uint32_t id)
{
    uint32_t offset = 0;

    if ((pci_read(pci, address, PCI_COMMAND) & PCI_STATUS_CAPABILITIES) == 0) {
        return 0;
    }
    offset = pci_read(pci, address, PCI_CAPABILITIES) & 0xfcU;
    for (uint32_t i = 0; i < CAPABILITIES_MAX && offset >= 0x40; i++) {
        uint32_t header = pci_read(pci, address, offset);

        if ((header & 0xffU) == id) {
            return offset;
        }
        offset = (header >> 8) & 0xfcU;
    }
    return 0;
}

/* Wait until a function answers again with its own numbers. */
static kaal_err_t await_return(const struct kaal_pci *pci, const struct kaal_pci_function *function)
{
    uint32_t id = function->vendor | ((uint32_t)function->device << 16);

    for (uint32_t i = 0; i < COME_BACK_TRIES; i++) {
        if (pci_read(pci, function->address, PCI_ID) == id) {
            return KAAL_OK;
        }
        pci->access.delay_us(pci->access.context, BUS_RECOVER_US);
    }
    return KAAL_ERR_DEVICE;
}

static bool is_alone(const struct kaal_pci *pci, uint32_t index)
{
    for (uint32_t i = 0; i < pci->count; i++) {
        if (i != index && pci->functions[i].parent == pci->functions[index].parent) {
            return false;
        }
    }
    return pci->functions[index].parent != KAAL_PCI_NO_PARENT;
}

static kaal_err_t reset_bus_above(const struct kaal_pci *pci, uint32_t index)
{
    struct kaal_pci_address bridge = pci->functions[pci->functions[index].parent].address;
    uint32_t control = pci_read(pci, bridge, PCI_BRIDGE_CONTROL);

    pci_write(pci, bridge, PCI_BRIDGE_CONTROL, control | PCI_BRIDGE_RESET);
    pci->access.delay_us(pci->access.context, BUS_RESET_US);
    pci_write(pci, bridge, PCI_BRIDGE_CONTROL, control & ~PCI_BRIDGE_RESET);
    return ((pci_read(pci, bridge, PCI_BRIDGE_CONTROL) & PCI_BRIDGE_RESET) == 0) ? KAAL_OK
                                                                                 : KAAL_ERR_DEVICE;
}

/* The reset itself. */
static kaal_err_t reset(const struct kaal_pci *pci, uint32_t index)
{
    struct kaal_pci_address address = pci->functions[index].address;
    uint32_t express = find_capability(pci, address, PCI_CAP_EXPRESS);

    if (express != 0 && (pci_read(pci, address, express + PCI_EXPRESS_DEVICE_CAPABILITY) &
                         PCI_EXPRESS_CAN_FLR) != 0) {
        uint32_t control = pci_read(pci, address, express + PCI_EXPRESS_DEVICE_CONTROL) & 0xffffU;

        pci_write(pci, address, express + PCI_EXPRESS_DEVICE_CONTROL, control | PCI_EXPRESS_FLR);
        pci->access.delay_us(pci->access.context, FLR_US);
        return KAAL_OK;
    }
    return is_alone(pci, index) ? reset_bus_above(pci, index) : KAAL_ERR_UNSUPPORTED;
}

/* After a reset a BAR is zero: that it is so is the proof that the reset was one. */
static bool has_forgotten(const struct kaal_pci *pci, const struct kaal_pci_function *function)
{
    for (uint32_t i = 0; i < KAAL_PCI_BARS_MAX; i++) {
        if (function->bars[i].is_assigned &&
            (pci_read(pci, function->address, PCI_BAR0 + 4 * i) & ~PCI_BAR_MASK) ==
                (uint32_t)function->bars[i].pci_address) {
            return false;
        }
    }
    return true;
}

kaal_err_t kaal_pci_reset(struct kaal_pci *pci, uint32_t index)
{
    const struct kaal_pci_function *function = NULL;
    kaal_err_t err = KAAL_OK;

    if (index >= pci->count) {
        return KAAL_ERR_RANGE;
    }
    function = &pci->functions[index];
    err = reset(pci, index);
    if (err == KAAL_OK) {
        err = await_return(pci, function);
    }
    if (err != KAAL_OK) {
        return err;
    }
    if (!has_forgotten(pci, function)) {
        return KAAL_ERR_DEVICE;
    }
    pci_write_bars(pci, function);
    pci_write(pci, function->address, PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_NO_INTX);
    return KAAL_OK;
}
