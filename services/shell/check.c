/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command that looks for what no grant explains.
 */
#include <inttypes.h>
#include <stdbool.h>

#include <kaal/inspect.h>

#include "shell/commands.h"
#include "shell/console.h"

/* Add what is known of a component already to a further part of it. */
static void add(const struct kaal_wire_check_info *sum, struct kaal_wire_check_info *part)
{
    part->slots |= sum->slots;
    part->slots_explained |= sum->slots_explained;
    part->pages_explained += sum->pages_explained;
    part->pages_unexplained += sum->pages_unexplained;
    part->unexplained = (sum->unexplained != 0) ? sum->unexplained : part->unexplained;
}

static uint32_t count_bits(uint64_t word)
{
    return (uint32_t)__builtin_popcountll(word);
}

/* Returns whether everything is explained. */
static bool print_sum(const struct kaal_wire_check_info *sum)
{
    bool is_good = sum->slots == sum->slots_explained && sum->pages_unexplained == 0;

    console_print("name=%s slots=%" PRIu32 " slots_explained=%" PRIu32 " pages_explained=%" PRIu32
                  " pages_unexplained=%" PRIu32 " is=%s\n",
                  sum->name, count_bits(sum->slots), count_bits(sum->slots_explained),
                  sum->pages_explained, sum->pages_unexplained, is_good ? "ok" : "wrong");
    if (!is_good) {
        console_print("name=%s wrong_slots=0x%" PRIx64 " first_page=0x%" PRIx64 "\n", sum->name,
                      sum->slots ^ sum->slots_explained, sum->unexplained);
    }
    return is_good;
}

const char *check_run(char **words, uint32_t count)
{
    struct kaal_wire_check_info part = {0};
    struct kaal_wire_check_info sum = {0};
    bool is_good = true;
    kaal_err_t err = KAAL_OK;

    (void)words;
    (void)count;
    while ((err = kaal_check(part.next, &part)) == KAAL_OK) {
        if (part.component == sum.component) {
            add(&sum, &part);
        }
        sum = part;
        if (sum.is_last != 0) {
            is_good = print_sum(&sum) && is_good;
        }
    }
    if (err != KAAL_ERR_END) {
        return kaal_err_text(err);
    }
    return is_good ? NULL : "something is there that no grant explains";
}
