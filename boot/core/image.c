/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checking and placing of ELF images.
 */
#include "core/image.h"

#include <elf.h>
#include <stdbool.h>
#include <string.h>

#define SPAN_MAX ((uint64_t)1 << 30)

static Elf64_Phdr program_header(const uint8_t *file, uint32_t index)
{
    Elf64_Ehdr header;
    Elf64_Phdr segment;

    memcpy(&header, file, sizeof(header));
    memcpy(&segment, file + header.e_phoff + index * sizeof(segment), sizeof(segment));
    return segment;
}

static bool is_executable(const Elf64_Ehdr *header)
{
    return memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
           header->e_ident[EI_CLASS] == ELFCLASS64 && header->e_ident[EI_DATA] == ELFDATA2LSB &&
           header->e_machine == EM_AARCH64 && header->e_type == ET_EXEC &&
           header->e_phentsize == sizeof(Elf64_Phdr);
}

static kaal_err_t add_segment(struct image *image, const Elf64_Phdr *segment, uint64_t bytes)
{
    uint64_t end = segment->p_vaddr + segment->p_memsz;

    if (segment->p_offset > bytes || segment->p_filesz > bytes - segment->p_offset) {
        return KAAL_ERR_SHORT;
    }
    if (segment->p_filesz > segment->p_memsz || end < segment->p_vaddr) {
        return KAAL_ERR_FORMAT;
    }
    if (image->vaddr_end == 0 || segment->p_vaddr < image->vaddr_start) {
        image->vaddr_start = segment->p_vaddr;
        image->paddr_start = segment->p_paddr;
    }
    if (end > image->vaddr_end) {
        image->vaddr_end = end;
    }
    return KAAL_OK;
}

kaal_err_t image_open(const uint8_t *file, uint64_t bytes, struct image *image)
{
    struct image found = {.file = file};
    Elf64_Ehdr header;

    if (bytes < sizeof(header)) {
        return KAAL_ERR_SHORT;
    }
    memcpy(&header, file, sizeof(header));
    if (!is_executable(&header)) {
        return KAAL_ERR_FORMAT;
    }
    if (header.e_phoff > bytes || header.e_phnum > (bytes - header.e_phoff) / sizeof(Elf64_Phdr)) {
        return KAAL_ERR_SHORT;
    }
    for (uint32_t i = 0; i < header.e_phnum; i++) {
        Elf64_Phdr segment = program_header(file, i);
        kaal_err_t err = KAAL_OK;

        if (segment.p_type == PT_LOAD && segment.p_memsz > 0) {
            err = add_segment(&found, &segment, bytes);
        }
        if (err != KAAL_OK) {
            return err;
        }
    }
    if (found.vaddr_end == 0) {
        return KAAL_ERR_FORMAT;
    }
    if (found.vaddr_end - found.vaddr_start > SPAN_MAX) {
        return KAAL_ERR_RANGE;
    }
    found.entry = header.e_entry;
    *image = found;
    return KAAL_OK;
}

void image_place(const struct image *image, uint64_t paddr)
{
    Elf64_Ehdr header;

    memcpy(&header, image->file, sizeof(header));
    memset((void *)(uintptr_t)paddr, 0, image->vaddr_end - image->vaddr_start);
    for (uint32_t i = 0; i < header.e_phnum; i++) {
        Elf64_Phdr segment = program_header(image->file, i);

        if (segment.p_type == PT_LOAD && segment.p_memsz > 0) {
            memcpy((void *)(uintptr_t)(paddr + (segment.p_vaddr - image->vaddr_start)),
                   image->file + segment.p_offset, segment.p_filesz);
        }
    }
}
