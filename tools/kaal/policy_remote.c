/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A signed policy goes to the broker in pieces. Whether it is any good is the broker's affair: it
 * looks at its signature and at what it says, and knows what is in force.
 */
#include "policy_remote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kaal/wire/policy_request.h>

#include "file.h"
#include "print.h"
#include "remote.h"
#include "show/show.h"

static int refuse(const struct remote *remote, const char *why)
{
    remote_complain(remote, why);
    return REMOTE_REFUSED;
}

/* Ask for one act. Its record, if it has one, is copied. Returns REMOTE_GOOD also for an error. */
static int ask(struct remote *remote, const struct kaal_wire_policy_request *wish, void *record,
               size_t record_bytes, kaal_err_t *err)
{
    struct remote_answer answer;

    if (!remote_call(remote, KAAL_REQUEST_POLICY, wish, sizeof(*wish), &answer)) {
        return REMOTE_UNREACHABLE;
    }
    *err = answer.err;
    if (answer.err != KAAL_OK || record == NULL) {
        return REMOTE_GOOD;
    }
    if (answer.bytes < record_bytes) {
        remote_complain(remote, "its records are shorter than this command knows them");
        return REMOTE_UNREACHABLE;
    }
    memcpy(record, answer.data, record_bytes);
    return REMOTE_GOOD;
}

static int show(struct remote *remote, bool has_name)
{
    const struct kaal_wire_policy_request wish = {.act = KAAL_POLICY_SHOW};
    struct kaal_wire_policy_info info;
    kaal_err_t err = KAAL_OK;
    int code = ask(remote, &wish, &info, sizeof(info), &err);

    if (code != REMOTE_GOOD) {
        return code;
    }
    if (err != KAAL_OK) {
        return refuse(remote, kaal_err_text(err));
    }
    if (has_name) {
        kaal_show_policy(print_clean, &info);
    }
    kaal_show_enforced(print_clean, &info);
    return REMOTE_GOOD;
}

static int put(struct remote *remote, const struct bytes *policy)
{
    struct remote_answer answer;

    for (size_t at = 0; at < policy->size || at == 0;) {
        struct kaal_wire_policy_put piece = {.offset = (uint32_t)at};
        size_t left = policy->size - at;

        piece.bytes = (uint32_t)((left < sizeof(piece.data)) ? left : sizeof(piece.data));
        memcpy(piece.data, policy->data + at, piece.bytes);
        if (!remote_call(remote, KAAL_REQUEST_POLICY_PUT, &piece, sizeof(piece), &answer)) {
            return REMOTE_UNREACHABLE;
        }
        if (answer.err == KAAL_ERR_STATE) {
            return refuse(remote, "somebody else has begun to bring a policy");
        }
        if (answer.err != KAAL_OK) {
            return refuse(remote, kaal_show_policy_refusal(answer.err));
        }
        at += piece.bytes;
    }
    return REMOTE_GOOD;
}

/* Make a file the candidate. */
static int bring(struct remote *remote, const struct bytes *policy,
                 struct kaal_wire_policy_info *info)
{
    const struct kaal_wire_policy_request wish = {.act = KAAL_POLICY_FINISH};
    kaal_err_t err = KAAL_OK;
    int code = put(remote, policy);

    if (code == REMOTE_GOOD) {
        code = ask(remote, &wish, info, sizeof(*info), &err);
    }
    if (code != REMOTE_GOOD) {
        return code;
    }
    if (err != KAAL_OK) {
        return refuse(remote, kaal_show_policy_refusal(err));
    }
    kaal_show_policy(print_clean, info);
    return REMOTE_GOOD;
}

static int show_changes(struct remote *remote)
{
    struct kaal_wire_policy_request wish = {.act = KAAL_POLICY_CHANGE};
    struct kaal_wire_policy_change change;
    kaal_err_t err = KAAL_OK;

    for (;;) {
        int code = ask(remote, &wish, &change, sizeof(change), &err);

        if (code != REMOTE_GOOD || err == KAAL_ERR_END) {
            return code;
        }
        if (err != KAAL_OK) {
            return refuse(remote, kaal_err_text(err));
        }
        kaal_show_change(print_clean, &change);
        wish.cursor = change.next;
    }
}

static int check(struct remote *remote, const struct bytes *policy)
{
    struct kaal_wire_policy_info info;
    int code = bring(remote, policy, &info);

    return (code == REMOTE_GOOD) ? show_changes(remote) : code;
}

static int apply(struct remote *remote, const struct bytes *policy)
{
    struct kaal_wire_policy_request wish = {.act = KAAL_POLICY_APPLY};
    struct kaal_wire_policy_info info;
    kaal_err_t err = KAAL_OK;
    int code = bring(remote, policy, &info);

    if (code != REMOTE_GOOD) {
        return code;
    }
    wish.version = info.version;
    code = ask(remote, &wish, NULL, 0, &err);
    if (code != REMOTE_GOOD) {
        return code;
    }
    if (err != KAAL_OK) {
        return refuse(remote, kaal_err_text(err));
    }
    return show(remote, false);
}

static int usage(void)
{
    fprintf(stderr, "usage: kaal policy show --to HOST:PORT\n"
                    "       kaal policy check|apply FILE --to HOST:PORT\n");
    return REMOTE_USAGE;
}

/* The command, when its words are good. policy: of the file, if it has one. */
static int run(const char *to, const char *command, const struct bytes *policy)
{
    struct remote remote;
    int code = REMOTE_UNREACHABLE;

    if (!remote_open(&remote, to)) {
        return code;
    }
    if (strcmp(command, "show") == 0) {
        code = show(&remote, true);
    } else if (strcmp(command, "check") == 0) {
        code = check(&remote, policy);
    } else {
        code = apply(&remote, policy);
    }
    remote_close(&remote);
    return code;
}

int policy_remote(int count, char **words)
{
    struct bytes policy = {0};
    const char *to = NULL;
    bool is_show = strcmp(words[0], "show") == 0;
    int code = REMOTE_USAGE;

    if (!remote_take_to(&count, words, &to)) {
        return usage();
    }
    if (count != (is_show ? 1 : 2)) {
        return usage();
    }
    if (!is_show && !file_read(words[1], &policy)) {
        return REMOTE_USAGE;
    }
    code = run(to, words[0], &policy);
    free(policy.data);
    return code;
}
