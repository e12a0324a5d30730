/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A root task that does random sequences of kernel calls and writes down what came of them. Run on
 * two kernels, its output must be the same. Its parameters are on the boot command line
 * (README.md).
 */
#include <kaal/assert.h>
#include <stdlib.h>
#include <string.h>

#include "diff/cover.h"
#include "diff/run.h"
#include "diff/trace.h"
#include "diff/world.h"
#include "fdt/fdt.h"

#define STEPS       32
#define PROBE_EVERY 8

/* libsel4 declares it and leaves its storage to the program. */
LIBSEL4_THREAD_LOCAL seL4_IPCBuffer *__sel4_ipc_buffer;

/* Where start.S points the thread pointer: two reserved words, then thread-local variables. */
uint64_t diff_tls_block[16] __attribute__((aligned(16)));

void diff_main(const seL4_BootInfo *info);

_Noreturn void kaal_assert_failed(const char *file, int line, const char *claim)
{
    (void)line;
    print_text(file);
    for (;;) {
        world_check(seL4_IllegalOperation, claim);
    }
}

struct parameters {
    uint64_t first;
    uint64_t count;
    uint64_t verbose; /* the sequence whose transcript is printed; UINT64_MAX: none */
    uint32_t steps;   /* bit n: step n is done */
};

/* The number behind a key such as "diff.first=" in the command line. */
static uint64_t parameter(const char *arguments, const char *key, uint64_t otherwise)
{
    const char *at = strstr(arguments, key);

    return (at == NULL) ? otherwise : strtoull(at + strlen(key), NULL, 0);
}

static const char *boot_arguments(const seL4_BootInfo *info)
{
    const uint8_t *at = (const uint8_t *)info + seL4_BootInfoFrameSize;
    const uint8_t *end = at + info->extraLen;

    while (at < end) {
        const seL4_BootInfoHeader *header = (const seL4_BootInfoHeader *)at;
        struct kaal_fdt fdt;
        const char *reason = NULL;

        if (header->id == SEL4_BOOTINFO_HEADER_FDT &&
            kaal_fdt_open(header + 1, header->len - sizeof(*header), &fdt, &reason) == KAAL_OK) {
            return kaal_fdt_boot_arguments(&fdt);
        }
        at += header->len;
    }
    world_check(seL4_FailedLookup, "no device tree");
    return "";
}

static void sequence(uint64_t seed, const struct parameters *parameters)
{
    static struct step step;

    trace_open(seed == parameters->verbose);
    world_begin(seed);
    run_begin();
    for (unsigned number = 0; number < STEPS; number++) {
        if (parameters->steps >> number & 1) {
            step_make(&step, seed, number);
            run_step(&step, number);
            if (number % PROBE_EVERY == PROBE_EVERY - 1) {
                run_probe();
            }
        }
    }
    run_probe();
    world_end();
    print_text("=seed ");
    print_number(seed, 10, 1);
    print_text(" ");
    print_number(trace_close(), 16, 8);
    print_text("\n");
}

void diff_main(const seL4_BootInfo *info)
{
    seL4_SetIPCBuffer(info->ipcBuffer);
    const char *arguments = boot_arguments(info);
    struct parameters parameters = {
        .first = parameter(arguments, "diff.first=", 0),
        .count = parameter(arguments, "diff.count=", 1),
        .verbose = parameter(arguments, "diff.verbose=", UINT64_MAX),
        .steps = (uint32_t)parameter(arguments, "diff.steps=", UINT32_MAX),
    };

    world_init(info);
    for (uint64_t i = 0; i < parameters.count; i++) {
        sequence(parameters.first + i, &parameters);
    }
    cover_print();
    print_text("=end\n");
    for (;;) {
        seL4_Yield();
    }
}
