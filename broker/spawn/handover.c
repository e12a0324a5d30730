/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A pool of regions. The memory belongs to the entry, so that it outlives the component's account,
 * which has copies of the frames and is charged for them.
 */
#include "spawn/handover.h"

#include "audit/trail.h"
#include "grant/area.h"
#include "limits.h"

static struct area regions[LIMIT_HANDOVERS];

_Static_assert(LIMIT_HANDOVERS < COMPONENT_NO_HANDOVER, "a component has the index");
_Static_assert(KAAL_HANDOVER_BYTES_MAX <= AREA_CHUNK_PAGES * KAAL_PAGE_BYTES, "one chunk");

static kaal_err_t make(struct component *component)
{
    uint16_t index = 0;
    kaal_err_t err = KAAL_OK;

    while (index < LIMIT_HANDOVERS && area_exists(&regions[index])) {
        index++;
    }
    if (index == LIMIT_HANDOVERS) {
        return KAAL_ERR_NO_SLOTS;
    }
    err = area_make(&regions[index], NULL, component->description->handover_bytes);
    if (err == KAAL_OK) {
        component->handover = index;
    }
    return err;
}

kaal_err_t handover_map(struct component *component)
{
    uint64_t bytes = component->description->handover_bytes;
    kaal_err_t err = KAAL_OK;

    if (bytes == 0) {
        return KAAL_OK;
    }
    if (component->handover == COMPONENT_NO_HANDOVER) {
        err = make(component);
    }
    if (err == KAAL_OK) {
        err = account_charge(&component->account, bytes);
    }
    if (err == KAAL_OK) {
        err = area_map(&regions[component->handover], component, &component->account,
                       VSPACE_READ_WRITE, KAAL_VA_HANDOVER);
    }
    return err;
}

bool handover_release(struct component *component)
{
    bool is_clean = true;

    if (component->handover != COMPONENT_NO_HANDOVER) {
        is_clean = area_deinit(&regions[component->handover]);
        if (!is_clean) {
            trail_quarantine(component, NULL);
        }
        component->handover = COMPONENT_NO_HANDOVER;
    }
    return is_clean;
}
