/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An order for each puppet, which it looks for at every tick of the broker's clock.
 */
#include "puppet.h"

#include <kaal/component.h>

#include "spawn/component.h"

#define ORDER_MS    1000
#define END_MS      250 /* the broker has done with it, and has waited for a card's reset */
#define POOL_BYTES  (64 * KAAL_KIB)
#define STACK_BYTES 4096
#define KID_BYTES   (128 * KAAL_KIB) /* one who spawns may spawn one for each of these */

static const char *const names[PUPPETS] = {"shell", "left",  "right", "nic",
                                           "kid-0", "kid-1", "kid-2", "kid-3"};

struct order {
    void (*what)(void); /* NULL: nothing is to be done */
    bool is_begun;
    bool is_lost; /* its life has ended, and another one has begun */
    struct {
        uint32_t request;
        uint8_t in[KAAL_MESSAGE_BYTES_MAX];
        size_t bytes;
        uint8_t out[KAAL_MESSAGE_BYTES_MAX];
        size_t out_bytes;
        kaal_err_t err;
    } call;
    uint64_t address;
    uint64_t word;
};

static struct order orders[PUPPETS];
static enum puppet current;      /* whose order is being carried out, and waited for */
static enum puppet acting;       /* who has just begun one */
static uint64_t events[PUPPETS]; /* that have come */

const char *puppet_name(enum puppet puppet)
{
    return names[puppet];
}

/* --- in the component --- */

static void finish(struct order *order, bool is_lost)
{
    order->what = NULL;
    order->is_begun = false;
    order->is_lost = is_lost;
}

static void act(enum puppet self)
{
    struct order *order = &orders[self];

    if (order->is_begun) { /* by an earlier life */
        finish(order, true);
    }
    for (;;) {
        if (order->what != NULL) {
            acting = self;
            order->is_begun = true;
            order->what();
            finish(order, false);
        }
        assert_int_equal(kaal_alarm(1), KAAL_OK);
        events[self] |= kaal_wait();
    }
}

#define PUPPET(number)              \
    static void act_##number(void)  \
    {                               \
        act((enum puppet)(number)); \
    }
PUPPET(0)
PUPPET(1)
PUPPET(2)
PUPPET(3)
PUPPET(4)
PUPPET(5)
PUPPET(6)
PUPPET(7)

static void call(void)
{
    struct order *order = &orders[acting];

    order->call.err = kaal_broker_call(order->call.request, order->call.in, order->call.bytes,
                                       order->call.out, order->call.out_bytes);
}

static void load(void)
{
    (void)host_load(&orders[current].word, orders[current].address, sizeof(uint64_t));
}

static void store(void)
{
    (void)host_store(orders[current].address, &orders[current].word, sizeof(uint64_t));
}

/* --- in the test --- */

void puppet_boot(void)
{
    static struct rig_script scripts[PUPPETS + 1];
    static void (*const acts[PUPPETS])(void) = {act_0, act_1, act_2, act_3,
                                                act_4, act_5, act_6, act_7};

    for (unsigned i = 0; i < PUPPETS; i++) {
        scripts[i] = (struct rig_script){names[i], acts[i]};
    }
    rig_boot(scripts);
    rig_run_ms(50);
}

uint64_t puppet_events(enum puppet puppet)
{
    uint64_t come = 0;

    rig_run_ms(20); /* two ticks: it has looked since */
    come = events[puppet];
    events[puppet] = 0;
    return come;
}

static bool is_alive(void)
{
    const struct component *component = component_find(names[current]);

    return component != NULL && component->state == KAAL_STATE_RUNNING;
}

static bool is_over(void)
{
    return orders[current].what == NULL || !is_alive();
}

void puppet_begin(enum puppet puppet, void (*what)(void))
{
    assert_true(puppet_is_over(puppet));
    orders[puppet].what = what;
    orders[puppet].is_lost = false;
}

bool puppet_is_over(enum puppet puppet)
{
    return orders[puppet].what == NULL;
}

