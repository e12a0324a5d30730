/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules of price.c. PRICE_RULES is the file's name, from the build.
 */
    .section .rodata.price_rules, "a"
    .balign 8
    .global price_rules_start, price_rules_end
price_rules_start:
    .incbin PRICE_RULES
price_rules_end:

    .section .note.GNU-stack, "", %progbits
