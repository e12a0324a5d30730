/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What records look like, and that texts and numbers that are none do no harm.
 */
#include "support/cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include <kaal/wire/policy.h>

#include "show/show.h"

static char text[1024];
static size_t length;

static void print(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void print(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    length += (size_t)vsnprintf(text + length, sizeof(text) - length, format, arguments);
    va_end(arguments);
    assert_true(length < sizeof(text));
}

static const char *shown(const char *command, const void *record)
{
    const struct kaal_show *what = kaal_show_find(command);

    assert_non_null(what);
    length = 0;
    what->show(print, record);
    return text;
}

static void shows_components(void **state)
{
    const struct kaal_wire_component_info info = {
        .next = 7,
        .state = KAAL_STATE_WAITING,
        .cause = KAAL_CAUSE_FAULT,
        .priority = 140,
        .restarts = 2,
        .memory_bytes = 4096,
        .memory_limit_bytes = 8192,
        .cpu = 100005,
        .cpu_limit = 123,
        .exit_code = -3,
        .begins_in_ns = 20 * KAAL_NS_PER_MS,
        .name = "nic0",
        .image = "net-e1000",
    };

    (void)state;
    assert_string_equal(shown("ps", &info),
                        "name=nic0 image=net-e1000 state=waiting priority=140 memory=4096 "
                        "limit=8192 cpu=10.0005 cpu_limit=0.0123 restarts=2 last=fault code=-3 "
                        "begins_in_ms=20 parent=-\n");
    assert_int_equal(kaal_show_next(kaal_show_find("ps"), &info), 7);
}

static void shows_devices(void **state)
{
    struct kaal_wire_device_info info = {
        .next = 1,
        .bus = KAAL_BUS_PCI,
        .vendor = 0x8086,
        .device = 0x100e,
        .class_code = 0x20000,
        .irq = 35,
        .region_count = 2,
        .bus_master = 1,
        .regions = {{0x1000, 128}, {0x2000, 64}},
        .place = "0000:01:00.0",
        .holder = "nic0",
    };

    (void)state;
    assert_string_equal(shown("devices", &info),
                        "place=0000:01:00.0 id=8086:100e class=020000 regions=0x1000+128,0x2000+64 "
                        "irq=35 bus_master=1 holder=nic0\n");
    info = (struct kaal_wire_device_info){
        .bus = KAAL_BUS_DT, .irq = UINT32_MAX, .place = "/rtc", .compatible = "arm,pl031"};
    assert_string_equal(shown("devices", &info),
                        "place=/rtc id=arm,pl031 class=- regions=- irq=- bus_master=0 holder=-\n");
}

static void shows_memory(void **state)
{
    const struct kaal_wire_memory_info info = {10, 9, 8, 7, 6, 5, 4};

    (void)state;
    assert_string_equal(shown("mem", &info), "total=10 free=9 largest=8\n"
                                             "slots_total=7 slots_free=6\n"
                                             "grants_total=5 grants_free=4\n");
    assert_int_equal(kaal_show_next(kaal_show_find("mem"), &info), 0);
}

struct sample {
    uint32_t kind;
    const char *text;
    uint32_t access;
};

#define BOTH ((uint32_t)(KAAL_ACCESS_READ | KAAL_ACCESS_WRITE))

static void shows_grants(void **state)
{
    static const struct sample samples[] = {
        {KAAL_GRANT_MEMORY, "memory bytes=18", 0},
        {KAAL_GRANT_MMIO, "mmio address=0x12 bytes=3 access=read device=x", KAAL_ACCESS_READ},
        {KAAL_GRANT_MMIO, "mmio address=0x12 bytes=3 access=read-write device=x", BOTH},
        {KAAL_GRANT_IRQ, "irq irq=18 device=x", 0},
        {KAAL_GRANT_DMA, "dma address=0x12 bytes=3 access=read-write device=x", BOTH},
        {KAAL_GRANT_CPU, "cpu budget_us=18 period_us=3", 0},
        {KAAL_GRANT_COMPONENT, "component component=x limit=18", 0},
        {KAAL_GRANT_DEVICE, "device device=x", 0},
        {KAAL_GRANT_SHARED, "shared bytes=18 offset=3 access=read from=x", KAAL_ACCESS_READ},
        {KAAL_GRANT_SHARED, "shared bytes=18 offset=3 access=- from=x", 0},
        {KAAL_GRANT_LENT, "lent irq=18 from=x", 0},
        {KAAL_GRANT_RIGHTS, "rights list=0 log=1 shutdown=0 spawn=0 admin=1 audit=0 policy=0\n", 0},
        {99, "unknown bytes=18", 0},
    };

    (void)state;
    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(samples); i++) {
        const struct kaal_wire_grant_info info = {
            .kind = samples[i].kind,
            .id = 5,
            .parent = 4,
            .depth = 1,
            .access = samples[i].access,
            .a = 18,
            .b = 3,
            .holder = "net",
            .about = "x",
        };
        const char head[] = "  id=5 parent=4 holder=net kind=";
        const char *line = shown("grants", &info);

        assert_memory_equal(line, head, sizeof(head) - 1);
        assert_memory_equal(line + sizeof(head) - 1, samples[i].text, strlen(samples[i].text));
        assert_string_equal(line + strlen(line) - 1, "\n");
    }
}

