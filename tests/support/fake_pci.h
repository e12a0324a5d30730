/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A PCI bus that is not there: configuration space as memory, with BARs and bridges that behave as
 * the specifications say, or as a test wants them to misbehave.
 */
#pragma once

#include "pci/pci.h"

#define FAKE_FUNCTIONS_MAX 16

struct fake_function {
    uint8_t position;      /* bus 0 devices: the device; others: the device on their bridge's bus */
    int bridge;            /* index of the bridge above, -1 on the first bus */
    uint32_t space[64];    /* the first 256 bytes */
    uint32_t bar_bytes[6]; /* 0: no such BAR */
    bool ignores_master;   /* bus mastering cannot be switched */
    bool ignores_reset;    /* BARs keep their addresses over a reset */
};

struct fake_pci {
    struct fake_function functions[FAKE_FUNCTIONS_MAX];
    unsigned count;
    bool is_hostile; /* every read gives noise */
    uint32_t noise;
};

/* Add a function; returns its index. */
int fake_pci_add(struct fake_pci *fake, int bridge, uint8_t position, uint32_t id,
                 uint32_t bar_bytes);

/* Add a bridge. */
int fake_pci_add_bridge(struct fake_pci *fake, int bridge, uint8_t position);

/* Access for lib/pci; `fake` must outlive it. */
struct kaal_pci_access fake_pci_access(struct fake_pci *fake);
