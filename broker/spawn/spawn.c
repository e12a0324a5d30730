/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spawning as a list of phases. Everything that a phase makes is charged to the component's account
 * or stands in the grant table, so one undo serves all of them: give the account back.
 * Loading of images is in spawn/image.c.
 */
#include "spawn/spawn.h"

#include <string.h>

#include <kaal/assert.h>
#include <kaal/layout.h>
#include <kaal/wire/startup.h>

#include "arch/counter.h"
#include "audit/trail.h"
#include "elf/elf.h"
#include "grant/grant.h"
#include "resource/asidpool.h"
#include "resource/kernel.h"
#include "spawn/guard.h"
#include "spawn/handover.h"
#include "spawn/image.h"
#include "spawn/readers.h"
#include "spawn/schedule.h"

#define CNODE_BITS_MIN 4U /* broker, notification and a few grants */
#define TABLES_ABOVE   2U /* translation tables above the one that a small component needs */
#define OBJECTS_APART  5U /* VSpace, TCB, CNode, scheduling context, notification */

static struct spawn_options boot;

/* What the phases hand on to each other. */
struct spawn_plan {
    struct component *component;
    const uint8_t *file;
    uint64_t file_bytes;
    struct kaal_elf elf;
    struct image_stock stock;
    uint32_t ipc_frame;
    uint64_t pages;
    uint64_t heap_start;
    const char *reason;
};

kaal_err_t spawn_init(const struct spawn_options *options)
{
    boot = *options;
    return schedule_init(boot.endpoint, boot.sched_control);
}

/* Find an image of the archive and check it; nothing is changed. */
static kaal_err_t find_image(struct spawn_plan *plan, const char *image)
{
    const void *data = NULL;
    kaal_err_t err = kaal_archive_find(boot.archive, KAAL_ARCHIVE_IMAGE, image, &data,
                                       &plan->file_bytes, &plan->reason);

    if (err != KAAL_OK) {
        return err;
    }
    plan->file = data;
    err = kaal_elf_parse(data, plan->file_bytes, KAAL_VA_IMAGE, KAAL_VA_IMAGE_END, &plan->elf,
                         &plan->reason);
    if (err != KAAL_OK) {
        return err;
    }
    plan->heap_start = ((plan->elf.end + KAAL_PAGE_BYTES - 1) & ~(KAAL_PAGE_BYTES - 1)) +
                       KAAL_PAGE_BYTES; /* a guard page in between */
    if (plan->component->description->heap_bytes > KAAL_VA_IMAGE_END - plan->heap_start) {
        plan->reason = "image and heap together are too large";
        return KAAL_ERR_RANGE;
    }
    return KAAL_OK;
}

kaal_err_t spawn_check_image(struct component *component, const char *image, const char **reason)
{
    struct spawn_plan plan = {.component = component};
    kaal_err_t err = find_image(&plan, image);

    if (err != KAAL_OK) {
        *reason = plan.reason;
    }
    return err;
}

static kaal_err_t phase_policy(struct spawn_plan *plan)
{
    return guard_description(plan->component, &plan->reason);
}

static kaal_err_t phase_plan(struct spawn_plan *plan)
{
    return find_image(plan, plan->component->description->image);
}

/* A CNode just large enough for what description and policy give the component as it begins. */
static uint32_t cnode_bits_for(struct component *component)
{
    uint32_t slots = KAAL_SLOT_FIRST_FREE;
    uint32_t bits = CNODE_BITS_MIN;

    for (uint32_t i = 0; i < boot.system->header->channel_count; i++) {
        slots += boot.system->channels[i].component[0] == component->index;
        slots += boot.system->channels[i].component[1] == component->index;
    }
    slots += guard_devices(component);
    while (((uint32_t)1 << bits) < slots) {
        bits++;
    }
    return bits;
}

