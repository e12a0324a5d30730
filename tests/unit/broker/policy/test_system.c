/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System descriptions in binary form: a sound one, broken ones, and what they allow.
 */
#include "support/cmocka_all.h"

#include "policy/system.h"

struct sample {
    struct kaal_wire_system_header header;
    struct kaal_wire_system_component components[2];
    struct kaal_wire_system_channel channels[1];
    struct kaal_wire_system_dependency dependencies[1];
};

static const char *reason;

static void sample_init(struct sample *sample)
{
    memset(sample, 0, sizeof(*sample));
    sample->header = (struct kaal_wire_system_header){
        .magic = KAAL_SYSTEM_MAGIC,
        .version = KAAL_SYSTEM_VERSION,
        .component_count = 2,
        .channel_count = 1,
        .dependency_count = 1,
        .name = "test",
    };
    for (unsigned i = 0; i < 2; i++) {
        sample->components[i] = (struct kaal_wire_system_component){
            .name = "a",
            .image = "image",
            .priority = 10,
            .budget_us = 5,
            .period_us = 10,
            .stack_bytes = 4096,
            .memory_bytes = 65536,
        };
    }
    sample->components[1].name[0] = 'b';
    sample->channels[0] = (struct kaal_wire_system_channel){
        .component = {0, 1},
        .slots = 8,
        .slot_bytes = 64,
        .port = {"left", "right"},
    };
    sample->dependencies[0] = (struct kaal_wire_system_dependency){.component = 1, .on = 0};
}

/* Rules that are sound. */
static void restart_always(struct sample *sample)
{
    sample->components[0].restart = KAAL_RESTART_ALWAYS;
    sample->components[0].backoff_first_ms = 10;
    sample->components[0].backoff_last_ms = 10;
    sample->components[0].give_up_count = 10;
    sample->components[0].give_up_ms = 86400000;
}

static kaal_err_t open_sample(const struct sample *sample, struct system *system)
{
    reason = NULL;
    return system_open(sample, sizeof(*sample), system, &reason);
}

#define REFUSES(change, expected)                              \
    sample_init(&sample);                                      \
    change;                                                    \
    assert_int_equal(open_sample(&sample, &system), expected); \
    assert_non_null(reason);                                   \
    assert_null(system.header)

static void refuses_broken_ones(void **state)
{
    struct sample sample;
    struct system system = {0};

    (void)state;
    REFUSES(sample.header.magic++, KAAL_ERR_FORMAT);
    REFUSES(sample.header.version++, KAAL_ERR_VERSION);
    REFUSES(sample.header.name[0] = '\0', KAAL_ERR_FORMAT);
    REFUSES(sample.header.component_count = 3, KAAL_ERR_SHORT);
    REFUSES(sample.header.channel_count = 0, KAAL_ERR_LONG);
    REFUSES(sample.components[0].name[0] = '\0', KAAL_ERR_FORMAT);
    REFUSES(sample.components[0].name[0] = 'b', KAAL_ERR_FORMAT);
    REFUSES(memset(sample.components[0].args, 'x', KAAL_ARGS_BYTES), KAAL_ERR_FORMAT);
    REFUSES(sample.components[0].rights = 1 << 20, KAAL_ERR_RANGE);
    REFUSES(sample.components[0].priority = 0, KAAL_ERR_RANGE);
    REFUSES(sample.components[0].priority = 201, KAAL_ERR_RANGE);
    REFUSES(sample.components[0].budget_us = 11, KAAL_ERR_RANGE);
    REFUSES(sample.components[0].period_us = 0, KAAL_ERR_RANGE);
    REFUSES(sample.components[0].cpu = KAAL_CPU_WHOLE / 2 - 1, KAAL_ERR_RANGE);
    REFUSES(sample.components[0].cpu = KAAL_CPU_MAX + 1, KAAL_ERR_RANGE);
    REFUSES(sample.components[0].reserved = 1, KAAL_ERR_RANGE);
    REFUSES(sample.components[0].stack_bytes = 0, KAAL_ERR_RANGE);
    REFUSES(sample.components[0].stack_bytes = 1 << 20, KAAL_ERR_RANGE);
    REFUSES(sample.components[0].heap_bytes = 100, KAAL_ERR_RANGE);
    REFUSES(sample.channels[0].component[0] = 2, KAAL_ERR_RANGE);
    REFUSES(sample.channels[0].component[0] = 1, KAAL_ERR_RANGE);
    REFUSES(sample.channels[0].port[0][0] = '\0', KAAL_ERR_FORMAT);
    REFUSES(sample.channels[0].kind = 3, KAAL_ERR_RANGE);
    REFUSES(sample.channels[0].kind = KAAL_CHANNEL_RPC, KAAL_ERR_RANGE); /* it has slots */
    REFUSES(sample.channels[0].reserved = 1, KAAL_ERR_FORMAT);
    REFUSES(sample.channels[0].slots = 7, KAAL_ERR_RANGE);
    REFUSES(sample.channels[0].slots = 1, KAAL_ERR_RANGE);
    REFUSES(sample.channels[0].slot_bytes = 12, KAAL_ERR_RANGE);
    REFUSES((sample.channels[0].slots = 4096, sample.channels[0].slot_bytes = 2048),
            KAAL_ERR_RANGE);
}

