/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tokens of the structure block. All bounds hold, since fdt_check_full has found them to hold.
 */
#include "fdt/token.h"

#include <libfdt.h>
#include <string.h>

static uint32_t word_at(const struct kaal_fdt *fdt, uint32_t offset)
{
    const uint8_t *block = (const uint8_t *)fdt->blob + fdt_off_dt_struct(fdt->blob);

    return fdt32_to_cpu(*(const fdt32_t *)(block + offset));
}

static uint32_t aligned(uint32_t offset)
{
    return (offset + 3) & ~(uint32_t)3;
}

struct token token_next(const struct kaal_fdt *fdt, uint32_t *at)
{
    const char *block = (const char *)fdt->blob + fdt_off_dt_struct(fdt->blob);
    const char *strings = (const char *)fdt->blob + fdt_off_dt_strings(fdt->blob);
    uint32_t tag = word_at(fdt, *at);
    struct token token = {.kind = TOKEN_END};

    while (tag == FDT_NOP) {
        *at += 4;
        tag = word_at(fdt, *at);
    }
    switch (tag) {
    case FDT_BEGIN_NODE:
        token.kind = TOKEN_NODE;
        token.node = (int)*at;
        token.name = block + *at + 4;
        *at = aligned(*at + 4 + (uint32_t)strlen(token.name) + 1);
        break;
    case FDT_PROP:
        token.kind = TOKEN_PROPERTY;
        token.bytes = (int)word_at(fdt, *at + 4);
        token.name = strings + word_at(fdt, *at + 8);
        token.data = block + *at + 12;
        *at = aligned(*at + 12 + (uint32_t)token.bytes);
        break;
    case FDT_END_NODE:
        token.kind = TOKEN_NODE_END;
        *at += 4;
        break;
    default:
        break; /* FDT_END */
    }
    return token;
}

int token_find_phandle(const struct kaal_fdt *fdt, uint32_t phandle)
{
    uint32_t at = 0;
    int node = -FDT_ERR_NOTFOUND;

    for (;;) {
        struct token token = token_next(fdt, &at);

        if (token.kind == TOKEN_END) {
            return -FDT_ERR_NOTFOUND;
        }
        if (token.kind == TOKEN_NODE) {
            node = token.node;
        } else if (token.kind == TOKEN_PROPERTY && token.bytes == 4 &&
                   strcmp(token.name, "phandle") == 0 &&
                   fdt32_to_cpu(*(const fdt32_t *)token.data) == phandle) {
            return node;
        }
    }
}
