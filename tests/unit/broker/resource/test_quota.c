/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The line about a limit: whose it is, what of, and what is left.
 */
#include "support/cmocka_all.h"

#include "audit/log.h"
#include "resource/quota.h"

static const char *name_of(uint32_t owner)
{
    return (owner == 7) ? "driver" : "other";
}

static const char *logged(uint32_t owner, enum quota_kind kind, uint64_t wanted, uint64_t used,
                          uint64_t limit)
{
    static char text[256];
    uint64_t lost = 0;
    uint64_t length = 0;

    assert_int_equal(quota_refuse(owner, kind, wanted, used, limit), KAAL_ERR_QUOTA);
    length = log_read(text, sizeof(text) - 1, &lost);
    text[length] = '\0';
    return text;
}

static void names_the_account_and_what_is_left(void **state)
{
    (void)state;
    quota_init(name_of);
    assert_string_equal(logged(7, QUOTA_MEMORY, 65536, 4096, 8192),
                        "quota: driver: memory: wants 64K, has 4K left of 8K\n");
    assert_string_equal(logged(8, QUOTA_SLOTS, 3, 62, 64),
                        "quota: other: slots: wants 3, has 2 left of 64\n");
    assert_string_equal(logged(7, QUOTA_GRANTS, 1, 256, 256),
                        "quota: driver: grants: wants 1, has 0 left of 256\n");
    assert_string_equal(logged(7, QUOTA_CHANNELS, 1, 32, 32),
                        "quota: driver: channels: wants 1, has 0 left of 32\n");
    assert_string_equal(logged(QUOTA_NOBODY, QUOTA_WATCHES, 1, 256, 256),
                        "quota: -: watches: wants 1, has 0 left of 256\n");
}

static void shares_are_percent(void **state)
{
    (void)state;
    quota_init(name_of);
    assert_string_equal(logged(7, QUOTA_CPU, 125000, 500000, 500001),
                        "quota: driver: cpu: wants 12.5000%, has 0.0001% left of 50.0001%\n");
    assert_string_equal(logged(7, QUOTA_CPU, 4000000000, 2000000, 1000000),
                        "quota: driver: cpu: wants 400000.0000%, has 0.0000% left of 100.0000%\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_account_and_what_is_left),
        cmocka_unit_test(shares_are_percent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
