/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a connection does, without a network. A call for one that is over is a finding.
 */
#include "support/fake_connection.h"

#include <string.h>

#include <kaal/assert.h>

static struct fake_connection *fake_of(struct connection *connection)
{
    struct fake_connection *fake = (struct fake_connection *)connection;

    KAAL_ASSERT(fake->is_open);
    return fake;
}

void fake_connection_init(struct fake_connection *fake, uint32_t room_bytes)
{
    fake->is_open = true;
    fake->is_closed = false;
    fake->is_aborted = false;
    fake->room_bytes = room_bytes;
    fake->sent_bytes = 0;
    fake->connection.has_ended = false;
    fake->connection.owner = NULL;
    backlog_init(&fake->connection.received, fake->connection.window,
                 sizeof(fake->connection.window));
}

bool fake_connection_receive(struct fake_connection *fake, const void *data, uint32_t bytes)
{
    return backlog_put(&fake->connection.received, data, bytes);
}

uint32_t connection_peek(const struct connection *connection, const void **data)
{
    return backlog_peek(&connection->received, data);
}

void connection_drop(struct connection *connection, uint32_t bytes)
{
    backlog_drop(&fake_of(connection)->connection.received, bytes);
}

bool connection_is_shut(const struct connection *connection)
{
    return connection->has_ended && backlog_count(&connection->received) == 0;
}

uint32_t connection_send(struct connection *connection, const void *data, uint32_t bytes)
{
    struct fake_connection *fake = fake_of(connection);
    uint32_t some = (bytes < fake->room_bytes) ? bytes : fake->room_bytes;

    for (uint32_t i = 0; i < some; i++, fake->sent_bytes++) {
        if (fake->sent_bytes < FAKE_SENT_BYTES) {
            fake->sent[fake->sent_bytes] = ((const uint8_t *)data)[i];
        }
    }
    fake->room_bytes -= some;
    return some;
}

void connection_flush(struct connection *connection)
{
    (void)fake_of(connection);
}

void connection_close(struct connection *connection)
{
    struct fake_connection *fake = fake_of(connection);

    fake->is_open = false;
    fake->is_closed = true;
}

void connection_abort(struct connection *connection)
{
    struct fake_connection *fake = fake_of(connection);

    fake->is_open = false;
    fake->is_aborted = true;
}
