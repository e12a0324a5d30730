/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The component's own hand-over region.
 */
#include <kaal/handover.h>

#include <kaal/layout.h>
#include <kaal/wire/startup.h>

#include "component/region.h"

static const struct kaal_wire_startup *const page =
    (const struct kaal_wire_startup *)KAAL_VA_STARTUP;

uint32_t kaal_handover_room(void)
{
    return kaal_region_room(page->handover_bytes);
}

kaal_err_t kaal_handover_put(uint32_t version, const void *state, uint32_t bytes)
{
    if (kaal_handover_room() == 0) {
        return KAAL_ERR_LONG;
    }
    return kaal_region_put((void *)KAAL_VA_HANDOVER, page->handover_bytes, version, state, bytes);
}

kaal_err_t kaal_handover_get(void *state, uint32_t room_bytes, uint32_t *bytes, uint32_t *version)
{
    if (kaal_handover_room() == 0) {
        return KAAL_ERR_EMPTY;
    }
    return kaal_region_get((const void *)KAAL_VA_HANDOVER, page->handover_bytes, state, room_bytes,
                           bytes, version);
}
