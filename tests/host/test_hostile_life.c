/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attacks on the lives of components, on channels and devices.
 */
#include "hostile.h"

#include "spawn/component.h"

/* --- other lives --- */

#define KILL(what, by, expected, ...) ATTACK(what, by, KILL, target, expected, __VA_ARGS__)

static void kills(void)
{
    hostile_boot();
    KILL("the spawner", KID_0, ERR_DENIED, .name = "shell");
    KILL("the spawner's spawner", KID_2, ERR_DENIED, .name = "shell");
    KILL("the parent", KID_2, ERR_DENIED, .component = world.ids[0]);
    KILL("a sibling", KID_0, ERR_DENIED, .component = world.ids[1]);
    KILL("a sibling's kid", KID_1, ERR_DENIED, .component = world.ids[2]);
    KILL("a driver", KID_0, ERR_DENIED, .name = "nic");
    KILL("one that waits to begin", KID_0, ERR_DENIED, .name = "missing");
    KILL("nobody", KID_0, ERR_NOT_FOUND, .name = "nobody");
    KILL("one that is gone", KID_0, ERR_NOT_FOUND, .component = world.ids[3]);
    KILL("an earlier generation", KID_0, ERR_NOT_FOUND, .component = world.ids[2] - GENERATION);
    KILL("a later generation", KID_0, ERR_NOT_FOUND, .component = world.ids[2] + GENERATION);
    KILL("the last number", KID_0, ERR_NOT_FOUND, .component = UINT32_MAX);
    KILL("a name without end", KID_0, ERR_INVALID, .name = FULL);
    KILL("name and number", KID_0, ERR_INVALID, .component = world.ids[2], .name = "kid-2");
    KILL("neither name nor number", KID_0, ERR_INVALID, 0);
    ATTACK("restart a sibling", KID_0, RESTART, target, ERR_DENIED, .name = "kid-1");
    ATTACK("hold the spawner", KID_0, HOLD, target, ERR_DENIED, .name = "shell");
    ATTACK("replace a sibling", KID_0, REPLACE, replace, ERR_DENIED, .target.name = "kid-1",
           .image = "sample");
    ATTACK("replace by nothing", SHELL, REPLACE, replace, ERR_DENIED, .target.name = "kid-1");
    ATTACK("replace by no image", SHELL, REPLACE, replace, ERR_DENIED, .target.name = "kid-1",
           .image = "nothing");
    ATTACK("replace without end", SHELL, REPLACE, replace, ERR_INVALID, .target.name = "kid-1",
           .image = FULL);
    ATTACK("a sibling's time", KID_0, BUDGET, budget, ERR_DENIED, .target.name = "kid-1",
           .budget_us = 1, .period_us = 1);
    ATTACK("the spawner's time", KID_0, BUDGET, budget, ERR_DENIED, .target.name = "shell",
           .budget_us = 1, .period_us = 1);
    ATTACK("no time", SHELL, BUDGET, budget, ERR_RANGE, .target.name = "kid-0", .period_us = 1);
    ATTACK("more than all time", SHELL, BUDGET, budget, ERR_RANGE, .target.name = "kid-0",
           .budget_us = 2, .period_us = 1);
    ATTACK("time for ever", SHELL, BUDGET, budget, ERR_RANGE, .target.name = "kid-0",
           .budget_us = UINT32_MAX, .period_us = UINT32_MAX);
    hostile_expect_peace(25);
}

static void spawn_as(const char *what, kaal_err_t expected,
                     void (*change)(struct kaal_wire_system_component *wish))
{
    struct kaal_wire_system_component wish = puppet_description("evil", 0, 128 * KAAL_KIB);

    change(&wish);
    hostile_attack(what, KID_0, KAAL_REQUEST_SPAWN, &wish, sizeof(wish), expected);
}

