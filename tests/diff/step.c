/* SPDX-License-Identifier: BSD-2-Clause */
/* Making a step out of its number. Doing it: run.c. */
#include "diff/step.h"

#include <string.h>

#include "diff/argument.h"

#define WORD(number) ((seL4_Word)(number))

struct call {
    const char *name;
    seL4_Word number;
    uint8_t weight;
};

static const struct call calls[] = {
    {"Send", WORD(seL4_SysSend), 12},
    {"NBSend", WORD(seL4_SysNBSend), 10},
    {"Call", WORD(seL4_SysCall), 20},
    {"Recv", WORD(seL4_SysRecv), 22},
    {"NBRecv", WORD(seL4_SysNBRecv), 8},
    {"Wait", WORD(seL4_SysWait), 8},
    {"NBWait", WORD(seL4_SysNBWait), 6},
    {"ReplyRecv", WORD(seL4_SysReplyRecv), 12},
    {"NBSendRecv", WORD(seL4_SysNBSendRecv), 8},
    {"NBSendWait", WORD(seL4_SysNBSendWait), 6},
    {"Yield", WORD(seL4_SysYield), 3},
    {"DebugCapIdentify", WORD(seL4_SysDebugCapIdentify), 2},
};

static const struct call *choose_call(struct random *random)
{
    seL4_Word total = 0;

    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        total += calls[i].weight;
    }
    seL4_Word die = random_below(random, total);
    const struct call *call = calls;
    while (die >= call->weight) {
        die -= call->weight;
        call++;
    }
    return call;
}

static const struct method *choose_method(struct random *random)
{
    seL4_Word total = 0;

    for (unsigned i = 0; i < method_count; i++) {
        total += methods[i].weight;
    }
    seL4_Word die = random_below(random, total);
    const struct method *method = methods;
    while (die >= method->weight) {
        die -= method->weight;
        method++;
    }
    return method;
}

static void set_info(struct step *step, seL4_Word label, seL4_Word unwrapped, seL4_Word caps,
                     seL4_Word length)
{
    step->x[1] = label << 12 | unwrapped << 9 | caps << 7 | length;
    for (unsigned i = 0; i < 4; i++) {
        step->x[2 + i] = step->message[i];
    }
}

static void fill_words(struct step *step, const struct choice *choice)
{
    const struct method *method = choice->method;

    for (unsigned i = 0; i < METHOD_WORDS && method->words[i] != ARG_NONE; i++) {
        if (method->words[i] == ARG_REGISTERS) {
            seL4_UserContext registers;

            choose_registers(choice->random, &registers);
            memcpy(&step->message[step->words], &registers, sizeof(registers));
            step->words += sizeof(registers) / sizeof(seL4_Word);
        } else {
            step->message[step->words++] = choose_argument(choice, (enum argument)method->words[i]);
        }
    }
}

/* Now and then something is missing, or too much. */
static void make_invocation(struct step *step, struct random *random)
{
    const struct method *method = choose_method(random);
    struct choice choice = choose(random, method);
    seL4_Word caps = 0;
    seL4_Word label = method->label;

    step->method = method;
    step->name = method->name;
    step->pc = (seL4_Word)diff_exec_call;
    step->x[0] = choose_argument(&choice, (enum argument)method->service);
    step->x[7] = WORD(seL4_SysCall);
    for (; caps < METHOD_CAPS && method->caps[caps] != ARG_NONE; caps++) {
        step->caps[caps] = choose_argument(&choice, (enum argument)method->caps[caps]);
        if (!random->is_careful && random_percent(random, 4)) {
            step->caps[caps] = 0;
        }
    }
    fill_words(step, &choice);
    seL4_Word length = step->words;
    if (random->is_careful) {
        set_info(step, label, 0, caps, length);
        return;
    }
    if (length > 0 && random_percent(random, 6)) {
        length -= 1 + random_below(random, length);
    }
    if (caps > 0 && random_percent(random, 6)) {
        caps -= 1 + random_below(random, caps);
    }
    if (random_percent(random, 4)) {
        step->x[7] = random_percent(random, 50) ? WORD(seL4_SysSend) : WORD(seL4_SysNBSend);
    }
    if (random_percent(random, 4)) {
        static const seL4_Word labels[] = {InvalidInvocation, TCBSuspend,         CNodeDelete,
                                           IRQAckIRQ,         SchedContextUnbind, 0x7fff,
                                           0xfffffffffffff};
        label = RANDOM_OF(random, labels);
        step->method = NULL;
    }
    set_info(step, label, 0, caps, length);
}

