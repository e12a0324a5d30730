/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Booting, running and watching the broker.
 */
#include "rig.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sel4/sel4.h>

#include <kaal/component.h>
#include <kaal/layout.h>
#include <kaal/wire/startup.h>

#include "arch_context.h"
#include "instrument/choose.h"
#include "resource/buddy.h"

#define CHILD_SECONDS  60
#define TREE_BYTES_MAX 65536
#define ENTRIES_MAX    4000000UL /* a broker that halted stays in a loop */
#define ENTRY_TICKS    (ARCH_TIMER_HZ / 1000000)
#define BOOT_MS        1000

void broker_main(const seL4_BootInfo *info);

_Static_assert(RIG_TICKS_PER_MS == ARCH_TIMER_HZ / 1000, "the machine's clock");

static const struct rig_script *scripts;
static char text[1 << 20];
static size_t text_bytes;
static struct {
    const char *text;
    size_t seen_bytes; /* of the log, when it was last searched */
    bool is_found;
} awaited;

/* --- a process for each test --- */

int rig_child(int (*body)(uint64_t argument), uint64_t argument)
{
    int status = 0;
    pid_t child = 0;

    (void)fflush(NULL);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)setenv("CMOCKA_TEST_ABORT", "1", 1); /* not back into the parent's list of tests */
        (void)alarm(CHILD_SECONDS);
        status = body(argument);
        (void)fflush(NULL);
        _exit(status);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    /* A sanitizer's word is exit code 1, and is not among those of a body. */
    return (WIFEXITED(status) && WEXITSTATUS(status) != 1) ? WEXITSTATUS(status) : -1;
}

void rig_each_seed(uint64_t count, int (*body)(uint64_t seed))
{
    for (uint64_t i = 1; i <= count; i++) {
        uint64_t seed = choose_seed_from(i);

        if (rig_child(body, seed) != 0) {
            fail_msg("KAAL_SEED=%lu", seed);
        }
    }
}

static int call(uint64_t body)
{
    ((void (*)(void))body)();
    return 0;
}

void rig_in_child(void **state)
{
    assert_int_equal(rig_child(call, (uint64_t)*state), 0);
}

/* --- components --- */

static void start_component(uint64_t pc)
{
    struct kaal_wire_startup page;
    uint64_t paddr = 0;
    const struct rig_script *script = scripts;

    assert_true(host_access(pc, HOST_EXECUTE, &paddr));
    assert_true(host_access(KAAL_VA_IPC_BUFFER, HOST_WRITE, &paddr));
    seL4_SetIPCBuffer(host_ram(paddr, KAAL_PAGE_BYTES));
    assert_true(host_load(&page, KAAL_VA_STARTUP, sizeof(page)));
    while (script != NULL && script->name != NULL && strcmp(script->name, page.name) != 0) {
        script++;
    }
    if (script == NULL || script->name == NULL) {
        rig_sleep();
    }
    script->run();
    kaal_exit(0);
}

void rig_wait_ms(uint64_t ms)
{
    assert_int_equal(kaal_alarm(ms * KAAL_NS_PER_MS), KAAL_OK);
    while ((kaal_wait() & 1 << KAAL_EVENT_BIT_ALARM) == 0) {
    }
}

void rig_call_until_there(struct kaal_client *client, uint32_t number)
{
    kaal_err_t err = KAAL_ERR_DEAD;

    while (err != KAAL_OK) {
        err = kaal_call(client, number, NULL, 0, NULL, 0);
        assert_true(err == KAAL_OK || err == KAAL_ERR_DEAD);
        if (err != KAAL_OK) {
            rig_wait_ms(10);
        }
    }
}

_Noreturn void rig_sleep(void)
{
    for (;;) {
        (void)kaal_wait();
    }
}

/* --- the log --- */

static void print(char c)
{
    if (c != '\r' && text_bytes + 1 < sizeof(text)) {
        text[text_bytes] = c;
        text_bytes++;
        text[text_bytes] = '\0';
    }
}

bool rig_has_logged(const char *wanted)
{
    return strstr(text, wanted) != NULL;
}

const char *rig_log(void)
{
    return text;
}

void rig_log_clear(void)
{
    text_bytes = 0;
    text[0] = '\0';
}

/* --- running --- */

/* Asked at each kernel entry: the text is searched only when there is a whole line more. */
static bool is_logged(void)
{
    if (text_bytes != awaited.seen_bytes && text[text_bytes - 1] == '\n') {
        awaited.seen_bytes = text_bytes;
        awaited.is_found = rig_has_logged(awaited.text);
    }
    return awaited.is_found;
}

bool rig_run_until_logged(const char *wanted, uint64_t ms)
{
    awaited.text = wanted;
    awaited.seen_bytes = text_bytes;
    awaited.is_found = rig_has_logged(wanted);
    return host_run(&(struct host_limits){
               .until = is_logged,
               .time = host_time() + ms * RIG_TICKS_PER_MS,
               .max_entries = ENTRIES_MAX,
           }) == HOST_UNTIL;
}

void rig_run_ms(uint64_t ms)
{
    assert_int_equal(host_run(&(struct host_limits){
                         .time = host_time() + ms * RIG_TICKS_PER_MS,
                         .max_entries = ENTRIES_MAX,
                     }),
                     HOST_TIME);
    if (!rig_broker_waits()) {
        assert_int_equal(
            host_run(&(struct host_limits){.until = rig_broker_waits, .max_entries = ENTRIES_MAX}),
            HOST_UNTIL);
    }
}

static void start_broker(uint64_t info)
{
    broker_main((const seL4_BootInfo *)info);
}

void rig_power_on(const struct rig_script *wanted)
{
    static uint64_t tree[TREE_BYTES_MAX / 8];
    const char *path = getenv("KAAL_TREE");
    FILE *file = (path != NULL) ? fopen(path, "rb") : NULL;
    size_t bytes = 0;

    assert_non_null(file);
    bytes = fread(tree, 1, sizeof(tree), file);
    (void)fclose(file);
    assert_true(bytes > 0 && bytes < sizeof(tree));
    scripts = wanted;
    rig_devices_init();
    rig_log_clear();
    host_boot(&(struct host_options){
        .device_tree = tree,
        .device_tree_bytes = (bytes + 7) & ~(uint64_t)7,
        .image_vaddr = RIG_IMAGE,
        .entry = (uint64_t)start_broker,
        .putchar = print,
        .program = start_component,
        .entry_ticks = ENTRY_TICKS,
        .is_native = true,
    });
    rig_books_init();
}

/* The broker's thread for that runs before all components. */
static bool is_split_ahead(void)
{
    return buddy_ahead_bytes() == 0;
}

void rig_boot(const struct rig_script *wanted)
{
    rig_power_on(wanted);
    if (!rig_run_until_logged("broker: ready", BOOT_MS) ||
        host_run(&(struct host_limits){.until = is_split_ahead, .max_entries = ENTRIES_MAX}) !=
            HOST_UNTIL) {
        fail_msg("the broker did not boot:\n%s", text);
    }
}