static void shows_audit_records(void **state)
{
    struct kaal_wire_audit_record record = {
        .seq = 9,
        .time_ns = 1000,
        .op = KAAL_AUDIT_REFUSE,
        .what = KAAL_REQUEST_POLICY,
        .outcome = KAAL_ERR_VERSION,
        .actor = 5,
        .a = KAAL_POLICY_FINISH,
        .name = "a b",
    };
    const struct kaal_wire_audit_seal seal = {.seq = 10, .op = KAAL_AUDIT_SEAL, .count = 3};

    (void)state;
    length = 0;
    kaal_show_audit(print, &record);
    assert_string_equal(text, "seq=9 time_ns=1000 op=refuse request=policy actor=5 "
                              "outcome=ERR_VERSION a=2 name=a?b\n");
    record = (struct kaal_wire_audit_record){
        .op = KAAL_AUDIT_GONE, .what = KAAL_AUDIT_WHY_POLICY, .kind = KAAL_GRANT_IRQ, .grant = 8};
    length = 0;
    kaal_show_audit(print, &record);
    assert_string_equal(text, "seq=0 time_ns=0 op=gone why=policy actor=0 outcome=OK grant=8 "
                              "kind=irq\n");
    length = 0;
    kaal_show_audit(print, (const void *)&seal);
    assert_string_equal(text, "seq=10 time_ns=0 op=seal number=0 count=3\n");
}

static void every_request_has_a_word(void **state)
{
    static const uint32_t none[] = {23, 26};
    struct kaal_wire_audit_record record = {.op = KAAL_AUDIT_REQUEST};

    (void)state;
    for (uint32_t i = 1; i < KAAL_REQUEST_COUNT; i++) {
        record.what = (uint16_t)i;
        length = 0;
        kaal_show_audit(print, &record);
        assert_int_equal(strstr(text, "request=unknown") != NULL, i == none[0] || i == none[1]);
    }
}

static void shows_policies(void **state)
{
    struct kaal_wire_policy_info info = {.version = 3,
                                         .subjects = 4,
                                         .rules = 5,
                                         .assertions = 6,
                                         .components_ended = 1,
                                         .grants_revoked = 2,
                                         .hash = {0x0a, 0xff},
                                         .name = "demo"};
    struct kaal_wire_policy_change change = {.effect = KAAL_EFFECT_GRANT_GOES,
                                             .number = 7,
                                             .subject = "nic0",
                                             .about = "0000:01:00.0",
                                             .reason = "no rule"};

    (void)state;
    length = 0;
    kaal_show_policy(print, &info);
    assert_int_equal(
        strncmp(text, "name=demo version=3 subjects=4 rules=5 assertions=6 sha256=0aff00", 65), 0);
    length = 0;
    kaal_show_enforced(print, &info);
    assert_string_equal(text, "components_ended=1 grants_revoked=2 quarantined=0\n");
    length = 0;
    kaal_show_change(print, &change);
    assert_string_equal(text, "goes subject=nic0 grant=7 about=0000:01:00.0 why=\"no rule\"\n");
    change = (struct kaal_wire_policy_change){
        .effect = KAAL_EFFECT_RULE_COMES, .kind = KAAL_POLICY_SPAWN, .line = 9, .subject = "shell"};
    length = 0;
    kaal_show_change(print, &change);
    assert_string_equal(text, "more subject=shell rule=spawn line=9 what=0x0 key=0x0\n");
    change.effect = KAAL_EFFECT_NOTHING;
    length = 0;
    kaal_show_change(print, &change);
    assert_int_equal(length, 0);
}

/* Every byte the same: no text ends, no number is known. The sanitizers see what is read. */
static void survives_other_nonsense(int byte)
{
    struct kaal_wire_audit_record *record = test_malloc(sizeof(*record));
    struct kaal_wire_policy_info *info = test_malloc(sizeof(*info));
    struct kaal_wire_policy_change *change = test_malloc(sizeof(*change));

    memset(record, byte, sizeof(*record));
    memset(info, byte, sizeof(*info));
    memset(change, byte, sizeof(*change));
    length = 0;
    kaal_show_audit(print, record);
    kaal_show_policy(print, info);
    kaal_show_enforced(print, info);
    kaal_show_change(print, change);
    assert_int_equal(text[length - 1], '\n');
    assert_string_equal(kaal_show_policy_refusal((kaal_err_t)(1000 + byte)), "unknown error");
    test_free(record);
    test_free(info);
    test_free(change);
}

static void survives_nonsense(void **state)
{
    static const char *const commands[] = {"ps", "devices", "mem", "grants"};

    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        for (size_t i = 0; i < KAAL_ARRAY_LENGTH(commands); i++) {
            const struct kaal_show *what = kaal_show_find(commands[i]);
            void *record = test_malloc(what->record_bytes);

            memset(record, byte, what->record_bytes);
            (void)shown(commands[i], record);
            assert_true(length > 0 && text[length - 1] == '\n');
            test_free(record);
        }
        survives_other_nonsense(byte);
    }
    assert_string_equal(kaal_show_cause(UINT32_MAX), "unknown");
    assert_null(kaal_show_find("psx"));
    assert_null(kaal_show_find(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_components),    cmocka_unit_test(shows_devices),
        cmocka_unit_test(shows_memory),        cmocka_unit_test(shows_grants),
        cmocka_unit_test(shows_audit_records), cmocka_unit_test(every_request_has_a_word),
        cmocka_unit_test(shows_policies),      cmocka_unit_test(survives_nonsense),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