#define SPAWN(what, expected, field, value)                                                      \
    do {                                                                                         \
        struct kaal_wire_system_component wish = puppet_description("evil", 0, 128 * KAAL_KIB);  \
                                                                                                 \
        wish.field = (value);                                                                    \
        hostile_attack((what), KID_0, KAAL_REQUEST_SPAWN, &wish, sizeof(wish), KAAL_##expected); \
    } while (false)

static void spawn_numbers(void)
{
    SPAWN("the right to administer", ERR_DENIED, rights, KAAL_RIGHT_ADMIN);
    SPAWN("the right to switch off", ERR_DENIED, rights, KAAL_RIGHT_SHUTDOWN);
    SPAWN("a right that there is not", ERR_RANGE, rights, 1U << 31);
    SPAWN("priority over oneself", ERR_DENIED, priority, 200);
    SPAWN("priority over the broker", ERR_RANGE, priority, 255);
    SPAWN("any priority", ERR_RANGE, priority, UINT32_MAX);
    SPAWN("no priority", ERR_RANGE, priority, 0);
    SPAWN("no time", ERR_RANGE, budget_us, 0);
    SPAWN("more than all time", ERR_RANGE, budget_us, 10001);
    SPAWN("a limit below its time", ERR_RANGE, cpu, KAAL_CPU_WHOLE - 1);
    SPAWN("a limit above all limits", ERR_RANGE, cpu, UINT32_MAX);
    SPAWN("all processors", ERR_QUOTA, cpu, KAAL_CPU_MAX);
    SPAWN("more time than is left", ERR_QUOTA, cpu, 6 * KAAL_CPU_WHOLE + 1);
    SPAWN("a reserved field", ERR_RANGE, reserved, 1);
    SPAWN("no stack", ERR_RANGE, stack_bytes, 0);
    SPAWN("half a page of stack", ERR_RANGE, stack_bytes, 2048);
    SPAWN("stack over all else", ERR_RANGE, stack_bytes, -(uint64_t)4096);
    SPAWN("heap over all else", ERR_RANGE, heap_bytes, -(uint64_t)4096);
    SPAWN("a great heap", ERR_QUOTA, heap_bytes, 64 * KAAL_MIB);
    SPAWN("all memory", ERR_DENIED, memory_bytes, UINT64_MAX);
    SPAWN("more than one has", ERR_QUOTA, memory_bytes, KAAL_MIB);
    SPAWN("no memory", ERR_QUOTA, memory_bytes, 0);
    SPAWN("a page of memory", ERR_QUOTA, memory_bytes, 4096);
    SPAWN("a strange rule", ERR_RANGE, restart, 99);
    SPAWN("restarts without a pause", ERR_RANGE, restart, KAAL_RESTART_ALWAYS);
    SPAWN("a hand-over region that is no pages", ERR_RANGE, handover_bytes, 1);
    SPAWN("all grants", ERR_DENIED, grants, KAAL_GRANTS_MAX);
    SPAWN("all slots", ERR_DENIED, slots, KAAL_SLOTS_MAX);
    SPAWN("all channels", ERR_DENIED, channels, KAAL_CHANNELS_MAX);
    SPAWN("floods", ERR_DENIED, requests_per_s, KAAL_REQUESTS_MAX);
    SPAWN("more grants than there are", ERR_RANGE, grants, UINT32_MAX);
}

static void take_name(struct kaal_wire_system_component *wish)
{
    strcpy(wish->name, "shell");
}

static void have_no_name(struct kaal_wire_system_component *wish)
{
    wish->name[0] = '\0';
}

static void end_no_name(struct kaal_wire_system_component *wish)
{
    memset(wish->name, 'x', sizeof(wish->name));
}

static void end_no_image(struct kaal_wire_system_component *wish)
{
    memset(wish->image, 'x', sizeof(wish->image));
}

static void end_no_args(struct kaal_wire_system_component *wish)
{
    memset(wish->args, 'x', sizeof(wish->args));
}

static void write_a_line(struct kaal_wire_system_component *wish)
{
    strcpy(wish->name, "x\nfault: shell");
}

static void clear_the_screen(struct kaal_wire_system_component *wish)
{
    strcpy(wish->name, "x\033[2J");
}

static void have_no_image(struct kaal_wire_system_component *wish)
{
    strcpy(wish->image, "nothing");
}

static void begin_what_is_described(struct kaal_wire_system_component *wish)
{
    *wish = (struct kaal_wire_system_component){.name = "missing"};
}

static void spawns(void)
{
    struct kaal_wire_system_component wish = puppet_description("evil", 0, 128 * KAAL_KIB);

    hostile_boot();
    hostile_attack("spawn without the right", KID_1, KAAL_REQUEST_SPAWN, &wish, sizeof(wish),
                   KAAL_ERR_DENIED);
    spawn_numbers();
    spawn_as("another's name", KAAL_ERR_BUSY, take_name);
    spawn_as("no name", KAAL_ERR_FORMAT, have_no_name);
    spawn_as("a name without end", KAAL_ERR_INVALID, end_no_name);
    spawn_as("an image without end", KAAL_ERR_FORMAT, end_no_image);
    spawn_as("arguments without end", KAAL_ERR_FORMAT, end_no_args);
    spawn_as("a line in the log", KAAL_ERR_FORMAT, write_a_line);
    spawn_as("codes for the console", KAAL_ERR_FORMAT, clear_the_screen);
    spawn_as("no such image", KAAL_ERR_DENIED, have_no_image);
    spawn_as("what the description has", KAAL_ERR_DENIED, begin_what_is_described);
    assert_false(rig_has_logged("\nfault: shell"));
    assert_false(rig_has_logged("\033"));
    hostile_expect_peace(35);
}

/* --- channels, devices, lists --- */

#define MAKE(what, by, expected, one, other, ...)                                      \
    ATTACK(what, by, CHANNEL_MAKE, channel_make, expected,                             \
           .ends = {{.name = (one)}, {.name = (other)}}, .slots = 4, .slot_bytes = 64, \
           __VA_ARGS__)
#define PORTS .port = {"a", "b"}

static void channels(void)
{
    hostile_boot();
    MAKE("to the spawner", KID_0, ERR_DENIED, "kid-0", "shell", PORTS);
    MAKE("to a sibling", KID_0, ERR_DENIED, "kid-0", "kid-1", PORTS);
    MAKE("between others", KID_1, ERR_DENIED, "left", "nic", PORTS);
    MAKE("to oneself", KID_0, ERR_RANGE, "kid-0", "kid-0", PORTS);
    MAKE("to nobody", KID_0, ERR_NOT_FOUND, "kid-0", "nobody", PORTS);
    MAKE("no port", KID_0, ERR_INVALID, "kid-0", "kid-2", .port = {"a"});
    MAKE("a port without end", KID_0, ERR_INVALID, "kid-0", "kid-2", .port = {"a", FULL});
    MAKE("a port that is two lines", KID_0, ERR_INVALID, "kid-0", "kid-2", .port = {"a", "b\nc"});
    ATTACK("calls of oneself", KID_0, CHANNEL_MAKE, channel_make, ERR_RANGE, PORTS,
           .ends = {{.name = "kid-0"}, {.name = "kid-0"}}, .kind = KAAL_CHANNEL_RPC);
    ATTACK("calls with slots", KID_0, CHANNEL_MAKE, channel_make, ERR_RANGE, PORTS, .slots = 4,
           .ends = {{.name = "kid-0"}, {.name = "kid-2"}}, .kind = KAAL_CHANNEL_RPC);
    ATTACK("a strange kind", KID_0, CHANNEL_MAKE, channel_make, ERR_RANGE, PORTS,
           .ends = {{.name = "kid-0"}, {.name = "kid-2"}}, .kind = UINT32_MAX);
    ATTACK("a reserved field", KID_0, CHANNEL_MAKE, channel_make, ERR_INVALID, PORTS, .reserved = 1,
           .ends = {{.name = "kid-0"}, {.name = "kid-2"}}, .kind = KAAL_CHANNEL_RPC);
    ATTACK("no slots", KID_0, CHANNEL_MAKE, channel_make, ERR_RANGE, .slot_bytes = 64, PORTS,
           .ends = {{.name = "kid-0"}, {.name = "kid-2"}});
    ATTACK("too many slots", KID_0, CHANNEL_MAKE, channel_make, ERR_RANGE, .slot_bytes = 64, PORTS,
           .ends = {{.name = "kid-0"}, {.name = "kid-2"}}, .slots = 1U << 31);
    ATTACK("a product that wraps", KID_0, CHANNEL_MAKE, channel_make, ERR_RANGE, PORTS,
           .ends = {{.name = "kid-0"}, {.name = "kid-2"}}, .slots = 4096, .slot_bytes = 1U << 20);
    ATTACK("a channel of another kind", LEFT, CHANNEL_OPEN, channel_open, ERR_NOT_FOUND,
           .port = "right", .kind = KAAL_CHANNEL_RPC);
    ATTACK("to serve as a client", LEFT, CHANNEL_OPEN, channel_open, ERR_NOT_FOUND,
           .port = "worker", .kind = KAAL_CHANNEL_RPC, .serves = 1);
    ATTACK("to serve a ring", LEFT, CHANNEL_OPEN, channel_open, ERR_NOT_FOUND, .port = "right",
           .serves = 1);
    ATTACK("another's channel", KID_0, CHANNEL_OPEN, channel_open, ERR_NOT_FOUND, .port = "right");
    ATTACK("a port without end", KID_0, CHANNEL_OPEN, channel_open, ERR_INVALID, .port = FULL);
    ATTACK("a port that is two lines", KID_0, CHANNEL_OPEN, channel_open, ERR_NOT_FOUND,
           .port = "x\nfault: shell");
    assert_false(rig_has_logged("\nfault: shell"));
    hostile_expect_peace(21);
}

#define OPEN(what, by, expected, ...) \
    ATTACK(what, by, DEVICE_OPEN, device_open, expected, __VA_ARGS__)
#define CARD       .bus = KAAL_BUS_PCI, .vendor = 0x8086, .device = 0x100e
#define NIC_AT     .bus = KAAL_BUS_PLACE, .place = "0000:01:00.0"
#define FULL_PLACE "0123456789012345678901234567890123456789abcdefgh"

static void devices_and_lists(void)
{
    hostile_boot();
    OPEN("another's device", KID_0, ERR_DENIED, CARD);
    OPEN("a device that is held", LEFT, ERR_BUSY, CARD);
    OPEN("one's device again", NIC, ERR_BUSY, CARD);
    OPEN("a large pool", LEFT, ERR_RANGE, CARD, .dma_bytes = KAAL_POOL_BYTES_MAX + 4096);
    OPEN("all memory as a pool", LEFT, ERR_RANGE, CARD, .dma_bytes = -KAAL_PAGE_BYTES);
    OPEN("half a page as a pool", LEFT, ERR_INVALID, CARD, .dma_bytes = 2048);
    OPEN("no bus", LEFT, ERR_INVALID, .vendor = 0x8086);
    OPEN("a strange bus", LEFT, ERR_INVALID, .bus = UINT32_MAX);
    OPEN("a part that there is not", LEFT, ERR_INVALID, CARD, .parts = 1U << 31);
    OPEN("every part that there is not", LEFT, ERR_INVALID, CARD, .parts = UINT32_MAX);
    OPEN("a pool without bytes", LEFT, ERR_INVALID, CARD, .parts = KAAL_PART_DMA);
    OPEN("bytes without a pool", LEFT, ERR_INVALID, CARD, .parts = 1, .dma_bytes = 4096);
    OPEN("another's place", KID_0, ERR_DENIED, NIC_AT);
    OPEN("a part of what is held", LEFT, ERR_BUSY, NIC_AT, .parts = KAAL_PART_IRQ);
    OPEN("all that one has again", NIC, ERR_STATE, NIC_AT);
    OPEN("a part that one has again", NIC, ERR_STATE, NIC_AT, .parts = KAAL_PART_IRQ);
    OPEN("another pool", NIC, ERR_STATE, NIC_AT, .parts = KAAL_PART_DMA, .dma_bytes = 4096);
    OPEN("a pool behind all", NIC, ERR_STATE, NIC_AT, .dma_bytes = 4096);
    OPEN("a register block too much", NIC, ERR_NOT_FOUND, NIC_AT, .parts = KAAL_PART_REGION(1));
    OPEN("a bridge", NIC, ERR_DENIED, .bus = KAAL_BUS_PLACE, .place = "0000:00:01.0");
    OPEN("no place", NIC, ERR_INVALID, .bus = KAAL_BUS_PLACE);
    OPEN("a place without end", NIC, ERR_INVALID, .bus = KAAL_BUS_PLACE, .place = FULL_PLACE);
    OPEN("a place and numbers", NIC, ERR_INVALID, NIC_AT, .vendor = 0x8086);
    OPEN("numbers and a place", NIC, ERR_INVALID, CARD, .place = "0000:01:00.0");
    OPEN("a place that is two lines", NIC, ERR_DENIED, .bus = KAAL_BUS_PLACE,
         .place = "x\nfault: shell");
    assert_false(rig_has_logged("\nfault: shell"));
    OPEN("a console", LEFT, ERR_DENIED, .bus = KAAL_BUS_DT, .compatible = "arm,pl011");
    ATTACK("all components", KID_0, LIST, list, ERR_DENIED, .list = KAAL_LIST_COMPONENTS);
    ATTACK("no list", SHELL, LIST, list, ERR_INVALID, .list = 0);
    ATTACK("a strange list", SHELL, LIST, list, ERR_INVALID, .list = UINT32_MAX);
    ATTACK("far behind", SHELL, LIST, list, ERR_END, .list = 1, .cursor = UINT32_MAX);
    ATTACK("far behind devices", SHELL, LIST, list, ERR_END, .list = 2, .cursor = UINT32_MAX);
    ATTACK("far behind grants", SHELL, LIST, list, ERR_END, .list = 4, .cursor = UINT32_MAX);
    ATTACK("without end", SHELL, LIST, list, ERR_INVALID, .list = 4, .holder = FULL);
    ATTACK("check all", KID_0, CHECK, check, ERR_DENIED, 0);
    ATTACK("an alarm in an age", KID_0, ALARM, alarm, ERR_RANGE, .delay_ns = UINT64_MAX);
    ATTACK("off", KID_0, SHUTDOWN, exit, ERR_DENIED, 0);
    ATTACK("a strange code", SHELL, SHUTDOWN, exit, ERR_RANGE, .code = INT64_MIN);
    ATTACK("watch nothing", KID_0, WATCH, watch, ERR_INVALID, 0);
    ATTACK("watch what is gone", KID_0, WATCH, watch, ERR_NOT_FOUND, .grant = world.stale);
    ATTACK("watch who is gone", KID_0, WATCH, watch, ERR_NOT_FOUND,
           .component.component = world.ids[3]);
    ATTACK("watch a reserved field", KID_0, WATCH, watch, ERR_INVALID, .grant = world.part,
           .reserved = 1);
    ATTACK("read the audit log", KID_0, AUDIT, audit, ERR_DENIED, .act = KAAL_AUDIT_ACT_READ);
    ATTACK("forget the audit log", KID_1, AUDIT, audit, ERR_DENIED, .act = KAAL_AUDIT_ACT_FETCH);
    ATTACK("do nothing to the audit log", SHELL, AUDIT, audit, ERR_INVALID, 0);
    hostile_attack("read the log", KID_0, KAAL_REQUEST_LOG_READ, NULL, 0, KAAL_ERR_DENIED);
    hostile_expect_peace(45);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(kills),
        RIG_TEST(spawns),
        RIG_TEST(channels),
        RIG_TEST(devices_and_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
