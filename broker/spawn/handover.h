/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hand-over regions (kaal/wire/handover.h): memory that the broker keeps from one instance of a
 * component to the one that replaces it. When it is kept is known to supervise/.
 */
#pragma once

#include <kaal/err.h>

#include "spawn/component.h"

/*
 * Map the region that a component's description gives it, if any: the one that was kept, or a new
 * one of zeroes. Charged to its account. Errors: as of area_make and area_map, and
 * KAAL_ERR_NO_SLOTS all of LIMIT_HANDOVERS are in use.
 */
KAAL_CHECKED kaal_err_t handover_map(struct component *component);

/*
 * Give the region of a component that does not run back, if there is one. Returns false when the
 * kernel refused for a part, which is quarantined.
 */
bool handover_release(struct component *component);