/* Translation tables for the image's part of the address space: one for 2 MiB, and those above. */
static uint64_t tables_for(const struct spawn_plan *plan)
{
    uint64_t end = plan->heap_start + plan->component->description->heap_bytes;

    return (end >> seL4_LargePageBits) + 1 + TABLES_ABOVE;
}

/* Take memory and slots for all objects that the phases below make, the largest first. */
static kaal_err_t reserve(struct spawn_plan *plan)
{
    const struct kaal_wire_system_component *description = plan->component->description;
    uint64_t tables = tables_for(plan);
    uint64_t bytes = 0;

    plan->pages = image_pages(&plan->elf) + 2 + /* the IPC buffer and the start-up page */
                  (description->stack_bytes + description->heap_bytes) / KAAL_PAGE_BYTES;
    bytes = (plan->pages << seL4_PageBits) + ((uint64_t)1 << seL4_VSpaceBits) +
            (tables << seL4_PageTableBits) + ((uint64_t)1 << seL4_TCBBits) +
            ((uint64_t)1 << (plan->component->cnode_bits + seL4_SlotBits)) +
            ((uint64_t)1 << seL4_MinSchedContextBits) + ((uint64_t)1 << seL4_NotificationBits);
    return account_reserve(&plan->component->account, bytes,
                           (uint32_t)(plan->pages + tables) + OBJECTS_APART + COMPONENT_SIGNALS);
}

static uint32_t limit_of(uint32_t described, uint32_t otherwise)
{
    return (described != 0) ? described : otherwise;
}

static kaal_err_t phase_account(struct spawn_plan *plan)
{
    struct component *component = plan->component;
    const struct kaal_wire_system_component *description = component->description;
    kaal_err_t err = KAAL_OK;

    account_init(&component->account, description->memory_bytes,
                 limit_of(description->slots, KAAL_DEFAULT_SLOTS));
    account_own(&component->account, component->index, system_cpu_limit(description));
    grant_set_limit(component->index, limit_of(description->grants, KAAL_DEFAULT_GRANTS));
    account_init_part(&component->tables, &component->account);
    component->cnode_bits = cnode_bits_for(component);
    component->slots_taken = /* those that have their own use, and the null capability */
        (uint64_t)1 | (uint64_t)1 << KAAL_SLOT_SERVICE | (uint64_t)1 << KAAL_SLOT_REPLY;
    component->service = 0;
    component->events_taken = ((uint64_t)1 << KAAL_EVENT_BIT_FIRST) - 1;
    err = account_charge_cpu(&component->account, 0,
                             kaal_cpu_share(description->budget_us, description->period_us), false);
    return (err == KAAL_OK) ? reserve(plan) : err;
}

static kaal_err_t phase_frames(struct spawn_plan *plan)
{
    return image_make_stock(plan->component, plan->pages, &plan->stock);
}

/* Mint the signals that the broker itself sends often. */
static kaal_err_t make_own_signals(struct component *component)
{
    kaal_err_t err =
        account_take_reserve(&component->account, COMPONENT_SIGNALS, &component->signals);

    for (uint32_t bit = 0; bit < COMPONENT_SIGNALS && err == KAAL_OK; bit++) {
        if (KERNEL_CALL(seL4_CNode_Mint, seL4_CapInitThreadCNode, component->signals + bit,
                        seL4_WordBits, seL4_CapInitThreadCNode, component->notification,
                        seL4_WordBits, seL4_CapRights_new(0, 0, 0, 1),
                        (seL4_Word)1 << bit) != KAAL_OK) {
            err = KAAL_ERR_KERNEL;
        }
    }
    return err;
}

