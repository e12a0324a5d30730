/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Capability Broker: seL4's root task. This file is the boot list and nothing else.
 */
#include <kaal/assert.h>

#include "arch/counter.h"
#include "archive/archive.h"
#include "audit/audit.h"
#include "audit/log.h"
#include "audit/trail.h"
#include "discover/device.h"
#include "grant/bundle.h"
#include "grant/channel.h"
#include "grant/grant.h"
#include "grant/loan.h"
#include "grant/memory.h"
#include "grant/news.h"
#include "grant/revoke.h"
#include "grant/share.h"
#include "limits.h"
#include "policy/force.h"
#include "policy/system.h"
#include "resource/account.h"
#include "resource/ahead.h"
#include "resource/asidpool.h"
#include "resource/bootinfo.h"
#include "resource/buddy.h"
#include "resource/kernel.h"
#include "resource/quota.h"
#include "resource/scratch.h"
#include "resource/window.h"
#include "resource/work.h"
#include "serve/later.h"
#include "serve/request.h"
#include "serve/serve.h"
#include "spawn/regions.h"
#include "spawn/spawn.h"
#include "supervise/clock.h"
#include "supervise/dependants.h"
#include "supervise/lifetime.h"
#include "supervise/power.h"

extern uint8_t broker_archive_start[];
extern uint8_t broker_archive_end[];

/* libsel4 declares it and leaves its storage to the program. */
LIBSEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

/* Where start.S points the thread pointer: two reserved words, then thread-local variables. */
uint64_t broker_tls_block[16] __attribute__((aligned(16)));

void broker_main(const seL4_BootInfo *info);

/* What the phases hand on to each other. */
static struct boot {
    const seL4_BootInfo *info;
    struct kaal_archive archive;
    struct system system;
    seL4_CPtr endpoint;
    seL4_CPtr notification;
    seL4_CPtr tick;
    seL4_CPtr ahead;
    seL4_CPtr work;
    uint64_t start_ns;
    const char *reason; /* why a phase failed, when there is more to say than the error */
} boot;

/* Nothing can go on: let whoever is in front read why. */
static _Noreturn void halt(void)
{
    for (;;) {
        seL4_Yield();
    }
}

_Noreturn void kaal_assert_failed(const char *file, int line, const char *claim)
{
    log_write("broker: assertion failed at %s:%d: %s", file, (int32_t)line, claim);
    halt();
}

static kaal_err_t phase_memory(void)
{
    kaal_err_t err = bootinfo_take(boot.info);

    account_pool_init();
    grant_init();
    window_init();
    bootinfo_log(boot.info);
    if (err == KAAL_OK) {
        err = scratch_init();
    }
    return (err == KAAL_OK) ? asidpool_init() : err;
}

static kaal_err_t phase_archive(void)
{
    const void *data = NULL;
    uint64_t bytes = (uintptr_t)broker_archive_end - (uintptr_t)broker_archive_start;
    kaal_err_t err = kaal_archive_open(broker_archive_start, bytes, &boot.archive, &boot.reason);

    if (err == KAAL_OK) {
        err = kaal_archive_find(&boot.archive, KAAL_ARCHIVE_SYSTEM, "system", &data, &bytes,
                                &boot.reason);
    }
    if (err == KAAL_OK) {
        err = system_open(data, bytes, &boot.system, &boot.reason);
    }
    if (err == KAAL_OK) {
        log_write("system: %s, %u components, %u channels", boot.system.header->name,
                  boot.system.header->component_count, boot.system.header->channel_count);
    }
    return err;
}

