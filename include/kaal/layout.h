/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a component finds things in its address space and in its capability space.
 * The broker builds both after this file; a component learns everything else from its start-up
 * page.
 *
 * Everything that a small component needs lies in the first 2 MiB, so that one page table serves
 * it.
 */
#pragma once

#include <kaal/types.h>

/* Address space: [start, end) in bytes. What is not listed is never mapped. */
#define KAAL_VA_HANDOVER    ((uint64_t)0x4000)  /* the hand-over region, read-write */
#define KAAL_VA_IPC_BUFFER  ((uint64_t)0x10000) /* one page, read-write */
#define KAAL_VA_STARTUP     ((uint64_t)0x11000) /* one page, read-only */
#define KAAL_VA_STACK_LIMIT ((uint64_t)0x13000) /* the stack never grows below this */
#define KAAL_VA_STACK_TOP   ((uint64_t)0x3f000) /* a guard page lies on both ends of the stack */
#define KAAL_VA_IMAGE       ((uint64_t)0x40000) /* the ELF image, then a guard page, the heap */
#define KAAL_VA_IMAGE_END   ((uint64_t)0x10000000)
#define KAAL_VA_CHANNEL     ((uint64_t)0x10000000) /* shared areas of channels */
#define KAAL_VA_CHANNEL_END ((uint64_t)0x20000000)
#define KAAL_VA_MMIO        ((uint64_t)0x20000000) /* device registers */
#define KAAL_VA_MMIO_END    ((uint64_t)0x30000000)
#define KAAL_VA_DMA         ((uint64_t)0x30000000) /* DMA pools */
#define KAAL_VA_DMA_END     ((uint64_t)0x60000000)
#define KAAL_VA_MEMORY      ((uint64_t)0x60000000) /* memory that was asked for, or delegated */
#define KAAL_VA_MEMORY_END  ((uint64_t)0x80000000)

#define KAAL_HANDOVER_BYTES_MAX (KAAL_VA_IPC_BUFFER - KAAL_VA_HANDOVER)
#define KAAL_STACK_BYTES_MAX    (KAAL_VA_STACK_TOP - KAAL_VA_STACK_LIMIT)

/* Capability space: a slot's number is its capability pointer. Slot 0 stays empty. */
enum kaal_slot {
    KAAL_SLOT_BROKER = 1,       /* endpoint to the broker: Call only */
    KAAL_SLOT_NOTIFICATION = 2, /* the component's own notification: Wait and Poll only */
    KAAL_SLOT_SERVICE = 3,      /* endpoint that its clients call: Receive only; else empty */
    KAAL_SLOT_REPLY = 4,        /* reply object for those calls; else empty */
    KAAL_SLOT_FIRST_FREE = 5,   /* from here the broker installs what it grants */
};

/* Bits of the word that a wait on the own notification returns. */
enum kaal_event_bit {
    KAAL_EVENT_BIT_ALARM = 0, /* the alarm that kaal_alarm set */
    KAAL_EVENT_BIT_LOG = 1,   /* the broker's log has grown (holders of KAAL_RIGHT_LOG) */
    KAAL_EVENT_BIT_NEWS = 2,  /* a grant has gone or come, or a component has ended: kaal/grant.h */
    KAAL_EVENT_BIT_HEARTBEAT = 3, /* is it alive? kaal_wait and kaal_poll answer by themselves */
    KAAL_EVENT_BIT_FIRST = 4,     /* from here the broker assigns bits to channels and interrupts */
    KAAL_EVENT_BIT_COUNT = 63,    /* the last bit of a word says that it is a call: wire/rpc.h */
};
