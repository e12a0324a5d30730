/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The boot archive, in the broker's own image: the kernel hands on nothing else from the loader.
 * KAAL_ARCHIVE is the file's name, from the build.
 */
    .section .archive, "aw" /* the key of the audit log is erased in there */
    .balign 64
    .global broker_archive_start, broker_archive_end
broker_archive_start:
    .incbin KAAL_ARCHIVE
broker_archive_end:

    .section .note.GNU-stack, "", %progbits
