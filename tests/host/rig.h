/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The broker, unmodified, on the mock kernel in this process: booting it, scripts for components,
 * models of devices, what was logged.
 */
#pragma once

#include "support/cmocka_all.h"

#include <kaal/rpc.h>

#include "core/cap.h"
#include "host.h"
#include "support/fake_pci.h"

/* Where the broker's address space begins: an image of one page, IPC buffer, boot information. */
#define RIG_IMAGE     0x400000UL /* broker/broker.ld */
#define RIG_BOOT_INFO 0x402000UL

#define RIG_TICKS_PER_MS 62500UL /* ARCH_TIMER_HZ / 1000 */

/* What the machine has (devices.c). */
#define RIG_NIC_ID      0x100e8086U
#define RIG_NIC_BYTES   0x20000U
#define RIG_NIC_PLACE   "0000:01:00.0"
#define RIG_ECAM        0x4010000000UL
#define RIG_UART        0x09000000UL
#define RIG_UART_IRQ    33U
#define RIG_POWER_ID    0x00111b36U
#define RIG_POWER_BYTES 0x1000U

/* A test that runs in a child process, since neither broker nor machine can be begun anew. */
#define RIG_TEST(body)                                  \
    {                                                   \
#body, rig_in_child, NULL, NULL, (void *)(body) \
    }
void rig_in_child(void **state);

/* The same for loops: what `body` gives, 0 or more than 1; -1 if one of its claims did not hold. */
int rig_child(int (*body)(uint64_t argument), uint64_t argument);

/* The same with each seed from 1 to `count`, or only with KAAL_SEED; says which one goes wrong. */
void rig_each_seed(uint64_t count, int (*body)(uint64_t seed));

/*
 * What the component of that name does; it is called in the component's own thread, with kaal's
 * calls as a real one has them (but for those that touch its memory: host_load and host_store).
 * When it returns the component exits with 0.
 */
struct rig_script {
    const char *name;
    void (*run)(void);
};

/* Power on. scripts: up to an empty one; borrowed. NULL: all components wait. */
void rig_power_on(const struct rig_script *scripts);

/* ... and run up to "broker: ready", and until large memory is split (resource/ahead.h). */
void rig_boot(const struct rig_script *scripts);

/* Run until a line with `text` was logged, or `ms` milliseconds of the machine have passed. */
bool rig_run_until_logged(const char *text, uint64_t ms);

/* Run so long, and until the broker waits. */
void rig_run_ms(uint64_t ms);

/*
 * From now on looking at the clock takes so long that each part of the broker's work is a step of
 * its own (resource/work.h), and all others run in between.
 */
void rig_work_in_parts(void);

/* Whether the broker waits for something: only then its books are to be looked at. */
bool rig_broker_waits(void);

/* Whether a text was logged since the last rig_log_clear. What kernel and broker print. */
bool rig_has_logged(const char *text);
const char *rig_log(void);
void rig_log_clear(void);

/* What the broker has: its own books, and by the kernel's word what lies in its slots. Equal before
 * and after means that nothing was lost. */
struct rig_books {
    uint64_t free_bytes;
    uint32_t grants; /* free entries of the table, as blocks and runs of the accounts' pools */
    uint32_t blocks;
    uint32_t runs;
    uint32_t caps[CAP_TYPE_COUNT]; /* by enum cap_type; of untypeds those of device memory */
    int64_t reserved;              /* slots that are taken but empty */
};
struct rig_books rig_books(void);
void rig_compare_books(const struct rig_books *before, const struct rig_books *after);

/* What lies in a slot of the broker. */
struct cap rig_cap(uint64_t slot);

/*
 * Claims that all is well: the kernel's invariants, the broker's books, and promise P1: whatever a
 * component holds or has mapped is explained by one live grant, and every live grant's mapping is
 * there (explain.c). While the broker waits for a request.
 */
void rig_check(void);

/* For scripts: the component waits so long, whatever else it is signalled. It has no other alarm.
 */
void rig_wait_ms(uint64_t ms);

/* For scripts: call with that number and no words until a server is there. */
void rig_call_until_there(struct kaal_client *client, uint32_t number);

/* For scripts: the component waits and never comes back. */
_Noreturn void rig_sleep(void);

/* The PCI bus: a bridge, behind it the card; on the first bus pvpanic. */
extern struct fake_pci rig_pci;
extern int rig_bridge;
extern int rig_nic;

/* The last access to a register that is not configuration space. */
extern struct rig_mmio {
    uint64_t paddr;
    uint32_t value; /* written */
    bool is_write;
} rig_mmio;

/* devices.c, books.c: as they are at power-on. */
void rig_devices_init(void);
void rig_books_init(void);
