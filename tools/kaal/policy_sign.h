/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signing policies: Ed25519ph, by libsodium.
 */
#pragma once

#include "file.h"

/*
 * Make a pair of keys: `path` has the secret one, which only its owner can read, `path`.pub the
 * public one, KAAL_POLICY_KEY_BYTES. Neither may exist. Returns false on failure, and has said so.
 */
bool policy_sign_keygen(const char *path);

/*
 * Put a signature before a policy (struct kaal_wire_policy_signed). key_path: of the secret key.
 * Returns false on failure, and has said so; the policy is untouched then.
 */
bool policy_sign(const char *key_path, struct bytes *policy);
