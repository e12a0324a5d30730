/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The world, and what is claimed after an attack.
 */
#include "hostile.h"

#include "grant/grant.h"
#include "spawn/component.h"
#include "trace.h"

#define PAGE      KAAL_PAGE_BYTES
#define KID_BYTES (512 * KAAL_KIB)

struct hostile_world world;
static unsigned attacks;

uint32_t hostile_grant_of(const char *name, enum kaal_grant_kind kind)
{
    uint32_t id = grant_first_of(component_find(name)->index);

    while (id != GRANT_NONE && grant_get(id)->kind != kind) {
        id = grant_next_of(id);
    }
    assert_int_not_equal(id, GRANT_NONE);
    return id;
}

static void spawn_kid(enum puppet by, unsigned number, uint32_t rights, uint64_t bytes)
{
    struct kaal_wire_spawned spawned;

    assert_int_equal(puppet_spawn(by, (enum puppet)(KID_0 + number), rights, bytes, &spawned),
                     KAAL_OK);
    world.ids[number] = spawned.component;
    world.lives[number] = spawned.grant;
}

void hostile_boot(void)
{
    struct kaal_wire_delegate wish = {.access = KAAL_ACCESS_READ, .bytes = 4 * PAGE};
    struct kaal_wire_mapped gone;

    puppet_boot();
    spawn_kid(SHELL, 0, KAAL_RIGHT_SPAWN, KAAL_MIB);
    spawn_kid(SHELL, 1, 0, KID_BYTES);
    spawn_kid(KID_0, 2, 0, KID_BYTES);
    spawn_kid(SHELL, 3, 0, KID_BYTES);
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_3)), KAAL_OK);
    assert_int_equal(puppet_memory(SHELL, 8 * PAGE, &world.shell), KAAL_OK);
    assert_int_equal(puppet_memory(KID_0, 8 * PAGE, &world.kids[0]), KAAL_OK);
    assert_int_equal(puppet_memory(KID_1, 8 * PAGE, &world.kids[1]), KAAL_OK);
    assert_int_equal(puppet_memory(KID_0, PAGE, &gone), KAAL_OK);
    assert_int_equal(puppet_revoke(KID_0, gone.grant), KAAL_OK);
    world.stale = gone.grant;
    wish.grant = world.shell.grant;
    assert_int_equal(puppet_delegate(SHELL, KID_0, wish, &world.part), KAAL_OK);
    assert_int_equal(puppet_device_open(NIC, &world.bundle), KAAL_OK);
    rig_check();
}

/* There is no more: whoever reads a list asks until then. */
static bool is_refusal(kaal_err_t outcome)
{
    return outcome != KAAL_OK && outcome != KAAL_ERR_END;
}

void hostile_attack(const char *name, enum puppet by, uint32_t request, const void *message,
                    size_t bytes, kaal_err_t expected)
{
    struct rig_books before = rig_books();
    struct rig_books after;
    uint8_t answer[KAAL_MESSAGE_BYTES_MAX];
    uint32_t actor = component_id(component_find(puppet_name(by)));
    kaal_err_t err = KAAL_OK;

    trace_begin();
    err = puppet_call(by, request, message, bytes, answer, 0);
    if (err != expected) {
        fail_msg("%s: %s, not %s", name, (err == PUPPET_DEAD) ? "dead" : kaal_err_name(err),
                 kaal_err_name(expected));
    }
    after = rig_books();
    rig_compare_books(&before, &after);
    if (is_refusal(expected) && trace_refusals(actor, request, expected) != 1) {
        fail_msg("%s: it has left no trace", name);
    }
    attacks++;
}

void hostile_expect_peace(unsigned least)
{
    uint64_t word = 0;

    rig_check();
    assert_true(attacks >= least);
    for (unsigned i = 0; i < 8; i++) {
        assert_true(puppet_load(SHELL, world.shell.address + i * PAGE, &word));
        assert_true(puppet_load(KID_0, world.kids[0].address + i * PAGE, &word));
        assert_true(puppet_load(KID_1, world.kids[1].address + i * PAGE, &word));
    }
    for (enum puppet i = SHELL; i <= KID_2; i++) {
        assert_int_equal(component_find(puppet_name(i))->state, KAAL_STATE_RUNNING);
    }
}
