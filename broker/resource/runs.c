/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pool of runs. Which slots are free is known to resource/slots.
 */
#include "resource/runs.h"

#include "limits.h"
#include "resource/slots.h"
#include "resource/untyped.h"

_Static_assert(LIMIT_RUNS <= RUNS_NONE, "a link holds the index");

struct run {
    struct slot_run slots;
    bool is_copies;
    uint16_t next;
};

static struct run runs[LIMIT_RUNS];
static uint16_t unused;
static uint16_t begun; /* entries that were in use at some time: [0, begun) */
static uint32_t available;

void runs_init(void)
{
    unused = RUNS_NONE;
    begun = 0;
    available = KAAL_ARRAY_LENGTH(runs);
}

kaal_err_t runs_add(uint16_t *list, uint32_t count, bool is_copies, uint32_t *first)
{
    uint16_t index = (unused != RUNS_NONE) ? unused : begun;
    kaal_err_t err = KAAL_OK;

    if (available == 0) {
        return KAAL_ERR_NO_SLOTS;
    }
    err = slots_alloc(count, first);
    if (err != KAAL_OK) {
        return err;
    }
    if (index == unused) {
        unused = runs[index].next;
    } else {
        begun++;
    }
    available--;
    runs[index] = (struct run){
        .slots = {*first, count},
        .is_copies = is_copies,
        .next = *list,
    };
    *list = index;
    return KAAL_OK;
}

/* Take the run at the front off its list. */
static void drop_front(uint16_t *list)
{
    uint16_t index = *list;

    *list = runs[index].next;
    runs[index].next = unused;
    unused = index;
    available++;
}

uint32_t runs_undo(uint16_t *list)
{
    const struct slot_run slots = runs[*list].slots;

    slots_free(slots.first, slots.count);
    drop_front(list);
    return slots.count;
}

/* Give the slots of a run back. One that the kernel does not empty stays taken. */
static bool run_release(const struct run *run, bool are_empty)
{
    bool is_clean = true;

    if (!run->is_copies) {
        if (are_empty) {
            slots_free(run->slots.first, run->slots.count);
        }
        return are_empty;
    }
    for (uint32_t i = 0; i < run->slots.count; i++) {
        if (untyped_delete(run->slots.first + i)) {
            slots_free(run->slots.first + i, 1);
        } else {
            is_clean = false;
        }
    }
    return is_clean;
}

bool runs_release(uint16_t *list, uint16_t until, bool are_empty)
{
    bool is_clean = true;

    while (*list != until) {
        is_clean = run_release(&runs[*list], are_empty) && is_clean;
        drop_front(list);
    }
    return is_clean;
}

uint32_t runs_available(void)
{
    return available;
}
