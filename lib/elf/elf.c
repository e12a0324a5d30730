/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The checks of an ELF image, in the order of the file. Nothing in it is believed.
 */
#include "elf/elf.h"

#include <elf.h>
#include <string.h>

#include "base/verdict.h"

static struct verdict check_header(const Elf64_Ehdr *header, uint64_t bytes)
{
    if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) {
        return bad(KAAL_ERR_FORMAT, "it does not begin as an ELF file");
    }
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB ||
        header->e_machine != EM_AARCH64) {
        return bad(KAAL_ERR_UNSUPPORTED, "it is not a 64-bit little-endian AArch64 ELF file");
    }
    if (header->e_type != ET_EXEC || header->e_version != EV_CURRENT) {
        return bad(KAAL_ERR_UNSUPPORTED, "it is not an executable with fixed addresses");
    }
    if (header->e_phentsize != sizeof(Elf64_Phdr)) {
        return bad(KAAL_ERR_FORMAT, "its program headers have a wrong size");
    }
    if (header->e_phoff > bytes ||
        header->e_phnum > (bytes - header->e_phoff) / sizeof(Elf64_Phdr)) {
        return bad(KAAL_ERR_SHORT, "it ends before its program headers do");
    }
    return good;
}

static struct verdict check_segment(const Elf64_Phdr *header, uint64_t bytes, uint64_t start,
                                    uint64_t end)
{
    if (header->p_offset > bytes || header->p_filesz > bytes - header->p_offset) {
        return bad(KAAL_ERR_SHORT, "it ends before a segment does");
    }
    if (header->p_filesz > header->p_memsz) {
        return bad(KAAL_ERR_FORMAT, "a segment has more bytes in the file than in memory");
    }
    if (header->p_vaddr < start || header->p_vaddr > end ||
        header->p_memsz > end - header->p_vaddr) {
        return bad(KAAL_ERR_RANGE, "a segment lies outside the window for images");
    }
    if ((header->p_flags & PF_W) != 0 && (header->p_flags & PF_X) != 0) {
        return bad(KAAL_ERR_DENIED, "a segment is both writable and executable");
    }
    return good;
}

static struct verdict add_segment(struct kaal_elf *elf, const Elf64_Phdr *header)
{
    struct kaal_elf_segment *segment = &elf->segments[elf->segment_count];
    uint64_t page = header->p_vaddr & ~(KAAL_PAGE_BYTES - 1);

    if (elf->segment_count == KAAL_ELF_SEGMENTS_MAX) {
        return bad(KAAL_ERR_UNSUPPORTED, "it has more than 8 segments");
    }
    if (elf->segment_count > 0 && page < elf->end) {
        return bad(KAAL_ERR_RANGE, "two segments share a page or are out of order");
    }
    *segment = (struct kaal_elf_segment){
        .vaddr = header->p_vaddr,
        .memory_bytes = header->p_memsz,
        .file_offset = header->p_offset,
        .file_bytes = header->p_filesz,
        .is_writable = (header->p_flags & PF_W) != 0,
        .is_executable = (header->p_flags & PF_X) != 0,
    };
    if (elf->segment_count == 0) {
        elf->start = header->p_vaddr;
    }
    elf->end = header->p_vaddr + header->p_memsz;
    elf->segment_count++;
    return good;
}

static struct verdict check_entry(const struct kaal_elf *elf)
{
    if (elf->segment_count == 0) {
        return bad(KAAL_ERR_FORMAT, "it has no segment");
    }
    for (uint32_t i = 0; i < elf->segment_count; i++) {
        const struct kaal_elf_segment *segment = &elf->segments[i];

        if (segment->is_executable && elf->entry >= segment->vaddr &&
            elf->entry - segment->vaddr < segment->file_bytes && elf->entry % 4 == 0) {
            return good;
        }
    }
    return bad(KAAL_ERR_RANGE, "its entry is not in an executable segment");
}

static struct verdict parse(const uint8_t *image, uint64_t bytes, uint64_t start, uint64_t end,
                            struct kaal_elf *elf)
{
    Elf64_Ehdr header;
    struct verdict verdict = good;

    if (bytes < sizeof(header)) {
        return bad(KAAL_ERR_SHORT, "it is shorter than an ELF header");
    }
    memcpy(&header, image, sizeof(header));
    verdict = check_header(&header, bytes);
    elf->entry = header.e_entry;
    for (uint32_t i = 0; i < header.e_phnum && verdict.err == KAAL_OK; i++) {
        Elf64_Phdr segment;

        memcpy(&segment, image + header.e_phoff + i * sizeof(segment), sizeof(segment));
        if (segment.p_type != PT_LOAD || segment.p_memsz == 0) {
            continue;
        }
        verdict = check_segment(&segment, bytes, start, end);
        if (verdict.err == KAAL_OK) {
            verdict = add_segment(elf, &segment);
        }
    }
    return (verdict.err == KAAL_OK) ? check_entry(elf) : verdict;
}

kaal_err_t kaal_elf_parse(const void *image, uint64_t bytes, uint64_t window_start,
                          uint64_t window_end, struct kaal_elf *elf, const char **reason)
{
    struct kaal_elf candidate = {0};
    struct verdict verdict = parse(image, bytes, window_start, window_end, &candidate);

    if (verdict.err != KAAL_OK) {
        *reason = verdict.reason;
        return verdict.err;
    }
    *elf = candidate;
    return KAAL_OK;
}