/* Put the boot image's policy in force. */
static kaal_err_t phase_policy(void)
{
    const void *data = NULL;
    const void *key = NULL;
    uint64_t bytes = 0;
    uint64_t key_bytes = KAAL_POLICY_KEY_BYTES;
    const char *no_key = NULL;
    kaal_err_t err = kaal_archive_find(&boot.archive, KAAL_ARCHIVE_POLICY, "policy", &data, &bytes,
                                       &boot.reason);

    if (err != KAAL_OK) {
        return err;
    }
    if (kaal_archive_find(&boot.archive, KAAL_ARCHIVE_POLICY_KEY, "policy-key", &key, &key_bytes,
                          &no_key) != KAAL_OK) {
        key = NULL;
    }
    if (key_bytes != KAAL_POLICY_KEY_BYTES) {
        boot.reason = "the key for policies has not 32 bytes";
        return KAAL_ERR_FORMAT;
    }
    err = force_begin(data, bytes, key, &boot.reason);
    if (err == KAAL_OK) {
        policy_init(&boot.archive);
        policy_log(key != NULL ? "can be replaced" : "can be replaced by those in the image only");
    }
    return err;
}

/* Begin the audit log. Its key is in nobody's hands but the broker's from here on. */
static kaal_err_t phase_audit(void)
{
    static uint8_t no_key[KAAL_AUDIT_KEY_BYTES];
    uint8_t *key = no_key;
    const void *data = NULL;
    uint64_t bytes = sizeof(no_key);
    kaal_err_t err = kaal_archive_find(&boot.archive, KAAL_ARCHIVE_AUDIT_KEY, "audit-key", &data,
                                       &bytes, &boot.reason);

    if (err == KAAL_OK) {
        key = broker_archive_start + ((const uint8_t *)data - broker_archive_start);
    } else if (err == KAAL_ERR_NOT_FOUND) {
        log_write("audit: the boot archive has no key: anybody can make such seals");
        err = KAAL_OK;
    }
    if (bytes != sizeof(no_key)) {
        boot.reason = "the audit log's key has not 32 bytes";
        err = KAAL_ERR_FORMAT;
    }
    if (err == KAAL_OK) {
        audit_init(key);
        trail_init(boot.system.header->name);
        trail_policy(force_policy()->header, force_hash());
    }
    return err;
}

static kaal_err_t mint_signal(uint32_t notification, seL4_Word badge, uint32_t slot)
{
    return KERNEL_CALL(seL4_CNode_Mint, seL4_CapInitThreadCNode, slot, seL4_WordBits,
                       seL4_CapInitThreadCNode, notification, seL4_WordBits,
                       seL4_CapRights_new(0, 0, 0, 1), badge);
}

/* The endpoint, the notification that the broker's threads signal, and the reply objects. */
static kaal_err_t phase_objects(void)
{
    static struct account account;
    uint32_t endpoint = 0;
    uint32_t notification = 0;
    uint32_t reply = 0;
    uint32_t signals = 0;
    kaal_err_t err = KAAL_OK;

    account_init(&account, UINT64_MAX, UINT32_MAX);
    err = account_make(&account, seL4_EndpointObject, 0, seL4_EndpointBits, 1, &endpoint);
    if (err == KAAL_OK) {
        err = account_make(&account, seL4_NotificationObject, 0, seL4_NotificationBits, 1,
                           &notification);
    }
    if (err == KAAL_OK) {
        err = account_make(&account, seL4_ReplyObject, 0, seL4_ReplyBits, LIMIT_LATER + 1, &reply);
    }
    if (err == KAAL_OK) {
        err = account_add_slots(&account, 3, &signals);
    }
    if (err == KAAL_OK) {
        err = mint_signal(notification, SERVE_BADGE_TICK, signals);
    }
    if (err == KAAL_OK) {
        err = mint_signal(notification, SERVE_BADGE_AHEAD, signals + 1);
    }
    if (err == KAAL_OK) {
        err = mint_signal(notification, SERVE_BADGE_WORK, signals + 2);
    }
    if (err == KAAL_OK) {
        err = KERNEL_CALL(seL4_TCB_BindNotification, seL4_CapInitThreadTCB, notification);
    }
    if (err != KAAL_OK) {
        return err;
    }
    boot.endpoint = endpoint;
    boot.notification = notification;
    boot.tick = signals;
    boot.ahead = signals + 1;
    boot.work = signals + 2;
    later_init(reply);
    return KAAL_OK;
}

