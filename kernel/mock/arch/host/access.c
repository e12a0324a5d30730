/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the instructions of a program would do to its memory, and the faults that come of it.
 * Status words are ESR_EL1's (Arm ARM, D13.2.37): class in bits 31 to 26, IL is bit 25, WnR bit 6.
 */
#include "port.h"

#include <string.h>

#include <sel4/fault_types.h>

#include "arch/armv8/model.h"

#define CLASS_FETCH   (0x20UL << 26)
#define CLASS_DATA    (0x24UL << 26)
#define IL            (1UL << 25)
#define WNR           (1UL << 6)
#define TRANSLATION   0x04UL /* and the level */
#define PERMISSION    0x0cUL
#define PAGE_BYTES    (1UL << seL4_PageBits)
#define VSPACE_OF(it) ((it)->slots[TCB_VSPACE].cap)

static bool allows(const struct leaf *leaf, enum host_access access)
{
    switch (access) {
    case HOST_READ:
        return leaf->can_read;
    case HOST_WRITE:
        return leaf->can_write;
    case HOST_EXECUTE:
        return leaf->can_execute;
    }
    return false;
}

static seL4_Word status_of(const struct leaf *leaf, enum host_access access)
{
    seL4_Word code = (leaf->is_valid ? PERMISSION : TRANSLATION) | leaf->level;

    if (access == HOST_EXECUTE) {
        return CLASS_FETCH | IL | code;
    }
    return CLASS_DATA | IL | code | (access == HOST_WRITE ? WNR : 0);
}

static bool memory_fault(uint64_t vaddr, seL4_Word status, enum host_access access)
{
    struct fault fault = {.label = seL4_Fault_VMFault, .length = seL4_VMFault_Length};

    fault.words[seL4_VMFault_Addr] = vaddr;
    fault.words[seL4_VMFault_PrefetchFault] = (access == HOST_EXECUTE);
    fault.words[seL4_VMFault_FSR] = status;
    return run_fault(&fault);
}

bool host_access(uint64_t vaddr, enum host_access access, uint64_t *paddr)
{
    for (;;) {
        struct cap vspace = VSPACE_OF(run_caller());
        struct leaf leaf = {0};

        if (arch_vspace_usable(vspace) && vaddr <= seL4_UserTop) {
            leaf = vspace_find(vspace.object, vaddr);
        }
        if (leaf.is_valid && allows(&leaf, access)) {
            *paddr = leaf.paddr + (vaddr & ((1UL << leaf.bits) - 1));
            return true;
        }
        if (!memory_fault(vaddr, status_of(&leaf, access), access)) {
            return false;
        }
    }
}

/* Where an access to RAM may go on up to: the end of the page. */
static uint64_t part_of(uint64_t vaddr, uint64_t bytes)
{
    uint64_t rest = PAGE_BYTES - vaddr % PAGE_BYTES;

    return (bytes < rest) ? bytes : rest;
}

static void *part_at(uint64_t paddr, uint64_t bytes)
{
    void *ram = host_ram(paddr, bytes);

    if (!ram) {
        kernel_panic("a script copies device memory: devices are models");
    }
    return ram;
}

bool host_load(void *to, uint64_t vaddr, uint64_t bytes)
{
    for (uint64_t done = 0; done < bytes;) {
        uint64_t part = part_of(vaddr + done, bytes - done);
        uint64_t paddr = 0;

        if (!host_access(vaddr + done, HOST_READ, &paddr)) {
            return false;
        }
        memcpy((uint8_t *)to + done, part_at(paddr, part), part);
        done += part;
    }
    return true;
}

bool host_store(uint64_t vaddr, const void *from, uint64_t bytes)
{
    for (uint64_t done = 0; done < bytes;) {
        uint64_t part = part_of(vaddr + done, bytes - done);
        uint64_t paddr = 0;

        if (!host_access(vaddr + done, HOST_WRITE, &paddr)) {
            return false;
        }
        memcpy(part_at(paddr, part), (const uint8_t *)from + done, part);
        done += part;
    }
    return true;
}

void host_exception(uint64_t number)
{
    struct fault fault = {.label = seL4_Fault_UserException, .length = seL4_UserException_Length};

    fault.words[seL4_UserException_Number] = number;
    while (run_fault(&fault)) {
    }
}
