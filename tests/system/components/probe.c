/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component that does what it must not. Its argument says what; a component that is still there
 * afterwards says so in the log, which is what the tests look for.
 */
#include <string.h>

#include <sel4/sel4.h>

#include <kaal/channel.h>
#include <kaal/component.h>
#include <kaal/device.h>
#include <kaal/grant.h>
#include <kaal/inspect.h>
#include <kaal/layout.h>
#include <kaal/mmio.h>

static uint32_t data[4] = {0xd65f03c0}; /* the instruction RET */
static volatile uint64_t sink;
static volatile uint64_t null_address; /* so that no compiler knows it */

static void read_address(uint64_t address)
{
    sink = *(volatile uint64_t *)address;
}

static void read_null(void)
{
    kaal_log("about to fail");
    read_address(null_address);
}

/* Where the serial driver has its registers in its own address space. */
static void read_other(void)
{
    read_address(KAAL_VA_MMIO);
}

/* The UART by its physical address. */
static void read_device(void)
{
    read_address(0x9000000);
}

static void write_code(void)
{
    *(volatile uint32_t *)(uintptr_t)write_code = 0;
}

static void write_startup(void)
{
    *(volatile uint32_t *)KAAL_VA_STARTUP = 0;
}

static void jump_to_data(void)
{
    ((void (*)(void))(uintptr_t)data)();
}

static void overflow_stack(void)
{
    read_address(KAAL_VA_STACK_LIMIT - 8);
}

static void undefined_instruction(void)
{
    __asm__ volatile("udf #0");
}

static void unknown_syscall(void)
{
    register uint64_t number __asm__("x7") = 1000;

    __asm__ volatile("svc #0" : "+r"(number)::"memory");
}

/* Every capability slot but the first three must be empty, and those must not do more. */
static void scan_capabilities(void)
{
    for (seL4_CPtr slot = 1; slot < 16; slot++) {
        if (seL4_Untyped_Retype(slot, seL4_TCBObject, 0, slot, 0, 0, 15, 1) == seL4_NoError ||
            seL4_CNode_Delete(slot, 1, 4) == seL4_NoError ||
            seL4_TCB_Suspend(slot) == seL4_NoError) {
            kaal_log("slot %u gives authority", (unsigned)slot);
        }
    }
    kaal_log("no authority found");
}

static const char *list_grants(const char *holder)
{
    struct kaal_wire_grant_info info;

    return kaal_err_name(kaal_list(KAAL_LIST_GRANTS, 0, holder, &info, sizeof(info)));
}

static void ask_for_all(void)
{
    static struct kaal_bundle bundle;
    static const struct kaal_device_match card = KAAL_PCI(0x8086, 0x100e);
    struct kaal_wire_memory_info info;
    struct kaal_channel channel;
    char big[KAAL_MESSAGE_BYTES_MAX] = {0};

    kaal_log("device: %s", kaal_err_name(kaal_device_open(&card, 0, &bundle)));
    kaal_log("channel: %s", kaal_err_name(kaal_channel_open(&channel, "none")));
    kaal_log("list: %s", kaal_err_name(kaal_list(KAAL_LIST_MEMORY, 0, NULL, &info, sizeof(info))));
    kaal_log("grants: %s", list_grants("shell"));
    kaal_log("all grants: %s", list_grants(NULL));
    kaal_log("own grants: %s", list_grants(kaal_name()));
    kaal_log("shutdown: %s", kaal_err_name(kaal_shutdown(0)));
    kaal_log("unknown: %s", kaal_err_name(kaal_broker_call(99, NULL, 0, NULL, 0)));
    kaal_log("short: %s", kaal_err_name(kaal_broker_call(KAAL_REQUEST_ALARM, NULL, 0, NULL, 0)));
    kaal_log("long: %s",
             kaal_err_name(kaal_broker_call(KAAL_REQUEST_ALARM, big, sizeof(big), NULL, 0)));
    kaal_log("alarm: %s", kaal_err_name(kaal_alarm(UINT64_MAX)));
}

static void exit_with_3(void)
{
    kaal_exit(3);
}

/* Give another component the second and third page of four. */
static void give(void)
{
    struct kaal_wire_delegate wish = {.access = KAAL_ACCESS_READ,
                                      .offset = KAAL_PAGE_BYTES,
                                      .bytes = 2 * KAAL_PAGE_BYTES,
                                      .to = {.name = "taker"}};
    struct kaal_wire_mapped memory = {0};
    kaal_err_t err =
        kaal_memory(4 * KAAL_PAGE_BYTES, 0, KAAL_ACCESS_READ | KAAL_ACCESS_WRITE, &memory);

    wish.grant = memory.grant;
    if (err == KAAL_OK) {
        err = kaal_delegate(&wish, &wish.grant);
    }
    kaal_log("gave a part: %s", kaal_err_name(err));
}

/* Whatever way it got them: registers that it can read. */
static const volatile void *open_registers(const char *place, uint32_t parts)
{
    static struct kaal_bundle bundle;
    const struct kaal_device_match match = KAAL_PLACE(place);
    kaal_err_t err = kaal_device_open_parts(&match, parts, 0, &bundle);
    bool can_write = kaal_bundle_region(&bundle, 0, sizeof(uint32_t)) != NULL;

    kaal_log("registers: %s, %s", kaal_err_name(err), can_write ? "to be written" : "to be read");
    return kaal_bundle_readable(&bundle, 0, sizeof(uint32_t));
}

/* The clock of the machine, PL031: its first register is read, then written. */
static void write_registers(void)
{
    const volatile void *clock =
        open_registers("/pl031@9010000", KAAL_PART_READ_ONLY | KAAL_PART_REGION(0));

    kaal_log("clock: %s", (kaal_mmio_read32(clock, 0) != 0) ? "runs" : "is 0");
    kaal_mmio_write32((volatile void *)(uintptr_t)clock, 0, 1);
}

/* The policy lets it read this, PL061, and it asks for all. */
static void read_registers(void)
{
    sink = kaal_mmio_read32(open_registers("/pl061@9030000", KAAL_PART_REGION(0)), 0);
}

static void loop(void)
{
    for (;;) {
        sink++;
    }
}

static const struct {
    const char *name;
    void (*run)(void);
} deeds[] = {
    {"null", read_null},
    {"other", read_other},
    {"device", read_device},
    {"code", write_code},
    {"startup", write_startup},
    {"data", jump_to_data},
    {"stack", overflow_stack},
    {"undefined", undefined_instruction},
    {"syscall", unknown_syscall},
    {"capabilities", scan_capabilities},
    {"requests", ask_for_all},
    {"exit", exit_with_3},
    {"loop", loop},
    {"give", give},
    {"writer", write_registers},
    {"reader", read_registers},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; i < KAAL_ARRAY_LENGTH(deeds); i++) {
        if (argc == 2 && strcmp(argv[1], deeds[i].name) == 0) {
            deeds[i].run();
        }
    }
    kaal_log("still here");
    for (;;) {
        (void)kaal_wait();
    }
}
