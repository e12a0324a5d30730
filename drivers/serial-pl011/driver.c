/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PL011 driver: bytes between the UART and one client's channel, by interrupts.
 * Line speed and format stay as the firmware has set them. Echo and lines are the client's.
 */
#include <kaal/channel.h>
#include <kaal/component.h>
#include <kaal/driver.h>
#include <kaal/mmio.h>

#include "serial-pl011/regs.h"

#define MESSAGE_BYTES_MAX 256 /* of a client's message that is taken at once */

static volatile void *uart;
static struct kaal_channel client;

/* The message that is being sent: [sent, length) is still to go. */
static uint8_t message[MESSAGE_BYTES_MAX];
static uint32_t message_length;
static uint32_t message_sent;

static bool has_byte_to_send(void)
{
    if (message_sent < message_length) {
        return true;
    }
    message_sent = 0;
    message_length = 0;
    return kaal_channel_receive(&client, message, sizeof(message), &message_length) == KAAL_OK &&
           message_length > 0;
}

/*
 * Fill the UART's FIFO. The transmit interrupt is on only while something waits for room: it comes
 * when the FIFO falls below its level, never just because it is empty (PL011 TRM, 3.4.2).
 */
static void send(void)
{
    bool has_taken = false;
    uint32_t mask = UART_INT_RX | UART_INT_TIMEOUT;

    while (has_byte_to_send()) {
        if ((kaal_mmio_read32(uart, UART_FR) & UART_FR_TX_FULL) != 0) {
            mask |= UART_INT_TX;
            break;
        }
        kaal_mmio_write32(uart, UART_DR, message[message_sent]);
        message_sent++;
        has_taken = true;
    }
    kaal_mmio_write32(uart, UART_IMSC, mask);
    if (has_taken) {
        kaal_channel_signal(&client);
    }
}

/* Hand on what has come. Bytes with line errors are dropped, and so is what the client leaves. */
static void receive(void)
{
    uint8_t bytes[32]; /* twice the FIFO */
    uint32_t count = 0;

    while (count < sizeof(bytes) && (kaal_mmio_read32(uart, UART_FR) & UART_FR_RX_EMPTY) == 0) {
        uint32_t data = kaal_mmio_read32(uart, UART_DR);

        if ((data & UART_DR_ERRORS) == 0) {
            bytes[count] = (uint8_t)data;
            count++;
        }
    }
    if (count > 0 && kaal_channel_send(&client, bytes, count) == KAAL_OK) {
        kaal_channel_signal(&client);
    }
}

static void serial_interrupt(void)
{
    uint32_t status = kaal_mmio_read32(uart, UART_MIS);

    kaal_mmio_write32(uart, UART_ICR, status);
    receive();
    send();
}

static void serial_event(uint64_t events)
{
    if ((events & client.event) != 0) {
        send();
    }
}

static kaal_err_t serial_init(const struct kaal_bundle *bundle)
{
    kaal_err_t err = KAAL_OK;

    uart = kaal_bundle_region(bundle, 0, UART_BLOCK_BYTES);
    if (uart == NULL) {
        return KAAL_ERR_DEVICE;
    }
    err = kaal_channel_open(&client, "client");
    if (err != KAAL_OK) {
        return err;
    }
    kaal_mmio_write32(uart, UART_ICR, UART_INT_ALL);
    kaal_mmio_write32(uart, UART_IMSC, UART_INT_RX | UART_INT_TIMEOUT);
    send();
    return KAAL_OK;
}

static const struct kaal_driver serial = {
    .match = {KAAL_DT("arm,pl011")},
    .init = serial_init,
    .interrupt = serial_interrupt,
    .event = serial_event,
};

KAAL_DRIVER(serial)
