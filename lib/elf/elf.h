/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading the program headers of a component's image: 64-bit, little-endian, AArch64, at fixed
 * addresses. Pure; sections, symbols and relocations are not looked at.
 * Source: System V ABI, chapters 4 and 5; ELF for the Arm 64-bit Architecture.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#define KAAL_ELF_SEGMENTS_MAX 8

/* One part of the image. Never writable and executable at once. */
struct kaal_elf_segment {
    uint64_t vaddr;
    uint64_t memory_bytes; /* > 0; what the file does not fill is zero */
    uint64_t file_offset;
    uint64_t file_bytes; /* <= memory_bytes */
    bool is_writable;
    bool is_executable;
};

/* Segments are in ascending order and share no page. */
struct kaal_elf {
    uint64_t entry; /* within an executable segment */
    uint64_t start; /* of the first segment */
    uint64_t end;   /* of the last segment */
    uint32_t segment_count;
    struct kaal_elf_segment segments[KAAL_ELF_SEGMENTS_MAX];
};

/*
 * Check an image and learn its segments.
 *
 * image, bytes: the file; borrowed for the call, any alignment. window_start, window_end: where its
 * segments must lie, page-aligned. elf: filled on success, untouched otherwise. reason: set on
 * failure to a constant text for a person.
 * Errors: KAAL_ERR_SHORT the file ends too early; KAAL_ERR_FORMAT it is not such an image;
 * KAAL_ERR_UNSUPPORTED it is for another machine or kind of program, or has too many segments;
 * KAAL_ERR_RANGE an address or a size is out of range; KAAL_ERR_DENIED a segment is writable and
 * executable.
 */
KAAL_CHECKED kaal_err_t kaal_elf_parse(const void *image, uint64_t bytes, uint64_t window_start,
                                       uint64_t window_end, struct kaal_elf *elf,
                                       const char **reason);
