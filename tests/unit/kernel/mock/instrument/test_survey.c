/* SPDX-License-Identifier: BSD-2-Clause */
/* The survey: what is there, where it comes from. */
#include "support/cmocka_all.h"

#include <sel4/bootinfo_types.h>

#include "arch.h"
#include "instrument/survey.h"
#include "scene.h"

#include <stdlib.h>
#include <string.h>

static int setup(void **state)
{
    (void)state;
    scene_make();
    assert_null(survey_take());
    return 0;
}

static void counts_each_object_once(void **state)
{
    unsigned threads = 0;
    unsigned frames = 0;

    (void)state;
    for (unsigned i = 0; i < survey.thing_count; i++) {
        threads += survey.things[i].type == CAP_TCB;
        frames += survey.things[i].start == scene_slot(FRAME)->cap.object;
    }
    assert_int_equal(threads, 1 + THREADS_END - SENDER);
    assert_int_equal(frames, 1); /* with two capabilities */
    assert_true(survey.object_count > survey.thing_count);
    assert_true(survey.slot_count > survey.object_count);
}

static void finds_objects_by_address(void **state)
{
    const struct survey_object *found = survey_find(CAP_TCB, scene_tcb(CLIENT));
    struct slot *slots = NULL;

    (void)state;
    assert_non_null(found);
    assert_ptr_equal(arch_ptr(found->slot->cap.object), scene_tcb(CLIENT));
    assert_int_equal(survey_slots_of(found, &slots), TCB_SLOT_COUNT);
    assert_ptr_equal(slots, scene_tcb(CLIENT)->slots);
    assert_null(survey_find(CAP_REPLY, scene_tcb(CLIENT)));
    assert_null(survey_find(CAP_TCB, (char *)scene_tcb(CLIENT) + 16));
    assert_ptr_equal(survey_containing(found->start + 16), found);
}

static void knows_where_it_comes_from(void **state)
{
    const struct survey_object *table = survey_find(CAP_PAGE_TABLE, scene_object(TABLE));

    (void)state;
    assert_non_null(table);
    assert_int_equal(table->untyped->cap.type, CAP_UNTYPED);
    assert_ptr_equal(survey_parent(scene_slot(CHILD)), scene_slot(UNTYPED));
    assert_ptr_equal(survey_parent(scene_slot(UNTYPED)), survey_parent(scene_slot(TABLE)));
    assert_ptr_equal(survey_parent(scene_slot(BADGED)), scene_slot(ENDPOINT));
    assert_null(survey_parent(scene_slot(seL4_CapInitThreadTCB)));
}

static void prints_a_line_a_capability(void **state)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *file = open_memstream(&text, &bytes);
    unsigned lines = 0;

    (void)state;
    survey_print(file);
    assert_int_equal(fclose(file), 0);
    for (const char *at = text; (at = strchr(at, '\n')); at++) {
        lines++;
    }
    assert_int_equal(lines, survey.slot_count);
    assert_non_null(strstr(text, "irq handler 0x28"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(counts_each_object_once, setup),
        cmocka_unit_test_setup(finds_objects_by_address, setup),
        cmocka_unit_test_setup(knows_where_it_comes_from, setup),
        cmocka_unit_test_setup(prints_a_line_a_capability, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
