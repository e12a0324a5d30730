/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames of kaal/wire/remote.h, and which requests are forwarded. Pure.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/remote.h>

#define FRAME_BYTES_MAX (sizeof(struct kaal_remote_request) + KAAL_REMOTE_BYTES_MAX)

/*
 * Look for a request at the beginning of what has come.
 *
 * data, bytes: a private copy; may be of any length. request: its header, untouched on failure.
 * Errors: KAAL_ERR_EMPTY it is not whole yet; KAAL_ERR_FORMAT it is none; KAAL_ERR_LONG its payload
 * is longer than KAAL_REMOTE_BYTES_MAX; KAAL_ERR_DENIED it, or what it is to do, is not forwarded.
 * A bad header is told before the request is whole.
 */
KAAL_CHECKED kaal_err_t frame_find(const void *data, size_t bytes,
                                   struct kaal_remote_request *request);

/*
 * The first word of a payload, which says what a request does if it does one of several things; 0
 * if the payload is shorter. payload: of the length that the request says.
 */
uint32_t frame_first_word(const struct kaal_remote_request *request, const void *payload);

/*
 * Write an answer of our own with a sentence that says why. Returns its bytes: at most
 * FRAME_OWN_BYTES_MAX.
 */
#define FRAME_OWN_BYTES_MAX 128
size_t frame_write_own(kaal_err_t why, void *out);