static kaal_err_t phase_cspace(struct spawn_plan *plan)
{
    struct component *component = plan->component;
    uint32_t slot = 0;
    kaal_err_t err = KAAL_OK;

    err = account_make(&component->account, seL4_CapTableObject, component->cnode_bits,
                       component->cnode_bits + seL4_SlotBits, 1, &component->cnode);
    if (err == KAAL_OK) {
        err = account_make(&component->account, seL4_NotificationObject, 0, seL4_NotificationBits,
                           1, &component->notification);
    }
    if (err == KAAL_OK) {
        err = make_own_signals(component);
    }
    if (err == KAAL_OK) {
        err = component_install(component, boot.endpoint, seL4_CapRights_new(1, 0, 0, 1),
                                component_badge(component), &slot);
    }
    if (err == KAAL_OK) {
        KAAL_ASSERT(slot == KAAL_SLOT_BROKER);
        err = component_install(component, component->notification, seL4_CapRights_new(0, 0, 1, 0),
                                0, &slot);
        KAAL_ASSERT(err != KAAL_OK || slot == KAAL_SLOT_NOTIFICATION);
    }
    return err;
}

static kaal_err_t phase_vspace(struct spawn_plan *plan)
{
    struct component *component = plan->component;
    uint32_t root = 0;
    kaal_err_t err =
        account_make(&component->account, seL4_ARM_VSpaceObject, 0, seL4_VSpaceBits, 1, &root);

    if (err != KAAL_OK) {
        return err;
    }
    component->vspace = (struct vspace){.root = root, .account = &component->account};
    return asidpool_get(root, &component->asid_pool);
}

static kaal_err_t phase_image(struct spawn_plan *plan)
{
    return image_map(plan->component, &plan->stock, &plan->elf, plan->file);
}

/* The last frame of the stock. */
static kaal_err_t map_ipc_buffer(struct spawn_plan *plan)
{
    plan->ipc_frame = plan->stock.next;
    return image_map_zero(plan->component, &plan->stock, KAAL_VA_IPC_BUFFER,
                          KAAL_VA_IPC_BUFFER + KAAL_PAGE_BYTES);
}

static kaal_err_t phase_memory(struct spawn_plan *plan)
{
    struct component *component = plan->component;
    const struct kaal_wire_system_component *description = component->description;
    struct kaal_wire_startup page = {
        .magic = KAAL_STARTUP_MAGIC,
        .abi_version = KAAL_ABI_VERSION,
        .size_bytes = sizeof(page),
        .heap_start = plan->heap_start,
        .heap_end = plan->heap_start + description->heap_bytes,
        .stack_start = KAAL_VA_STACK_TOP - description->stack_bytes,
        .stack_end = KAAL_VA_STACK_TOP,
        .counter_hz = counter_hz(),
        .rights = description->rights,
        .handover_bytes = description->handover_bytes,
    };
    kaal_err_t err = KAAL_OK;

    memcpy(page.name, description->name, sizeof(page.name));
    memcpy(page.args, description->args, sizeof(page.args));
    err = image_map_zero(component, &plan->stock, page.stack_start, page.stack_end);
    if (err == KAAL_OK) {
        err = image_map_zero(component, &plan->stock, page.heap_start, page.heap_end);
    }
    if (err == KAAL_OK) {
        err = image_map_page(component, &plan->stock, KAAL_VA_STARTUP, &page, sizeof(page));
    }
    return (err == KAAL_OK) ? map_ipc_buffer(plan) : err;
}

static kaal_err_t phase_handover(struct spawn_plan *plan)
{
    return handover_map(plan->component);
}

static kaal_err_t phase_thread(struct spawn_plan *plan)
{
    struct component *component = plan->component;

    return account_make(&component->account, seL4_TCBObject, 0, seL4_TCBBits, 1, &component->tcb);
}

