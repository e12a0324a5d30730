/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The event loop of a driver. What the device is for is the driver's own.
 */
#include <kaal/driver.h>

#include <kaal/component.h>

static void log_bundle(const struct kaal_bundle *bundle)
{
    kaal_log("has %s: %u regions, irq %u, %llu bytes for DMA", bundle->place,
             (unsigned)bundle->region_count, (unsigned)bundle->irq,
             (unsigned long long)bundle->dma_bytes);
}

static kaal_err_t open_first(const struct kaal_driver *driver, struct kaal_bundle *bundle)
{
    kaal_err_t err = KAAL_ERR_NOT_FOUND;

    for (unsigned i = 0; i < KAAL_DRIVER_MATCHES_MAX && driver->match[i].bus != 0; i++) {
        err = kaal_device_open(&driver->match[i], driver->dma_bytes, bundle);
        if (err == KAAL_OK) {
            return KAAL_OK;
        }
    }
    return err;
}

static _Noreturn void serve(const struct kaal_driver *driver, const struct kaal_bundle *bundle)
{
    for (;;) {
        uint64_t events = kaal_wait();
        uint64_t others = events & ~bundle->irq_event;

        if ((events & bundle->irq_event) != 0) {
            if (driver->interrupt != NULL) {
                driver->interrupt();
            }
            kaal_irq_ack(bundle);
        }
        if (others != 0 && driver->event != NULL) {
            driver->event(others);
        }
    }
}

int kaal_driver_run(const struct kaal_driver *driver)
{
    static struct kaal_bundle bundle;
    kaal_err_t err = open_first(driver, &bundle);

    if (err != KAAL_OK) {
        kaal_log("has no device: %s", kaal_err_text(err));
        return (int)err;
    }
    log_bundle(&bundle);
    err = driver->init(&bundle);
    if (err != KAAL_OK) {
        kaal_log("cannot start %s: %s", bundle.place, kaal_err_text(err));
        return (int)err;
    }
    serve(driver, &bundle);
}
