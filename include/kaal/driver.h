/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The frame of a driver. The driver kit (lib/driverkit) has main() and the event loop: it asks the
 * broker for the device, calls init, then interrupt and event as they come.
 *
 *     static const struct kaal_driver e1000 = {
 *         .match = { KAAL_PCI(0x8086, 0x100e) },
 *         .dma_bytes = KAAL_MIB,
 *         .init = e1000_init, .interrupt = e1000_interrupt,
 *     };
 *     KAAL_DRIVER(e1000)
 */
#pragma once

#include <kaal/device.h>

#define KAAL_DRIVER_MATCHES_MAX 8

struct kaal_driver {
    struct kaal_device_match match[KAAL_DRIVER_MATCHES_MAX]; /* asked for in turn; bus 0 ends it */
    uint64_t dma_bytes;                                      /* of the pool; 0 for none */

    /* Bring the device up. bundle: valid for ever. An error ends the component with it. */
    kaal_err_t (*init)(const struct kaal_bundle *bundle);

    /* The device's interrupt came. Make it quiet; the kit acknowledges afterwards. May be NULL. */
    void (*interrupt)(void);

    /* Other events came (a peer's signal, the alarm): bits as of kaal_wait. May be NULL. */
    void (*event)(uint64_t events);
};

/*
 * Run a driver: called by KAAL_DRIVER's main. driver: borrowed for ever.
 * Returns the exit code only when there is no device for it or init fails.
 */
int kaal_driver_run(const struct kaal_driver *driver);

#define KAAL_DRIVER(driver)                \
    int main(void)                         \
    {                                      \
        return kaal_driver_run(&(driver)); \
    }
