/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What puppets can do, and which of it they do next.
 */
#include "acts.h"

#include "grant/grant.h"
#include "puppet.h"
#include "spawn/component.h"

#define IDS            64U
#define PERMILLE_VALID 900U
#define END_MS         300 /* what nobody has asked for is over, as the end of one that faults */

static uint64_t state;
static uint32_t ids[IDS]; /* of grants, live and old */
static unsigned done;     /* requests that came to something */

/* Knuth's MMIX generator, upper half. */
static uint32_t draw(uint32_t below)
{
    state = state * 6364136223846793005 + 1442695040888963407;
    return (uint32_t)(state >> 33) % below;
}

static bool lives(enum puppet puppet)
{
    const struct component *component = component_find(puppet_name(puppet));

    return component != NULL && component->state == KAAL_STATE_RUNNING;
}

static enum puppet any_puppet(void)
{
    return (enum puppet)draw(PUPPETS);
}

/* Often one that the component has. */
static uint32_t any_id(enum puppet by)
{
    uint32_t id = grant_first_of(component_find(puppet_name(by))->index);

    for (uint32_t hops = draw(8); hops > 0 && id != GRANT_NONE; hops--) {
        id = grant_next_of(id);
    }
    if (id == GRANT_NONE || draw(3) == 0) {
        id = ids[draw(IDS)];
    }
    return (draw(1000) < PERMILLE_VALID) ? id : draw(UINT32_MAX);
}

static void keep(kaal_err_t err, uint32_t id)
{
    if (err == KAAL_OK) {
        ids[draw(IDS)] = id;
        done++;
    }
}

/* --- what can happen --- */

static void spawn(enum puppet by)
{
    enum puppet kid = (enum puppet)(KID_0 + draw(4));
    struct kaal_wire_spawned spawned = {0};
    kaal_err_t err = puppet_spawn(by, kid, draw(2) * KAAL_RIGHT_SPAWN,
                                  (uint64_t)(32 + draw(200)) * KAAL_PAGE_BYTES, &spawned);

    keep(err, spawned.grant);
}

static void end(enum puppet by)
{
    static const uint32_t requests[] = {KAAL_REQUEST_KILL, KAAL_REQUEST_RESTART};
    struct kaal_wire_target target = {0};

    /* The shell stays, for the end of the test. */
    strcpy(target.name, puppet_name((enum puppet)(LEFT + draw(PUPPETS - LEFT))));
    if (draw(3) == 0) {
        puppet_send(by, requests[draw(2)], &target, sizeof(target));
        return; /* others go on meanwhile */
    }
    keep(puppet_call(by, requests[draw(2)], &target, sizeof(target), NULL, 0), ids[0]);
}

static void begin_again(enum puppet by)
{
    struct kaal_wire_system_component what = {0};

    strcpy(what.name, puppet_name((enum puppet)(LEFT + draw(3))));
    keep(puppet_call(by, KAAL_REQUEST_SPAWN, &what, sizeof(what), NULL, 0), ids[0]);
}

/* Nobody else has something under way, which might be its end. */
static bool is_alone(enum puppet by)
{
    for (enum puppet i = SHELL; i < PUPPETS; i++) {
        if (i != by && !puppet_is_over(i)) {
            return false;
        }
    }
    return lives(by);
}

static void ask_memory(enum puppet by)
{
    const struct component *self = component_find(puppet_name(by));
    uint32_t ends = self->ends;
    struct kaal_wire_mapped mapped = {0};
    kaal_err_t err = puppet_memory(by, (uint64_t)(1 + draw(40)) * KAAL_PAGE_BYTES, &mapped);

    keep(err, mapped.grant);
    if (err == KAAL_OK && is_alone(by) && self->ends == ends) { /* it is the same life */
        assert_true(puppet_store(by, mapped.address, by));
    }
}

