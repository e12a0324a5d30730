/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signing policies. A key's file is its bytes as they are. Signed is a hash (Ed25519ph), so that
 * the broker can check piece by piece.
 */
#include "policy_sign.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include <kaal/wire/policy.h>

_Static_assert(crypto_sign_BYTES == KAAL_POLICY_SIGNATURE_BYTES, "Ed25519");
_Static_assert(crypto_sign_PUBLICKEYBYTES == KAAL_POLICY_KEY_BYTES, "Ed25519");

static bool begin(void)
{
    if (sodium_init() < 0) {
        fprintf(stderr, "kaal: libsodium does not begin\n");
        return false;
    }
    return true;
}

/* A new file; nothing is written over. */
static bool write_new(const char *path, mode_t mode, const unsigned char *data, size_t size)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    bool is_good = file >= 0 && write(file, data, size) == (ssize_t)size;

    if (!is_good) {
        perror(path);
    }
    if (file >= 0 && close(file) != 0) {
        perror(path);
        is_good = false;
    }
    if (file >= 0 && !is_good) {
        unlink(path);
    }
    return is_good;
}

bool policy_sign_keygen(const char *path)
{
    unsigned char public[crypto_sign_PUBLICKEYBYTES];
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    char *public_path = NULL;
    bool is_good = false;

    if (!begin() || (public_path = malloc(strlen(path) + sizeof(".pub"))) == NULL) {
        return false;
    }
    strcpy(public_path, path);
    strcat(public_path, ".pub");
    crypto_sign_keypair(public, secret);
    is_good = write_new(path, 0600, secret, sizeof(secret));
    if (is_good && !write_new(public_path, 0644, public, sizeof(public))) {
        unlink(path);
        is_good = false;
    }
    sodium_memzero(secret, sizeof(secret));
    free(public_path);
    return is_good;
}

bool policy_sign(const char *key_path, struct bytes *policy)
{
    struct kaal_wire_policy_signed header = {
        .magic = KAAL_POLICY_SIGNED_MAGIC,
        .bytes = policy->size,
    };
    struct bytes key = {0};
    struct bytes made = {0};
    bool is_good = begin() && file_read(key_path, &key);

    if (is_good && key.size != crypto_sign_SECRETKEYBYTES) {
        fprintf(stderr, "kaal: %s: expected a secret key of `kaal policy keygen`: %d bytes\n",
                key_path, crypto_sign_SECRETKEYBYTES);
        is_good = false;
    }
    if (is_good) {
        crypto_sign_ed25519ph_state state;

        crypto_sign_ed25519ph_init(&state);
        crypto_sign_ed25519ph_update(&state, policy->data, policy->size);
        crypto_sign_ed25519ph_final_create(&state, header.signature, NULL, key.data);
        sodium_memzero(key.data, key.size);
        is_good = file_append(&made, &header, sizeof(header)) &&
                  file_append(&made, policy->data, policy->size);
    }
    free(key.data);
    if (!is_good) {
        free(made.data);
        return false;
    }
    free(policy->data);
    *policy = made;
    return true;
}
