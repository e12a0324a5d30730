/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Workers have higher priorities than the test. So when it goes on, all of them have finished or
 * wait, and what it sees does not depend on time.
 */
#include "diff/run.h"

#include <string.h>

#include "diff/cover.h"
#include "diff/trace.h"
#include "diff/world.h"

#define WORD(number) ((seL4_Word)(number))
#define X1_OF_CONTEXT \
    4 /* word of seL4_UserContext: a system call's tag, and so a label, is in it */

static struct {
    bool is_busy[BLOCKS]; /* started, and no result yet */
    uint64_t seen[BLOCKS];
    uint64_t woken[BLOCKS];
    const struct method *method[BLOCKS];
    seL4_Word service_type[BLOCKS];
} run;

void run_begin(void)
{
    memset(&run, 0, sizeof(run));
}

static void note_step(const struct step *step, unsigned number)
{
    static const char *const words[] = {"x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8"};

    trace_event("step");
    trace_word("number", number);
    trace_note("worker", step->worker);
    trace_note_text(step->name);
    for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        /* A method's label is its name already, and differs between configurations. */
        trace_note(words[i], (i == 1) ? step->x[i] & 0xfff : step->x[i]);
    }
    for (unsigned i = 4; i < step->words && i < 12; i++) {
        trace_note("mr", step->message[i]);
    }
    for (unsigned i = 0; i < (step->x[1] >> 7 & 3); i++) {
        trace_note("cap", step->caps[i]);
    }
    trace_note("receive", step->receive[0]);
    trace_note("index", step->receive[1]);
    trace_note("depth", step->receive[2]);
    if (step->address != 0) {
        trace_note("address", step->address);
    }
}

static void fill_buffer(const struct step *step)
{
    seL4_IPCBuffer *buffer = (seL4_IPCBuffer *)diff_shared.buffers[step->worker];

    memcpy(buffer->msg, step->message, step->words * sizeof(seL4_Word));
    for (unsigned i = 0; i < seL4_MsgMaxExtraCaps; i++) {
        buffer->caps_or_badges[i] = step->caps[i];
    }
    buffer->receiveCNode = step->receive[0];
    buffer->receiveIndex = step->receive[1];
    buffer->receiveDepth = step->receive[2];
}

static void start_worker(const struct step *step)
{
    struct block *block = &diff_shared.blocks[step->worker];
    seL4_UserContext registers = {
        .pc = step->pc,
        .sp = 0x1000,
        .x0 = step->x[0],
        .x1 = step->x[1],
        .x2 = step->x[2],
        .x3 = step->x[3],
        .x4 = step->x[4],
        .x5 = step->x[5],
        .x6 = step->x[6],
        .x7 = step->x[7],
        .x8 = step->x[8],
        .x20 = step->address,
        .x21 = 0x77,
        .x26 = WORD(seL4_SysWait),
        .x27 = CPTR_STOP,
        .x28 = WORD(block),
    };

    run.is_busy[step->worker] = true;
    run.method[step->worker] = step->method;
    run.service_type[step->worker] = world_identify(step->x[0]);
    world_check(seL4_TCB_WriteRegisters(world_worker(step->worker), 1, 0,
                                        sizeof(registers) / sizeof(seL4_Word), &registers),
                "WriteRegisters");
}

/* Times are not compared, physical addresses only as far as they are the same in every build. */
static seL4_Word canonical_word(const struct method *method, seL4_Word index, seL4_Word word)
{
    if (method != NULL && method->label == TCBReadRegisters && index == X1_OF_CONTEXT) {
        return method_canonical_label(word >> 12) << 12 | (word & 0xfff);
    }
    if (index != 0) {
        return word;
    }
    if (method != NULL &&
        (method->label == SchedContextConsumed || method->label == SchedContextYieldTo)) {
        return 0;
    }
    if (method != NULL && method->label == ARMSMCCall) {
        return word == ~0UL; /* a version is QEMU's; that a function is unknown is compared */
    }
    if (method != NULL && method->label == ARMPageGetAddress) {
        return world_address(word);
    }
    return word;
}

/* Where in its own half a kernel maps nothing is its own affair: the level is left out. */
static seL4_Word canonical_status(seL4_Word address, seL4_Word status)
{
    return (address >> 63 != 0) ? status & ~0x3fUL : status;
}

