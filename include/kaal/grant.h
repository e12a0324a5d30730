/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory while running, parts of it and of devices for others, taking grants back, and news of all
 * that. Devices are device.h, channels channel.h, components control.h.
 *
 * All calls here call the broker and wait for its answer. Those that take memory, here, in device.h
 * and in channel.h, may have KAAL_ERR_BUSY as kaal_memory does.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/broker.h>

/*
 * Get memory: zeroed, mapped, paid by the caller's account. Give it back by kaal_revoke. The
 * translation tables that it took stay with the caller, for the next.
 *
 * bytes: 1 .. KAAL_MEMORY_BYTES_MAX, rounded up to pages. align_bits: of the address, 0 .. 21.
 * access: enum kaal_access, or-ed. mapped: untouched on failure.
 * Errors: KAAL_ERR_INVALID access is malformed; KAAL_ERR_RANGE bytes or align_bits;
 * KAAL_ERR_QUOTA the account, or too many grants; KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS the broker
 * or the address space has no room; KAAL_ERR_BUSY so little is ready that calls which take memory
 * wait for more, and too many of the caller's family do already; KAAL_ERR_KERNEL.
 */
KAAL_CHECKED kaal_err_t kaal_memory(uint64_t bytes, uint32_t align_bits, uint32_t access,
                                    struct kaal_wire_mapped *mapped);

/*
 * Give another component a part of what one holds: memory that was asked for, registers of a device
 * or its DMA pool, mapped into it as well; or the interrupt of a device. Or, in the same way, a
 * part of a part. The other one is told by news, and learns by kaal_held where it is. The caller
 * pays. It is a grant of its own, below the caller's: it goes with that, or by kaal_revoke, or when
 * its time is over.
 *
 * A pool of 2 MiB or more has frames of 2 MiB, and only whole ones of them are given. Whoever may
 * write where a driver has its descriptors can make the device read and write all memory: give
 * buffers only. Registers of a device that may do DMA are given writable only to who has
 * `dma = trusted` for that device, too; pages with registers of several devices are not given.
 *
 * An interrupt is lent whole: as long as it is, it comes to the other one, who acknowledges it with
 * kaal_irq_ack_slot, and not to the caller, who has it back afterwards. What was not acknowledged
 * at either change comes again.
 *
 * wish: see wire/broker.h; borrowed. id: the new grant; untouched on failure.
 * Errors: KAAL_ERR_INVALID, KAAL_ERR_RANGE the wish is malformed; KAAL_ERR_ALIGN it cuts a frame of
 * a pool; KAAL_ERR_NOT_FOUND no such grant or component, or it does not run; KAAL_ERR_DENIED the
 * grant is another's, has less access, the registers are not to be given, or the two have nothing
 * to do with each other (one has spawned the other, or a channel joins them); KAAL_ERR_BUSY the
 * interrupt is lent; KAAL_ERR_UNSUPPORTED the grant is of something else; KAAL_ERR_QUOTA,
 * KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS no room with either of them; KAAL_ERR_QUOTA, too, it was
 * given on 32 times already; KAAL_ERR_KERNEL.
 */
KAAL_CHECKED kaal_err_t kaal_delegate(const struct kaal_wire_delegate *wish, uint32_t *id);

/*
 * Where a grant of one's own is, such as one that news tell of. held: untouched on failure.
 * Errors: KAAL_ERR_NOT_FOUND no such grant; KAAL_ERR_DENIED it is another's.
 */
KAAL_CHECKED kaal_err_t kaal_held(uint32_t grant, struct kaal_wire_held *held);

/*
 * Take a grant back, with all below it, at once: when the call returns, no capability and no
 * mapping of them is left, and no device reaches their memory. Holders are told by news; their next
 * use faults. A holder that the kernel leaves something of it ends by that, even the caller; its
 * restart rules decide what follows. A grant of one's own is so given back; that of a component's
 * life ends the component. Errors: KAAL_ERR_NOT_FOUND no such grant; KAAL_ERR_DENIED the caller
 * holds neither it nor one that it was made from, nor has KAAL_RIGHT_ADMIN; KAAL_ERR_UNSUPPORTED it
 * goes with its holder only; KAAL_ERR_BUSY, and of a component's life KAAL_ERR_STATE, as of
 * kaal_kill. A grant that is being taken back is for all other calls no grant any more.
 */
KAAL_CHECKED kaal_err_t kaal_revoke(uint32_t grant);

/*
 * Take the oldest news, after KAAL_EVENT_BIT_NEWS. Errors: KAAL_ERR_EMPTY there are none.
 * At most 8 wait; those beyond are dropped and counted.
 */
KAAL_CHECKED kaal_err_t kaal_news(struct kaal_wire_news *news);

/*
 * Be told, once, when a grant goes. Errors: KAAL_ERR_NOT_FOUND no such grant; KAAL_ERR_STATE it is
 * watched already; KAAL_ERR_QUOTA the caller watches too much; KAAL_ERR_NO_SLOTS too many watch
 * something.
 */
KAAL_CHECKED kaal_err_t kaal_watch_grant(uint32_t grant);

/*
 * Be told, once, when a component ends, for whatever reason. component: its id, or 0 for the one
 * named `name`; otherwise name is NULL. Errors: KAAL_ERR_DEAD it does not run; else as of
 * kaal_watch_grant.
 */
KAAL_CHECKED kaal_err_t kaal_watch_component(uint32_t component, const char *name);

/*
 * Make a channel between two components, each of which the caller is or has spawned, or any with
 * KAAL_RIGHT_ADMIN; they open it by their ports as one of the system description. It is there until
 * one of them is forgotten. Errors: as of kaal_kill for each; KAAL_ERR_INVALID, KAAL_ERR_RANGE a
 * port or the geometry is malformed; KAAL_ERR_BUSY one has a port of that name;
 * KAAL_ERR_QUOTA one has too many channels; KAAL_ERR_NO_SLOTS.
 */
KAAL_CHECKED kaal_err_t kaal_channel_make(const struct kaal_wire_channel_make *wish);