static void refuses_broken_rules(void **state)
{
    struct sample sample;
    struct system system = {0};

    (void)state;
    REFUSES(sample.dependencies[0].component = 2, KAAL_ERR_RANGE);
    REFUSES(sample.dependencies[0].on = 1, KAAL_ERR_RANGE);
    REFUSES(sample.header.dependency_count = 257, KAAL_ERR_NO_SLOTS);
    REFUSES(sample.header.dependency_count = 0, KAAL_ERR_LONG);
    REFUSES(sample.components[0].heartbeat_ms = 19, KAAL_ERR_RANGE);
    REFUSES(sample.components[0].heartbeat_ms = 60001, KAAL_ERR_RANGE);
    REFUSES(sample.components[0].overrun = 2, KAAL_ERR_RANGE);
    REFUSES(sample.components[0].handover_bytes = 100, KAAL_ERR_RANGE);
    REFUSES(sample.components[0].handover_bytes = 0xd000, KAAL_ERR_RANGE);
    REFUSES(
        (sample.components[0].overrun = KAAL_OVERRUN_FAULT, sample.components[0].budget_us = 10),
        KAAL_ERR_RANGE);
    REFUSES(sample.components[0].restart = 3, KAAL_ERR_RANGE);
    REFUSES(sample.components[0].restart = KAAL_RESTART_ALWAYS, KAAL_ERR_RANGE);
    REFUSES((restart_always(&sample), sample.components[0].backoff_first_ms = 0), KAAL_ERR_RANGE);
    REFUSES((restart_always(&sample), sample.components[0].backoff_last_ms = 9), KAAL_ERR_RANGE);
    REFUSES((restart_always(&sample), sample.components[0].backoff_last_ms = 3600001),
            KAAL_ERR_RANGE);
    REFUSES((restart_always(&sample), sample.components[0].give_up_count = 11), KAAL_ERR_RANGE);
    REFUSES((restart_always(&sample), sample.components[0].give_up_ms = 0), KAAL_ERR_RANGE);
    REFUSES((restart_always(&sample), sample.components[0].give_up_ms = 86400001), KAAL_ERR_RANGE);
}

#undef REFUSES

static void takes_sound_ones(void **state)
{
    struct sample sample;
    struct system system = {0};

    (void)state;
    sample_init(&sample);
    assert_int_equal(open_sample(&sample, &system), KAAL_OK);
    restart_always(&sample);
    assert_int_equal(open_sample(&sample, &system), KAAL_OK);
    sample.components[0].give_up_count = 0;
    sample.components[0].give_up_ms = 0;
    assert_int_equal(open_sample(&sample, &system), KAAL_OK);
}

static void refuses_every_truncation(void **state)
{
    struct sample sample;
    struct system system = {0};

    (void)state;
    sample_init(&sample);
    for (uint64_t bytes = 0; bytes < sizeof(sample); bytes++) {
        assert_int_equal(system_open(&sample, bytes, &system, &reason), KAAL_ERR_SHORT);
    }
    assert_int_equal(system_open((char *)&sample + 1, sizeof(sample), &system, &reason),
                     KAAL_ERR_ALIGN);
}

static void shares_are_rounded_up(void **state)
{
    struct kaal_wire_system_component component = {.budget_us = 1, .period_us = 3};

    (void)state;
    assert_int_equal(kaal_cpu_share(10000000, 10000000), KAAL_CPU_WHOLE);
    assert_int_equal(kaal_cpu_share(1, 10000000), 1);
    assert_int_equal(kaal_cpu_share(1, 3), 333334);
    assert_int_equal(system_cpu_limit(&component), 333334);
    component.cpu = 400000;
    assert_int_equal(system_cpu_limit(&component), 400000);
}

static void checks_geometry_alone(void **state)
{
    (void)state;
    assert_int_equal(system_check_channel(KAAL_CHANNEL_RPC, 0, 0), KAAL_OK);
    assert_int_equal(system_check_channel(KAAL_CHANNEL_RPC, 0, 16), KAAL_ERR_RANGE);
    assert_int_equal(system_check_channel(KAAL_CHANNEL_NOTIFICATION, 0, 0), KAAL_OK);
    assert_int_equal(system_check_channel(KAAL_CHANNEL_NOTIFICATION, 2, 16), KAAL_ERR_RANGE);
    assert_int_equal(system_check_channel(KAAL_CHANNEL_NOTIFICATION + 1, 0, 0), KAAL_ERR_RANGE);
    assert_int_equal(system_check_channel(KAAL_CHANNEL_RING, 0, 0), KAAL_ERR_RANGE);
    assert_int_equal(system_check_channel(KAAL_CHANNEL_RING, 2, 16), KAAL_OK);
    assert_int_equal(system_check_channel(KAAL_CHANNEL_RING, 16, 65536), KAAL_OK);
    assert_int_equal(system_check_channel(KAAL_CHANNEL_RING, 1, 16), KAAL_ERR_RANGE);
    assert_int_equal(system_check_channel(KAAL_CHANNEL_RING, 3, 16), KAAL_ERR_RANGE);
    assert_int_equal(system_check_channel(KAAL_CHANNEL_RING, 8192, 16), KAAL_ERR_RANGE);
    assert_int_equal(system_check_channel(KAAL_CHANNEL_RING, 2, 8), KAAL_ERR_RANGE);
    assert_int_equal(system_check_channel(KAAL_CHANNEL_RING, 2, 20), KAAL_ERR_RANGE);
    assert_int_equal(system_check_channel(KAAL_CHANNEL_RING, 32, 65536), KAAL_ERR_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_broken_ones),   cmocka_unit_test(refuses_broken_rules),
        cmocka_unit_test(takes_sound_ones),      cmocka_unit_test(refuses_every_truncation),
        cmocka_unit_test(checks_geometry_alone), cmocka_unit_test(shares_are_rounded_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
