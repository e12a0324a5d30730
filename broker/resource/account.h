/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An account: the memory that one holder (a component, a channel, the broker itself) has, and the
 * slots of the objects made from it. Destroying it is a revoke of its untypeds: nothing is
 * forgotten.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>

#include <sel4/sel4.h>

#include "resource/blocks.h"
#include "resource/runs.h"

/* All fields are private to account.c; used and limit may be read. */
struct account {
    struct account *payer; /* also charged for all that this one gets; NULL: nobody */
    uint64_t used_bytes;
    uint64_t limit_bytes;
    uint32_t used_slots; /* of the broker's capability space */
    uint32_t limit_slots;
    uint32_t used_cpu; /* share of a CPU, see kaal/wire/system.h; of parts it is never charged */
    uint32_t limit_cpu;
    bool is_unclean;        /* account_shrink could not give a block back */
    uint32_t owner;         /* for the log: index of a component, or QUOTA_NOBODY */
    uint32_t reserve_first; /* slots that account_reserve took and no object has yet */
    uint32_t reserve_count;
    uint16_t first_block; /* of the list of untypeds, newest first */
    uint16_t first_run;   /* of the list of slot runs, newest first */
    struct account_mark {
        uint16_t
            block; /* what was there at account_begin; BLOCKS_NONE, RUNS_NONE: no request is on */
        uint16_t run;
        uint32_t used_slots;
        uint32_t reserve_first;
        uint32_t reserve_count;
    } kept;
};

/* Forget all accounts. Once, at boot. */
void account_pool_init(void);

/* Begin an account that may use limit_bytes of memory and limit_slots. Never fails. */
void account_init(struct account *account, uint64_t limit_bytes, uint32_t limit_slots);

/* Say whose account it is, and how large a share of a CPU it has. */
void account_own(struct account *account, uint32_t owner, uint32_t limit_cpu);

/*
 * Begin an account for something that can go before its holder does: it has no limit of its own,
 * but all that it gets is charged to `payer` too, which must outlive it. Never fails.
 */
void account_init_part(struct account *account, struct account *payer);

/*
 * Whether the account and those that pay for it may get so much more. Changes nothing.
 * Errors: KAAL_ERR_QUOTA; the log says whose limit it is.
 */
KAAL_CHECKED kaal_err_t account_check(const struct account *account, uint64_t bytes,
                                      uint32_t slots);

/*
 * Take memory and slots for the objects that are about to be made, in few pieces, so that making
 * and releasing them costs few kernel calls. What is left of it serves later objects.
 *
 * bytes: of all objects, the largest first; slots: of all objects; 0: those that are in reserve do.
 * Errors: as of account_make. On failure the account is what it was.
 */
KAAL_CHECKED kaal_err_t account_reserve(struct account *account, uint64_t bytes, uint32_t slots);

/*
 * Begin a request that may fail half-way: what the account gets from now on is apart from what it
 * has, until account_commit keeps it or account_undo takes it back. Not to be nested.
 */
void account_begin(struct account *account);
void account_commit(struct account *account);

/*
 * Delete what was made since account_begin, and give it back: the account is what it was, but for
 * account_charge. Returns false when the kernel refused for a part, which is quarantined.
 */
bool account_undo(struct account *account);

/*
 * Make `count` kernel objects (1 .. 256), charged to the account, in a run of slots of the broker.
 *
 * type, size_bits: as for seL4_Untyped_Retype. object_bits: log2 of one object's bytes.
 * Errors: KAAL_ERR_QUOTA the account's limit; KAAL_ERR_NO_MEMORY, KAAL_ERR_NO_SLOTS the broker has
 * none; KAAL_ERR_KERNEL the kernel refused. On failure no object exists; memory that was reserved
 * meanwhile stays with the account and serves its next objects.
 */
KAAL_CHECKED kaal_err_t account_make(struct account *account, seL4_Word type, unsigned size_bits,
                                     unsigned object_bits, uint32_t count, uint32_t *first);

/* Log2 of the bytes of the frames that a contiguous piece of 2^size_bits bytes is made of. */
unsigned account_frame_bits(unsigned size_bits);

/*
 * Make frames for one physically contiguous piece of 2^size_bits bytes, at least a page.
 * paddr: of the first. run: the frames. Errors as of account_make.
 */
KAAL_CHECKED kaal_err_t account_make_contiguous(struct account *account, unsigned size_bits,
                                                struct slot_run *run, kaal_paddr_t *paddr);

/*
 * Take slots of the reserve for capabilities that go by themselves when the account's memory does.
 * Errors: KAAL_ERR_NO_SLOTS there are not so many in reserve.
 */
KAAL_CHECKED kaal_err_t account_take_reserve(struct account *account, uint32_t count,
                                             uint32_t *first);

/* Charge slots of capabilities that were copied or minted for the holder, so that they go with it.
 */
KAAL_CHECKED kaal_err_t account_add_slots(struct account *account, uint32_t count, uint32_t *first);

/*
 * Charge slots for objects that the caller makes itself, of memory that is not the account's. They
 * must be gone, and the slots empty, before the account is given back.
 */
KAAL_CHECKED kaal_err_t account_add_object_slots(struct account *account, uint32_t count,
                                                 uint32_t *first);

/* Charge bytes that somebody else's untyped holds, such as a channel. KAAL_ERR_QUOTA: the limit. */
KAAL_CHECKED kaal_err_t account_charge(struct account *account, uint64_t bytes);

/* Take such a charge back. bytes: of an account_charge that succeeded. */
void account_refund(struct account *account, uint64_t bytes);

/*
 * Charge a share of a CPU in place of an earlier one (0: none); 0 takes the charge back.
 * is_forced: even beyond the limit. Errors: KAAL_ERR_QUOTA the limit; then nothing has changed.
 */
KAAL_CHECKED kaal_err_t account_charge_cpu(struct account *account, uint32_t earlier,
                                           uint32_t share, bool is_forced);

/*
 * Delete a part of the objects and give its memory back, as a step of account_deinit, which is
 * small when there is none any more. Returns whether there was one.
 */
bool account_shrink(struct account *account);

/*
 * Delete all objects and all capabilities in the account's slots, and give memory and slots back.
 * Returns false when the kernel refused for a piece: that piece is quarantined, and said so.
 */
bool account_deinit(struct account *account);
