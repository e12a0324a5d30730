/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The model of the 82540EM: registers are memory but for the few that do something.
 */
#include "support/fake_e1000.h"

#include "support/cmocka_all.h"

#include <kaal/mmio.h>

#define REG(at) FAKE_E1000_REG(at)

struct fake_e1000 fake_e1000;

void fake_e1000_begin(void *pool, uint64_t pool_bytes)
{
    memset(&fake_e1000, 0, sizeof(fake_e1000));
    fake_e1000.pool = pool;
    fake_e1000.pool_bytes = pool_bytes;
}

static uint8_t *at_bus(uint64_t address, uint64_t bytes)
{
    assert_true(address >= FAKE_E1000_POOL_BUS &&
                address + bytes <= FAKE_E1000_POOL_BUS + fake_e1000.pool_bytes);
    return fake_e1000.pool + (address - FAKE_E1000_POOL_BUS);
}

static uint64_t ring_base(uint32_t low)
{
    return REG(low) | (uint64_t)REG(low + 4) << 32;
}

void fake_e1000_send(void)
{
    while (!fake_e1000.is_slow && REG(E1000_TDH) != REG(E1000_TDT)) {
        struct e1000_tx_descriptor *slot =
            (void *)at_bus(ring_base(E1000_TDBAL) + REG(E1000_TDH) * 16, 16);
        bool is_context =
            (slot->high & E1000_TX_DEXT) != 0 && (slot->high & E1000_TX_DTYP_DATA) == 0;

        if (is_context) {
            fake_e1000.context = slot->low;
            fake_e1000.contexts++;
        } else {
            assert_true((slot->high & E1000_TX_EOP) != 0 && (slot->high & E1000_TX_IFCS) != 0);
            fake_e1000.last_bytes = slot->high & 0xfffff;
            fake_e1000.last_status = slot->status;
            memcpy(fake_e1000.last, at_bus(slot->low, fake_e1000.last_bytes),
                   fake_e1000.last_bytes);
            fake_e1000.sent++;
        }
        slot->status |= (slot->high & E1000_TX_RS) != 0 ? E1000_TX_STATUS_DD : 0;
        REG(E1000_TDH) = (REG(E1000_TDH) + 1) % FAKE_E1000_RING_SLOTS;
    }
}

uint32_t kaal_mmio_read32(volatile void *base, uint32_t offset)
{
    uint32_t value = REG(offset);

    (void)base;
    if (offset == E1000_ICR) {
        REG(E1000_ICR) = 0;
    }
    return value;
}

void kaal_mmio_write32(volatile void *base, uint32_t offset, uint32_t value)
{
    static const uint16_t eeprom[] = {0x5452, 0x1200, 0x1134};

    (void)base;
    REG(offset) = value;
    if (offset == E1000_CTRL && !fake_e1000.is_stuck) {
        REG(offset) &= ~E1000_CTRL_RST;
    } else if (offset == E1000_EERD && !fake_e1000.is_stuck) {
        REG(offset) = E1000_EERD_DONE | (uint32_t)eeprom[value >> 8 & 3] << 16;
    } else if (offset == E1000_IMS) {
        fake_e1000.mask |= value;
    } else if (offset == E1000_IMC) {
        fake_e1000.mask &= ~value;
    } else if (offset == E1000_TDT) {
        fake_e1000_send();
    }
}

void fake_e1000_receive(uint16_t bytes, uint8_t status, uint8_t errors, uint8_t fill)
{
    struct e1000_rx_descriptor *slot =
        (void *)at_bus(ring_base(E1000_RDBAL) + REG(E1000_RDH) * 16, 16);

    assert_int_not_equal(REG(E1000_RDH), REG(E1000_RDT));
    memset(at_bus(slot->address, 2048), fill, 2048);
    slot->length_bytes = bytes;
    slot->errors = errors;
    slot->status = status;
    REG(E1000_RDH) = (REG(E1000_RDH) + 1) % FAKE_E1000_RING_SLOTS;
    REG(E1000_ICR) |= E1000_INT_RXT0;
}
