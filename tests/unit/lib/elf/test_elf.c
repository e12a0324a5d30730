/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ELF images: one sound one, and every way to break it that the parser names.
 */
#include "support/cmocka_all.h"

#include <kaal/layout.h>

#include "elf/elf.h"
#include "support/sample_elf.h"

static const char *reason;

static kaal_err_t parse(const void *image, uint64_t bytes, struct kaal_elf *elf)
{
    reason = NULL;
    return kaal_elf_parse(image, bytes, KAAL_VA_IMAGE, KAAL_VA_IMAGE_END, elf, &reason);
}

static void finds_segments(void **state)
{
    struct sample_elf sample;
    struct kaal_elf elf = {0};

    (void)state;
    sample_elf_init(&sample);
    assert_int_equal(parse(&sample, sizeof(sample), &elf), KAAL_OK);
    assert_int_equal(elf.segment_count, 2);
    assert_int_equal(elf.entry, 0x40000);
    assert_int_equal(elf.start, 0x40000);
    assert_int_equal(elf.end, 0x42000);
    assert_true(elf.segments[0].is_executable && !elf.segments[0].is_writable);
    assert_true(elf.segments[1].is_writable && !elf.segments[1].is_executable);
    assert_int_equal(elf.segments[1].memory_bytes, 4096);
    assert_int_equal(elf.segments[1].file_bytes, 32);
}

static void refuses_every_truncation(void **state)
{
    struct sample_elf sample;

    (void)state;
    sample_elf_init(&sample);
    for (size_t bytes = 0; bytes < sizeof(sample); bytes++) {
        struct kaal_elf elf = {.entry = 77};
        unsigned char *copy = malloc(bytes + 1);

        memcpy(copy, &sample, bytes);
        assert_int_equal(parse(copy, bytes, &elf), KAAL_ERR_SHORT);
        assert_non_null(reason);
        assert_int_equal(elf.entry, 77);
        free(copy);
    }
}

/* Breaks one thing; what the parser must say. */
struct breakage {
    void (*apply)(struct sample_elf *sample);
    kaal_err_t err;
};

static void wrong_magic(struct sample_elf *s)
{
    s->header.e_ident[0] = 'x';
}
static void wrong_class(struct sample_elf *s)
{
    s->header.e_ident[EI_CLASS] = ELFCLASS32;
}
static void wrong_order(struct sample_elf *s)
{
    s->header.e_ident[EI_DATA] = ELFDATA2MSB;
}
static void wrong_machine(struct sample_elf *s)
{
    s->header.e_machine = EM_X86_64;
}
static void position_independent(struct sample_elf *s)
{
    s->header.e_type = ET_DYN;
}
static void headers_outside(struct sample_elf *s)
{
    s->header.e_phoff = UINT64_MAX - 8;
}
static void too_many_headers(struct sample_elf *s)
{
    s->header.e_phnum = UINT16_MAX;
}
static void header_size(struct sample_elf *s)
{
    s->header.e_phentsize = 8;
}
static void segment_outside(struct sample_elf *s)
{
    s->segments[1].p_offset = UINT64_MAX - 4;
}
static void more_file_than_memory(struct sample_elf *s)
{
    s->segments[1].p_memsz = 16;
}
static void below_window(struct sample_elf *s)
{
    s->segments[0].p_vaddr = 0x1000;
}
static void beyond_window(struct sample_elf *s)
{
    s->segments[1].p_memsz = KAAL_VA_IMAGE_END;
}
static void wraps_around(struct sample_elf *s)
{
    s->segments[1].p_memsz = UINT64_MAX - 0x100;
}
static void writable_code(struct sample_elf *s)
{
    s->segments[0].p_flags = PF_R | PF_W | PF_X;
}
static void shared_page(struct sample_elf *s)
{
    s->segments[1].p_vaddr = 0x40800;
}
static void out_of_order(struct sample_elf *s)
{
    s->segments[0].p_vaddr = 0x50000;
    s->header.e_entry = 0x50000;
}
static void entry_in_data(struct sample_elf *s)
{
    s->header.e_entry = 0x41000;
}
static void entry_odd(struct sample_elf *s)
{
    s->header.e_entry = 0x40002;
}
static void no_segments(struct sample_elf *s)
{
    s->header.e_phnum = 0;
}

static void says_what_is_broken(void **state)
{
    static const struct breakage breakages[] = {
        {wrong_magic, KAAL_ERR_FORMAT},
        {wrong_class, KAAL_ERR_UNSUPPORTED},
        {wrong_order, KAAL_ERR_UNSUPPORTED},
        {wrong_machine, KAAL_ERR_UNSUPPORTED},
        {position_independent, KAAL_ERR_UNSUPPORTED},
        {headers_outside, KAAL_ERR_SHORT},
        {too_many_headers, KAAL_ERR_SHORT},
        {header_size, KAAL_ERR_FORMAT},
        {segment_outside, KAAL_ERR_SHORT},
        {more_file_than_memory, KAAL_ERR_FORMAT},
        {below_window, KAAL_ERR_RANGE},
        {beyond_window, KAAL_ERR_RANGE},
        {wraps_around, KAAL_ERR_RANGE},
        {writable_code, KAAL_ERR_DENIED},
        {shared_page, KAAL_ERR_RANGE},
        {out_of_order, KAAL_ERR_RANGE},
        {entry_in_data, KAAL_ERR_RANGE},
        {entry_odd, KAAL_ERR_RANGE},
        {no_segments, KAAL_ERR_FORMAT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(breakages) / sizeof(breakages[0]); i++) {
        struct sample_elf sample;
        struct kaal_elf elf = {.entry = 77};

        sample_elf_init(&sample);
        breakages[i].apply(&sample);
        assert_int_equal(parse(&sample, sizeof(sample), &elf), breakages[i].err);
        assert_non_null(reason);
        assert_int_equal(elf.entry, 77);
    }
}

/* With any one bit turned, the parser answers within its bounds, whatever it answers. */
static void survives_every_bit(void **state)
{
    (void)state;
    for (size_t bit = 0; bit < offsetof(struct sample_elf, code) * 8; bit++) {
        struct sample_elf sample;
        struct kaal_elf elf = {0};

        sample_elf_init(&sample);
        ((unsigned char *)&sample)[bit / 8] ^= (unsigned char)(1U << (bit % 8));
        if (parse(&sample, sizeof(sample), &elf) == KAAL_OK) {
            for (uint32_t i = 0; i < elf.segment_count; i++) {
                assert_true(elf.segments[i].file_offset + elf.segments[i].file_bytes <=
                            sizeof(sample));
                assert_true(elf.segments[i].vaddr >= KAAL_VA_IMAGE);
                assert_false(elf.segments[i].is_writable && elf.segments[i].is_executable);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_segments),
        cmocka_unit_test(refuses_every_truncation),
        cmocka_unit_test(says_what_is_broken),
        cmocka_unit_test(survives_every_bit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
