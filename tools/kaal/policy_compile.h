/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a policy in libConfuse's syntax to its binary form (kaal/wire/policy.h).
 */
#pragma once

#include "file.h"
#include "policy/policy.h"

/* A policy and where it came from. */
struct policy_made {
    const char *path; /* of its file, for errors; borrowed */
    struct bytes binary;
    struct kaal_policy policy;              /* borrows the binary */
    bool is_role[KAAL_POLICY_SUBJECTS_MAX]; /* else a component; of a compiled one */
};

/*
 * Compile a text, check the result as the broker does, and check its assertions. text: is changed.
 * out: its binary is the caller's to free.
 * Returns false on failure, when standard error says what is wrong: file, line, what is expected;
 * of an assertion that does not hold, the path that breaks it. out is untouched then.
 */
bool policy_compile_text(const char *path, struct bytes *text, struct policy_made *out);

/* The same of a file. */
bool policy_compile(const char *path, struct policy_made *out);

/* Read a file that is compiled, signed (the signature is not checked) or to be compiled. */
bool policy_load(const char *path, struct policy_made *out);
