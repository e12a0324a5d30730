/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One small sound image, to be broken by tests: code at 0x40000, data with bss at 0x41000.
 */
#pragma once

#include <elf.h>
#include <string.h>

struct sample_elf {
    Elf64_Ehdr header;
    Elf64_Phdr segments[2];
    unsigned char code[64];
    unsigned char data[32];
};

static inline void sample_elf_init(struct sample_elf *sample)
{
    memset(sample, 0, sizeof(*sample));
    memcpy(sample->header.e_ident, ELFMAG, SELFMAG);
    sample->header.e_ident[EI_CLASS] = ELFCLASS64;
    sample->header.e_ident[EI_DATA] = ELFDATA2LSB;
    sample->header.e_type = ET_EXEC;
    sample->header.e_machine = EM_AARCH64;
    sample->header.e_version = EV_CURRENT;
    sample->header.e_entry = 0x40000;
    sample->header.e_phoff = offsetof(struct sample_elf, segments);
    sample->header.e_phentsize = sizeof(Elf64_Phdr);
    sample->header.e_phnum = 2;
    sample->segments[0] = (Elf64_Phdr){.p_type = PT_LOAD,
                                       .p_flags = PF_R | PF_X,
                                       .p_offset = offsetof(struct sample_elf, code),
                                       .p_vaddr = 0x40000,
                                       .p_filesz = 64,
                                       .p_memsz = 64};
    sample->segments[1] = (Elf64_Phdr){.p_type = PT_LOAD,
                                       .p_flags = PF_R | PF_W,
                                       .p_offset = offsetof(struct sample_elf, data),
                                       .p_vaddr = 0x41000,
                                       .p_filesz = 32,
                                       .p_memsz = 4096};
}
