/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Start-up pages and arguments.
 */
#include "support/cmocka_all.h"

#include <kaal/layout.h>

#include "component/startup.h"

static struct kaal_wire_startup sound(void)
{
    return (struct kaal_wire_startup){
        .magic = KAAL_STARTUP_MAGIC,
        .abi_version = KAAL_ABI_VERSION,
        .size_bytes = sizeof(struct kaal_wire_startup),
        .heap_start = 0x80000,
        .heap_end = 0x90000,
        .stack_start = KAAL_VA_STACK_TOP - 0x4000,
        .stack_end = KAAL_VA_STACK_TOP,
        .counter_hz = 62500000,
        .name = "net",
        .args = "nic0 nic1",
    };
}

static kaal_err_t check(const struct kaal_wire_startup *page)
{
    const char *reason = NULL;
    kaal_err_t err = kaal_startup_check(page, sizeof(*page), &reason);

    assert_true((err == KAAL_OK) == (reason == NULL));
    return err;
}

static void takes_a_sound_page(void **state)
{
    struct kaal_wire_startup page = sound();

    (void)state;
    assert_int_equal(check(&page), KAAL_OK);
}

static void refuses_broken_pages(void **state)
{
    const char *reason = NULL;

    (void)state;
#define REFUSES(change, expected)                 \
    do {                                          \
        struct kaal_wire_startup page = sound();  \
        change;                                   \
        assert_int_equal(check(&page), expected); \
    } while (0)
    REFUSES(page.magic++, KAAL_ERR_FORMAT);
    REFUSES(page.size_bytes++, KAAL_ERR_FORMAT);
    REFUSES(page.abi_version++, KAAL_ERR_VERSION);
    REFUSES(page.name[0] = '\0', KAAL_ERR_FORMAT);
    REFUSES(memset(page.name, 'x', sizeof(page.name)), KAAL_ERR_FORMAT);
    REFUSES(memset(page.args, 'x', sizeof(page.args)), KAAL_ERR_FORMAT);
    REFUSES(page.heap_end = page.heap_start - 0x1000, KAAL_ERR_RANGE);
    REFUSES(page.heap_start += 8, KAAL_ERR_RANGE);
    REFUSES(page.heap_start = 0, KAAL_ERR_RANGE);
    REFUSES(page.heap_end = KAAL_VA_IMAGE_END + 0x1000, KAAL_ERR_RANGE);
    REFUSES(page.handover_bytes = 100, KAAL_ERR_RANGE);
    REFUSES(page.handover_bytes = KAAL_HANDOVER_BYTES_MAX + 0x1000, KAAL_ERR_RANGE);
    REFUSES(page.stack_end += 0x1000, KAAL_ERR_RANGE);
    REFUSES(page.stack_start = 0, KAAL_ERR_RANGE);
    REFUSES(page.counter_hz = 0, KAAL_ERR_RANGE);
#undef REFUSES
    for (size_t bytes = 0; bytes < sizeof(struct kaal_wire_startup); bytes++) {
        struct kaal_wire_startup page = sound();

        assert_int_equal(kaal_startup_check(&page, bytes, &reason), KAAL_ERR_SHORT);
    }
}

static void splits_arguments(void **state)
{
    char text[] = "  nic0   nic1 ";
    char many[200];
    char *words[KAAL_STARTUP_WORDS_MAX];

    (void)state;
    assert_int_equal(kaal_startup_split(text, words), 2);
    assert_string_equal(words[0], "nic0");
    assert_string_equal(words[1], "nic1");
    for (size_t i = 0; i < sizeof(many) - 1; i++) {
        many[i] = (i % 2 == 0) ? 'x' : ' ';
    }
    many[sizeof(many) - 1] = '\0';
    assert_int_equal(kaal_startup_split(many, words), KAAL_STARTUP_WORDS_MAX);
    many[0] = '\0';
    assert_int_equal(kaal_startup_split(many, words), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_a_sound_page),
        cmocka_unit_test(refuses_broken_pages),
        cmocka_unit_test(splits_arguments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
