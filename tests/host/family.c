/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What two or more tests say of a family in the same words.
 */
#include "family.h"

#include <stdio.h>

#include "grant/grant.h"

struct kaal_wire_spawned family_kids[2];
struct kaal_wire_mapped family_memory;

void family_boot(void)
{
    puppet_boot();
    assert_int_equal(puppet_spawn(SHELL, KID_0, KAAL_RIGHT_SPAWN, KAAL_MIB, &family_kids[0]),
                     KAAL_OK);
    assert_int_equal(puppet_spawn(SHELL, KID_1, 0, KAAL_MIB, &family_kids[1]), KAAL_OK);
    rig_check();
}

void family_boot_with_memory(void)
{
    family_boot();
    assert_int_equal(puppet_memory(SHELL, FAMILY_PAGES * PAGE, &family_memory), KAAL_OK);
    rig_check();
}

uint32_t family_give(enum puppet by, enum puppet to, uint32_t grant, uint32_t access,
                     uint64_t first, uint64_t pages)
{
    const struct kaal_wire_delegate wish = {
        .grant = grant, .access = access, .offset = first * PAGE, .bytes = pages * PAGE};
    uint32_t id = GRANT_NONE;

    assert_int_equal(puppet_delegate(by, to, wish, &id), KAAL_OK);
    rig_check();
    return id;
}

void family_expect_news(enum puppet puppet, enum kaal_news_kind kind, uint32_t about)
{
    struct kaal_wire_news news = puppet_news(puppet);

    assert_int_equal(news.kind, kind);
    assert_int_equal(news.about, about);
    assert_int_equal(news.lost, 0);
}

void family_expect_no_news(enum puppet puppet)
{
    family_expect_news(puppet, KAAL_NEWS_NONE, 0);
}

void family_expect_fault(enum puppet puppet, uint64_t address, const char *reason)
{
    char line[160];
    uint64_t word = 0;

    assert_false(puppet_load(puppet, address, &word));
    (void)snprintf(line, sizeof(line), "fault: component=%s access=read address=0x%lx",
                   puppet_name(puppet), address);
    assert_true(rig_has_logged(line));
    (void)snprintf(line, sizeof(line), "reason=\"%s", reason);
    assert_true(rig_has_logged(line));
}
