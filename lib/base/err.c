/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names and texts of errors, generated from the one list in kaal/err.h.
 */
#include <kaal/err.h>

const char *kaal_err_text(kaal_err_t err)
{
    switch (err) {
#define KAAL_ERR_CASE(name, number, text) \
    case KAAL_##name:                     \
        return text;
        KAAL_ERR_LIST(KAAL_ERR_CASE)
#undef KAAL_ERR_CASE
    default:
        return "unknown error";
    }
}

const char *kaal_err_name(kaal_err_t err)
{
    switch (err) {
#define KAAL_ERR_CASE(name, number, text) \
    case KAAL_##name:                     \
        return #name;
        KAAL_ERR_LIST(KAAL_ERR_CASE)
#undef KAAL_ERR_CASE
    default:
        return "ERR_UNKNOWN_NUMBER";
    }
}
