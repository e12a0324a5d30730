/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Connections without TCP behind services/net/connection.h: a test is the peer.
 */
#pragma once

#include "net/connection.h"

#define FAKE_SENT_BYTES 16384

struct fake_connection {
    struct connection connection; /* first: the functions find the fake by it */
    bool is_open;
    bool is_closed;  /* by connection_close */
    bool is_aborted; /* by connection_abort */
    uint32_t room_bytes;
    uint32_t sent_bytes;
    uint8_t sent[FAKE_SENT_BYTES]; /* the first ones */
};

/* An open connection whose peer takes room_bytes. */
void fake_connection_init(struct fake_connection *fake, uint32_t room_bytes);

/* The peer sends. Returns false when its window is full. */
bool fake_connection_receive(struct fake_connection *fake, const void *data, uint32_t bytes);
