/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * News of what happens to grants, and watches of grants and components.
 */
#include "family.h"

#include "grant/grant.h"

#define QUEUED 8U /* kaal/grant.h: news that wait */

static void each_watch_tells_once(void)
{
    struct kaal_wire_mapped own;

    family_boot();
    assert_int_equal(puppet_memory(KID_0, PAGE, &own), KAAL_OK);
    assert_int_equal(puppet_watch_grant(KID_1, own.grant), KAAL_OK);
    assert_int_equal(puppet_watch_grant(KID_1, own.grant), KAAL_ERR_STATE);
    assert_int_equal(puppet_watch_component(KID_1, puppet_name(KID_0)), KAAL_OK);
    assert_int_equal(puppet_watch_component(KID_1, puppet_name(KID_0)), KAAL_ERR_STATE);
    assert_int_equal(puppet_watch_component(KID_1, "missing"), KAAL_ERR_DEAD);
    assert_int_equal(puppet_watch_component(KID_1, "nobody"), KAAL_ERR_NOT_FOUND);
    family_expect_no_news(KID_1);
    assert_int_equal(puppet_revoke(KID_0, own.grant), KAAL_OK);
    family_expect_news(KID_1, KAAL_NEWS_WATCHED_GRANT, own.grant);
    assert_int_equal(puppet_watch_grant(KID_1, own.grant), KAAL_ERR_NOT_FOUND);
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    family_expect_news(KID_1, KAAL_NEWS_WATCHED_COMPONENT, family_kids[0].component);
    assert_int_equal(puppet_spawn(SHELL, KID_0, 0, KAAL_MIB, &family_kids[0]), KAAL_OK);
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    family_expect_no_news(KID_1);
    rig_check();
}

/* A watcher's end takes its watches along: its successor in the table is told nothing. */
static void watches_end_with_the_watcher(void)
{
    family_boot();
    assert_int_equal(puppet_watch_component(KID_1, puppet_name(KID_0)), KAAL_OK);
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_1)), KAAL_OK);
    assert_int_equal(puppet_spawn(SHELL, KID_1, 0, KAAL_MIB, &family_kids[1]), KAAL_OK);
    assert_int_equal(puppet_kill(SHELL, puppet_name(KID_0)), KAAL_OK);
    family_expect_no_news(KID_1);
}

static void lost_news_are_counted(void)
{
    struct kaal_wire_news news;
    uint32_t first = GRANT_NONE;

    family_boot_with_memory();
    for (unsigned i = 0; i < QUEUED + 3; i++) {
        uint32_t id = family_give(SHELL, KID_1, family_memory.grant, KAAL_ACCESS_READ, i, 1);

        first = (i == 0) ? id : first;
    }
    news = puppet_news(KID_1);
    assert_int_equal(news.about, first);
    assert_int_equal(news.lost, 3);
    for (unsigned i = 1; i < QUEUED; i++) {
        news = puppet_news(KID_1);
        assert_int_equal(news.kind, KAAL_NEWS_DELEGATED);
        assert_int_equal(news.lost, 0);
    }
    family_expect_no_news(KID_1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(each_watch_tells_once),
        RIG_TEST(watches_end_with_the_watcher),
        RIG_TEST(lost_news_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
