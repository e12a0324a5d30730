/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers of the 82540EM outside its rings: reset, address, link, interrupts.
 */
#include "net-e1000/e1000.h"

#include <string.h>

#include <kaal/component.h>
#include <kaal/mmio.h>

#define WAIT_LIMIT_NS (10 * KAAL_NS_PER_MS) /* a reset takes 1 us, an EEPROM word 100 us */

/*
 * Interrupts are at least this far apart (13.4.18), so that frames are handled in bursts. It is
 * 128 us: the shortest time that the manual guarantees for any setting.
 */
#define THROTTLE_256NS 500U

#define CAUSES (E1000_INT_RXT0 | E1000_INT_RXO | E1000_INT_RXDMT0 | E1000_INT_LSC)

static uint32_t read32(struct e1000 *e1000, uint32_t offset)
{
    return kaal_mmio_read32(e1000->regs, offset);
}

static void write32(struct e1000 *e1000, uint32_t offset, uint32_t value)
{
    kaal_mmio_write32(e1000->regs, offset, value);
}

/* Wait until the bits of a register have a value. KAAL_ERR_TIMEOUT: they did not in time. */
static kaal_err_t wait_for(struct e1000 *e1000, uint32_t offset, uint32_t mask, uint32_t value)
{
    uint64_t start_ns = kaal_now_ns();

    while ((read32(e1000, offset) & mask) != value) {
        if (kaal_now_ns() - start_ns > WAIT_LIMIT_NS) {
            return KAAL_ERR_TIMEOUT;
        }
    }
    return KAAL_OK;
}

/*
 * Everything off, then reset, then everything off again: the reset is over before the mask is
 * known to have survived it (14.3), and an emulated device's reset need not clear anything.
 */
static kaal_err_t reset(struct e1000 *e1000)
{
    kaal_err_t err = KAAL_OK;

    write32(e1000, E1000_IMC, E1000_INT_ALL);
    write32(e1000, E1000_RCTL, 0);
    write32(e1000, E1000_TCTL, 0);
    write32(e1000, E1000_CTRL, read32(e1000, E1000_CTRL) | E1000_CTRL_RST);
    err = wait_for(e1000, E1000_CTRL, E1000_CTRL_RST, 0);
    write32(e1000, E1000_IMC, E1000_INT_ALL);
    write32(e1000, E1000_RCTL, 0);
    write32(e1000, E1000_TCTL, 0);
    (void)read32(e1000, E1000_ICR);
    return err;
}

static kaal_err_t read_eeprom(struct e1000 *e1000, uint32_t word, uint16_t *value)
{
    kaal_err_t err = KAAL_OK;

    write32(e1000, E1000_EERD, E1000_EERD_START | word << E1000_EERD_ADDR_SHIFT);
    err = wait_for(e1000, E1000_EERD, E1000_EERD_DONE, E1000_EERD_DONE);
    if (err == KAAL_OK) {
        *value = (uint16_t)(read32(e1000, E1000_EERD) >> E1000_EERD_DATA_SHIFT);
    }
    return err;
}

static bool is_station_address(const uint8_t *mac)
{
    static const uint8_t none[KAAL_NET_MAC_BYTES];

    return (mac[0] & 1) == 0 && memcmp(mac, none, sizeof(none)) != 0;
}

/* The reset has copied the EEPROM's address to the first receive address (13.5.3), or not. */
static kaal_err_t read_mac(struct e1000 *e1000)
{
    uint32_t low = read32(e1000, E1000_RAL);
    uint32_t high = read32(e1000, E1000_RAH);

    if ((high & E1000_RAH_AV) == 0) {
        uint16_t words[3] = {0};

        for (uint32_t i = 0; i < KAAL_ARRAY_LENGTH(words); i++) { /* 5.6.1: words 0 to 2 */
            kaal_err_t err = read_eeprom(e1000, i, &words[i]);

            if (err != KAAL_OK) {
                return err;
            }
        }
        low = words[0] | (uint32_t)words[1] << 16;
        high = words[2];
    }
    for (unsigned i = 0; i < 4; i++) {
        e1000->mac[i] = (uint8_t)(low >> (8 * i));
    }
    e1000->mac[4] = (uint8_t)high;
    e1000->mac[5] = (uint8_t)(high >> 8);
    return is_station_address(e1000->mac) ? KAAL_OK : KAAL_ERR_DEVICE;
}

