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
#include "spawn/regions.h"
#include "spawn/schedule.h"

#define CNODE_BITS_MIN 4U /* broker, notification and a few grants */
#define OBJECTS_APART  5U /* VSpace, TCB, CNode, scheduling context, notification */

static struct spawn_options boot;

/* What the phases hand on to each other within a part. */
struct spawn_plan {
    struct component *component;
    struct spawning *spawning;
    const uint8_t *file;
    uint64_t file_bytes;
    struct kaal_elf elf;
    bool is_cut; /* the phase is to go on in the next part */
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
    uint64_t heap_bytes = plan->component->description->heap_bytes;
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
    if (heap_bytes > 0 && regions_heap_start(&plan->elf) + heap_bytes > KAAL_VA_IMAGE_END) {
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

static kaal_err_t phase_image(struct spawn_plan *plan)
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

/*
 * Take slots for all objects that the phases below make, and memory for them and the first frames,
 * which are the largest. Whether there is quota for all of it is known at once.
 */
static kaal_err_t reserve(struct spawn_plan *plan)
{
    struct account *account = &plan->component->account;
    uint64_t tables = space_tables(plan->component, &plan->elf);
    uint64_t pages = space_pages(plan->component, &plan->elf);
    uint64_t ahead = (pages < IMAGE_AHEAD_PAGES) ? pages : IMAGE_AHEAD_PAGES;
    uint32_t slots = (uint32_t)(pages + tables) + OBJECTS_APART + COMPONENT_SIGNALS;
    uint64_t bytes = ((uint64_t)1 << seL4_VSpaceBits) + (tables << seL4_PageTableBits) +
                     ((uint64_t)1 << seL4_TCBBits) +
                     ((uint64_t)1 << (plan->component->cnode_bits + seL4_SlotBits)) +
                     ((uint64_t)1 << seL4_MinSchedContextBits) +
                     ((uint64_t)1 << seL4_NotificationBits);
    kaal_err_t err = account_check(account, bytes + (pages << seL4_PageBits), slots);

    plan->spawning->filling =
        (struct space_filling){.stock = {.left = pages, .reserved = ahead}, .pages = pages};
    return (err == KAAL_OK) ? account_reserve(account, bytes + (ahead << seL4_PageBits), slots)
                            : err;
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
    return image_fill_stock(plan->component, &plan->spawning->filling.stock);
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

/* All that it has from its spawn, as far as this part goes. */
static kaal_err_t phase_memory(struct spawn_plan *plan)
{
    kaal_err_t err = space_fill(plan->component, &plan->elf, plan->file, &plan->spawning->filling);

    plan->is_cut = err == KAAL_OK && !plan->spawning->filling.is_over;
    return err;
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
                    component->vspace.root, 0, KAAL_VA_IPC_BUFFER,
                    plan->spawning->filling.ipc_frame) != KAAL_OK ||
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

#define PHASE_IMAGE 1U /* what it finds, each part needs */

static const struct {
    const char *name;
    kaal_err_t (*run)(struct spawn_plan *plan);
} phases[] = {
    {"the policy", phase_policy},
    {"the image", phase_image},
    {"the account", phase_account},
    {"the frames", phase_frames},
    {"the VSpace", phase_vspace},
    {"image, stack and heap", phase_memory},
    {"the hand-over region", phase_handover},
    {"the thread", phase_thread},
    {"the CSpace", phase_cspace},
    {"the configuration", phase_configure},
    {"the start", phase_start},
};

bool spawn_release_part(struct component *component, bool *is_clean)
{
    bool are_tables_clean = true;

    component->cnode = 0; /* there is nothing in it that others could take */
    if (account_shrink(&component->tables) || account_shrink(&component->account)) {
        return false;
    }
    are_tables_clean = account_deinit(&component->tables);
    *is_clean = account_deinit(&component->account) && are_tables_clean;
    if (*is_clean) {
        asidpool_put(component->asid_pool);
    } else {
        trail_quarantine(component, NULL);
    }
    component->asid_pool = ASIDPOOL_NONE;
    while (grant_first_of(component->index) != GRANT_NONE) {
        grant_remove(grant_first_of(component->index));
    }
    return true;
}

/* Nothing is kept of the image, which is the archive's, but how far it is. */
kaal_err_t spawn_part(struct component *component, struct spawning *spawning, const char **reason)
{
    struct spawn_plan plan = {.component = component, .spawning = spawning};
    kaal_err_t err = KAAL_OK;

    KAAL_ASSERT(component->state != KAAL_STATE_RUNNING);
    if (spawning->phase == 0) {
        account_init(&component->account, 0, 0);
        account_init_part(&component->tables, &component->account);
    }
    if (spawning->phase > PHASE_IMAGE) {
        err = phase_image(&plan);
    }
    while (err == KAAL_OK && !plan.is_cut && spawning->phase < KAAL_ARRAY_LENGTH(phases)) {
        plan.reason = NULL;
        err = phases[spawning->phase].run(&plan);
        if (err != KAAL_OK && plan.reason == NULL) {
            plan.reason = phases[spawning->phase].name;
        }
        spawning->phase += (err == KAAL_OK && !plan.is_cut);
    }
    if (err != KAAL_OK) {
        *reason = plan.reason;
    }
    spawning->is_over = spawning->phase == KAAL_ARRAY_LENGTH(phases);
    return err;
}
