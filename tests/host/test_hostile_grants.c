/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests that ask for what is not theirs, or for what cannot be: each gets its error, and changes
 * nothing.
 */
#include "hostile.h"

#define PAGE      KAAL_PAGE_BYTES
#define BOTH      (KAAL_ACCESS_READ | KAAL_ACCESS_WRITE)
#define KID_BYTES (512 * KAAL_KIB)

#define REVOKE(what, by, expected, id) ATTACK(what, by, REVOKE, grant, expected, .grant = (id))

static void revokes(void)
{
    hostile_boot();
    REVOKE("nothing", KID_0, ERR_NOT_FOUND, 0);
    REVOKE("the last id there can be", KID_0, ERR_NOT_FOUND, UINT32_MAX);
    REVOKE("an old grant", KID_0, ERR_NOT_FOUND, world.stale);
    for (uint32_t i = 1; i < 40; i++) {
        REVOKE("a made-up generation", KID_0, ERR_NOT_FOUND, world.kids[0].grant + i * GENERATION);
        REVOKE("a made-up index", KID_1, ERR_NOT_FOUND, world.kids[0].grant + 1000 + i);
    }
    REVOKE("the spawner's memory", KID_0, ERR_DENIED, world.shell.grant);
    REVOKE("a sibling's memory", KID_0, ERR_DENIED, world.kids[1].grant);
    REVOKE("a sibling's part", KID_1, ERR_DENIED, world.part);
    REVOKE("a driver's device", KID_0, ERR_DENIED, hostile_grant_of("nic", KAAL_GRANT_DEVICE));
    REVOKE("a driver's pool", KID_0, ERR_DENIED, hostile_grant_of("nic", KAAL_GRANT_DMA));
    REVOKE("a driver's registers", KID_0, ERR_DENIED, hostile_grant_of("nic", KAAL_GRANT_MMIO));
    REVOKE("a driver's interrupt", KID_0, ERR_DENIED, hostile_grant_of("nic", KAAL_GRANT_IRQ));
    REVOKE("one's own life", KID_0, ERR_DENIED, world.lives[0]);
    REVOKE("a sibling's life", KID_0, ERR_DENIED, world.lives[1]);
    REVOKE("the spawner's life", KID_2, ERR_DENIED, world.lives[0]);
    REVOKE("one's own image", KID_0, ERR_UNSUPPORTED, hostile_grant_of("kid-0", KAAL_GRANT_CPU));
    REVOKE("one's own time", KID_1, ERR_UNSUPPORTED, hostile_grant_of("kid-1", KAAL_GRANT_CPU));
    REVOKE("one's own rights", KID_0, ERR_UNSUPPORTED,
           hostile_grant_of("kid-0", KAAL_GRANT_RIGHTS));
    REVOKE("a kid's time", KID_0, ERR_UNSUPPORTED, hostile_grant_of("kid-2", KAAL_GRANT_CPU));
    REVOKE("the shell's rights", KID_0, ERR_DENIED, hostile_grant_of("shell", KAAL_GRANT_RIGHTS));
    ATTACK("a field that is reserved", KID_0, REVOKE, grant, ERR_INVALID,
           .grant = world.kids[0].grant, .reserved = 1);
    hostile_expect_peace(90);
}

#define DELEGATE(what, expected, ...) \
    ATTACK(what, KID_0, DELEGATE, delegate, expected, .to.name = "kid-2", __VA_ARGS__)
#define OWN .grant = world.kids[0].grant

