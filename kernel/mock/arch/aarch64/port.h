/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of this port share with each other only. Core sees arch.h instead. */
#pragma once

#include "arch/armv8/model.h"

/* Virtual addresses of the kernel; kernel.ld and entry.S have them too. */
#define PORT_LINEAR       0xffffff8000000000UL /* all physical memory, 1 GiB at a time */
#define PORT_KERNEL       0xffffffffc0000000UL /* the kernel's own image */
#define PORT_RAM_END      0x240000000UL        /* of what the linear window has: 8 GiB of RAM */
#define PORT_KERNEL_PADDR 0x40000000UL

#define PORT_UART 0x09000000UL /* QEMU, docs/system/arm/virt.rst; the user's as well */

/* Sets the interrupt controller up; gives the GIC_KEPT regions that the kernel keeps for itself. */
const struct boot_region *gic_init(void);

/* Regions of RAM, sorted; the tree is the loader's, and believed. */
unsigned tree_ram(const void *tree, struct boot_region out[BOOT_MAX_REGIONS]);
