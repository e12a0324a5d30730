/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration that this kernel keeps: qemu-arm-virt, EL1, MCS, debug. Same facts in .json. */
#pragma once

#define CONFIG_AARCH64_USER_CACHE_ENABLE         1
#define CONFIG_ALLOW_SMC_CALLS                   1
#define CONFIG_ARCH                              arm
/* disabled: CONFIG_ARCH_AARCH32 */
#define CONFIG_ARCH_AARCH64                      1
#define CONFIG_ARCH_ARM                          1
#define CONFIG_ARCH_ARM_V8A                      1
/* disabled: CONFIG_ARCH_RISCV */
/* disabled: CONFIG_ARCH_X86 */
#define CONFIG_ARM_CORTEX_A53                    1
/* disabled: CONFIG_ARM_GIC_V3_SUPPORT */
/* disabled: CONFIG_ARM_HYPERVISOR_SUPPORT */
#define CONFIG_ARM_ICACHE_VIPT                   1
#define CONFIG_ARM_MACH                          /* empty */
#define CONFIG_ARM_PA_SIZE_BITS_40               1
/* disabled: CONFIG_ARM_PA_SIZE_BITS_44 */
#define CONFIG_ARM_PLAT                          qemu - arm - virt
/* disabled: CONFIG_ARM_SMMU */
#define CONFIG_ARM_TLS_REG                       tpidru
#define CONFIG_ARM_TLS_REG_TPIDRU                1
#define CONFIG_BOOT_THREAD_TIME_SLICE            5
/* disabled: CONFIG_DANGEROUS_CODE_INJECTION */
#define CONFIG_DEBUG_BUILD                       1
/* disabled: CONFIG_ENABLE_BENCHMARKS */
/* disabled: CONFIG_ENABLE_SMP_SUPPORT */
#define CONFIG_EXPORT_PCNT_USER                  1
/* disabled: CONFIG_EXPORT_PMU_USER */
#define CONFIG_EXPORT_PTMR_USER                  1
/* disabled: CONFIG_EXPORT_VCNT_USER */
/* disabled: CONFIG_EXPORT_VTMR_USER */
/* disabled: CONFIG_HARDWARE_DEBUG_API */
#define CONFIG_HAVE_FPU                          1
#define CONFIG_IRQ_REPORTING                     1
#define CONFIG_KERNEL_BENCHMARK                  none
/* disabled: CONFIG_KERNEL_INVOCATION_REPORT_ERROR_IPC */
#define CONFIG_KAAL_MOCK                         1 /* so that a program can tell */
#define CONFIG_KERNEL_MCS                        1
#define CONFIG_KERNEL_STACK_BITS                 12
#define CONFIG_KERNEL_STATIC_MAX_PERIOD_US       0
#define CONFIG_KERNEL_WCET_SCALE                 1
#define CONFIG_L1_CACHE_LINE_SIZE_BITS           6
#define CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS     230
#define CONFIG_MAX_NUM_NODES                     1
#define CONFIG_MAX_NUM_TRACE_POINTS              0
#define CONFIG_MAX_NUM_WORK_UNITS_PER_PREEMPTION 100
#define CONFIG_NO_BENCHMARKS                     1
#define CONFIG_NUM_DOMAINS                       16
#define CONFIG_NUM_DOMAIN_SCHEDULES              100
#define CONFIG_NUM_PRIORITIES                    256
#define CONFIG_PADDR_USER_DEVICE_TOP             1099511627776
#define CONFIG_PLAT                              qemu - arm - virt
#define CONFIG_PLAT_QEMU_ARM_VIRT                1
#define CONFIG_PRINTING                          1
#define CONFIG_RESET_CHUNK_BITS                  8
#define CONFIG_RETYPE_FAN_OUT_LIMIT              256
#define CONFIG_ROOT_CNODE_SIZE_BITS              17
#define CONFIG_SEL4_ARCH                         aarch64
/* disabled: CONFIG_SET_TLS_BASE_SELF */
#define CONFIG_TIMER_FREQUENCY                   62500000
/* disabled: CONFIG_VERIFICATION_BUILD */
#define CONFIG_WORD_SIZE                         64
