/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values for the words of invocations, one list for each kind of argument. Times are so long that
 * none ends within a run, or not valid at all.
 */
#include "diff/argument.h"

#define GUARD(value, size) ((seL4_Word)(value) << 6 | (seL4_Word)(size))
#define FOREVER_US         3600000000UL
#define ANY                ~0UL

static const seL4_Word rights[] = {15, 15, 15, 3, 2, 1, 0, 7, 11, 14, 0xf0, ANY};
static const seL4_Word badges[] = {0x5a,        0xe1,         1,           0x1000,
                                   0,           GUARD(0, 2),  GUARD(1, 2), GUARD(0, 58),
                                   GUARD(2, 1), GUARD(0, 61), 1UL << 63,   ANY};
static const seL4_Word node_indices[] = {0, 0, WORK_CNODE_8, WORK_CNODE_8, 63, ANY};
static const seL4_Word node_depths[] = {0, 0, 0, 0, 0, WORK_BITS, WORK_BITS, 1, 64, 65};
static const seL4_Word counts[] = {1, 1, 1, 1, 1, 1, 2, 2, 3, 0, 64, 256, 257, ANY};
static const seL4_Word flags[] = {0, 1, 1, 2, 3, 4, 8, 12, 13, 15, 0xff00};
static const seL4_Word read_counts[] = {36, 36, 36, 1, 4, 5, 17, 35, 0, 37, ANY};
static const seL4_Word write_counts[] = {36, 36, 36, 36, 36, 36, 1, 2, 17, 34, 0, 37, ANY};
static const seL4_Word guards[] = {GUARD(0, 58), GUARD(0, 58), GUARD(0, 58), 0,
                                   GUARD(0, 61), GUARD(1, 2),  GUARD(0, 54), ANY};
static const seL4_Word buffers[] = {(seL4_Word)(0x480000 + 4 * 4096),
                                    (seL4_Word)(0x480000 + 5 * 4096),
                                    (seL4_Word)(0x480000 + 6 * 4096),
                                    (seL4_Word)(0x480000 + 6 * 4096),
                                    0,
                                    0x480000 + 4 * 4096 + 8,
                                    0x480000 + 4 * 4096 + 1024,
                                    0x480000 + 4 * 4096 + 3584,
                                    WINDOW,
                                    ANY};
static const seL4_Word priorities[] = {101, 105, 110, 110, 115, 120, 120, 130,
                                       50,  1,   0,   200, 255, 256, ANY};
static const seL4_Word attributes[] = {3, 3, 3, 7, 0, 1, 4, 8, ANY};
static const seL4_Word starts[] = {0, 0, 64, 8, 4032, 4096, 0x1ff000, 0x200000, ANY};
static const seL4_Word ends[] = {64, 4096, 4095, 4097, 0, 8, 0x200000, 0x200001, ANY};
static const seL4_Word range_starts[] = {
    WINDOW, WINDOW, WINDOW + 8, WINDOW + 0x1000, WINDOW + 0x200000, 0xffffff8040000000};
static const seL4_Word range_ends[] = {
    WINDOW + 64, WINDOW + 0x1000, WINDOW + 0x1001, WINDOW, WINDOW + 0x201000, 0, ANY};
static const seL4_Word irqs[] = {40,  41, 41, 42,   50, 60, SGI, 159, 160,
                                 288, 16, 0,  1023, 15, 27, 30,  ANY};
static const seL4_Word smalls[] = {0, 0, 1, 1, 2, 3, 4, 8, 15, 16, ANY};
static const seL4_Word domains[] = {0, 0, 0, 1, 15, 16, 256, ANY};
static const seL4_Word schedule_indices[] = {1, 2, 3, 3, 100, 101, ANY};
/* The test itself is of domain 0: a schedule with another one would stop it. */
static const seL4_Word schedule_domains[] = {0, 0, 0, 16, 255, 256};
static const seL4_Word durations[] = {0, 0, 1UL << 40, 1UL << 55};
static const seL4_Word budgets[] = {FOREVER_US, FOREVER_US, FOREVER_US / 2, 0, 1, ANY, 1UL << 52};
static const seL4_Word periods[] = {FOREVER_US, FOREVER_US, FOREVER_US, 0, ANY, 1UL << 53};
static const seL4_Word refills[] = {0, 0, 0, 1, 2, 7, 8, 9, 15, 100, ANY};
static const seL4_Word start_indices[] = {0, 0, 1, 2, 3, 100, 101, ANY};
static const seL4_Word sgis[] = {SGI, SGI, SGI, 16, ANY};
static const seL4_Word targets[] = {0, 0, 1, 7, 8, ANY};
static const seL4_Word smcs[] = {0x84000000, 0x84000000, 0x8400000a, 0x12345678};