static kaal_err_t phase_devices(void)
{
    const void *tree = NULL;
    uint64_t bytes = 0;
    kaal_err_t err = bootinfo_device_tree(boot.info, &tree, &bytes);

    if (err != KAAL_OK) {
        boot.reason = "the kernel handed no device tree on";
        return err;
    }
    err = device_discover(tree, bytes);
    power_init(bootinfo_smc());
    return err;
}

static kaal_err_t phase_clock(void)
{
    return clock_start(boot.tick, boot.info->schedcontrol.start);
}

static kaal_err_t phase_ahead(void)
{
    return ahead_start(boot.ahead, boot.info->schedcontrol.start);
}

static kaal_err_t phase_work(void)
{
    return work_start(boot.work, boot.info->schedcontrol.start);
}

static const char *name_of(uint32_t component)
{
    return component_name(component_get(component));
}

static kaal_err_t phase_components(void)
{
    kaal_err_t err = KAAL_OK;

    component_table_init(&boot.system);
    quota_init(name_of);
    bundle_init(seL4_CapIRQControl);
    channel_init(&boot.system);
    memory_init();
    share_init();
    loan_init();
    news_init();
    revoke_on_keeper(lifetime_evict);
    regions_init(&boot.archive);
    dependants_init(&boot.system);
    err = spawn_init(&(struct spawn_options){
        .archive = &boot.archive,
        .system = &boot.system,
        .endpoint = boot.endpoint,
        .sched_control = boot.info->schedcontrol.start,
    });
    if (err != KAAL_OK) {
        return err;
    }
    for (uint32_t i = 0; i < component_count(); i++) {
        struct component *component = component_get(i);
        const char *reason = NULL;
        err = lifetime_boot(component, &reason);
        if (err == KAAL_OK) {
            log_write("spawn: %s from %s: %B, priority %u, %u of %u us", component_name(component),
                      component->description->image, component->account.used_bytes,
                      component->description->priority, component->description->budget_us,
                      component->description->period_us);
        } else {
            log_write("skip: %s from %s: %s: %s", component_name(component),
                      component->description->image, kaal_err_text(err), reason);
        }
    }
    if (component_count() > LIMIT_LATER) {
        ahead_prepare(); /* they may all want some at once, and not all of them could wait */
    }
    ahead_look(); /* from here on memory is wanted by requests */
    return KAAL_OK;
}

/* Hints of the boot command line, for the person in front: `kaal.hint=` up to the end. */
static kaal_err_t phase_greeting(void)
{
    static const char key[] = "kaal.hint=";
    const char *arguments = device_boot_arguments();
    size_t matched = 0;

    for (; *arguments != '\0'; arguments++) {
        matched = (*arguments == key[matched]) ? matched + 1 : 0;
        if (matched == sizeof(key) - 1) {
            log_write("try: %s", arguments + 1);
            break;
        }
    }
    log_write("broker: ready after %lu us, %luM free",
              (counter_now_ns() - boot.start_ns) / KAAL_NS_PER_US, buddy_free_bytes() / KAAL_MIB);
    return KAAL_OK;
}

static const struct {
    const char *name;
    kaal_err_t (*run)(void);
} phases[] = {
    {"memory", phase_memory},
    {"boot archive", phase_archive},
    {"policy", phase_policy},
    {"audit log", phase_audit},
    {"kernel objects", phase_objects},
    {"devices", phase_devices},
    {"clock", phase_clock},
    {"splitting ahead", phase_ahead},
    {"work in steps", phase_work},
    {"components", phase_components},
    {"greeting", phase_greeting},
};

void broker_main(const seL4_BootInfo *info)
{
    seL4_SetIPCBuffer(info->ipcBuffer);
    boot.info = info;
    boot.start_ns = counter_now_ns();
    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(phases); i++) {
        kaal_err_t err = phases[i].run();

        if (err != KAAL_OK) {
            log_write("broker: boot stops at %s: %s%s%s", phases[i].name, kaal_err_text(err),
                      (boot.reason != NULL) ? ": " : "", (boot.reason != NULL) ? boot.reason : "");
            halt();
        }
    }
    serve(&(struct serve_options){.endpoint = boot.endpoint});
}
