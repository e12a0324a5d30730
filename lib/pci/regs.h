/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers of PCI configuration space. Private to lib/pci.
 */
#pragma once

/* All headers: PCI 6.1. */
#define PCI_ID           0x00U
#define PCI_COMMAND      0x04U
#define PCI_CLASS        0x08U
#define PCI_HEADER       0x0cU
#define PCI_BAR0         0x10U
#define PCI_CAPABILITIES 0x34U
#define PCI_INTERRUPT    0x3cU

#define PCI_ID_NONE        0xffffU /* vendor: nobody answers */
#define PCI_HEADER_TYPE(x) (((x) >> 16) & 0x7fU)
#define PCI_HEADER_MULTI   (1U << 23)
#define PCI_TYPE_DEVICE    0U
#define PCI_TYPE_BRIDGE    1U

/* PCI 6.2.2; the status register is the upper half and is cleared by writing ones. */
#define PCI_COMMAND_MEMORY      (1U << 1)
#define PCI_COMMAND_MASTER      (1U << 2)
#define PCI_COMMAND_NO_INTX     (1U << 10)
#define PCI_COMMAND_MASK        0xffffU
#define PCI_STATUS_CAPABILITIES (1U << 20)

/* PCI 6.2.5.1 */
#define PCI_BAR_IO       (1U << 0)
#define PCI_BAR_TYPE(x)  (((x) >> 1) & 3U)
#define PCI_BAR_TYPE_64  2U
#define PCI_BAR_PREFETCH (1U << 3)
#define PCI_BAR_MASK     0xfU

/* BRIDGE 3.2 */
#define PCI_BRIDGE_BUSES        0x18U
#define PCI_BRIDGE_IO           0x1cU
#define PCI_BRIDGE_MEMORY       0x20U
#define PCI_BRIDGE_PREFETCH     0x24U
#define PCI_BRIDGE_CONTROL      0x3cU
#define PCI_BRIDGE_RESET        (1U << 22)
#define PCI_BRIDGE_WINDOW_BYTES 0x100000U

/* PCIe 7.8 */
#define PCI_CAP_EXPRESS               0x10U
#define PCI_EXPRESS_DEVICE_CAPABILITY 0x04U
#define PCI_EXPRESS_DEVICE_CONTROL    0x08U
#define PCI_EXPRESS_CAN_FLR           (1U << 28)
#define PCI_EXPRESS_FLR               (1U << 15)