/* Returns whether it is done; else the puppet is dead. */
static bool await(enum puppet puppet)
{
    struct host_limits limits = {.until = is_over,
                                 .time = host_time() + ORDER_MS * RIG_TICKS_PER_MS,
                                 .max_entries = PUPPET_ENTRIES_MAX};

    current = puppet;
    if (host_run(&limits) != HOST_UNTIL) {
        fail_msg("%s does not come to an end:\n%s", names[puppet], rig_log());
    }
    if (orders[puppet].what != NULL) {
        finish(&orders[puppet], true);
        rig_run_ms(END_MS);
    } else {
        rig_run_ms(1);
    }
    return !orders[puppet].is_lost;
}

bool puppet_do(enum puppet puppet, void (*what)(void))
{
    current = puppet;
    assert_true(is_alive());
    puppet_begin(puppet, what);
    return await(puppet);
}

void puppet_send(enum puppet puppet, uint32_t request, const void *in, size_t bytes)
{
    struct order *order = &orders[puppet];

    assert_true(bytes <= KAAL_MESSAGE_BYTES_MAX);
    order->call.request = request;
    order->call.bytes = bytes;
    order->call.out_bytes = 0;
    if (bytes > 0) {
        memcpy(order->call.in, in, bytes);
    }
    puppet_begin(puppet, call);
}

kaal_err_t puppet_await(enum puppet puppet)
{
    return await(puppet) ? orders[puppet].call.err : PUPPET_DEAD;
}

kaal_err_t puppet_call(enum puppet puppet, uint32_t request, const void *in, size_t bytes,
                       void *out, size_t out_bytes)
{
    struct order *order = &orders[puppet];
    kaal_err_t err = KAAL_OK;

    current = puppet;
    assert_true(is_alive());
    puppet_send(puppet, request, in, bytes);
    order->call.out_bytes = out_bytes;
    err = puppet_await(puppet);
    if (err == KAAL_OK && out_bytes > 0) {
        memcpy(out, order->call.out, out_bytes);
    }
    return err;
}

bool puppet_load(enum puppet puppet, uint64_t address, uint64_t *word)
{
    orders[puppet].address = address;
    if (!puppet_do(puppet, load)) {
        return false;
    }
    *word = orders[puppet].word;
    return true;
}

bool puppet_store(enum puppet puppet, uint64_t address, uint64_t word)
{
    orders[puppet].address = address;
    orders[puppet].word = word;
    return puppet_do(puppet, store);
}

/* --- requests --- */

static struct kaal_wire_target target_of(const char *name)
{
    struct kaal_wire_target target = {0};

    strcpy(target.name, name);
    return target;
}

struct kaal_wire_system_component puppet_description(const char *name, uint32_t rights,
                                                     uint64_t memory_bytes)
{
    struct kaal_wire_system_component what = {
        .image = "sample",
        .rights = rights,
        .priority = 90,
        .budget_us = 10000,
        .period_us = 10000,
        .stack_bytes = STACK_BYTES,
        .memory_bytes = memory_bytes,
    };

    if ((rights & KAAL_RIGHT_SPAWN) != 0 && memory_bytes > KID_BYTES) {
        what.cpu = (uint32_t)(memory_bytes / KID_BYTES * KAAL_CPU_WHOLE);
    }
    strcpy(what.name, name);
    return what;
}

kaal_err_t puppet_spawn(enum puppet by, enum puppet made, uint32_t rights, uint64_t memory_bytes,
                        struct kaal_wire_spawned *spawned)
{
    struct kaal_wire_system_component what = puppet_description(names[made], rights, memory_bytes);

    return puppet_call(by, KAAL_REQUEST_SPAWN, &what, sizeof(what), spawned, sizeof(*spawned));
}

kaal_err_t puppet_kill(enum puppet by, const char *name)
{
    struct kaal_wire_target target = target_of(name);

    return puppet_call(by, KAAL_REQUEST_KILL, &target, sizeof(target), NULL, 0);
}

