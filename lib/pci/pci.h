/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PCI: enumeration, sizes and addresses of BARs, bridge windows, resets. Pure: configuration space
 * is reached through two functions of the caller, so the same code runs on a fake one.
 * Nothing that the hardware answers is believed further than a bound.
 * Sources: PCI Local Bus Specification 3.0 (PCI); PCI-to-PCI Bridge Architecture 1.2 (BRIDGE); PCI
 * Express Base Specification 3.0 (PCIe).
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#define KAAL_PCI_FUNCTIONS_MAX 64
#define KAAL_PCI_BARS_MAX      6
#define KAAL_PCI_NO_PARENT     UINT32_MAX

/* Where a function is. */
struct kaal_pci_address {
    uint8_t bus;
    uint8_t device;   /* 0 .. 31 */
    uint8_t function; /* 0 .. 7 */
};

/* How the caller reaches configuration space. All must be set. */
struct kaal_pci_access {
    void *context;
    uint32_t (*read32)(void *context, struct kaal_pci_address address, uint32_t offset);
    void (*write32)(void *context, struct kaal_pci_address address, uint32_t offset,
                    uint32_t value);
};

enum kaal_pci_bar_kind {
    KAAL_PCI_BAR_NONE = 0,
    KAAL_PCI_BAR_IO,
    KAAL_PCI_BAR_MEMORY32,
    KAAL_PCI_BAR_MEMORY64,
};

struct kaal_pci_bar {
    enum kaal_pci_bar_kind kind;
    bool is_prefetchable;
    uint64_t size_bytes;  /* a power of two */
    uint64_t pci_address; /* as written to the BAR; valid when is_assigned */
    kaal_paddr_t paddr;   /* as the CPU sees it */
    bool is_assigned;
};

struct kaal_pci_function {
    struct kaal_pci_address address;
    uint16_t vendor;
    uint16_t device;
    uint32_t class_code; /* class, subclass, interface: 24 bits */
    bool is_bridge;
    uint32_t parent;         /* index of the bridge above; KAAL_PCI_NO_PARENT on the first bus */
    uint8_t secondary_bus;   /* bridges */
    uint8_t subordinate_bus; /* bridges */
    uint8_t pin;             /* 0: none, 1 .. 4: INTA .. INTD */
    uint8_t root_device;     /* where its interrupt arrives on the first bus */
    uint8_t root_pin;        /* after the swizzle of all bridges above (BRIDGE 9.1) */
    struct kaal_pci_bar bars[KAAL_PCI_BARS_MAX];
};

/* A window of addresses that BARs are given from. size_bytes 0: there is none. */
struct kaal_pci_window {
    uint64_t pci_address;
    kaal_paddr_t paddr;
    uint64_t size_bytes;
};

struct kaal_pci {
    struct kaal_pci_access access; /* as given */
    uint32_t count;
    struct kaal_pci_function functions[KAAL_PCI_FUNCTIONS_MAX];
    bool is_complete; /* false: there was more than fits the table, the buses or the windows */
};

struct kaal_pci_options {
    struct kaal_pci_access access;
    uint8_t first_bus;
    uint8_t last_bus;              /* the last whose configuration space can be reached */
    struct kaal_pci_window memory; /* non-prefetchable, below 4 GiB */
};

/*
 * Find all functions below a host bridge, number the buses, size the BARs, give each memory BAR an
 * address, program the bridges, switch memory decoding on. Bus mastering and interrupts stay off
 * everywhere, and I/O BARs get no address. BARs that do not fit stay unassigned.
 * Bounded: at most 256 * KAAL_PCI_FUNCTIONS_MAX probes. pci: the caller's, overwritten.
 * Errors: KAAL_ERR_INVALID an option is missing or out of range.
 */
KAAL_CHECKED kaal_err_t kaal_pci_enumerate(struct kaal_pci *pci,
                                           const struct kaal_pci_options *options);

/*
 * Let a function do DMA, or not, and check that the register follows. The bridges above it forward
 * requests while anything behind them may do DMA (BRIDGE 3.2.5.3). index: of the function.
 * Errors: KAAL_ERR_DEVICE the register does not follow; KAAL_ERR_RANGE no such function.
 */
KAAL_CHECKED kaal_err_t kaal_pci_set_master(struct kaal_pci *pci, uint32_t index, bool is_on);

/* Whether a function may do DMA now. An index out of range may not. */
bool kaal_pci_is_master(const struct kaal_pci *pci, uint32_t index);

/* Let a function raise its interrupt pin, or not (PCI 6.2.2, bit 10). Ignores a wrong index. */
void kaal_pci_set_interrupt(struct kaal_pci *pci, uint32_t index, bool is_on);

/* A reset that is under way; all fields but wait_us are private to lib/pci. */
struct kaal_pci_reset {
    uint32_t index;
    uint32_t step;
    uint32_t tries;
    uint32_t wait_us; /* at least so long, before it goes on */
};

/*
 * Begin to reset a function: by FLR (PCIe 6.6.2), or by the secondary bus reset of the bridge above
 * (BRIDGE 3.2.5.17) when it is alone behind it. Nobody uses it until the reset is over.
 * Errors: KAAL_ERR_UNSUPPORTED neither is possible; KAAL_ERR_RANGE no such function. Then there is
 * no reset.
 */
KAAL_CHECKED kaal_err_t kaal_pci_reset_begin(struct kaal_pci *pci, uint32_t index,
                                             struct kaal_pci_reset *reset);

/*
 * Go on with it, after wait_us; over after 1.2 s of these at most. Its BARs are set again then; DMA
 * and interrupts are off. Errors: KAAL_ERR_BUSY it is not over, and wait_us says how long to wait;
 * KAAL_ERR_DEVICE the function did not come back, or was not reset.
 */
KAAL_CHECKED kaal_err_t kaal_pci_reset_go_on(struct kaal_pci *pci, struct kaal_pci_reset *reset);
