/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A clock with an alarm (PL031) in two hands. The lender drives it, gives the borrower its
 * registers to read and lends it the interrupt, and takes back first that, then the registers. The
 * argument says which of the two this is.
 */
#include <string.h>

#include <kaal/component.h>
#include <kaal/device.h>
#include <kaal/grant.h>
#include <kaal/layout.h>
#include <kaal/mmio.h>

/* Arm DDI 0224C, 3.2 */
#define REG_DATA       0x00U
#define REG_MATCH      0x04U
#define REG_MASK       0x10U
#define REG_RAW_STATUS 0x14U
#define REG_CLEAR      0x1cU
#define CLOCK_BYTES    0x20U

#define PLACE    "/pl031@9010000"
#define LONG_NS  (3 * KAAL_NS_PER_S)
#define SHORT_NS (100 * KAAL_NS_PER_MS)
#define ALARM    ((uint64_t)1 << KAAL_EVENT_BIT_ALARM)
#define NEWS     ((uint64_t)1 << KAAL_EVENT_BIT_NEWS)

static void must(const char *what, kaal_err_t err)
{
    if (err != KAAL_OK) {
        kaal_log("%s: %s", what, kaal_err_name(err));
        kaal_exit(1);
    }
}

/* --- the lender --- */

static const struct kaal_device_match match = KAAL_PLACE(PLACE);
static struct kaal_bundle bundle;
static volatile void *registers;

/* The registers, and later the interrupt: parts of one bundle. */
static void open_clock(void)
{
    uint32_t grant = 0;

    must("registers", kaal_device_open_parts(&match, KAAL_PART_REGION(0), 0, &bundle));
    grant = bundle.grant;
    must("interrupt", kaal_device_open_parts(&match, KAAL_PART_IRQ, 0, &bundle));
    registers = kaal_bundle_region(&bundle, 0, CLOCK_BYTES);
    if (registers == NULL || bundle.grant != grant || bundle.irq_event == 0) {
        must("the bundle", KAAL_ERR_DEVICE);
    }
}

static void raise_soon(void)
{
    kaal_mmio_write32(registers, REG_MATCH, kaal_mmio_read32(registers, REG_DATA) + 1);
    kaal_mmio_write32(registers, REG_MASK, 1);
}

/* Whether the interrupt comes within a time; all of it passes if not. */
static bool has_interrupt(uint64_t delay_ns)
{
    uint64_t events = 0;

    must("alarm", kaal_alarm(delay_ns));
    while ((events & (ALARM | bundle.irq_event)) == 0) {
        events = kaal_wait();
    }
    return (events & bundle.irq_event) != 0;
}

static void clear(void)
{
    kaal_mmio_write32(registers, REG_CLEAR, 1);
    kaal_irq_ack(&bundle);
}

static void run_lender(void)
{
    struct kaal_wire_delegate page = {
        .access = KAAL_ACCESS_READ, .bytes = KAAL_PAGE_BYTES, .to.name = "borrower"};
    struct kaal_wire_delegate interrupt = {.to.name = "borrower"};
    uint32_t page_grant = 0;
    uint32_t loan = 0;

    open_clock();
    page.grant = bundle.region[0].grant;
    interrupt.grant = bundle.irq_grant;
    must("give", kaal_delegate(&page, &page_grant));
    must("lend", kaal_delegate(&interrupt, &loan));
    raise_soon();
    kaal_log("while it is lent: %s", has_interrupt(LONG_NS) ? "signalled" : "quiet");
    must("revoke the loan", kaal_revoke(loan)); /* the line is still raised */
    kaal_log("when it is back: %s", has_interrupt(LONG_NS) ? "signalled" : "quiet");
    clear();
    raise_soon();
    kaal_log("afterwards: %s", has_interrupt(LONG_NS) ? "signalled" : "quiet");
    clear();
    must("revoke the page", kaal_revoke(page_grant));
    kaal_log("all is back");
    for (;;) {
        (void)kaal_wait();
    }
}

/* --- the borrower --- */

static struct {
    volatile void *registers;
    uint64_t irq_event;
} borrowed;

static void take_news(void)
{
    struct kaal_wire_news news;
    struct kaal_wire_held held;

    while (kaal_news(&news) == KAAL_OK) {
        if (news.kind != KAAL_NEWS_DELEGATED || kaal_held(news.about, &held) != KAAL_OK) {
            continue;
        }
        if (held.kind == KAAL_GRANT_LENT) {
            borrowed.irq_event = (uint64_t)1 << held.irq_bit;
        } else {
            borrowed.registers = (volatile void *)held.address;
        }
    }
}

/* It never acknowledges, since it could not clear the cause, and reads until it must not. */
static void run_borrower(void)
{
    for (;;) {
        uint64_t events = 0;

        must("alarm", kaal_alarm(SHORT_NS));
        events = kaal_wait();
        if ((events & NEWS) != 0) {
            take_news();
        }
        if ((events & borrowed.irq_event) != 0) {
            kaal_log("interrupt, status=%u",
                     (unsigned)kaal_mmio_read32(borrowed.registers, REG_RAW_STATUS));
        }
        if ((events & ALARM) != 0 && borrowed.registers != NULL) {
            (void)kaal_mmio_read32(borrowed.registers, REG_DATA);
        }
    }
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "lend") == 0) {
        run_lender();
    }
    run_borrower();
    return 0;
}
