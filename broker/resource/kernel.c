/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel answered, in words.
 */
#include "resource/kernel.h"

#include <kaal/types.h>

#include "audit/log.h"

static const char *const names[] = {
    [seL4_InvalidArgument] = "seL4_InvalidArgument",
    [seL4_InvalidCapability] = "seL4_InvalidCapability",
    [seL4_IllegalOperation] = "seL4_IllegalOperation",
    [seL4_RangeError] = "seL4_RangeError",
    [seL4_AlignmentError] = "seL4_AlignmentError",
    [seL4_FailedLookup] = "seL4_FailedLookup",
    [seL4_TruncatedMessage] = "seL4_TruncatedMessage",
    [seL4_DeleteFirst] = "seL4_DeleteFirst",
    [seL4_RevokeFirst] = "seL4_RevokeFirst",
    [seL4_NotEnoughMemory] = "seL4_NotEnoughMemory",
};

kaal_err_t kernel_result(const char *call, seL4_Error error)
{
    size_t number = (size_t)error;

    if (error == seL4_NoError) {
        return KAAL_OK;
    }
    log_write("broker: %s failed: %s", call,
              (number < KAAL_ARRAY_LENGTH(names)) ? names[number] : "an unknown error");
    return KAAL_ERR_KERNEL;
}