/* 14.4: the own address and broadcasts, nothing else. */
static void set_filters(struct e1000 *e1000)
{
    const uint8_t *mac = e1000->mac;

    write32(e1000, E1000_RAL,
            mac[0] | (uint32_t)mac[1] << 8 | (uint32_t)mac[2] << 16 | (uint32_t)mac[3] << 24);
    write32(e1000, E1000_RAH, mac[4] | (uint32_t)mac[5] << 8 | E1000_RAH_AV);
    for (uint32_t i = 1; i < E1000_ADDRESSES; i++) {
        write32(e1000, E1000_RAH + i * E1000_ADDRESS_STRIDE, 0);
        write32(e1000, E1000_RAL + i * E1000_ADDRESS_STRIDE, 0);
    }
    for (uint32_t i = 0; i < E1000_MTA_WORDS; i++) {
        write32(e1000, E1000_MTA + i * 4, 0);
    }
}

/* 14.3: link up by auto-negotiation, no flow control, no tags. */
static void set_link(struct e1000 *e1000)
{
    uint32_t control = read32(e1000, E1000_CTRL);

    control &= ~(E1000_CTRL_LRST | E1000_CTRL_ILOS | E1000_CTRL_FRCSPD | E1000_CTRL_FRCDPLX |
                 E1000_CTRL_RFCE | E1000_CTRL_TFCE | E1000_CTRL_VME | E1000_CTRL_PHY_RST);
    control |= E1000_CTRL_SLU | E1000_CTRL_ASDE | E1000_CTRL_FD;
    write32(e1000, E1000_CTRL, control);
    write32(e1000, E1000_FCAL, 0);
    write32(e1000, E1000_FCAH, 0);
    write32(e1000, E1000_FCT, 0);
    write32(e1000, E1000_FCTTV, 0);
}

static void enable(struct e1000 *e1000)
{
    /* Throttling does what the delay timers would, with less surprise: 13.4.30's warning. */
    write32(e1000, E1000_RDTR, 0);
    write32(e1000, E1000_RADV, 0);
    write32(e1000, E1000_TIDV, 1); /* 13.4.41: 0 is not allowed; no descriptor asks for it */
    write32(e1000, E1000_TADV, 0);
    write32(e1000, E1000_ITR, THROTTLE_256NS);
    write32(e1000, E1000_RXCSUM, 0);
    write32(e1000, E1000_TIPG, E1000_TIPG_COPPER);
    write32(e1000, E1000_TCTL, E1000_TCTL_EN | E1000_TCTL_PSP | E1000_TCTL_CT | E1000_TCTL_COLD);
    write32(e1000, E1000_RCTL, E1000_RCTL_EN | E1000_RCTL_BAM | E1000_RCTL_SECRC);
}

kaal_err_t e1000_start(struct e1000 *e1000, const struct kaal_bundle *bundle)
{
    struct e1000 fresh = {
        .regs = kaal_bundle_region(bundle, 0, E1000_BLOCK_BYTES),
        .pool = bundle->dma,
        .pool_bus = bundle->dma_bus.value,
    };
    kaal_err_t err = KAAL_OK;

    if (fresh.regs == NULL || fresh.pool == NULL || bundle->dma_bytes < E1000_POOL_BYTES) {
        return KAAL_ERR_DEVICE;
    }
    err = reset(&fresh);
    if (err == KAAL_OK) {
        err = read_mac(&fresh);
    }
    if (err != KAAL_OK) {
        return err;
    }
    set_filters(&fresh);
    set_link(&fresh);
    e1000_rings_init(&fresh);
    enable(&fresh);
    *e1000 = fresh;
    return KAAL_OK;
}

void e1000_unmask(struct e1000 *e1000)
{
    write32(e1000, E1000_IMS, CAUSES);
}

void e1000_unmask_tx(struct e1000 *e1000, bool is_wanted)
{
    write32(e1000, is_wanted ? E1000_IMS : E1000_IMC, E1000_INT_TXDW);
}

uint32_t e1000_take_causes(struct e1000 *e1000)
{
    return read32(e1000, E1000_ICR);
}

bool e1000_has_link(struct e1000 *e1000)
{
    return (read32(e1000, E1000_STATUS) & E1000_STATUS_LU) != 0;
}
