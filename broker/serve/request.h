/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The requests of kaal/wire/broker.h: one handler each, in a table by number.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>
#include <kaal/wire/broker.h>
#include <kaal/wire/check.h>

#include <sel4/sel4.h>

#include "archive/archive.h"
#include "spawn/component.h"

/* A message, copied out of the IPC buffer once: nobody can change it any more. */
struct request {
    struct component *from;
    uint32_t number;   /* enum kaal_request */
    size_t bytes;      /* of the message */
    bool is_malformed; /* it brings capabilities, or its label is no number of a request */
    uint64_t words[KAAL_MESSAGE_BYTES_MAX / sizeof(uint64_t)];
};

struct answer {
    bool is_later; /* it comes by itself (serve/later.h): none is to be sent now */
    size_t bytes;  /* of the struct; 0 on failure */
    uint64_t words[KAAL_MESSAGE_BYTES_MAX / sizeof(uint64_t)];
};

/*
 * Do what a request asks for. answer: begins as {0}.
 * Errors: KAAL_ERR_UNKNOWN no such request; KAAL_ERR_SHORT, KAAL_ERR_LONG its struct has another
 * size; KAAL_ERR_INVALID it is malformed; KAAL_ERR_DENIED the component has not the right for it;
 * KAAL_ERR_AUDIT it would make grants, and the audit log is full; KAAL_ERR_BUSY it wants memory
 * that is not ready, and too many wait for that; all errors of the request itself.
 */
KAAL_CHECKED kaal_err_t request_handle(const struct request *request, struct answer *answer);

/* The same for one that was put aside (serve/aside.h): it is not put aside again. */
KAAL_CHECKED kaal_err_t request_handle_now(const struct request *request, struct answer *answer);

/* The message that an answer is sent as; its words are in the IPC buffer then. NULL: it is empty.
 */
seL4_MessageInfo_t answer_write(kaal_err_t err, const struct answer *answer);

/* Once, before the first request. */
void control_init(void);

/* Requests of control.c. Errors: as of the calls of kaal/control.h. */
kaal_err_t control_spawn(const struct request *request, struct answer *answer);
kaal_err_t control_kill(const struct request *request, struct answer *answer);
kaal_err_t control_restart(const struct request *request, struct answer *answer);
kaal_err_t control_replace(const struct request *request, struct answer *answer);
kaal_err_t control_hold(const struct request *request, struct answer *answer);
kaal_err_t control_budget(const struct request *request, struct answer *answer);

/* Kill a component whose life is a grant that the sender may revoke. Errors: as of kaal_kill. */
kaal_err_t control_end(const struct request *request, struct answer *answer,
                       struct component *component);

/* Requests of grants.c. Errors: as of the calls of kaal/grant.h. */
kaal_err_t grants_memory(const struct request *request, struct answer *answer);
kaal_err_t grants_delegate(const struct request *request, struct answer *answer);
kaal_err_t grants_held(const struct request *request, struct answer *answer);
kaal_err_t grants_revoke(const struct request *request, struct answer *answer);
kaal_err_t grants_news(const struct request *request, struct answer *answer);
kaal_err_t grants_watch(const struct request *request, struct answer *answer);
kaal_err_t grants_channel_make(const struct request *request, struct answer *answer);

/* Read or check the audit log. Errors: as of kaal_audit (kaal/inspect.h). */
kaal_err_t request_audit(const struct request *request, struct answer *answer);

/*
 * Requests of policy.c. Errors: as of the calls of kaal/policy.h. archive: borrowed for ever.
 * policy_log writes a line about the policy in force.
 */
void policy_init(struct kaal_archive *archive);
void policy_log(const char *remark);
kaal_err_t policy_put(const struct request *request, struct answer *answer);
kaal_err_t policy_request(const struct request *request, struct answer *answer);

/* Fill in one record of a check (KAAL_REQUEST_CHECK). Errors: as of kaal_check (kaal/inspect.h). */
KAAL_CHECKED kaal_err_t request_check(const struct request *request, struct answer *answer);

/* Fill in one record of a list (KAAL_REQUEST_LIST). Errors: as of kaal_list (kaal/inspect.h). */
KAAL_CHECKED kaal_err_t request_list(const struct request *request, struct answer *answer);