static void delegations(void)
{
    hostile_boot();
    DELEGATE("no grant", ERR_NOT_FOUND, .access = BOTH, .bytes = PAGE);
    DELEGATE("an old grant", ERR_NOT_FOUND, .grant = world.stale, .access = BOTH, .bytes = PAGE);
    DELEGATE("the spawner's", ERR_DENIED, .grant = world.shell.grant, .access = BOTH, .bytes = 1);
    DELEGATE("a sibling's", ERR_DENIED, .grant = world.kids[1].grant, .access = BOTH,
             .bytes = PAGE);
    DELEGATE("no bytes", ERR_RANGE, OWN, .access = BOTH);
    DELEGATE("half a page", ERR_INVALID, OWN, .access = BOTH, .bytes = PAGE / 2);
    DELEGATE("from half a page", ERR_INVALID, OWN, .access = BOTH, .offset = 1, .bytes = PAGE);
    DELEGATE("a page too much", ERR_RANGE, OWN, .access = BOTH, .bytes = 9 * PAGE);
    DELEGATE("a page behind", ERR_RANGE, OWN, .access = BOTH, .offset = 8 * PAGE, .bytes = PAGE);
    DELEGATE("far behind", ERR_RANGE, OWN, .access = BOTH, .offset = -PAGE, .bytes = PAGE);
    DELEGATE("round the corner", ERR_RANGE, OWN, .access = BOTH, .offset = PAGE, .bytes = -PAGE);
    DELEGATE("nothing but zeroes", ERR_INVALID, OWN, .bytes = PAGE);
    DELEGATE("only writing", ERR_INVALID, OWN, .access = KAAL_ACCESS_WRITE, .bytes = PAGE);
    DELEGATE("execution", ERR_INVALID, OWN, .access = 4 | BOTH, .bytes = PAGE);
    DELEGATE("more access", ERR_DENIED, .grant = world.part, .access = BOTH, .bytes = PAGE);
    DELEGATE("more than the part", ERR_RANGE, .grant = world.part, .access = 1, .bytes = 8 * PAGE);
    DELEGATE("time that wraps to never", ERR_RANGE, OWN, .access = BOTH, .bytes = PAGE,
             .time_ns = UINT64_MAX);
    DELEGATE("a reserved field", ERR_INVALID, OWN, .access = BOTH, .bytes = PAGE, .reserved = 1);
    DELEGATE("one's time", ERR_UNSUPPORTED, .grant = hostile_grant_of("kid-0", KAAL_GRANT_CPU),
             .access = 1, .bytes = PAGE);
    DELEGATE("a kid's life", ERR_UNSUPPORTED, .grant = world.lives[2], .access = 1, .bytes = PAGE);
    hostile_expect_peace(20);
}

#define DELEGATE_TO(what, expected, ...)                                                  \
    ATTACK(what, KID_0, DELEGATE, delegate, expected, OWN, .access = BOTH, .bytes = PAGE, \
           .to = {__VA_ARGS__})

static void receivers(void)
{
    hostile_boot();
    DELEGATE_TO("oneself", ERR_DENIED, .name = "kid-0");
    DELEGATE_TO("oneself by number", ERR_DENIED, .component = world.ids[0]);
    DELEGATE_TO("a stranger", ERR_DENIED, .name = "serial");
    DELEGATE_TO("a sibling", ERR_DENIED, .component = world.ids[1]);
    DELEGATE_TO("nobody", ERR_NOT_FOUND, .name = "nobody");
    DELEGATE_TO("one that never began", ERR_NOT_FOUND, .name = "missing");
    DELEGATE_TO("one that is gone", ERR_NOT_FOUND, .component = world.ids[3]);
    DELEGATE_TO("a made-up number", ERR_NOT_FOUND, .component = UINT32_MAX);
    DELEGATE_TO("the number of an unused entry", ERR_NOT_FOUND, .component = GENERATION | 4000);
    DELEGATE_TO("a name without end", ERR_INVALID, .name = FULL);
    DELEGATE_TO("name and number", ERR_INVALID, .component = world.ids[2], .name = "kid-2");
    DELEGATE_TO("neither name nor number", ERR_INVALID, 0);
    DELEGATE_TO("a reserved field", ERR_INVALID, .component = world.ids[2], .reserved = 1);
    ATTACK("registers", NIC, DELEGATE, delegate, ERR_DENIED, .access = BOTH, .bytes = PAGE,
           .grant = hostile_grant_of("nic", KAAL_GRANT_MMIO), .to.name = "left");
    ATTACK("another's interrupt", LEFT, DELEGATE, delegate, ERR_DENIED,
           .grant = hostile_grant_of("nic", KAAL_GRANT_IRQ), .to.name = "right");
    hostile_expect_peace(15);
}

