/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component that takes the memory of a DMA pool as soon as its driver has lost it, and looks
 * whether anybody writes to it afterwards. Its argument is the driver's name.
 *
 * It asks for a pool too, of a card that it leaves alone, since only pools have an address by which
 * one can tell that it is the same memory.
 */
#include <string.h>

#include <kaal/component.h>
#include <kaal/device.h>
#include <kaal/grant.h>
#include <kaal/inspect.h>

#define CARD     "0000:02:00.0"
#define PAUSE_NS (20 * KAAL_NS_PER_MS)
#define LOOK_NS  (2 * KAAL_NS_PER_S)

static _Noreturn void fail(const char *what, kaal_err_t err)
{
    kaal_log("%s: %s", what, kaal_err_name(err));
    kaal_exit(1);
}

/* Wait until the driver has a pool; its grant. */
static struct kaal_wire_grant_info await_pool(const char *driver)
{
    struct kaal_wire_grant_info info = {0};
    kaal_err_t err = KAAL_OK;

    do {
        err = kaal_list(KAAL_LIST_GRANTS, info.next, driver, &info, sizeof(info));
        if (err == KAAL_ERR_END && kaal_alarm(PAUSE_NS) == KAAL_OK) {
            (void)kaal_wait();
            info.next = 0;
        } else if (err != KAAL_OK) {
            fail("list", err);
        }
    } while (err != KAAL_OK || info.kind != KAAL_GRANT_DMA);
    return info;
}

static void await_end(uint32_t grant)
{
    struct kaal_wire_news news = {0};
    kaal_err_t err = kaal_watch_grant(grant);

    while (err == KAAL_OK && news.kind != KAAL_NEWS_WATCHED_GRANT) {
        (void)kaal_wait();
        while (kaal_news(&news) == KAAL_OK && news.kind != KAAL_NEWS_WATCHED_GRANT) {
        }
    }
    if (err != KAAL_OK) {
        fail("watch", err);
    }
}

/* A byte of the pattern: the next ones differ, and so do those a frame further on. */
static uint8_t pattern_at(uint64_t offset)
{
    return (uint8_t)(offset * 131 + (offset >> 8) * 17 + 89);
}

static uint64_t count_others(const volatile uint8_t *bytes, uint64_t count)
{
    uint64_t others = 0;

    for (uint64_t i = 0; i < count; i++) {
        others += bytes[i] != pattern_at(i);
    }
    return others;
}

/* What was changed in memory that is nobody else's. */
static void look(const struct kaal_bundle *pool, uint64_t bus)
{
    volatile uint8_t *bytes = pool->dma;
    uint64_t end_ns = kaal_now_ns() + LOOK_NS;
    uint64_t dirty = 0;
    uint64_t changed = 0;
    uint32_t looks = 0;

    for (uint64_t i = 0; i < pool->dma_bytes; i++) {
        dirty += bytes[i] != 0;
        bytes[i] = pattern_at(i);
    }
    while (changed == 0 && kaal_now_ns() < end_ns) {
        changed = count_others(bytes, pool->dma_bytes);
        looks++;
    }
    kaal_log("pool=0x%llx got=0x%llx bytes=%llu dirty=%llu changed=%llu looks=%u",
             (unsigned long long)bus, (unsigned long long)pool->dma_bus.value,
             (unsigned long long)pool->dma_bytes, (unsigned long long)dirty,
             (unsigned long long)changed, (unsigned)looks);
}

int main(int argc, char **argv)
{
    static const struct kaal_device_match card = KAAL_PLACE(CARD);
    static struct kaal_bundle pool;

    if (argc != 2) {
        return 1;
    }
    for (;;) {
        struct kaal_wire_grant_info theirs = await_pool(argv[1]);
        kaal_err_t err = KAAL_OK;

        kaal_log("awaits the end of grant %u", (unsigned)theirs.id);
        await_end(theirs.id);
        err = kaal_device_open_parts(&card, KAAL_PART_DMA, theirs.b, &pool);
        if (err != KAAL_OK) {
            fail("device", err);
        }
        look(&pool, theirs.a);
        err = kaal_revoke(pool.grant);
        if (err != KAAL_OK) {
            fail("revoke", err);
        }
    }
}
