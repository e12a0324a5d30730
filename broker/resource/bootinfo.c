/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading of the boot info. What the kernel says is believed: it is the one below us.
 */
#include "resource/bootinfo.h"

#include "audit/log.h"
#include "limits.h"
#include "resource/buddy.h"
#include "resource/slots.h"

kaal_err_t bootinfo_take(const seL4_BootInfo *info)
{
    uint32_t nodes = 0;
    kaal_err_t err = KAAL_OK;

    slots_init((uint32_t)info->empty.start, (uint32_t)info->empty.end);
    err = slots_alloc(LIMIT_NODES, &nodes);
    if (err != KAAL_OK) {
        return err;
    }
    buddy_init(nodes);
    for (seL4_CPtr slot = info->untyped.start; slot < info->untyped.end; slot++) {
        const seL4_UntypedDesc *untyped = &info->untypedList[slot - info->untyped.start];
        err = buddy_add((uint32_t)slot, (kaal_paddr_t){untyped->paddr}, untyped->sizeBits,
                        untyped->isDevice != 0);

        if (err != KAAL_OK) {
            return err;
        }
    }
    return KAAL_OK;
}

kaal_err_t bootinfo_device_tree(const seL4_BootInfo *info, const void **data, uint64_t *bytes)
{
    const uint8_t *extra = (const uint8_t *)info + seL4_BootInfoFrameSize;
    uint64_t at = 0;

    while (at + sizeof(seL4_BootInfoHeader) <= info->extraLen) {
        const seL4_BootInfoHeader *header = (const void *)(extra + at);

        if (header->len < sizeof(*header) || header->len > info->extraLen - at) {
            break;
        }
        if (header->id == SEL4_BOOTINFO_HEADER_FDT) {
            *data = header + 1;
            *bytes = header->len - sizeof(*header);
            return KAAL_OK;
        }
        at += header->len;
    }
    return KAAL_ERR_NOT_FOUND;
}

/* The configuration's words, by the kernel's own macros. */
#ifdef CONFIG_ARM_HYPERVISOR_SUPPORT
#define EXCEPTION_LEVEL "EL2"
#else
#define EXCEPTION_LEVEL "EL1"
#endif
#ifdef CONFIG_DEBUG_BUILD
#define BUILD "debug"
#else
#define BUILD "release"
#endif
#ifdef CONFIG_KAAL_MOCK
#define KERNEL "KaaL mock of seL4"
#else
#define KERNEL "seL4"
#endif

void bootinfo_log(const seL4_BootInfo *info)
{
    log_write("kernel: " KERNEL " 16.0.0 MCS aarch64 " EXCEPTION_LEVEL " " BUILD
              ", %lu CPU, %lu untypeds",
              (uint64_t)info->numNodes, (uint64_t)(info->untyped.end - info->untyped.start));
    log_write("memory: %luM to give, largest piece %B, %u slots", buddy_total_bytes() / KAAL_MIB,
              buddy_largest_free_bytes(), slots_total());
}

#ifdef CONFIG_ALLOW_SMC_CALLS
seL4_CPtr bootinfo_smc(void)
{
    return seL4_CapSMC;
}
#else
seL4_CPtr bootinfo_smc(void)
{
    return seL4_CapNull;
}
#endif
