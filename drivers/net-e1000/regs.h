/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers and descriptors of the Intel 82540EM Gigabit Ethernet controller. No code.
 * Source: Intel, "PCI/PCI-X Family of Gigabit Ethernet Controllers Software Developer's Manual"
 * (317453), whose section numbers stand on the right.
 */
#pragma once

#include <stdint.h>

#define E1000_VENDOR      0x8086U
#define E1000_DEVICE_EM   0x100eU  /* 5.2 */
#define E1000_BLOCK_BYTES 0x20000U /* 4.1: BAR 0 */

#define E1000_CTRL   0x0000U /* 13.4.1 device control */
#define E1000_STATUS 0x0008U /* 13.4.2 device status */
#define E1000_EERD   0x0014U /* 13.4.4 EEPROM read */
#define E1000_FCAL   0x0028U /* 13.4.8 flow control address low */
#define E1000_FCAH   0x002cU /* 13.4.9 flow control address high */
#define E1000_FCT    0x0030U /* 13.4.10 flow control type */
#define E1000_ICR    0x00c0U /* 13.4.17 interrupt cause, cleared by reading */
#define E1000_ITR    0x00c4U /* 13.4.18 interrupt throttling, in 256 ns */
#define E1000_IMS    0x00d0U /* 13.4.20 interrupt mask set */
#define E1000_IMC    0x00d8U /* 13.4.21 interrupt mask clear */
#define E1000_RCTL   0x0100U /* 13.4.22 receive control */
#define E1000_FCTTV  0x0170U /* 13.4.12 flow control transmit timer */
#define E1000_TCTL   0x0400U /* 13.4.33 transmit control */
#define E1000_TIPG   0x0410U /* 13.4.34 transmit inter-packet gap */
#define E1000_RDBAL  0x2800U /* 13.4.25 receive ring: address, low half */
#define E1000_RDBAH  0x2804U /* 13.4.26 and high half */
#define E1000_RDLEN  0x2808U /* 13.4.27 bytes */
#define E1000_RDH    0x2810U /* 13.4.28 head */
#define E1000_RDT    0x2818U /* 13.4.29 tail */
#define E1000_RDTR   0x2820U /* 13.4.30 receive delay timer */
#define E1000_RADV   0x282cU /* 13.4.31 receive absolute delay timer */
#define E1000_TDBAL  0x3800U /* 13.4.36 transmit ring: address, low half */
#define E1000_TDBAH  0x3804U /* 13.4.37 and high half */
#define E1000_TDLEN  0x3808U /* 13.4.38 bytes */
#define E1000_TDH    0x3810U /* 13.4.39 head */
#define E1000_TDT    0x3818U /* 13.4.40 tail */
#define E1000_TIDV   0x3820U /* 13.4.41 transmit delay timer */
#define E1000_TADV   0x382cU /* 13.4.44 transmit absolute delay timer */
#define E1000_RXCSUM 0x5000U /* 13.4.47 receive checksum control */
#define E1000_MTA    0x5200U /* 13.5.1 multicast table: 128 words */
#define E1000_RAL    0x5400U /* 13.5.2 receive address low: 16 pairs of words */
#define E1000_RAH    0x5404U /* 13.5.3 receive address high */

#define E1000_MTA_WORDS       128U
#define E1000_ADDRESSES       16U
#define E1000_ADDRESS_STRIDE  8U
#define E1000_CTRL_FD         (1U << 0)
#define E1000_CTRL_LRST       (1U << 3)
#define E1000_CTRL_ASDE       (1U << 5) /* auto-speed detection */
#define E1000_CTRL_SLU        (1U << 6) /* set link up */
#define E1000_CTRL_ILOS       (1U << 7)
#define E1000_CTRL_FRCSPD     (1U << 11)
#define E1000_CTRL_FRCDPLX    (1U << 12)
#define E1000_CTRL_RST        (1U << 26) /* clears itself */
#define E1000_CTRL_RFCE       (1U << 27)
#define E1000_CTRL_TFCE       (1U << 28)
#define E1000_CTRL_VME        (1U << 30)
#define E1000_CTRL_PHY_RST    (1U << 31)
#define E1000_STATUS_LU       (1U << 1) /* link up */
#define E1000_EERD_START      (1U << 0)
#define E1000_EERD_DONE       (1U << 4)
#define E1000_EERD_ADDR_SHIFT 8
#define E1000_EERD_DATA_SHIFT 16
#define E1000_RAH_AV          (1U << 31) /* address valid */

/* Interrupt causes, in ICR, IMS and IMC alike (13.4.17). */
#define E1000_INT_TXDW   (1U << 0) /* transmit descriptor written back */
#define E1000_INT_LSC    (1U << 2) /* link status change */
#define E1000_INT_RXDMT0 (1U << 4) /* receive descriptors run low */
#define E1000_INT_RXO    (1U << 6) /* receiver overrun */
#define E1000_INT_RXT0   (1U << 7) /* receive timer: a frame has come */
#define E1000_INT_ALL    0xffffffffU

/* 13.4.22. Buffers of 2048 bytes and a low mark of half the ring are the zeroes of their fields. */
#define E1000_RCTL_EN    (1U << 1)
#define E1000_RCTL_BAM   (1U << 15) /* accept broadcasts */
#define E1000_RCTL_SECRC (1U << 26) /* strip the FCS */

#define E1000_TCTL_EN     (1U << 1)
#define E1000_TCTL_PSP    (1U << 3)                   /* pad short packets */
#define E1000_TCTL_CT     (0x0fU << 4)                /* 14.5: collision threshold */
#define E1000_TCTL_COLD   (0x40U << 12)               /* 14.5: collision distance, full duplex */
#define E1000_TIPG_COPPER (10U | 8U << 10 | 6U << 20) /* Table 13-77 */

/* 3.2.3 receive descriptor. */
struct e1000_rx_descriptor {
    uint64_t address;
    uint16_t length_bytes;
    uint16_t checksum;
    uint8_t status;
    uint8_t errors;
    uint16_t special;
};

#define E1000_RX_STATUS_DD  (1U << 0) /* descriptor done */
#define E1000_RX_STATUS_EOP (1U << 1) /* end of packet */
#define E1000_RX_ERRORS     0x97U     /* RXE, CXE, SEQ, SE, CE; not the two checksum bits */

/*
 * A transmit descriptor as its two words: legacy (3.3.3), TCP/IP context (3.3.6) and TCP/IP data
 * (3.3.7). Hardware writes only the status byte back.
 */
struct e1000_tx_descriptor {
    uint64_t low;  /* buffer address; context: checksum offsets */
    uint32_t high; /* length, type, command */
    uint32_t status;
};

#define E1000_TX_EOP         (1U << 24)
#define E1000_TX_IFCS        (1U << 25) /* insert the FCS */
#define E1000_TX_RS          (1U << 27) /* report status */
#define E1000_TX_DEXT        (1U << 29) /* not a legacy descriptor */
#define E1000_TX_DTYP_DATA   (1U << 20)
#define E1000_TX_STATUS_DD   (1U << 0)
#define E1000_TX_POPTS_TXSM  (1U << 9) /* insert the TCP/UDP checksum, in the status word */
#define E1000_TX_TUCSS_SHIFT 32        /* context: where the sum starts */
#define E1000_TX_TUCSO_SHIFT 40        /* context: where it is put */
#define E1000_TX_TUCS_MAX    255U      /* both fields have 8 bits */

_Static_assert(sizeof(struct e1000_rx_descriptor) == 16, "3.2.3");
_Static_assert(sizeof(struct e1000_tx_descriptor) == 16, "3.3.3");
