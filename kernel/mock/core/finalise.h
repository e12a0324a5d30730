/* SPDX-License-Identifier: BSD-2-Clause */
/* What happens to an object when a capability to it goes. The slots themselves: slot.c. */
#pragma once

#include "cap.h"

/*
 * Undoes what the capability, and with the final one the object, does to the system. May come twice
 * for one object. Returns how many slots the object contains that go with it, and where they are.
 */
seL4_Word finalise(struct cap cap, bool is_final, struct slot **inner);
