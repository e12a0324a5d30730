/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The client's side of kaal/wire/remote.h. What comes from the other side is checked here, once.
 */
#include "remote.h"

#include <ctype.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECT_MS 5000
#define ANSWER_MS  12000

void remote_complain(const struct remote *remote, const char *what)
{
    fprintf(stderr, "kaal: %s: %s\n", remote->to, what);
}

bool remote_take_to(int *count, char **words, const char **to)
{
    const char *found = getenv("KAAL_TO");

    for (int i = 0; i < *count; i++) {
        if (strcmp(words[i], "--to") == 0 && i + 1 < *count) {
            found = words[i + 1];
            memmove(&words[i], &words[i + 2], (size_t)(*count - i - 2) * sizeof(words[0]));
            *count -= 2;
            break;
        }
    }
    if (found == NULL || found[0] == '\0') {
        fprintf(stderr, "kaal: which system? Give --to HOST:PORT, or KAAL_TO in the environment\n");
        return false;
    }
    *to = found;
    return true;
}

static int64_t now_ms(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Wait until the socket can do it, at most until end_ms. Returns false, with errno, otherwise. */
static bool await(int socket, short events, int64_t end_ms)
{
    struct pollfd wanted = {.fd = socket, .events = events};
    int done = 0;

    do {
        int64_t left_ms = end_ms - now_ms();

        done = poll(&wanted, 1, (left_ms > 0) ? (int)left_ms : 0);
    } while (done < 0 && errno == EINTR);
    if (done == 0) {
        errno = ETIMEDOUT;
    }
    return done > 0;
}

/* Connect to one address. Returns a socket that does not block, or -1 with errno. */
static int connect_one(const struct addrinfo *address, int64_t end_ms)
{
    int made = socket(address->ai_family, address->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
                      address->ai_protocol);
    int err = 0;
    socklen_t err_bytes = sizeof(err);

    if (made < 0) {
        return -1;
    }
    if (connect(made, address->ai_addr, address->ai_addrlen) == 0) {
        return made;
    }
    if (errno != EINPROGRESS || !await(made, POLLOUT, end_ms) ||
        getsockopt(made, SOL_SOCKET, SO_ERROR, &err, &err_bytes) != 0) {
        err = errno;
    }
    if (err == 0) {
        return made;
    }
    (void)close(made);
    errno = err;
    return -1;
}

/* Cut HOST:PORT or [HOST]:PORT; text is changed. */
static bool cut(char *text, char **host, char **port)
{
    char *colon = strrchr(text, ':');

    if (colon == NULL || colon == text || colon[1] == '\0') {
        return false;
    }
    *colon = '\0';
    *host = text;
    *port = colon + 1;
    if (text[0] == '[' && colon[-1] == ']') {
        colon[-1] = '\0';
        *host = text + 1;
    }
    return true;
}

bool remote_open(struct remote *remote, const char *to)
{
    const struct addrinfo wanted = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    const int64_t end_ms = now_ms() + CONNECT_MS;
    struct addrinfo *found = NULL;
    char text[sizeof(remote->to)];
    char *host = NULL;
    char *port = NULL;
    int err = 0;

    (void)snprintf(remote->to, sizeof(remote->to), "%s", to);
    (void)snprintf(text, sizeof(text), "%s", to);
    if (!cut(text, &host, &port)) {
        remote_complain(remote, "expected HOST:PORT");
        return false;
    }
    err = getaddrinfo(host, port, &wanted, &found);
    if (err != 0) {
        remote_complain(remote, gai_strerror(err));
        return false;
    }
    remote->socket = -1;
    for (const struct addrinfo *at = found; at != NULL && remote->socket < 0; at = at->ai_next) {
        remote->socket = connect_one(at, end_ms);
    }
    if (remote->socket < 0) {
        fprintf(stderr, "kaal: %s: cannot connect: %s\n", to, strerror(errno));
    }
    freeaddrinfo(found);
    return remote->socket >= 0;
}

void remote_close(struct remote *remote)
{
    (void)close(remote->socket);
    remote->socket = -1;
}

static bool send_all(const struct remote *remote, const void *data, size_t bytes, int64_t end_ms)
{
    const uint8_t *at = data;

    while (bytes > 0) {
        ssize_t sent = await(remote->socket, POLLOUT, end_ms)
                           ? send(remote->socket, at, bytes, MSG_NOSIGNAL)
                           : -1;

        if (sent < 0 && errno != EAGAIN && errno != EINTR) {
            fprintf(stderr, "kaal: %s: cannot send the request: %s\n", remote->to, strerror(errno));
            return false;
        }
        at += (sent > 0) ? sent : 0;
        bytes -= (sent > 0) ? (size_t)sent : 0;
    }
    return true;
}

static bool receive_all(const struct remote *remote, void *data, size_t bytes, int64_t end_ms)
{
    uint8_t *at = data;

    while (bytes > 0) {
        ssize_t got =
            await(remote->socket, POLLIN, end_ms) ? recv(remote->socket, at, bytes, 0) : -1;

        if (got == 0) {
            remote_complain(remote, "the connection ended before the answer");
            return false;
        }
        if (got < 0 && errno != EAGAIN && errno != EINTR) {
            fprintf(stderr, "kaal: %s: no answer: %s\n", remote->to, strerror(errno));
            return false;
        }
        at += (got > 0) ? got : 0;
        bytes -= (got > 0) ? (size_t)got : 0;
    }
    return true;
}

/* What control itself has said, without what a terminal would do more with than show it. */
static void complain_in_its_words(const struct remote *remote, char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        text[i] = isprint((unsigned char)text[i]) ? text[i] : '?';
    }
    fprintf(stderr, "kaal: %s: %.*s\n", remote->to, (int)bytes, text);
}

bool remote_call(struct remote *remote, uint32_t request, const void *payload, size_t bytes,
                 struct remote_answer *answer)
{
    const int64_t end_ms = now_ms() + ANSWER_MS;
    const struct kaal_remote_request head = {
        .magic = KAAL_REMOTE_MAGIC, .request = request, .length_bytes = (uint32_t)bytes};
    struct kaal_remote_answer found = {0};
    uint8_t frame[sizeof(head) + KAAL_REMOTE_BYTES_MAX]; /* in one piece: TCP delays a second one */

    if (bytes > KAAL_REMOTE_BYTES_MAX) {
        remote_complain(remote, "the request is too long");
        return false;
    }
    memcpy(frame, &head, sizeof(head));
    memcpy(frame + sizeof(head), payload, bytes);
    if (!send_all(remote, frame, sizeof(head) + bytes, end_ms) ||
        !receive_all(remote, &found, sizeof(found), end_ms)) {
        return false;
    }
    if (found.magic != KAAL_REMOTE_MAGIC || found.length_bytes > sizeof(answer->data) ||
        found.from > KAAL_REMOTE_CONTROL) {
        remote_complain(remote, "what answers there is not KaaL");
        return false;
    }
    if (!receive_all(remote, answer->data, found.length_bytes, end_ms)) {
        return false;
    }
    if (found.from == KAAL_REMOTE_CONTROL) {
        complain_in_its_words(remote, (char *)answer->data, found.length_bytes);
        return false;
    }
    answer->err = (kaal_err_t)found.err;
    answer->bytes = found.length_bytes;
    return true;
}
