/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The boot loader: save the device tree, place kernel and root task, enter the kernel.
 * The same for the mock kernel and for seL4; what differs stands in the kernel's own headers.
 */
#include <libfdt.h>
#include <stdbool.h>
#include <string.h>

#include "arch.h"
#include "core/image.h"
#include "core/text.h"
#include "plat.h"

#define TREE_BYTES_MAX (2U << 20) /* QEMU pads its tree to 1 MiB */
#define PLACE_BITS     21         /* root task: aligned to 2 MiB, behind the kernel */
#define PAGE_BITS      12

extern const uint8_t boot_kernel_start[];
extern const uint8_t boot_kernel_end[];
extern const uint8_t boot_root_start[];
extern const uint8_t boot_root_end[];
extern const uint8_t boot_image_start[]; /* the loader itself, with its zeroed data */
extern const uint8_t boot_image_end[];

/* Before anything is placed the tree is packed into this: it may lie where the kernel goes. */
static uint8_t tree[TREE_BYTES_MAX] __attribute__((aligned(8)));

void boot_main(const void *device_tree);

static uint64_t align_up(uint64_t value, unsigned bits)
{
    uint64_t mask = ((uint64_t)1 << bits) - 1;

    return (value + mask) & ~mask;
}

static void save_tree(const void *device_tree)
{
    if (device_tree == NULL || fdt_check_header(device_tree) != 0) {
        text_fail("device tree", "x0 does not point to one");
    }
    if (fdt_open_into(device_tree, tree, sizeof(tree)) != 0 || fdt_pack(tree) != 0) {
        text_fail("device tree", "it is broken or larger than 2 MiB");
    }
}

static struct image open_image(const char *what, const uint8_t *start, const uint8_t *end)
{
    struct image image = {0};
    kaal_err_t err = image_open(start, (uint64_t)(end - start), &image);

    if (err != KAAL_OK) {
        text_fail(what, kaal_err_text(err));
    }
    return image;
}

static bool overlaps_loader(uint64_t start, uint64_t end)
{
    return start < (uintptr_t)boot_image_end && end > (uintptr_t)boot_image_start;
}

static void log_place(const char *what, uint64_t start, uint64_t end)
{
    text_put("boot: ");
    text_put(what);
    text_put(" ");
    text_put_hex(start);
    text_put("..");
    text_put_hex(end);
    text_put("\n");
}

void boot_main(const void *device_tree)
{
    struct image kernel = {0};
    struct image root = {0};
    struct boot_entry entry = {0};
    uint64_t kernel_end = 0; /* then the tree, then the root task: seL4 wants this order */

    if (arch_current_level() != 2) {
        text_fail("exception level", "the loader must be started at EL2");
    }
    save_tree(device_tree);
    kernel = open_image("kernel", boot_kernel_start, boot_kernel_end);
    root = open_image("root task", boot_root_start, boot_root_end);
    kernel_end = kernel.paddr_start + (kernel.vaddr_end - kernel.vaddr_start);
    entry.tree_start = align_up(kernel_end, PAGE_BITS);
    entry.tree_bytes = fdt_totalsize(tree);
    entry.image_start = align_up(entry.tree_start + entry.tree_bytes, PLACE_BITS);
    entry.image_end = entry.image_start + align_up(root.vaddr_end - root.vaddr_start, PAGE_BITS);
    entry.image_offset = entry.image_start - root.vaddr_start;
    entry.image_entry = root.entry;
    entry.kernel_entry = kernel.entry;
    if (kernel.paddr_start < PLAT_RAM_START ||
        overlaps_loader(kernel.paddr_start, entry.image_end)) {
        text_fail("memory", "kernel, device tree and root task would lie over the loader");
    }
    image_place(&kernel, kernel.paddr_start);
    image_place(&root, entry.image_start);
    memcpy((void *)(uintptr_t)entry.tree_start, tree, entry.tree_bytes);
    log_place("kernel", kernel.paddr_start, kernel_end);
    log_place("root task", entry.image_start, entry.image_end);
    log_place("device tree", entry.tree_start, entry.tree_start + entry.tree_bytes);
    arch_map_kernel(kernel.vaddr_start, kernel.paddr_start);
    text_put((arch_kernel_level() == 2) ? "boot: entering the kernel at EL2\n"
                                        : "boot: entering the kernel at EL1\n");
    arch_enter_kernel(&entry);
}