static void make_message(struct step *step, struct random *random)
{
    static const seL4_Word lengths[] = {0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 12, 119, 120, 121, 127};
    static const seL4_Word labels[] = {0, 0, 0, 0, 0, 0x77, 0xfffffffffffff};
    seL4_Word length = RANDOM_OF(random, lengths);
    seL4_Word caps = random_percent(random, 60) ? 0 : 1 + random_below(random, 3);

    for (; step->words < length && step->words < STEP_MESSAGE_WORDS; step->words++) {
        step->message[step->words] = choose_word(random);
    }
    for (unsigned i = 0; i < seL4_MsgMaxExtraCaps; i++) {
        enum zone zone = (enum zone)random_below(random, ZONE_COUNT);

        step->caps[i] = choose_cptr(random, random_percent(random, 40) ? ZONE_ENDPOINT : zone);
    }
    set_info(step, RANDOM_OF(random, labels), random_below(random, 8), caps, length);
}

/* A call between threads: what it is sent to or received from, and with which reply object. */
static void make_ipc(struct step *step, struct random *random)
{
    const struct call *call = choose_call(random);
    seL4_Word die = random_below(random, 100);
    enum zone to = ZONE_ENDPOINT;

    if (die >= 60) {
        to = (die < 80) ? ZONE_REPLY : (die < 96) ? ZONE_NOTIFICATION : ZONE_IRQ;
    }
    make_message(step, random);
    step->name = call->name;
    step->pc = (seL4_Word)diff_exec_call;
    step->x[7] = call->number;
    step->x[6] = choose_cptr(random, ZONE_REPLY);
    step->x[8] = choose_cptr(random, to);
    if (call->number == WORD(seL4_SysSend) || call->number == WORD(seL4_SysNBSend) ||
        call->number == WORD(seL4_SysCall)) {
        step->x[0] = choose_cptr(random, to);
        return;
    }
    if (call->number == WORD(seL4_SysNBSendWait)) {
        step->x[6] = choose_cptr(random, to);
    }
    step->x[0] =
        choose_cptr(random, random_percent(random, 75) ? ZONE_ENDPOINT : ZONE_NOTIFICATION);
}

static void make_fault(struct step *step, struct random *random)
{
    /* Numbers of no system call in any configuration. */
    static const seL4_Word unknown[] = {0, 1, 0x1234, WORD(-100), WORD(-1000)};

    make_message(step, random);
    step->address = choose_address(random);
    switch (random_below(random, 7)) {
    case 0:
    case 1:
        step->name = "load";
        step->pc = (seL4_Word)diff_exec_load;
        break;
    case 2:
        step->name = "store";
        step->pc = (seL4_Word)diff_exec_store;
        break;
    case 3:
        step->name = "jump";
        step->pc = (seL4_Word)diff_exec_jump;
        break;
    case 4:
        step->name = "float";
        step->pc = (seL4_Word)diff_exec_float;
        break;
    case 5:
        step->name = "undefined";
        step->pc = (seL4_Word)diff_exec_undefined;
        break;
    default:
        step->name = "unknown syscall";
        step->pc = (seL4_Word)diff_exec_call;
        step->x[0] = choose_cptr(random, ZONE_ENDPOINT);
        step->x[7] = RANDOM_OF(random, unknown);
        break;
    }
}

void step_make(struct step *step, uint64_t seed, unsigned number)
{
    struct random own = {.state = (seed << 16) + number + 1};
    struct random *random = &own;
    seL4_Word die = random_below(random, 100);

    memset(step, 0, sizeof(*step));
    random->is_careful = random_percent(random, 60);
    step->worker = (unsigned)random_below(random, WORKERS);
    step->is_forced = random_percent(random, 35);
    step->receive[0] = choose_cptr(random, ZONE_CNODE);
    step->receive[1] = random_percent(random, 70) ? 59 + random_below(random, 5)
                                                  : random_below(random, WORK_SLOTS);
    step->receive[2] = random_percent(random, 94) ? WORK_BITS : random_below(random, 70);
    if (die < 56) {
        make_invocation(step, random);
    } else if (die < 91) {
        make_ipc(step, random);
    } else {
        make_fault(step, random);
    }
}
