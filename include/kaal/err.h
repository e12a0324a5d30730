/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one list of errors of KaaL: numbers are stable and cross the wire.
 * What a function means by an error stands in that function's header, not here.
 */
#pragma once

#include <stdint.h>

/* X(NAME, number, text) - a number is never reused, a new error goes to the end. */
#define KAAL_ERR_LIST(X)                                                                    \
    X(OK, 0, "ok")                                                                          \
    X(ERR_INVALID, 1, "an argument is malformed")                                           \
    X(ERR_UNKNOWN, 2, "no such request or command")                                         \
    X(ERR_SHORT, 3, "the message or the data ends too early")                               \
    X(ERR_LONG, 4, "the message or the data is longer than it may be")                      \
    X(ERR_RANGE, 5, "a number is out of its range")                                         \
    X(ERR_DENIED, 6, "it is not allowed: by policy or rights")                              \
    X(ERR_NOT_FOUND, 7, "there is no such thing")                                           \
    X(ERR_BUSY, 8, "somebody else has it")                                                  \
    X(ERR_SHARED_IRQ, 9, "its interrupt line is shared with a device of another component") \
    X(ERR_NO_MEMORY, 10, "no memory is left")                                               \
    X(ERR_NO_SLOTS, 11, "a fixed pool or a capability space is full")                       \
    X(ERR_QUOTA, 12, "the account's limit is reached")                                      \
    X(ERR_FORMAT, 13, "the data is not what its format says")                               \
    X(ERR_VERSION, 14, "the version is not one that is understood")                         \
    X(ERR_UNSUPPORTED, 15, "it is valid, but this build or machine cannot do it")           \
    X(ERR_KERNEL, 16, "a kernel call failed")                                               \
    X(ERR_STATE, 17, "it cannot be done in the present state")                              \
    X(ERR_DEVICE, 18, "the device does not do what its specification says")                 \
    X(ERR_TIMEOUT, 19, "it took longer than its bound")                                     \
    X(ERR_DEAD, 20, "the other side is gone")                                               \
    X(ERR_EMPTY, 21, "nothing is there to take")                                            \
    X(ERR_FULL, 22, "there is no room to put it")                                           \
    X(ERR_END, 23, "the list ends here")                                                    \
    X(ERR_CHECKSUM, 24, "the checksum does not match the data")                             \
    X(ERR_ALIGN, 25, "an address, an offset or a size is not aligned")                      \
    X(ERR_AUDIT, 26, "the audit log is full and nobody has fetched it")

enum kaal_err {
#define KAAL_ERR_ENUM(name, number, text) KAAL_##name = (number),
    KAAL_ERR_LIST(KAAL_ERR_ENUM)
#undef KAAL_ERR_ENUM
};

typedef enum kaal_err kaal_err_t;

/* Marks a function whose result may not be ignored. */
#define KAAL_CHECKED __attribute__((warn_unused_result))

/*
 * The text of an error, for a person.
 *
 * err: any number; an unknown one gives "unknown error".
 * Returns a constant string that the caller borrows for ever. Anybody may call it; never blocks.
 */
const char *kaal_err_text(kaal_err_t err);

/*
 * The name of an error as it stands in this file without KAAL_, for example "ERR_DENIED".
 * Otherwise like kaal_err_text.
 */
const char *kaal_err_name(kaal_err_t err);
