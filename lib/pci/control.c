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

static bool is_alone(const struct kaal_pci *pci, uint32_t index)
{
    for (uint32_t i = 0; i < pci->count; i++) {
        if (i != index && pci->functions[i].parent == pci->functions[index].parent) {
            return false;
        }
    }
    return pci->functions[index].parent != KAAL_PCI_NO_PARENT;
}

/* Where an FLR of a function is asked for; 0: it has none. */
static uint32_t find_flr(const struct kaal_pci *pci, struct kaal_pci_address address)
{
    uint32_t express = find_capability(pci, address, PCI_CAP_EXPRESS);

    if (express == 0 || (pci_read(pci, address, express + PCI_EXPRESS_DEVICE_CAPABILITY) &
                         PCI_EXPRESS_CAN_FLR) == 0) {
        return 0;
    }
    return express + PCI_EXPRESS_DEVICE_CONTROL;
}

/* Put the bus above a function into reset, or take it out. */
static void set_bus_reset(const struct kaal_pci *pci, uint32_t index, bool is_on)
{
    struct kaal_pci_address bridge = pci->functions[pci->functions[index].parent].address;
    uint32_t control = pci_read(pci, bridge, PCI_BRIDGE_CONTROL) & ~PCI_BRIDGE_RESET;

    pci_write(pci, bridge, PCI_BRIDGE_CONTROL, is_on ? control | PCI_BRIDGE_RESET : control);
}

static bool is_bus_reset(const struct kaal_pci *pci, uint32_t index)
{
    struct kaal_pci_address bridge = pci->functions[pci->functions[index].parent].address;

    return (pci_read(pci, bridge, PCI_BRIDGE_CONTROL) & PCI_BRIDGE_RESET) != 0;
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

enum reset_step {
    RESET_BUS,   /* the bus above is in reset */
    RESET_AWAIT, /* the function is to answer again with its own numbers */
};

kaal_err_t kaal_pci_reset_begin(struct kaal_pci *pci, uint32_t index, struct kaal_pci_reset *reset)
{
    uint32_t flr = 0;

    if (index >= pci->count) {
        return KAAL_ERR_RANGE;
    }
    flr = find_flr(pci, pci->functions[index].address);
    if (flr != 0) {
        uint32_t control = pci_read(pci, pci->functions[index].address, flr) & 0xffffU;

        pci_write(pci, pci->functions[index].address, flr, control | PCI_EXPRESS_FLR);
        *reset = (struct kaal_pci_reset){index, RESET_AWAIT, 0, FLR_US};
        return KAAL_OK;
    }
    if (!is_alone(pci, index)) {
        return KAAL_ERR_UNSUPPORTED;
    }
    set_bus_reset(pci, index, true);
    *reset = (struct kaal_pci_reset){index, RESET_BUS, 0, BUS_RESET_US};
    return KAAL_OK;
}

/* Whether it has come back, and as after a reset. */
static kaal_err_t finish(struct kaal_pci *pci, struct kaal_pci_reset *reset)
{
    const struct kaal_pci_function *function = &pci->functions[reset->index];
    uint32_t id = function->vendor | ((uint32_t)function->device << 16);

    if (pci_read(pci, function->address, PCI_ID) != id) {
        reset->tries++;
        reset->wait_us = BUS_RECOVER_US;
        return (reset->tries <= COME_BACK_TRIES) ? KAAL_ERR_BUSY : KAAL_ERR_DEVICE;
    }
    if (!has_forgotten(pci, function)) {
        return KAAL_ERR_DEVICE;
    }
    pci_write_bars(pci, function);
    pci_write(pci, function->address, PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_NO_INTX);
    return KAAL_OK;
}

kaal_err_t kaal_pci_reset_go_on(struct kaal_pci *pci, struct kaal_pci_reset *reset)
{
    if (reset->step == RESET_BUS) {
        set_bus_reset(pci, reset->index, false);
        if (is_bus_reset(pci, reset->index)) {
            return KAAL_ERR_DEVICE;
        }
        reset->step = RESET_AWAIT;
    }
    return finish(pci, reset);
}
