/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Judging what a driver has sent (kaal/net.h). Pure: knows neither lwIP nor a kernel.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/net.h>

/*
 * Check a message of a driver.
 *
 * message, bytes: a private copy. type: KAAL_NET_INFO or KAAL_NET_FRAME; untouched on failure.
 * Errors: KAAL_ERR_FORMAT the length is not one of that type; KAAL_ERR_INVALID the type is not one
 * that drivers send, or flags are set; KAAL_ERR_RANGE an INFO's address is a group's or nobody's.
 */
KAAL_CHECKED kaal_err_t message_check(const void *message, uint32_t bytes,
                                      enum kaal_net_type *type);
