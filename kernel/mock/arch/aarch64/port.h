/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of this port share with each other only. Core sees arch.h instead. */
#pragma once

#include "arch/armv8/model.h"

/* Virtual addresses of the kernel; kernel.ld and entry.S have them too. */
#define PORT_LINEAR       0xffffff8000000000UL /* all physical memory, 1 GiB at a time */
#define PORT_KERNEL       0xffffffffc0000000UL /* the kernel's own image */
#define PORT_KERNEL_PADDR 0x40000000UL

/* Devices of QEMU virt that the kernel keeps for itself (QEMU, docs/system/arm/virt.rst). */
#define PORT_GIC_DISTRIBUTOR 0x08000000UL
#define PORT_GIC_CPU         0x08010000UL
#define PORT_UART            0x09000000UL

void gic_init(void);
