/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * First instructions of the loader, behind the header of a Linux arm64 Image, which QEMU's -kernel
 * and U-Boot's booti understand (Linux, Documentation/arm64/booting.rst): x0 is the device tree.
 * Runs at EL2 with the MMU off; turns it on and goes on in C.
 */
#include "plat.h"

    .section .text.start, "ax"
    .global boot_start
boot_start:
    b       1f
    .word   0
    .quad   boot_image_offset       /* from the start of RAM */
    .quad   boot_image_bytes        /* with bss */
    .quad   0xa                     /* little-endian, 4 KiB pages, anywhere in RAM */
    .quad   0, 0, 0
    .ascii  "ARM\x64"
    .word   0
1:
    msr     daifset, #0xf
    mov     x19, x0
    adrp    x1, boot_stack_end
    add     x1, x1, :lo12:boot_stack_end
    mov     sp, x1
    adrp    x1, boot_bss_start
    add     x1, x1, :lo12:boot_bss_start
    adrp    x2, boot_bss_end
    add     x2, x2, :lo12:boot_bss_end
2:  cmp     x1, x2
    b.hs    3f
    str     xzr, [x1], #8
    b       2b
3:
    mrs     x1, currentel
    cmp     x1, #(2 << 2)
    b.ne    4f                      /* boot_main says so */
    bl      mmu_make_identity
    msr     ttbr0_el2, x0
    ldr     x1, =PLAT_MAIR
    msr     mair_el2, x1
    ldr     x1, =PLAT_TCR_EL2
    msr     tcr_el2, x1
    tlbi    alle2
    ic      iallu
    dsb     sy
    isb
    mrs     x1, sctlr_el2
    mov     x2, #0x1005             /* I, C, M (Arm ARM, D13.2.119) */
    orr     x1, x1, x2
    bic     x1, x1, #2              /* A: unaligned accesses are fine in normal memory */
    msr     sctlr_el2, x1
    isb
4:
    mov     x0, x19
    bl      boot_main
5:  wfe
    b       5b

/* void enter_at_el2(const struct boot_entry *): the kernel is mapped by our own tables. */
    .global enter_at_el2
enter_at_el2:
    msr     cntvoff_el2, xzr
    msr     tpidr_el1, xzr          /* number of this CPU */
    msr     tpidr_el2, xzr
    dsb     sy
    tlbi    alle2
    ic      iallu
    dsb     sy
    isb
    b       load_arguments

/* void enter_at_el1(const struct boot_entry *, ttbr0, ttbr1): drop with the MMU already on. */
    .global enter_at_el1
enter_at_el1:
    msr     ttbr0_el1, x1
    msr     ttbr1_el1, x2
    ldr     x3, =PLAT_MAIR
    msr     mair_el1, x3
    ldr     x3, =PLAT_TCR_EL1
    msr     tcr_el1, x3
    ldr     x3, =0x30d01805         /* reserved ones, I, C, M (Arm ARM, D13.2.118) */
    msr     sctlr_el1, x3
    mov     x3, #(1 << 31)          /* HCR_EL2.RW: EL1 is AArch64, nothing is trapped */
    msr     hcr_el2, x3
    mov     x3, #3                  /* EL1 may use the physical counter and timer */
    msr     cnthctl_el2, x3
    msr     cntvoff_el2, xzr
    mov     x3, #0x33ff             /* CPTR_EL2: only reserved ones, no trap */
    msr     cptr_el2, x3
    msr     hstr_el2, xzr
    msr     vttbr_el2, xzr
    mrs     x3, midr_el1
    msr     vpidr_el2, x3
    mrs     x3, mpidr_el1
    msr     vmpidr_el2, x3
    mrs     x3, id_aa64pfr0_el1
    ubfx    x3, x3, #24, #4         /* GIC: system registers exist */
    cbz     x3, 1f
    mrs     x3, s3_4_c12_c9_5       /* ICC_SRE_EL2 */
    mov     x4, #9                  /* SRE, Enable */
    orr     x3, x3, x4
    msr     s3_4_c12_c9_5, x3
    isb
    msr     s3_4_c12_c11_0, xzr     /* ICH_HCR_EL2 */
1:
    msr     tpidr_el1, xzr          /* number of this CPU */
    dsb     sy
    tlbi    vmalle1
    ic      iallu
    dsb     sy
    isb
    mov     x3, #0x3c5              /* EL1h, all masked */
    msr     spsr_el2, x3
    adr     x3, load_arguments
    msr     elr_el2, x3
    eret

load_arguments:
    mov     x9, x0
    ldp     x0, x1, [x9]
    ldp     x2, x3, [x9, #16]
    ldp     x4, x5, [x9, #32]
    ldr     x8, [x9, #48]
    br      x8

    .section .bss
    .balign 16
    .space  16384
boot_stack_end:

    .section .payload, "a"
    .balign 4096
    .global boot_kernel_start, boot_kernel_end, boot_root_start, boot_root_end
boot_kernel_start:
    .incbin KAAL_KERNEL_ELF
boot_kernel_end:
    .balign 4096
boot_root_start:
    .incbin KAAL_ROOT_ELF
boot_root_end:

    .section .note.GNU-stack, "", %progbits