static void delegate(enum puppet by)
{
    uint32_t id = GRANT_NONE;
    const struct kaal_wire_delegate wish = {
        .grant = any_id(by),
        .access = KAAL_ACCESS_READ | (draw(2) * KAAL_ACCESS_WRITE),
        .offset = (uint64_t)draw(4) * KAAL_PAGE_BYTES,
        .bytes = (uint64_t)(1 + draw(4)) * KAAL_PAGE_BYTES,
        .time_ns = draw(2) * draw(300) * KAAL_NS_PER_MS,
    };

    keep(puppet_delegate(by, any_puppet(), wish, &id), id);
}

static void lend(enum puppet by)
{
    uint32_t id = GRANT_NONE;
    const struct kaal_wire_delegate wish = {.grant = any_id(by),
                                            .time_ns = draw(2) * draw(300) * KAAL_NS_PER_MS};

    keep(puppet_delegate(by, any_puppet(), wish, &id), id);
}

static void revoke(enum puppet by)
{
    const struct kaal_wire_grant wish = {.grant = any_id(by)};

    if (draw(3) == 0) {
        puppet_send(by, KAAL_REQUEST_REVOKE, &wish, sizeof(wish));
        return;
    }
    keep(puppet_revoke(by, wish.grant), ids[0]);
}

static void take_device(enum puppet by)
{
    static const uint32_t parts[] = {0, 0, KAAL_PART_REGION(0), KAAL_PART_IRQ, KAAL_PART_DMA};
    struct kaal_wire_bundle bundle = {0};
    uint32_t wanted = parts[draw(KAAL_ARRAY_LENGTH(parts))];
    bool has_pool = wanted == KAAL_PART_DMA || (wanted == 0 && draw(2) == 0);
    kaal_err_t err = puppet_device_parts(by, wanted, has_pool ? 64 * KAAL_KIB : 0, &bundle);

    keep(err, bundle.grant);
    keep(err, bundle.irq_grant);
}

static void make_channel(enum puppet by)
{
    keep(puppet_channel_make(by, puppet_name(any_puppet()), puppet_name(any_puppet()), "link"),
         ids[0]);
}

static void open_channel(enum puppet by)
{
    struct kaal_wire_channel end;

    keep(puppet_channel_open(by, "link", &end), ids[0]);
}

static void watch(enum puppet by)
{
    keep((draw(2) == 0) ? puppet_watch_grant(by, any_id(by))
                        : puppet_watch_component(by, puppet_name(any_puppet())),
         ids[0]);
}

static void take_news(enum puppet by)
{
    struct kaal_wire_news news = {0};
    kaal_err_t err = puppet_call(by, KAAL_REQUEST_NEWS, NULL, 0, &news, sizeof(news));

    keep(err, news.about);
}

/* Time of oneself or another, from a tenth to all of it. */
static void change_time(enum puppet by)
{
    struct kaal_wire_budget wish = {.budget_us = 1000 * (1 + draw(10)), .period_us = 10000};

    strcpy(wish.target.name, puppet_name(any_puppet()));
    keep(puppet_call(by, KAAL_REQUEST_BUDGET, &wish, sizeof(wish), NULL, 0), ids[0]);
}

static void crash(enum puppet by)
{
    if (by != SHELL && draw(4) == 0) {
        assert_false(puppet_store(by, 0, 1));
    }
}

static void (*const steps[])(enum puppet by) = {
    spawn,       spawn,        spawn,        end,          begin_again, ask_memory,
    ask_memory,  delegate,     delegate,     delegate,     revoke,      crash,
    take_device, make_channel, open_channel, open_channel, watch,       take_news,
    change_time, take_device,  take_device,  lend,         lend,        lend,
};

void acts_begin(uint64_t seed)
{
    state = seed;
}

bool acts_step(void)
{
    enum puppet by = (draw(2) == 0) ? SHELL : any_puppet();

    if (!puppet_is_over(by)) {
        keep(puppet_await(by), ids[0]);
        return true;
    }
    if (!lives(by)) {
        return false;
    }
    steps[draw(KAAL_ARRAY_LENGTH(steps))](by);
    return true;
}

void acts_end(void)
{
    for (enum puppet i = SHELL; i < PUPPETS; i++) {
        if (!puppet_is_over(i)) {
            (void)puppet_await(i);
        }
    }
    rig_run_ms(END_MS);
}

unsigned acts_done(void)
{
    return done;
}
