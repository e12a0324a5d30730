/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls to the broker of a running system, over TCP (kaal/wire/remote.h).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kaal/err.h>
#include <kaal/wire/remote.h>

/* What the command ends with: docs/guide/remote.md. */
enum remote_exit {
    REMOTE_GOOD = 0,
    REMOTE_REFUSED = 1,     /* the system has answered, with an error */
    REMOTE_USAGE = 2,       /* the words of the command are wrong */
    REMOTE_UNREACHABLE = 3, /* no answer: not connected, too late, or not the protocol */
};

struct remote {
    char to[300]; /* HOST:PORT, for messages */
    int socket;
};

struct remote_answer {
    kaal_err_t err; /* the broker's */
    size_t bytes;   /* of data; 0 unless err is KAAL_OK */
    uint64_t data[KAAL_REMOTE_BYTES_MAX / sizeof(uint64_t)];
};

/*
 * Take `--to HOST:PORT` out of a command's words; without it, the environment's KAAL_TO counts.
 * HOST may be a name or an address, in brackets if it has colons.
 * to: HOST:PORT, borrowed. Returns false when there is none, and standard error says so.
 */
bool remote_take_to(int *count, char **words, const char **to);

/*
 * Connect. Waits at most 5 s. Returns false on failure, when standard error says why, and nothing
 * is open.
 */
bool remote_open(struct remote *remote, const char *to);

void remote_close(struct remote *remote);

/*
 * Make a request and wait for its answer, at most 12 s: longer than the other side's own patience.
 *
 * request: enum kaal_request; payload, bytes: its struct, at most KAAL_REMOTE_BYTES_MAX.
 * answer: filled when there is one, also when it is an error of the broker's. Returns false when
 * there is none, and standard error says why; the connection is of no more use then.
 */
bool remote_call(struct remote *remote, uint32_t request, const void *payload, size_t bytes,
                 struct remote_answer *answer);

/* Say on standard error what a system has refused. */
void remote_complain(const struct remote *remote, const char *what);