/* The first `likely` ones are those that a careful step chooses from. */
#define LIST(array, likely)                               \
    {                                                     \
        array, sizeof(array) / sizeof((array)[0]), likely \
    }

static const struct {
    const seL4_Word *values;
    seL4_Word count;
    seL4_Word likely;
} lists[] = {
    [ARG_RIGHTS] = LIST(rights, 10),
    [ARG_BADGE] = LIST(badges, 8),
    [ARG_NODE_INDEX] = LIST(node_indices, 2),
    [ARG_NODE_DEPTH] = LIST(node_depths, 5),
    [ARG_COUNT] = LIST(counts, 8),
    [ARG_FLAGS] = LIST(flags, 10),
    [ARG_READ_COUNT] = LIST(read_counts, 8),
    [ARG_WRITE_COUNT] = LIST(write_counts, 7),
    [ARG_GUARD] = LIST(guards, 4),
    [ARG_BUFFER] = LIST(buffers, 4),
    [ARG_PRIORITY] = LIST(priorities, 11),
    [ARG_ATTRIBUTES] = LIST(attributes, 7),
    [ARG_START] = LIST(starts, 4),
    [ARG_END] = LIST(ends, 3),
    [ARG_RANGE_START] = LIST(range_starts, 4),
    [ARG_RANGE_END] = LIST(range_ends, 2),
    [ARG_IRQ] = LIST(irqs, 7),
    [ARG_SMALL] = LIST(smalls, 4),
    [ARG_DOMAIN] = LIST(domains, 4),
    [ARG_SCHEDULE_INDEX] = LIST(schedule_indices, 4),
    [ARG_SCHEDULE_DOMAIN] = LIST(schedule_domains, 3),
    [ARG_DURATION] = LIST(durations, 3),
    [ARG_BUDGET] = LIST(budgets, 3),
    [ARG_PERIOD] = LIST(periods, 3),
    [ARG_REFILLS] = LIST(refills, 3),
    [ARG_SMC] = LIST(smcs, 4),
    [ARG_START_INDEX] = LIST(start_indices, 2),
    [ARG_SGI] = LIST(sgis, 3),
    [ARG_TARGET] = LIST(targets, 3),
};

seL4_Word choose_from_list(struct random *random, unsigned argument)
{
    if (argument >= sizeof(lists) / sizeof(lists[0]) || lists[argument].count == 0) {
        return 0;
    }
    return lists[argument].values[random_below(random, random->is_careful ? lists[argument].likely
                                                                          : lists[argument].count)];
}

/* What a thread that a sequence makes does when it runs: one call between threads, then idle. */
void choose_registers(struct random *random, seL4_UserContext *registers)
{
    static const seL4_Word calls[] = {
        (seL4_Word)seL4_SysCall,       (seL4_Word)seL4_SysReplyRecv, (seL4_Word)seL4_SysNBSendRecv,
        (seL4_Word)seL4_SysNBSendWait, (seL4_Word)seL4_SysSend,      (seL4_Word)seL4_SysNBSend,
        (seL4_Word)seL4_SysRecv,       (seL4_Word)seL4_SysNBRecv,    (seL4_Word)seL4_SysWait,
        (seL4_Word)seL4_SysNBWait,     (seL4_Word)seL4_SysYield,     0,
    };
    static const seL4_Word spsrs[] = {0, 0, 0, 0xf0000000, 0x3c5, ANY};
    const seL4_Word entries[] = {
        (seL4_Word)diff_exec_call,
        (seL4_Word)diff_exec_call,
        (seL4_Word)diff_exec_call,
        (seL4_Word)diff_exec_load,
        (seL4_Word)diff_exec_store,
        (seL4_Word)diff_exec_undefined,
        WINDOW,
        0,
    };

    *registers = (seL4_UserContext){
        .pc = RANDOM_OF(random, entries),
        .sp = choose_word(random),
        .spsr = RANDOM_OF(random, spsrs),
        .x0 = choose_cptr(random, random_percent(random, 60) ? ZONE_ENDPOINT : ZONE_NOTIFICATION),
        .x1 = seL4_MessageInfo_new(0, 0, 0, random_below(random, 6)).words[0],
        .x2 = choose_word(random),
        .x6 = choose_cptr(random, ZONE_REPLY),
        .x7 = RANDOM_OF(random, calls),
        .x8 = choose_cptr(random, ZONE_ENDPOINT),
        .x20 = choose_address(random),
        .x21 = 0x77,
        .x26 = (seL4_Word)seL4_SysWait,
        .x27 = CPTR_STOP,
        .x28 = (seL4_Word)&diff_shared.blocks[WORKERS + random_below(random, BLOCKS - WORKERS)],
        .tpidr_el0 = random_below(random, 0x1000),
    };
}
