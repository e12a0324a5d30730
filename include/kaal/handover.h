/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * State that a component leaves to the one that replaces it (kaal_replace, `replace` on the
 * console). Its description gives it a `handover` region for that. A restart after a failure is a
 * real one: what a failed component has left is not trusted, and nothing is handed over.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

/* Bytes that a state can have; 0 without a region. */
uint32_t kaal_handover_room(void);

/*
 * Keep a state for a successor, instead of the one kept before: all of it or, when the component is
 * replaced meanwhile, all of the one before. Called as often as the state changes.
 *
 * version: of the state's format, the component's own number. state: bytes of it, copied.
 * Errors: KAAL_ERR_LONG it is longer than there is room. Never blocks.
 */
KAAL_CHECKED kaal_err_t kaal_handover_put(uint32_t version, const void *state, uint32_t bytes);

/*
 * Copy the state that was kept last, by this component or by the one before.
 *
 * state: of room_bytes. bytes, version: of what was copied. All untouched on failure.
 * Errors: KAAL_ERR_EMPTY there is none: this is a first start; KAAL_ERR_LONG there is no room for
 * it; KAAL_ERR_FORMAT what is there makes no sense. Never blocks.
 */
KAAL_CHECKED kaal_err_t kaal_handover_get(void *state, uint32_t room_bytes, uint32_t *bytes,
                                          uint32_t *version);
