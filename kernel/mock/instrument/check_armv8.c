/* SPDX-License-Identifier: BSD-2-Clause */
/* Address spaces of Armv8: each entry of a live one has a capability that explains it. A frame
 * whose table went before it still says where it was (manual 7.1.2), so the opposite does not hold.
 */
#include <stdlib.h>

#include "arch/armv8/model.h"
#include "check_parts.h"
#include "names.h"
#include "survey.h"

#define VALID     1UL
#define KIND      3UL /* of a table, or of a page at the last level */
#define ADDRESS   0x0000fffffffff000UL
#define USER      (1UL << 6)
#define READ_ONLY (1UL << 7)
#define POOLS     (1U << seL4_NumASIDPoolsBits)
#define PER_POOL  (1U << seL4_ASIDPoolIndexBits)

/* Capabilities that say where they are mapped, by where. */
static const struct slot *mapped[SURVEY_MAX];
static unsigned mapped_count;

static int compare(const void *left, const void *right)
{
    seL4_Word a = (*(const struct slot *const *)left)->cap.data;
    seL4_Word b = (*(const struct slot *const *)right)->cap.data;

    return a == b ? 0 : (a < b ? -1 : 1);
}

static void take_mapped(void)
{
    mapped_count = 0;
    for (unsigned i = 0; i < survey.slot_count; i++) {
        struct cap cap = survey.slots[i]->cap;
        if ((cap.type == CAP_FRAME || cap.type == CAP_PAGE_TABLE) && cap.data != 0) {
            mapped[mapped_count++] = survey.slots[i];
        }
    }
    qsort(mapped, mapped_count, sizeof(mapped[0]), compare);
}

/* Whether the capability may have made the entry. */
static bool is_explained_by(struct cap cap, uint64_t entry, bool is_table, unsigned level)
{
    if (cap.object != (entry & ADDRESS) || is_table != (cap.type == CAP_PAGE_TABLE)) {
        return false;
    }
    if (is_table) {
        return true;
    }
    bool can_write = (cap.rights & RIGHT_WRITE) && (cap.rights & RIGHT_READ);
    return cap.size_bits == vspace_level_bits(level) &&
           (!(entry & USER) || (cap.rights & RIGHT_READ)) &&
           (!(entry & USER) || (entry & READ_ONLY) || can_write);
}

static bool check_entry(uint64_t entry, seL4_Word mapping, bool is_table, unsigned level)
{
    unsigned low = 0;
    unsigned high = mapped_count;

    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (mapped[middle]->cap.data < mapping) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < mapped_count && mapped[low]->cap.data == mapping; low++) {
        if (is_explained_by(mapped[low]->cap, entry, is_table, level)) {
            return true;
        }
    }
    return check_fail("space %lu: entry 0x%lx at 0x%lx, level %u, has no capability",
                      mapping_asid(mapping), entry, mapping_vaddr(mapping), level);
}

/* All tables below the root, depth first: one open table a level. */
static bool check_tables(seL4_Word root, seL4_Word asid)
{
    const uint64_t *tables[MODEL_LEVELS] = {arch_ptr(root)};
    unsigned next[MODEL_LEVELS] = {0};
    seL4_Word base[MODEL_LEVELS] = {0};
    unsigned level = 0;

    for (;;) {
        if (next[level] == MODEL_TABLE_ENTRIES) {
            if (level == 0) {
                return true;
            }
            level--;
            continue;
        }
        seL4_Word index = next[level]++;
        uint64_t entry = tables[level][index];
        if (!(entry & VALID)) {
            continue;
        }
        seL4_Word vaddr = base[level] + (index << vspace_level_bits(level));
        bool is_table = level < MODEL_LEVELS - 1 && (entry & KIND) == KIND;
        if (!check_entry(entry, mapping_make(vaddr, asid), is_table, level)) {
            return false;
        }
        if (is_table) {
            level++;
            tables[level] = arch_ptr(entry & ADDRESS);
            next[level] = 0;
            base[level] = vaddr;
        }
    }
}

static bool check_pool(seL4_Word pool, seL4_Word first)
{
    const struct survey_object *object = survey_find_at(CAP_ASID_POOL, pool);

    CHECK_THAT(object, "ASID pool 0x%lx of numbers from %lu on is gone", pool, first);
    CHECK_THAT(object->slot->cap.data == (ASID_POOL_VALID | first),
               "ASID pool 0x%lx: its capability says 0x%lx, it has the numbers from %lu on", pool,
               object->slot->cap.data, first);
    const seL4_Word *entries = arch_ptr(pool);
    for (unsigned i = 0; i < PER_POOL; i++) {
        if (entries[i] == 0) {
            continue;
        }
        const struct survey_object *space = survey_find_at(CAP_VSPACE, entries[i]);
        CHECK_THAT(space, "ASID %lu: address space 0x%lx is gone", first + i, entries[i]);
        CHECK_THAT(space->slot->cap.data == first + i, "ASID %lu: the capability of 0x%lx says %lu",
                   first + i, entries[i], space->slot->cap.data);
        if (!check_tables(entries[i], first + i)) {
            return false;
        }
    }
    return true;
}

/* All capabilities to one table or address space say the same of where it is. */
static bool check_copies(void)
{
    for (unsigned i = 1; i < survey.slot_count; i++) {
        struct cap before = survey.slots[i - 1]->cap;
        struct cap cap = survey.slots[i]->cap;
        bool is_checked =
            cap.type == CAP_PAGE_TABLE || cap.type == CAP_VSPACE || cap.type == CAP_ASID_POOL;
        CHECK_THAT(!is_checked || !cap_same_object(before, cap) || before.data == cap.data,
                   "%s 0x%lx: its capabilities say 0x%lx and 0x%lx", name_of_cap(cap.type),
                   (seL4_Word)cap.object, before.data, cap.data);
    }
    return true;
}

bool check_spaces(void)
{
    take_mapped();
    for (unsigned i = 0; i < survey.thing_count; i++) {
        const struct survey_object *object = &survey.things[i];
        seL4_Word data = object->slot->cap.data;
        CHECK_THAT(object->type != CAP_ASID_POOL ||
                       asid_pools[(data & ~ASID_POOL_VALID) / PER_POOL] == object->start,
                   "ASID pool 0x%lx says 0x%lx, where another one is", object->start, data);
    }
    for (unsigned i = 0; i < POOLS; i++) {
        if (asid_pools[i] != 0 && !check_pool(asid_pools[i], i * PER_POOL)) {
            return false;
        }
    }
    return check_copies();
}
