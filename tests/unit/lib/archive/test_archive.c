/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Boot archives: a sound one with two entries, and broken ones.
 */
#include "support/cmocka_all.h"

#include "archive/archive.h"
#include "base/crc32.h"

struct sample {
    struct kaal_wire_archive_header header;
    struct kaal_wire_archive_entry entries[2];
    unsigned char padding[56];
    unsigned char first[64];
    unsigned char second[20];
} __attribute__((aligned(64)));

static const char *reason;

static void sample_init(struct sample *sample)
{
    memset(sample, 0, sizeof(*sample));
    memcpy(sample->first, "first image", 11);
    memcpy(sample->second, "system", 6);
    sample->header = (struct kaal_wire_archive_header){
        .magic = KAAL_ARCHIVE_MAGIC,
        .version = KAAL_ARCHIVE_VERSION,
        .count = 2,
        .total_bytes = offsetof(struct sample, second) + 20,
    };
    sample->entries[0] = (struct kaal_wire_archive_entry){
        .name = "net",
        .kind = KAAL_ARCHIVE_IMAGE,
        .offset_bytes = offsetof(struct sample, first),
        .size_bytes = 11,
        .crc32 = kaal_crc32(sample->first, 11),
    };
    sample->entries[1] = (struct kaal_wire_archive_entry){
        .name = "system",
        .kind = KAAL_ARCHIVE_SYSTEM,
        .offset_bytes = offsetof(struct sample, second),
        .size_bytes = 20,
        .crc32 = kaal_crc32(sample->second, 20),
    };
}

static kaal_err_t open_sample(const struct sample *sample, struct kaal_archive *archive)
{
    reason = NULL;
    return kaal_archive_open(sample, sample->header.total_bytes, archive, &reason);
}

static void finds_entries(void **state)
{
    struct sample sample;
    struct kaal_archive archive = {0};
    const void *data = NULL;
    uint64_t bytes = 0;

    (void)state;
    sample_init(&sample);
    assert_int_equal(sample.entries[0].offset_bytes % KAAL_ARCHIVE_ALIGN_BYTES, 0);
    assert_int_equal(open_sample(&sample, &archive), KAAL_OK);
    assert_int_equal(kaal_archive_find(&archive, KAAL_ARCHIVE_IMAGE, "net", &data, &bytes, &reason),
                     KAAL_OK);
    assert_int_equal(bytes, 11);
    assert_memory_equal(data, "first image", 11);
    assert_int_equal(
        kaal_archive_find(&archive, KAAL_ARCHIVE_SYSTEM, "net", &data, &bytes, &reason),
        KAAL_ERR_NOT_FOUND);
    assert_int_equal(bytes, 11);
}

static void one_damaged_entry_spoils_no_other(void **state)
{
    struct sample sample;
    struct kaal_archive archive = {0};
    const void *data = NULL;
    uint64_t bytes = 0;

    (void)state;
    sample_init(&sample);
    sample.first[3] ^= 1;
    assert_int_equal(open_sample(&sample, &archive), KAAL_OK);
    assert_int_equal(kaal_archive_find(&archive, KAAL_ARCHIVE_IMAGE, "net", &data, &bytes, &reason),
                     KAAL_ERR_CHECKSUM);
    assert_null(data);
    assert_int_equal(
        kaal_archive_find(&archive, KAAL_ARCHIVE_SYSTEM, "system", &data, &bytes, &reason),
        KAAL_OK);
}

/* The data cannot change while the archive is open, so that a second look would be for nothing. */
static void checks_a_sound_entry_once(void **state)
{
    struct sample sample;
    struct kaal_archive archive = {0};
    const void *data = NULL;
    uint64_t bytes = 0;

    (void)state;
    sample_init(&sample);
    assert_int_equal(open_sample(&sample, &archive), KAAL_OK);
    assert_int_equal(kaal_archive_find(&archive, KAAL_ARCHIVE_IMAGE, "net", &data, &bytes, &reason),
                     KAAL_OK);
    sample.first[3] ^= 1;
    assert_int_equal(kaal_archive_find(&archive, KAAL_ARCHIVE_IMAGE, "net", &data, &bytes, &reason),
                     KAAL_OK);
    assert_int_equal(open_sample(&sample, &archive), KAAL_OK); /* all is forgotten */
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(
            kaal_archive_find(&archive, KAAL_ARCHIVE_IMAGE, "net", &data, &bytes, &reason),
            KAAL_ERR_CHECKSUM);
    }
}

