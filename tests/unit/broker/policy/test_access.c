/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Device rules: broken ones, and what sound ones allow to whom.
 */
#include "support/cmocka_all.h"

#include "policy/access.h"

/* A card as both a rule and a request may name it. */
struct card {
    uint32_t vendor;
    uint32_t device;
    const char *place;
};

static struct kaal_wire_system_header header = {.component_count = 2, .device_count = 2};
static struct kaal_wire_system_device rules[2];
static const struct system sample = {.header = &header, .devices = rules};
static const char *reason;

static void set_rules(void)
{
    rules[0] = (struct kaal_wire_system_device){
        .bus = KAAL_BUS_PCI,
        .vendor = 0x8086,
        .device = 0x100e,
        .dma = KAAL_DMA_TRUSTED,
        .dma_bytes = 8192,
    };
    rules[1] = (struct kaal_wire_system_device){
        .component = 1,
        .bus = KAAL_BUS_PLACE,
        .place = "0000:02:00.0",
    };
}

static bool is_called(const void *device, const struct access_name *name)
{
    const struct card *card = device;

    return (name->bus == KAAL_BUS_PCI && name->vendor == card->vendor &&
            name->device == card->device) ||
           (name->bus == KAAL_BUS_PLACE && strcmp(name->place, card->place) == 0);
}

static kaal_err_t ask(uint32_t component, struct card card, uint64_t dma_bytes)
{
    const struct access_wish wish = {component, &card, is_called, dma_bytes};

    return access_allows(&sample, &wish, &reason);
}

static void denies_by_default(void **state)
{
    const struct card card = {0x8086, 0x100e, "0000:01:00.0"};
    const struct card other = {0x8086, 0x10d3, "0000:01:00.0"};

    (void)state;
    set_rules();
    assert_int_equal(ask(0, card, 8192), KAAL_OK);
    assert_int_equal(ask(0, card, 12288), KAAL_ERR_DENIED);
    assert_non_null(strstr(reason, "larger than"));
    assert_int_equal(ask(0, other, 0), KAAL_ERR_DENIED);
    assert_int_equal(ask(1, card, 0), KAAL_ERR_DENIED);
    assert_int_equal(ask(2, card, 0), KAAL_ERR_DENIED);
    rules[0].dma = KAAL_DMA_NONE;
    rules[0].dma_bytes = 0;
    assert_int_equal(ask(0, card, 0), KAAL_OK);
    assert_int_equal(ask(0, card, 4096), KAAL_ERR_DENIED);
    assert_non_null(strstr(reason, "dma = trusted"));
}

/* Two cards of one kind: a rule by place gives one of them. */
static void a_place_is_one_device(void **state)
{
    const struct card one = {0x8086, 0x100e, "0000:01:00.0"};
    const struct card other = {0x8086, 0x100e, "0000:02:00.0"};

    (void)state;
    set_rules();
    assert_int_equal(ask(0, one, 0), KAAL_OK);
    assert_int_equal(ask(0, other, 0), KAAL_OK);
    assert_int_equal(ask(1, one, 0), KAAL_ERR_DENIED);
    assert_int_equal(ask(1, other, 0), KAAL_OK);
    assert_int_equal(ask(1, other, 4096), KAAL_ERR_DENIED);
}

static void trusts_by_word_only(void **state)
{
    const struct card card = {0x8086, 0x100e, "0000:02:00.0"};
    struct access_wish wish = {0, &card, is_called, 0};

    (void)state;
    set_rules();
    assert_true(access_trusts(&sample, &wish));
    wish.component = 1; /* it may have the card, without DMA */
    assert_int_equal(access_allows(&sample, &wish, &reason), KAAL_OK);
    assert_false(access_trusts(&sample, &wish));
}

static void knows_what_it_names(void **state)
{
    const struct access_name card = {KAAL_BUS_PCI, 0x8086, 0x100e, "", ""};
    const struct access_name place = {KAAL_BUS_PLACE, 0, 0, "", "0000:02:00.0"};
    const struct access_name other = {KAAL_BUS_PLACE, 0, 0, "", "0000:03:00.0"};

    (void)state;
    set_rules();
    assert_true(access_names(&sample, 0, &card));
    assert_false(access_names(&sample, 1, &card));
    assert_true(access_names(&sample, 1, &place));
    assert_false(access_names(&sample, 1, &other));
}

#define REFUSES(change, expected)                                      \
    do {                                                               \
        set_rules();                                                   \
        change;                                                        \
        assert_int_equal(access_check_rule(rules, &reason), expected); \
    } while (false)

static void refuses_broken_rules(void **state)
{
    (void)state;
    REFUSES(reason = NULL, KAAL_OK);
    REFUSES(rules[0] = rules[1], KAAL_OK);
    REFUSES(rules[0].bus = 0, KAAL_ERR_FORMAT);
    REFUSES(rules[0].bus = 4, KAAL_ERR_FORMAT);
    REFUSES(rules[0].bus = KAAL_BUS_DT, KAAL_ERR_FORMAT);
    REFUSES(rules[0].bus = KAAL_BUS_PLACE, KAAL_ERR_FORMAT);
    REFUSES(rules[0].vendor = 0xffff, KAAL_ERR_FORMAT);
    REFUSES(rules[0].device = 0x10000, KAAL_ERR_FORMAT);
    REFUSES(rules[0].place[0] = '/', KAAL_ERR_FORMAT);
    REFUSES(rules[0].compatible[0] = 'x', KAAL_ERR_FORMAT);
    REFUSES((rules[0] = rules[1], rules[0].vendor = 1), KAAL_ERR_FORMAT);
    REFUSES((rules[0] = rules[1], rules[0].place[0] = '\0'), KAAL_ERR_FORMAT);
    REFUSES(memset(rules[0].place, 'x', KAAL_PLACE_BYTES), KAAL_ERR_FORMAT);
    REFUSES(memset(rules[0].compatible, 'x', KAAL_COMPATIBLE_BYTES), KAAL_ERR_FORMAT);
    REFUSES(rules[0].dma = 2, KAAL_ERR_RANGE);
    REFUSES(rules[0].dma = KAAL_DMA_NONE, KAAL_ERR_RANGE);
    REFUSES(rules[0].dma_bytes = 100, KAAL_ERR_RANGE);
    REFUSES(rules[0].dma_bytes = KAAL_GIB, KAAL_ERR_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(denies_by_default),    cmocka_unit_test(a_place_is_one_device),
        cmocka_unit_test(trusts_by_word_only),  cmocka_unit_test(knows_what_it_names),
        cmocka_unit_test(refuses_broken_rules),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