static kaal_err_t phase_configure(struct spawn_plan *plan)
{
    struct component *component = plan->component;
    seL4_Word guard = seL4_CNode_CapData_new(0, seL4_WordBits - component->cnode_bits).words[0];
    kaal_err_t err =
        account_make(&component->account, seL4_SchedContextObject, seL4_MinSchedContextBits,
                     seL4_MinSchedContextBits, 1, &component->sched_context);

    if (err != KAAL_OK) {
        return err;
    }
    if (KERNEL_CALL(seL4_TCB_Configure, component->tcb, component->cnode, guard,
                    component->vspace.root, 0, KAAL_VA_IPC_BUFFER, plan->ipc_frame) != KAAL_OK ||
        /* So that a server waits for calls and events at once. */
        KERNEL_CALL(seL4_TCB_BindNotification, component->tcb, component->notification) !=
            KAAL_OK) {
        return KAAL_ERR_KERNEL;
    }
    return schedule_thread(component);
}

static kaal_err_t record(const struct component *component, enum kaal_grant_kind kind, uint64_t a,
                         uint64_t b)
{
    return grant_add(&(struct grant){.kind = kind,
                                     .holder = component->index,
                                     .subject = GRANT_NO_SUBJECT,
                                     .a = a,
                                     .b = b,
                                     .made_ns = counter_now_ns()},
                     GRANT_NONE, NULL);
}

static kaal_err_t record_grants(const struct component *component)
{
    const struct kaal_wire_system_component *description = component->description;
    kaal_err_t err = record(component, KAAL_GRANT_MEMORY, component->account.used_bytes, 0);

    if (err == KAAL_OK) {
        err = record(component, KAAL_GRANT_CPU, description->budget_us, description->period_us);
    }
    if (err == KAAL_OK && description->rights != 0) {
        err = record(component, KAAL_GRANT_RIGHTS, description->rights, 0);
    }
    return err;
}

static kaal_err_t phase_start(struct spawn_plan *plan)
{
    struct component *component = plan->component;
    seL4_UserContext context = {.pc = plan->elf.entry, .sp = KAAL_VA_STACK_TOP};
    kaal_err_t err = record_grants(component);

    if (err != KAAL_OK) {
        return err;
    }
    if (KERNEL_CALL(seL4_TCB_WriteRegisters, component->tcb, 1, 0,
                    sizeof(context) / sizeof(seL4_Word), &context) != KAAL_OK) {
        return KAAL_ERR_KERNEL;
    }
    component->vspace.account = &component->tables;
    component->state = KAAL_STATE_RUNNING;
    readers_enter(component);
    return KAAL_OK;
}

static const struct {
    const char *name;
    kaal_err_t (*run)(struct spawn_plan *plan);
} phases[] = {
    {"the policy", phase_policy},           {"the image", phase_plan},
    {"the account", phase_account},         {"the frames", phase_frames},
    {"the VSpace", phase_vspace},           {"the translation of the image", phase_image},
    {"the stack and heap", phase_memory},   {"the hand-over region", phase_handover},
    {"the thread", phase_thread},           {"the CSpace", phase_cspace},
    {"the configuration", phase_configure}, {"the start", phase_start},
};

bool spawn_release(struct component *component)
{
    bool are_tables_clean = account_deinit(&component->tables);
    bool is_clean = account_deinit(&component->account) && are_tables_clean;

    if (is_clean) {
        asidpool_put(component->asid_pool);
    } else {
        trail_quarantine(component, NULL);
    }
    component->asid_pool = ASIDPOOL_NONE;
    component->cnode = 0;
    while (grant_first_of(component->index) != GRANT_NONE) {
        grant_remove(grant_first_of(component->index));
    }
    return is_clean;
}

kaal_err_t spawn(struct component *component, const char **reason)
{
    struct spawn_plan plan = {.component = component};

    KAAL_ASSERT(component->state != KAAL_STATE_RUNNING);
    account_init(&component->account, 0, 0);
    account_init_part(&component->tables, &component->account);
    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(phases); i++) {
        kaal_err_t err = phases[i].run(&plan);

        if (err != KAAL_OK) {
            (void)!spawn_release(component);
            component->state = KAAL_STATE_FAILED;
            component->exit_code = err;
            *reason = (plan.reason != NULL) ? plan.reason : phases[i].name;
            return err;
        }
    }
    return KAAL_OK;
}