/* By the driver of the card, to one that a channel joins it to. */
#define PART(what, expected, kind, ...)                                \
    ATTACK(what, NIC, DELEGATE, delegate, expected, .to.name = "left", \
           .grant = hostile_grant_of("nic", KAAL_GRANT_##kind), __VA_ARGS__)

static void parts_of_devices(void)
{
    const uint64_t registers = 0x20000;
    const uint64_t pool = 64 * KAAL_KIB;

    hostile_boot();
    assert_int_equal(puppet_channel_make(SHELL, "nic", "left", "parts"), KAAL_OK);
    assert_int_equal(puppet_channel_make(SHELL, "nic", "serial", "console"), KAAL_OK);
    PART("the device", ERR_UNSUPPORTED, DEVICE, .access = BOTH, .bytes = PAGE);
    PART("a page too much", ERR_RANGE, MMIO, .access = BOTH, .bytes = registers + PAGE);
    PART("a page behind", ERR_RANGE, MMIO, .access = BOTH, .offset = registers, .bytes = PAGE);
    PART("registers far behind", ERR_RANGE, MMIO, .access = 1, .offset = -PAGE, .bytes = PAGE);
    PART("round the corner", ERR_RANGE, MMIO, .access = 1, .offset = PAGE, .bytes = -PAGE);
    PART("a register", ERR_INVALID, MMIO, .access = BOTH, .bytes = 4);
    PART("from a register on", ERR_INVALID, MMIO, .access = BOTH, .offset = 4, .bytes = PAGE);
    PART("registers to be executed", ERR_INVALID, MMIO, .access = 4 | BOTH, .bytes = PAGE);
    PART("more than the pool", ERR_RANGE, DMA, .access = BOTH, .bytes = pool + PAGE);
    PART("behind the pool", ERR_RANGE, DMA, .access = BOTH, .offset = pool, .bytes = PAGE);
    PART("no bytes of the pool", ERR_RANGE, DMA, .access = BOTH);
    PART("a pool to be executed", ERR_INVALID, DMA, .access = 4 | BOTH, .bytes = PAGE);
    PART("an interrupt to be read", ERR_INVALID, IRQ, .access = 1);
    PART("a page of an interrupt", ERR_INVALID, IRQ, .bytes = PAGE);
    PART("an interrupt from there", ERR_INVALID, IRQ, .offset = PAGE);
    PART("an interrupt for ever", ERR_RANGE, IRQ, .time_ns = UINT64_MAX);
    PART("an interrupt and more", ERR_INVALID, IRQ, .reserved = 1);
    ATTACK("an interrupt to oneself", NIC, DELEGATE, delegate, ERR_DENIED,
           .grant = hostile_grant_of("nic", KAAL_GRANT_IRQ), .to.name = "nic");
    ATTACK("an interrupt to nobody", NIC, DELEGATE, delegate, ERR_NOT_FOUND,
           .grant = hostile_grant_of("nic", KAAL_GRANT_IRQ), .to.name = "missing");
    ATTACK("registers to be written by who is not trusted", NIC, DELEGATE, delegate, ERR_DENIED,
           .grant = hostile_grant_of("nic", KAAL_GRANT_MMIO), .access = BOTH, .bytes = PAGE,
           .to.name = "serial");
    ATTACK("where another's grant is", KID_0, HELD, grant, ERR_DENIED, .grant = world.shell.grant);
    ATTACK("where nothing is", KID_0, HELD, grant, ERR_NOT_FOUND, .grant = world.stale);
    ATTACK("where something else is", KID_0, HELD, grant, ERR_INVALID, .grant = world.kids[0].grant,
           .reserved = 1);
    hostile_expect_peace(23);
}

#define MEMORY(what, expected, ...) ATTACK(what, KID_1, MEMORY, memory, expected, __VA_ARGS__)

static void memories(void)
{
    hostile_boot();
    MEMORY("none", ERR_RANGE, .access = BOTH);
    MEMORY("all there is", ERR_RANGE, .access = BOTH, .bytes = UINT64_MAX);
    MEMORY("nearly all there is", ERR_RANGE, .access = BOTH, .bytes = -PAGE);
    MEMORY("half of all there is", ERR_RANGE, .access = BOTH, .bytes = (uint64_t)1 << 63);
    MEMORY("more than its limit", ERR_QUOTA, .access = BOTH, .bytes = KID_BYTES);
    MEMORY("much more than its limit", ERR_QUOTA, .access = BOTH, .bytes = KAAL_MEMORY_BYTES_MAX);
    MEMORY("a byte too much", ERR_RANGE, .access = BOTH, .bytes = KAAL_MEMORY_BYTES_MAX + 1);
    MEMORY("a strange alignment", ERR_RANGE, .access = BOTH, .bytes = PAGE, .align_bits = 22);
    MEMORY("an alignment of all", ERR_RANGE, .access = BOTH, .bytes = 1, .align_bits = UINT32_MAX);
    MEMORY("no access", ERR_INVALID, .bytes = PAGE);
    MEMORY("only writing", ERR_INVALID, .bytes = PAGE, .access = KAAL_ACCESS_WRITE);
    MEMORY("execution", ERR_INVALID, .bytes = PAGE, .access = 4 | BOTH);
    MEMORY("every access", ERR_INVALID, .bytes = PAGE, .access = UINT32_MAX);
    MEMORY("a reserved field", ERR_INVALID, .bytes = PAGE, .access = BOTH, .reserved = 1);
    hostile_expect_peace(14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(revokes),          RIG_TEST(delegations), RIG_TEST(receivers),
        RIG_TEST(parts_of_devices), RIG_TEST(memories),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
