/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests that want memory while so little is ready that they would have to split a large untyped
 * themselves, in which nobody else is served (ADR 9). They are put aside as they are, with nothing
 * of them done yet, and served when the thread that splits has delivered.
 */
#pragma once

#include <kaal/err.h>

#include "serve/request.h"

/*
 * Put a request aside, oldest first served: its sender is answered then, if it still waits.
 * request: copied. Errors: KAAL_ERR_BUSY as of later_take.
 */
KAAL_CHECKED kaal_err_t aside_put(const struct request *request);
