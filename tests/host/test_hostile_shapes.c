/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attacks by the shape of messages: every length, labels that are none, capabilities.
 */
#include "hostile.h"

#include <sel4/sel4.h>

#include <kaal/layout.h>
#include <kaal/wire/policy_request.h>

#include "spawn/component.h"
#include "trace.h"

#define WORDS_MAX (KAAL_MESSAGE_BYTES_MAX / sizeof(uint64_t))

static size_t words_of(uint32_t request)
{
    static const size_t bytes[KAAL_REQUEST_COUNT] = {
        [KAAL_REQUEST_EXIT] = sizeof(struct kaal_wire_exit),
        [KAAL_REQUEST_POLICY_PUT] = sizeof(struct kaal_wire_policy_put),
        [KAAL_REQUEST_POLICY] = sizeof(struct kaal_wire_policy_request),
        [KAAL_REQUEST_LOG_WRITE] = sizeof(struct kaal_wire_log_write),
        [KAAL_REQUEST_ALARM] = sizeof(struct kaal_wire_alarm),
        [KAAL_REQUEST_DEVICE_OPEN] = sizeof(struct kaal_wire_device_open),
        [KAAL_REQUEST_CHANNEL_OPEN] = sizeof(struct kaal_wire_channel_open),
        [KAAL_REQUEST_LIST] = sizeof(struct kaal_wire_list),
        [KAAL_REQUEST_SHUTDOWN] = sizeof(struct kaal_wire_exit),
        [KAAL_REQUEST_SPAWN] = sizeof(struct kaal_wire_system_component),
        [KAAL_REQUEST_KILL] = sizeof(struct kaal_wire_target),
        [KAAL_REQUEST_RESTART] = sizeof(struct kaal_wire_target),
        [KAAL_REQUEST_REPLACE] = sizeof(struct kaal_wire_replace),
        [KAAL_REQUEST_BUDGET] = sizeof(struct kaal_wire_budget),
        [KAAL_REQUEST_HOLD] = sizeof(struct kaal_wire_target),
        [KAAL_REQUEST_MEMORY] = sizeof(struct kaal_wire_memory),
        [KAAL_REQUEST_DELEGATE] = sizeof(struct kaal_wire_delegate),
        [KAAL_REQUEST_REVOKE] = sizeof(struct kaal_wire_grant),
        [KAAL_REQUEST_HELD] = sizeof(struct kaal_wire_grant),
        [KAAL_REQUEST_WATCH] = sizeof(struct kaal_wire_watch),
        [KAAL_REQUEST_CHANNEL_MAKE] = sizeof(struct kaal_wire_channel_make),
        [KAAL_REQUEST_CHECK] = sizeof(struct kaal_wire_check),
        [KAAL_REQUEST_AUDIT] = sizeof(struct kaal_wire_audit),
    };

    return bytes[request] / sizeof(uint64_t);
}

static bool is_free(uint32_t request)
{
    return (request > KAAL_REQUEST_HELD && request < KAAL_REQUEST_CHECK) ||
           (request > KAAL_REQUEST_AUDIT && request < KAAL_REQUEST_POLICY_PUT);
}

static kaal_err_t error_of(uint32_t request, size_t words)
{
    if (is_free(request)) {
        return KAAL_ERR_UNKNOWN;
    }
    return (words < words_of(request)) ? KAAL_ERR_SHORT : KAAL_ERR_LONG;
}

/* Every request with every other length, by one who may do all: full of ones. */
static void lengths(void)
{
    static uint8_t ones[KAAL_MESSAGE_BYTES_MAX];

    memset(ones, 0xff, sizeof(ones));
    hostile_boot();
    for (uint32_t request = 1; request < KAAL_REQUEST_COUNT; request++) {
        for (size_t words = 0; words <= WORDS_MAX; words++) {
            if (is_free(request) || words != words_of(request)) {
                hostile_attack("a length", SHELL, request, ones, words * sizeof(uint64_t),
                               error_of(request, words));
            }
        }
    }
    hostile_attack("no request", SHELL, 0, ones, 8, KAAL_ERR_UNKNOWN);
    hostile_attack("the next request", SHELL, KAAL_REQUEST_COUNT, ones, 8, KAAL_ERR_UNKNOWN);
    hostile_attack("the last request", SHELL, UINT32_MAX, ones, 8, KAAL_ERR_UNKNOWN);
    hostile_expect_peace((KAAL_REQUEST_COUNT - 1) * WORDS_MAX);
}

static void send_more_than_a_label(void)
{
    seL4_MessageInfo_t info = seL4_Call(
        KAAL_SLOT_BROKER, seL4_MessageInfo_new(((seL4_Word)1 << 32) | KAAL_REQUEST_NEWS, 0, 0, 0));

    assert_int_equal(seL4_MessageInfo_get_label(info), KAAL_ERR_INVALID);
}

/* The endpoint has no right for it: the kernel leaves them where they are. */
static void send_capabilities(void)
{
    for (seL4_Word count = 1; count <= seL4_MsgMaxExtraCaps; count++) {
        seL4_MessageInfo_t info = seL4_MessageInfo_new(KAAL_REQUEST_NEWS, 0, count, 0);

        for (seL4_Word i = 0; i < count; i++) {
            seL4_SetCap((int)i, KAAL_SLOT_NOTIFICATION);
        }
        info = seL4_Call(KAAL_SLOT_BROKER, info);
        assert_true(seL4_MessageInfo_get_label(info) == KAAL_ERR_EMPTY ||
                    seL4_MessageInfo_get_label(info) == KAAL_ERR_INVALID);
    }
}

static void shapes(void)
{
    struct rig_books before;
    struct rig_books after;

    hostile_boot();
    before = rig_books();
    trace_begin();
    assert_true(puppet_do(KID_1, send_more_than_a_label));
    assert_int_equal(trace_refusals(component_id(component_find(puppet_name(KID_1))),
                                    KAAL_REQUEST_NEWS, KAAL_ERR_INVALID),
                     1);
    assert_true(puppet_do(KID_1, send_capabilities));
    after = rig_books();
    rig_compare_books(&before, &after);
    hostile_expect_peace(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(lengths),
        RIG_TEST(shapes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
