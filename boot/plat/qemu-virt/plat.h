/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * QEMU's virt machine, as the loader needs it: where RAM and the UART are.
 * Also read by the assembler. Source: QEMU, docs/system/arm/virt.rst.
 */
#pragma once

#define PLAT_RAM_START 0x40000000
#define PLAT_UART      0x09000000

/* Memory types by index: seL4 uses these: nGnRnE, nGnRE, GRE, not cached, write-back, through. */
#define PLAT_MAIR 0x0000bbff440c0400

/* 48-bit addresses, 4 KiB granule, write-back tables, inner shareable (Arm ARM, D13.2.120-121). */
#define PLAT_TCR_EL1 0x12b5103510
#define PLAT_TCR_EL2 0x80823510
