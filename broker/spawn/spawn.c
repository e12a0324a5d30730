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
#include "elf/elf.h"
#include "grant/grant.h"
#include "spawn/image.h"

#define CNODE_BITS_MIN 4U /* broker, notification and a few grants */

static struct spawn_options boot;

/* What the phases hand on to each other. */
struct spawn_plan {
    struct component *component;
    const uint8_t *file;
    uint64_t file_bytes;
    struct kaal_elf elf;
    uint32_t ipc_frame;
    uint64_t heap_start;
    const char *reason;
};

void spawn_init(const struct spawn_options *options)
{
    boot = *options;
}

/* Find the image and check it; nothing is changed. */
static kaal_err_t phase_plan(struct spawn_plan *plan)
{
    const struct component *component = plan->component;
    const void *data = NULL;
    kaal_err_t err =
        kaal_archive_find(boot.archive, KAAL_ARCHIVE_IMAGE, component->description->image, &data,
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
    if (component->description->heap_bytes > KAAL_VA_IMAGE_END - plan->heap_start) {
        plan->reason = "image and heap together are too large";
        return KAAL_ERR_RANGE;
    }
    return KAAL_OK;
}

static kaal_err_t phase_account(struct spawn_plan *plan)
{
    struct component *component = plan->component;

    account_init(&component->account, component->description->memory_bytes);
    component->next_slot = KAAL_SLOT_BROKER;
    component->next_event_bit = KAAL_EVENT_BIT_FIRST;
    component->channel_window = (struct component_window){KAAL_VA_CHANNEL, KAAL_VA_CHANNEL_END};
    component->mmio_window = (struct component_window){KAAL_VA_MMIO, KAAL_VA_MMIO_END};
    component->dma_window = (struct component_window){KAAL_VA_DMA, KAAL_VA_DMA_END};
    return KAAL_OK;
}

/* A CNode just large enough for what the description can ever give the component. */
static uint32_t cnode_bits_for(const struct component *component)
{
    uint32_t slots = KAAL_SLOT_FIRST_FREE;
    uint32_t bits = CNODE_BITS_MIN;

    for (uint32_t i = 0; i < boot.system->header->channel_count; i++) {
        slots += boot.system->channels[i].component[0] == component->index;
        slots += boot.system->channels[i].component[1] == component->index;
    }
    for (uint32_t i = 0; i < boot.system->header->device_count; i++) {
        slots += boot.system->devices[i].component == component->index;
    }
    while (((uint32_t)1 << bits) < slots) {
        bits++;
    }
    return bits;
}

/* Mint the signals that the broker itself sends: alarm, log. */
static kaal_err_t make_own_signals(struct component *component)
{
    kaal_err_t err =
        account_add_slots(&component->account, KAAL_EVENT_BIT_FIRST, &component->signals);

    for (uint32_t bit = 0; bit < KAAL_EVENT_BIT_FIRST && err == KAAL_OK; bit++) {
        if (seL4_CNode_Mint(seL4_CapInitThreadCNode, component->signals + bit, seL4_WordBits,
                            seL4_CapInitThreadCNode, component->notification, seL4_WordBits,
                            seL4_CapRights_new(0, 0, 0, 1), (seL4_Word)1 << bit) != seL4_NoError) {
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

    component->cnode_bits = cnode_bits_for(component);
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
    if (seL4_ARM_ASIDPool_Assign(seL4_CapInitThreadASIDPool, root) != seL4_NoError) {
        plan->reason = "the kernel gave its address space no number";
        return KAAL_ERR_KERNEL;
    }
    return KAAL_OK;
}

static kaal_err_t phase_image(struct spawn_plan *plan)
{
    return image_map(plan->component, &plan->elf, plan->file);
}

static kaal_err_t map_ipc_buffer(struct spawn_plan *plan)
{
    struct component *component = plan->component;
    struct slot_run run = {0, 1};
    kaal_err_t err = account_make(&component->account, seL4_ARM_SmallPageObject, seL4_PageBits,
                                  seL4_PageBits, 1, &run.first);

    if (err == KAAL_OK) {
        err = vspace_map(&component->vspace, KAAL_VA_IPC_BUFFER, &run, seL4_PageBits,
                         VSPACE_READ_WRITE);
    }
    plan->ipc_frame = run.first;
    return err;
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
    };
    kaal_err_t err = KAAL_OK;

    memcpy(page.name, description->name, sizeof(page.name));
    memcpy(page.args, description->args, sizeof(page.args));
    err = image_map_zero(component, page.stack_start, page.stack_end);
    if (err == KAAL_OK) {
        err = image_map_zero(component, page.heap_start, page.heap_end);
    }
    if (err == KAAL_OK) {
        err = image_map_page(component, KAAL_VA_STARTUP, &page, sizeof(page));
    }
    return (err == KAAL_OK) ? map_ipc_buffer(plan) : err;
}

/* Make the thread's fault endpoint; the TCB keeps its own copy, so the slot is for the call only.
 */
static kaal_err_t set_scheduling(struct component *component)
{
    const struct kaal_wire_system_component *description = component->description;
    uint32_t fault = 0;
    kaal_err_t err = account_add_slots(&component->account, 1, &fault);

    if (err != KAAL_OK) {
        return err;
    }
    if (seL4_SchedControl_ConfigureFlags(boot.sched_control, component->sched_context,
                                         description->budget_us, description->period_us, 0, 0,
                                         0) != seL4_NoError ||
        seL4_CNode_Mint(seL4_CapInitThreadCNode, fault, seL4_WordBits, seL4_CapInitThreadCNode,
                        boot.endpoint, seL4_WordBits, seL4_CapRights_new(1, 0, 0, 1),
                        component_badge(component) | COMPONENT_BADGE_FAULT) != seL4_NoError ||
        seL4_TCB_SetSchedParams(component->tcb, seL4_CapInitThreadTCB, 0, description->priority,
                                component->sched_context, fault) != seL4_NoError) {
        return KAAL_ERR_KERNEL;
    }
    return KAAL_OK;
}

static kaal_err_t phase_thread(struct spawn_plan *plan)
{
    struct component *component = plan->component;
    seL4_Word guard = seL4_CNode_CapData_new(0, seL4_WordBits - component->cnode_bits).words[0];
    kaal_err_t err =
        account_make(&component->account, seL4_TCBObject, 0, seL4_TCBBits, 1, &component->tcb);

    if (err == KAAL_OK) {
        err = account_make(&component->account, seL4_SchedContextObject, seL4_MinSchedContextBits,
                           seL4_MinSchedContextBits, 1, &component->sched_context);
    }
    if (err != KAAL_OK) {
        return err;
    }
    if (seL4_TCB_Configure(component->tcb, component->cnode, guard, component->vspace.root, 0,
                           KAAL_VA_IPC_BUFFER, plan->ipc_frame) != seL4_NoError) {
        return KAAL_ERR_KERNEL;
    }
    return set_scheduling(component);
}

static kaal_err_t record_grants(const struct component *component)
{
    const struct kaal_wire_system_component *description = component->description;
    kaal_err_t err = grant_add(&(struct grant){
        .kind = KAAL_GRANT_MEMORY, .holder = component->index, .a = component->account.used_bytes});

    if (err == KAAL_OK) {
        err = grant_add(&(struct grant){.kind = KAAL_GRANT_CPU,
                                        .holder = component->index,
                                        .a = description->budget_us,
                                        .b = description->period_us});
    }
    if (err == KAAL_OK && description->rights != 0) {
        err = grant_add(&(struct grant){
            .kind = KAAL_GRANT_RIGHTS, .holder = component->index, .a = description->rights});
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
    if (seL4_TCB_WriteRegisters(component->tcb, 1, 0, sizeof(context) / sizeof(seL4_Word),
                                &context) != seL4_NoError) {
        return KAAL_ERR_KERNEL;
    }
    component->state = KAAL_STATE_RUNNING;
    return KAAL_OK;
}

static const struct {
    const char *name;
    kaal_err_t (*run)(struct spawn_plan *plan);
} phases[] = {
    {"the image", phase_plan},          {"the account", phase_account},
    {"the CSpace", phase_cspace},       {"the VSpace", phase_vspace},
    {"loading the image", phase_image}, {"the stack and heap", phase_memory},
    {"the thread", phase_thread},       {"the start", phase_start},
};

kaal_err_t spawn(struct component *component, const char **reason)
{
    struct spawn_plan plan = {.component = component};

    KAAL_ASSERT(component->state != KAAL_STATE_RUNNING);
    account_init(&component->account, 0);
    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(phases); i++) {
        kaal_err_t err = phases[i].run(&plan);

        if (err != KAAL_OK) {
            grant_remove_all(component->index);
            (void)account_deinit(&component->account);
            component->state = KAAL_STATE_FAILED;
            component->exit_code = err;
            *reason = (plan.reason != NULL) ? plan.reason : phases[i].name;
            return err;
        }
    }
    return KAAL_OK;
}
