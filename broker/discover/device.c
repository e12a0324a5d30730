/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of devices: those of the device tree first, then those of PCI.
 */
#include "discover/device.h"

#include <string.h>

#include <kaal/assert.h>

#include "audit/log.h"
#include "discover/bus_pci.h"
#include "fdt/fdt.h"
#include "limits.h"
#include "resource/buddy.h"

static struct device devices[LIMIT_DEVICES];
static uint32_t count;
static struct kaal_fdt tree;
static bool has_tree;
static _Alignas(8) char names[LIMIT_NAME_BYTES];
static uint32_t name_bytes; /* that are taken */

/* A copy that is aligned, since comparing by words is cheaper; without room the text itself. */
static const char *align(const char *text, uint32_t bytes)
{
    char *copy = names + name_bytes;

    if (bytes > sizeof(names) - name_bytes) {
        return text;
    }
    memcpy(copy, text, bytes);
    name_bytes += (bytes + 7) / 8 * 8;
    return copy;
}

/* The strings of a node's `compatible`, each with its NUL. */
static void name_compatibles(struct device *device)
{
    uint32_t left = 0;
    const char *text = kaal_fdt_compatibles(&tree, device->node, &left);

    while (left > 0) {
        uint32_t bytes = (uint32_t)strnlen(text, left) + 1;

        if (bytes > left) {
            return; /* the last one has no end */
        }
        decide_add_text(&device->names, KAAL_POLICY_DEVICE_COMPATIBLE, align(text, bytes));
        text += bytes;
        left -= bytes;
    }
}

static void name(struct device *device)
{
    decide_add_text(&device->names, KAAL_POLICY_DEVICE_PATH, device->place);
    if (device->bus == KAAL_BUS_PCI) {
        decide_add_number(&device->names, KAAL_POLICY_DEVICE_PCI,
                          (uint64_t)device->vendor << 16 | device->device);
        decide_add_number(&device->names, KAAL_POLICY_DEVICE_CLASS, device->class_code >> 8);
    } else {
        name_compatibles(device);
    }
}

static void add(const struct device *device)
{
    if (count == LIMIT_DEVICES) {
        log_write("device: no room for %s: it is left out", device->place);
        return;
    }
    devices[count] = *device;
    name(&devices[count]);
    count++;
}

static void add_tree_device(const struct kaal_fdt_device *found)
{
    struct device device = {
        .bus = KAAL_BUS_DT,
        .node = found->node,
        .irq = found->irq.exists ? found->irq.number : DEVICE_NO_IRQ,
        .irq_is_edge = found->irq.is_edge,
        .holder = DEVICE_NO_HOLDER,
    };

    memcpy(device.place, found->place, sizeof(device.place));
    memcpy(device.compatible, found->compatible, sizeof(device.compatible));
    for (uint32_t i = 0; i < found->region_count; i++) {
        if (!buddy_is_device_address(found->regions[i].paddr)) {
            return; /* the kernel keeps it: the interrupt controller, for one */
        }
        device.regions[i] = (struct device_region){
            .paddr = found->regions[i].paddr,
            .size_bytes = found->regions[i].size_bytes,
            .index = i,
        };
    }
    device.region_count = found->region_count;
    add(&device);
}

static void log_device(const struct device *device)
{
    struct log_line line = {0};

    log_append(&line, "device: %s", device->place);
    if (device->bus == KAAL_BUS_PCI) {
        log_append(&line, " %x:%x class %x", (uint32_t)device->vendor, (uint32_t)device->device,
                   device->class_code);
    } else {
        log_append(&line, " %s", device->compatible);
    }
    for (uint32_t i = 0; i < device->region_count; i++) {
        log_append(&line, " %lx+%B", device->regions[i].paddr.value, device->regions[i].size_bytes);
    }
    if (device->irq != DEVICE_NO_IRQ) {
        log_append(&line, " irq %u", device->irq);
    }
    log_end(&line);
}

/* One line for each device; rows of equal ones (QEMU's 32 virtio slots) get one line together. */
static void log_devices(void)
{
    for (uint32_t i = 0; i < count;) {
        uint32_t equal = 1;

        while (devices[i].bus == KAAL_BUS_DT && i + equal < count &&
               strcmp(devices[i].compatible, devices[i + equal].compatible) == 0) {
            equal++;
        }
        log_device(&devices[i]);
        if (equal > 1) {
            log_write("device: ... and %u more %s", equal - 1, devices[i].compatible);
        }
        i += equal;
    }
}

kaal_err_t device_discover(const void *data, uint64_t bytes)
{
    struct kaal_fdt_device found = {0};
    const char *reason = NULL;
    struct kaal_fdt_walk walk = {0};
    kaal_err_t err = kaal_fdt_open(data, bytes, &tree, &reason);

    count = 0;
    name_bytes = 0;
    if (err != KAAL_OK) {
        log_write("device: %s", reason);
        return err;
    }
    has_tree = true;
    while (kaal_fdt_next_device(&tree, &walk, &found) == KAAL_OK) {
        if (!kaal_fdt_is_compatible(&tree, found.node, "pci-host-ecam-generic")) {
            add_tree_device(&found);
        }
    }
    err = bus_pci_start(&tree, add);
    log_devices();
    if (err != KAAL_OK) {
        log_write("pci: not brought up: %s", kaal_err_text(err));
    }
    return KAAL_OK;
}

uint32_t device_count(void)
{
    return count;
}

struct device *device_get(uint32_t index)
{
    KAAL_ASSERT(index < count);
    return &devices[index];
}

uint32_t device_index(const struct device *device)
{
    return (uint32_t)(device - devices);
}

bool device_is_name(const struct device_name *name)
{
    bool has_numbers = name->vendor != 0 || name->device != 0;
    bool has_compatible = name->compatible[0] != '\0';
    bool has_place = name->place[0] != '\0';

    switch (name->bus) {
    case KAAL_BUS_PCI:
        return name->vendor < 0xffff && name->device <= 0xffff && !has_compatible && !has_place;
    case KAAL_BUS_DT:
        return has_compatible && !has_numbers && !has_place;
    case KAAL_BUS_PLACE:
        return has_place && !has_numbers && !has_compatible;
    default:
        return false;
    }
}

bool device_is_called(const struct device *device, const struct device_name *name)
{
    if (device->is_bridge) {
        return false;
    }
    if (name->bus == KAAL_BUS_PLACE) {
        return strcmp(device->place, name->place) == 0;
    }
    if ((uint32_t)device->bus != name->bus) {
        return false;
    }
    if (device->bus == KAAL_BUS_PCI) {
        return device->vendor == name->vendor && device->device == name->device;
    }
    return kaal_fdt_is_compatible(&tree, device->node, name->compatible);
}

const struct device *device_irq_conflict(const struct device *device, uint32_t holder)
{
    for (uint32_t i = 0; i < count; i++) {
        if (&devices[i] != device && device->irq != DEVICE_NO_IRQ &&
            devices[i].irq == device->irq && devices[i].has_irq && devices[i].holder != holder) {
            return &devices[i];
        }
    }
    return NULL;
}

bool device_shares_pages(const struct device *device, uint64_t start, uint64_t end)
{
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < devices[i].region_count; k++) {
            uint64_t first = devices[i].regions[k].paddr.value;

            if (&devices[i] != device && first < end &&
                start < first + devices[i].regions[k].size_bytes) {
                return true;
            }
        }
    }
    return false;
}

const char *device_boot_arguments(void)
{
    return has_tree ? kaal_fdt_boot_arguments(&tree) : "";
}