static void knows_policies(void **state)
{
    struct sample sample;
    struct kaal_archive archive = {0};
    const void *data = NULL;
    uint64_t bytes = 0;

    (void)state;
    sample_init(&sample);
    sample.entries[1].kind = KAAL_ARCHIVE_POLICY;
    assert_int_equal(open_sample(&sample, &archive), KAAL_OK);
    assert_int_equal(
        kaal_archive_find(&archive, KAAL_ARCHIVE_POLICY, "system", &data, &bytes, &reason),
        KAAL_OK);
    assert_ptr_equal(data, sample.second);
    assert_int_equal(
        kaal_archive_find(&archive, KAAL_ARCHIVE_SYSTEM, "system", &data, &bytes, &reason),
        KAAL_ERR_NOT_FOUND);
}

static void refuses_broken_ones(void **state)
{
    struct sample sample;
    struct kaal_archive archive = {0};

    (void)state;
#define REFUSES(change, expected)                               \
    sample_init(&sample);                                       \
    change;                                                     \
    assert_int_equal(open_sample(&sample, &archive), expected); \
    assert_non_null(reason);                                    \
    assert_null(archive.data)
    REFUSES(sample.header.magic++, KAAL_ERR_FORMAT);
    REFUSES(sample.header.version++, KAAL_ERR_VERSION);
    REFUSES(sample.header.count = 1000, KAAL_ERR_RANGE);
    REFUSES(sample.header.count = 6, KAAL_ERR_SHORT);
    REFUSES(sample.entries[0].name[0] = '\0', KAAL_ERR_FORMAT);
    REFUSES(memset(sample.entries[0].name, 'x', KAAL_NAME_BYTES), KAAL_ERR_FORMAT);
    REFUSES(sample.entries[0] = sample.entries[1], KAAL_ERR_FORMAT);
    REFUSES(sample.entries[0].kind = 0, KAAL_ERR_FORMAT);
    REFUSES(sample.entries[0].kind = KAAL_ARCHIVE_POLICY_KEY + 1, KAAL_ERR_FORMAT);
    REFUSES(sample.entries[0].offset_bytes++, KAAL_ERR_ALIGN);
    REFUSES(sample.entries[0].offset_bytes = 0, KAAL_ERR_RANGE);
    REFUSES(sample.entries[1].size_bytes = UINT64_MAX, KAAL_ERR_RANGE);
    REFUSES(sample.entries[1].offset_bytes = UINT64_MAX - 63, KAAL_ERR_RANGE);
#undef REFUSES
}

static void refuses_wrong_sizes(void **state)
{
    struct sample sample;
    struct kaal_archive archive = {0};

    (void)state;
    sample_init(&sample);
    for (uint64_t bytes = 0; bytes < sample.header.total_bytes; bytes++) {
        assert_int_equal(kaal_archive_open(&sample, bytes, &archive, &reason), KAAL_ERR_SHORT);
    }
    assert_int_equal(kaal_archive_open(&sample, sample.header.total_bytes + 1, &archive, &reason),
                     KAAL_ERR_LONG);
    assert_int_equal(kaal_archive_open((const char *)&sample + 1, 100, &archive, &reason),
                     KAAL_ERR_ALIGN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_entries),
        cmocka_unit_test(one_damaged_entry_spoils_no_other),
        cmocka_unit_test(checks_a_sound_entry_once),
        cmocka_unit_test(knows_policies),
        cmocka_unit_test(refuses_broken_ones),
        cmocka_unit_test(refuses_wrong_sizes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