kaal_err_t puppet_memory(enum puppet by, uint64_t bytes, struct kaal_wire_mapped *mapped)
{
    struct kaal_wire_memory wish = {.bytes = bytes, .access = KAAL_ACCESS_READ | KAAL_ACCESS_WRITE};

    return puppet_call(by, KAAL_REQUEST_MEMORY, &wish, sizeof(wish), mapped, sizeof(*mapped));
}

kaal_err_t puppet_delegate(enum puppet by, enum puppet to, struct kaal_wire_delegate wish,
                           uint32_t *id)
{
    struct kaal_wire_grant made = {0};
    kaal_err_t err = KAAL_OK;

    wish.to = target_of(names[to]);
    err = puppet_call(by, KAAL_REQUEST_DELEGATE, &wish, sizeof(wish), &made, sizeof(made));
    if (err == KAAL_OK) {
        *id = made.grant;
    }
    return err;
}

kaal_err_t puppet_held(enum puppet by, uint32_t grant, struct kaal_wire_held *held)
{
    struct kaal_wire_grant wish = {.grant = grant};

    return puppet_call(by, KAAL_REQUEST_HELD, &wish, sizeof(wish), held, sizeof(*held));
}

kaal_err_t puppet_revoke(enum puppet by, uint32_t grant)
{
    struct kaal_wire_grant wish = {.grant = grant};

    return puppet_call(by, KAAL_REQUEST_REVOKE, &wish, sizeof(wish), NULL, 0);
}

struct kaal_wire_news puppet_news(enum puppet by)
{
    struct kaal_wire_news news = {0};
    kaal_err_t err = puppet_call(by, KAAL_REQUEST_NEWS, NULL, 0, &news, sizeof(news));

    assert_true(err == KAAL_OK || err == KAAL_ERR_EMPTY);
    return news;
}

kaal_err_t puppet_watch_grant(enum puppet by, uint32_t grant)
{
    struct kaal_wire_watch wish = {.grant = grant};

    return puppet_call(by, KAAL_REQUEST_WATCH, &wish, sizeof(wish), NULL, 0);
}

kaal_err_t puppet_watch_component(enum puppet by, const char *name)
{
    struct kaal_wire_watch wish = {.component = target_of(name)};

    return puppet_call(by, KAAL_REQUEST_WATCH, &wish, sizeof(wish), NULL, 0);
}

kaal_err_t puppet_channel_make(enum puppet by, const char *one, const char *other, const char *port)
{
    struct kaal_wire_channel_make wish = {
        .ends = {target_of(one), target_of(other)}, .slots = 4, .slot_bytes = 64};

    strcpy(wish.port[0], port);
    strcpy(wish.port[1], port);
    return puppet_call(by, KAAL_REQUEST_CHANNEL_MAKE, &wish, sizeof(wish), NULL, 0);
}

kaal_err_t puppet_channel_open(enum puppet by, const char *port, struct kaal_wire_channel *end)
{
    struct kaal_wire_channel_open wish = {0};

    strcpy(wish.port, port);
    return puppet_call(by, KAAL_REQUEST_CHANNEL_OPEN, &wish, sizeof(wish), end, sizeof(*end));
}

kaal_err_t puppet_device_open(enum puppet by, struct kaal_wire_bundle *bundle)
{
    const struct kaal_wire_device_open wish = {
        .bus = KAAL_BUS_PCI, .vendor = 0x8086, .device = 0x100e, .dma_bytes = POOL_BYTES};

    return puppet_call(by, KAAL_REQUEST_DEVICE_OPEN, &wish, sizeof(wish), bundle, sizeof(*bundle));
}

kaal_err_t puppet_device_parts(enum puppet by, uint32_t parts, uint64_t dma_bytes,
                               struct kaal_wire_bundle *bundle)
{
    const struct kaal_wire_device_open wish = {
        .bus = KAAL_BUS_PLACE, .place = RIG_NIC_PLACE, .parts = parts, .dma_bytes = dma_bytes};

    return puppet_call(by, KAAL_REQUEST_DEVICE_OPEN, &wish, sizeof(wish), bundle, sizeof(*bundle));
}