static void trace_message(const struct block *block, unsigned index, const struct method *method)
{
    const seL4_IPCBuffer *buffer = (const seL4_IPCBuffer *)diff_shared.buffers[index];
    seL4_MessageInfo_t info = {{block->reg[1]}};
    seL4_Word length = seL4_MessageInfo_get_length(info);
    seL4_Word caps = seL4_MessageInfo_get_extraCaps(info);

    trace_word("length", length);
    trace_word("caps", caps);
    trace_word("unwrapped", seL4_MessageInfo_get_capsUnwrapped(info));
    for (seL4_Word i = 0; i < length && i < seL4_MsgMaxLength; i++) {
        seL4_Word word = (i < 4) ? block->reg[2 + i] : buffer->msg[i];

        trace_word("mr", canonical_word(method, i, word));
    }
    for (seL4_Word i = 0; i < caps && i < seL4_MsgMaxExtraCaps; i++) {
        if (seL4_MessageInfo_get_capsUnwrapped(info) >> i & 1) {
            trace_word("badge", buffer->caps_or_badges[i]);
        }
    }
}

/* A fault's label is one of the header's; a message's may be the same number by chance. */
static seL4_Word canonical_received(seL4_Word label, seL4_Word length)
{
    if (label == WORD(seL4_Fault_VMFault) && length == seL4_VMFault_Length) {
        return 0x2000;
    }
    return (label >= 4 && label <= 7) ? 0x2001 : method_canonical_label(label);
}

static void trace_answer(const struct block *block, unsigned index)
{
    const struct method *method = run.method[index];
    seL4_Word label = seL4_MessageInfo_get_label((seL4_MessageInfo_t){{block->reg[1]}});
    bool is_invocation = method != NULL;

    trace_word("label", method_canonical_label(label));
    trace_message(block, index, (label == seL4_NoError && is_invocation) ? method : NULL);
    if (is_invocation && run.service_type[index] != 0) {
        cover_method(method, label);
    }
}

static void trace_received(struct block *block, unsigned index)
{
    seL4_MessageInfo_t info = {{block->reg[1]}};
    seL4_Word label = seL4_MessageInfo_get_label(info);

    if (label == WORD(seL4_Fault_VMFault)) {
        seL4_Word *words = &block->reg[2];

        words[seL4_VMFault_FSR] =
            canonical_status(words[seL4_VMFault_Addr], words[seL4_VMFault_FSR]);
    }

    trace_word("badge", block->reg[0]);
    trace_word("label", canonical_received(label, seL4_MessageInfo_get_length(info)));
    trace_message(block, index, NULL);
    cover_fault(label);
}

static void trace_result(unsigned index)
{
    struct block *block = &diff_shared.blocks[index];
    seL4_Word number = block->reg[7];

    trace_event("result");
    trace_word("thread", index);
    trace_word("x7", number);
    if (number == WORD(seL4_SysCall)) {
        trace_answer(block, index);
    } else if (number == WORD(seL4_SysReplyRecv) || number == WORD(seL4_SysNBSendRecv) ||
               number == WORD(seL4_SysNBSendWait) ||
               (number <= WORD(seL4_SysRecv) && number >= WORD(seL4_SysNBWait))) {
        trace_received(block, index);
    } else {
        trace_word("x0", block->reg[0]);
    }
    trace_word("tls", block->tls);
    cover_syscall(number);
    trace_end();
    run.is_busy[index] = false;
    run.method[index] = NULL;
}

/* All that threads have finished since the last time. */
static void collect(void)
{
    for (unsigned i = 0; i < BLOCKS; i++) {
        const struct block *block = &diff_shared.blocks[i];

        if (block->done != run.seen[i]) {
            trace_result(i);
        }
        if (block->woken != run.woken[i]) {
            trace_event("woken");
            trace_word("thread", i);
            trace_word("times", block->woken - run.woken[i]);
            trace_end();
        }
        run.seen[i] = block->done;
        run.woken[i] = block->woken;
    }
}

void run_step(const struct step *step, unsigned number)
{
    note_step(step, number);
    if (run.is_busy[step->worker] && !step->is_forced) {
        trace_note_text("(busy)");
        trace_end();
        return;
    }
    trace_end();
    fill_buffer(step);
    start_worker(step);
    collect();
}

void run_probe(void)
{
    trace_event("slots");
    for (unsigned slot = 0; slot < WORK_SLOTS; slot++) {
        seL4_Word type = world_identify(CPTR_WORK(slot));

        if (type != 0) {
            trace_word("s", slot << 8 | type);
        }
    }
    trace_end();
}
