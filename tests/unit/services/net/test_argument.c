/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What arguments of the network stack say.
 */
#include "support/cmocka_all.h"

#include "net/argument.h"

static void takes_cards_and_servers(void **state)
{
    struct argument argument = {0};

    (void)state;
    assert_int_equal(argument_read("nic0", &argument), KAAL_OK);
    assert_int_equal(argument.listen_port, 0);
    assert_string_equal(argument.channel, "nic0");
    assert_int_equal(argument_read("listen=5555:control", &argument), KAAL_OK);
    assert_int_equal(argument.listen_port, 5555);
    assert_string_equal(argument.channel, "control");
    assert_int_equal(argument_read("listen=65535:a:b", &argument), KAAL_OK);
    assert_int_equal(argument.listen_port, 65535);
    assert_string_equal(argument.channel, "a:b");
}

static void refuses_others(void **state)
{
    static const struct {
        const char *word;
        kaal_err_t err;
    } samples[] = {
        {"", KAAL_ERR_FORMAT},
        {"port=3", KAAL_ERR_FORMAT},
        {"listen=", KAAL_ERR_FORMAT},
        {"listen=5555", KAAL_ERR_FORMAT},
        {"listen=5555:", KAAL_ERR_FORMAT},
        {"listen=-1:a", KAAL_ERR_FORMAT},
        {"listen=5 :a", KAAL_ERR_FORMAT},
        {"listen=:a", KAAL_ERR_RANGE},
        {"listen=0:a", KAAL_ERR_RANGE},
        {"listen=65536:a", KAAL_ERR_RANGE},
        {"listen=99999999999999999999:a", KAAL_ERR_RANGE},
    };
    struct argument argument = {.listen_port = 3};

    (void)state;
    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(samples); i++) {
        assert_int_equal(argument_read(samples[i].word, &argument), samples[i].err);
        assert_int_equal(argument.listen_port, 3);
        assert_null(argument.channel);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_cards_and_servers),
        cmocka_unit_test(refuses_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
