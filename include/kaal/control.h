/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Components that come and go: for holders of KAAL_RIGHT_SPAWN and KAAL_RIGHT_ADMIN.
 *
 * Whoever spawns a component pays for it: its limits of memory and CPU time are charged to the
 * spawner's account from the spawn until the component is killed. Whenever an account's limit is
 * the reason for KAAL_ERR_QUOTA, the log names the account and what it has left. What it holds ends
 * with the spawner at the latest.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/wire/broker.h>

/*
 * Spawn a component and let it run.
 *
 * what: as in a system description (wire/system.h); borrowed. Its rights must be the spawner's, its
 * priority and limits not above the spawner's. With an empty image and KAAL_RIGHT_ADMIN: the
 * component of that name in the system description, which has ended, begins again as described.
 * spawned: its id and the grant of its life; untouched on failure.
 * Errors: KAAL_ERR_DENIED without KAAL_RIGHT_SPAWN, or it asks for more than the spawner has;
 * KAAL_ERR_INVALID, KAAL_ERR_RANGE the description is malformed; KAAL_ERR_BUSY the name is taken;
 * KAAL_ERR_QUOTA the spawner's account or the component's own limit is too small, or it would be
 * more than 16 spawns away from one that boot began;
 * KAAL_ERR_NOT_FOUND no such image or, without an image, no such component; KAAL_ERR_STATE that one
 * has not ended; KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS the broker has no room; KAAL_ERR_FORMAT,
 * KAAL_ERR_CHECKSUM the image is broken; KAAL_ERR_KERNEL; KAAL_ERR_DEAD somebody has ended it while
 * it was made. KAAL_ERR_BUSY also stands for too many such calls, as of kaal_kill. One with a heap
 * of many MiB takes a while, in which nobody else waits. Calls the broker.
 */
KAAL_CHECKED kaal_err_t kaal_spawn(const struct kaal_wire_system_component *what,
                                   struct kaal_wire_spawned *spawned);

/*
 * End a component and all that it has spawned, at once; everything they held is given back. One
 * that somebody has spawned is forgotten. One of the system description stays, and begins again
 * after a while if its rules say so (wire/system.h): kaal_hold is for ending it for good.
 *
 * When the call returns everything is given back; that may take a while for one that has thousands
 * below it, in which nobody else waits.
 *
 * component: its id, or 0 for the one named `name`; otherwise name is NULL.
 * Errors: KAAL_ERR_NOT_FOUND no such component; KAAL_ERR_STATE it is being ended already, by
 * somebody else or with one above it; KAAL_ERR_BUSY too many such calls are under way, or too many
 * of the caller's family (all below one component of the system description); KAAL_ERR_DENIED the
 * caller is neither it, nor has it spawned it or a component above it, nor has KAAL_RIGHT_ADMIN.
 * Calls the broker; a caller that ends itself does not come back.
 */
KAAL_CHECKED kaal_err_t kaal_kill(uint32_t component, const char *name);

/*
 * End a component as kaal_kill does and begin it again from its image: as at its first start.
 * Errors: as of kaal_kill and kaal_spawn; KAAL_ERR_DEAD one above it was ended meanwhile. If it
 * cannot be begun it has failed, as `ps` shows.
 */
KAAL_CHECKED kaal_err_t kaal_restart(uint32_t component, const char *name);

/*
 * Restart a component from another image, or from the same: what it has put into its hand-over
 * region (kaal/handover.h) is there for the new instance. Errors: as of kaal_restart. An image that
 * is not there or is broken changes nothing.
 */
KAAL_CHECKED kaal_err_t kaal_replace(uint32_t component, const char *name, const char *image);

/*
 * End a component as kaal_kill does and hold it: the rules of its description do not begin it
 * again, only kaal_restart, kaal_replace and kaal_spawn do. Errors: as of kaal_kill.
 */
KAAL_CHECKED kaal_err_t kaal_hold(uint32_t component, const char *name);

/*
 * Change the CPU time of a running component at once: budget_us in each period_us, 1 .. 10,000,000.
 * For the caller itself and for what it has spawned, within the limit that the component's
 * description gives it (`cpu` in wire/system.h), which it shares with what it has spawned itself.
 * With KAAL_RIGHT_ADMIN for any component, and beyond the limit. Lasts until the component ends.
 * Errors: KAAL_ERR_RANGE; KAAL_ERR_STATE it is not running; KAAL_ERR_QUOTA the limit;
 * KAAL_ERR_KERNEL; KAAL_ERR_AUDIT the audit log is full; else as of kaal_kill.
 */
KAAL_CHECKED kaal_err_t kaal_set_budget(uint32_t component, const char *name, uint32_t budget_us,
                                        uint32_t period_us);
