/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The handler stays with the bundle; a loan has a copy of it in the borrower's CSpace, and the
 * signal that the kernel is told to give. Source: seL4 manual, 8.2.
 */
#include "grant/loan.h"

#include "arch/counter.h"
#include "audit/log.h"
#include "grant/bundle.h"
#include "grant/news.h"
#include "grant/revoke.h"
#include "limits.h"
#include "resource/entries.h"
#include "resource/kernel.h"
#include "resource/untyped.h"

struct loan {
    struct account account; /* of the signal; paid by who lends */
    uint32_t signal;
    uint32_t slot; /* of the borrower's CSpace; 0: it has none yet */
    uint32_t bit;
    bool is_bound; /* the kernel was told to signal the borrower */
};

static struct loan loans[LIMIT_LOANS];
static uint16_t next_loan[LIMIT_LOANS];
static struct entries unused;

/* The handler of an interrupt, and who was signalled last before a loan: its device's holder or a
 * borrower. */
static uint32_t handler_of(const struct grant *lent, uint32_t *signal)
{
    const struct grant *root = lent;
    uint32_t own = 0;
    uint32_t handler = 0;

    while (root->kind == KAAL_GRANT_LENT) {
        root = grant_get(grant_parent(root->id));
    }
    handler = bundle_irq(root, &own);
    *signal = (lent->kind == KAAL_GRANT_LENT) ? loans[lent->resource].signal : own;
    return handler;
}

/*
 * Let an interrupt signal somebody. What its last holder has not acknowledged comes again, to the
 * new one: the line may still be raised.
 */
static kaal_err_t bind(uint32_t handler, uint32_t signal)
{
    kaal_err_t err = KERNEL_CALL(seL4_IRQHandler_SetNotification, handler, signal);

    return (err == KAAL_OK) ? KERNEL_CALL(seL4_IRQHandler_Ack, handler) : err;
}

static kaal_err_t check_wish(const struct grant *lent, const struct kaal_wire_delegate *wish)
{
    if (wish->access != 0 || wish->offset != 0 || wish->bytes != 0 || wish->reserved != 0) {
        return KAAL_ERR_INVALID;
    }
    if (wish->time_ns > UINT64_MAX - counter_now_ns()) {
        return KAAL_ERR_RANGE;
    }
    if (grant_leaf(lent->id) != lent->id) {
        return KAAL_ERR_BUSY;
    }
    return KAAL_OK;
}

static kaal_err_t lend(struct component *to, const struct grant *grant, uint32_t parent,
                       uint32_t *id)
{
    struct loan *loan = &loans[grant->resource];
    uint32_t signal = 0;
    uint32_t handler = handler_of(grant_get(parent), &signal);
    kaal_err_t err = component_take_event(to, &loan->bit);

    if (err == KAAL_OK) {
        err = grant_add(grant, parent, id);
    }
    if (err == KAAL_OK && grant->ends_ns != 0) {
        err = revoke_limit_time(*id);
    }
    if (err == KAAL_OK) {
        err = component_make_signal(to, &loan->account, loan->bit, &loan->signal);
    }
    if (err == KAAL_OK) {
        err = component_install(to, handler, seL4_AllRights, 0, &loan->slot);
    }
    if (err == KAAL_OK) {
        grant_set_slot(*id, loan->slot);
        loan->is_bound = true;
        err = bind(handler, loan->signal);
    }
    return err;
}

kaal_err_t loan_delegate(struct component *from, struct component *to,
                         const struct kaal_wire_delegate *wish, uint32_t *id)
{
    const struct grant *lent = grant_get(wish->grant);
    struct grant grant = {.kind = KAAL_GRANT_LENT,
                          .holder = to->index,
                          .subject = from->index,
                          .a = lent->a,
                          .made_ns = counter_now_ns()};
    uint32_t made = GRANT_NONE;
    struct component_mark mark;
    kaal_err_t err = check_wish(lent, wish);

    if (err == KAAL_OK) {
        err = entries_take(&unused, &grant.resource);
    }
    if (err != KAAL_OK) {
        return err;
    }
    grant.ends_ns = (wish->time_ns == 0) ? 0 : grant.made_ns + wish->time_ns;
    mark = component_begin(to);
    loans[grant.resource] = (struct loan){0};
    account_init_part(&loans[grant.resource].account, &from->account);
    err = lend(to, &grant, wish->grant, &made);
    if (err != KAAL_OK) {
        bool is_clean = made == GRANT_NONE || revoke(made, KAAL_NEWS_NONE).is_clean;

        if (made == GRANT_NONE) {
            entries_put(&unused, grant.resource);
        }
        (void)component_undo(to, &mark, is_clean);
        return err;
    }
    component_commit(to);
    news_post(to->index, KAAL_NEWS_DELEGATED, made);
    *id = made;
    return KAAL_OK;
}

/* Take it from the borrower, and let it be the lender's again. */
static bool give_back(const struct grant *grant, uint32_t handler, uint32_t signal)
{
    const struct loan *loan = &loans[grant->resource];

    if (loan->slot != 0 && !component_free_slot(component_get(grant->holder), loan->slot)) {
        return false;
    }
    return !loan->is_bound || bind(handler, signal) == KAAL_OK;
}

/* What the kernel refuses to give back is nobody's: no copy of the handler is left with anybody. */
static enum released release_loan(const struct grant *grant)
{
    struct loan *loan = &loans[grant->resource];
    uint32_t signal = 0;
    uint32_t handler = handler_of(grant_get(grant_parent(grant->id)), &signal);
    bool is_clean = give_back(grant, handler, signal);

    if (!is_clean) {
        log_write("broker: interrupt %lu does not come back to %s", grant->a,
                  component_name(component_get(grant->subject)));
        (void)!KERNEL_CALL(seL4_IRQHandler_Clear, handler);
        (void)!untyped_revoke(handler);
    }
    component_free_event(component_get(grant->holder), loan->bit);
    is_clean = account_deinit(&loan->account) && is_clean;
    entries_put(&unused, grant->resource);
    return released_if(is_clean);
}

void loan_place(const struct grant *loan, uint32_t *slot, uint32_t *bit)
{
    *slot = loans[loan->resource].slot;
    *bit = loans[loan->resource].bit;
}

void loan_init(void)
{
    static const struct revoke_kind loan_kind = {NULL, NULL, release_loan, true};

    revoke_register(KAAL_GRANT_LENT, &loan_kind);
    entries_init(&unused, next_loan, LIMIT_LOANS);
}
