/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests of a component to the broker, as they go through its endpoint.
 *
 * A request is an seL4_Call on KAAL_SLOT_BROKER: the label is an enum kaal_request, the message
 * registers hold the request's struct, zero-padded to whole words. The answer's label is an
 * enum kaal_err; its message registers hold the answer's struct when the label is KAAL_OK and are
 * none otherwise. Nothing in a message says who it is from: the broker knows by the badge.
 *
 * A request that is shorter than its struct gets KAAL_ERR_SHORT, one that is longer KAAL_ERR_LONG,
 * one with capabilities KAAL_ERR_INVALID, and an unknown label KAAL_ERR_UNKNOWN.
 * Strings must be NUL-terminated within their field, else KAAL_ERR_INVALID.
 * The calls that wrap these requests, with each one's errors, are in the headers of include/kaal.
 */
#pragma once

#include <kaal/types.h>
#include <kaal/wire/device.h>
#include <kaal/wire/port.h>
#include <kaal/wire/system.h>

enum kaal_request {
    KAAL_REQUEST_EXIT = 1,          /* kaal_wire_exit; no answer */
    KAAL_REQUEST_LOG_WRITE = 2,     /* kaal_wire_log_write; empty answer */
    KAAL_REQUEST_LOG_READ = 3,      /* empty; kaal_wire_log_text (needs KAAL_RIGHT_LOG) */
    KAAL_REQUEST_ALARM = 4,         /* kaal_wire_alarm; empty answer */
    KAAL_REQUEST_DEVICE_OPEN = 5,   /* kaal_wire_device_open; kaal_wire_bundle */
    KAAL_REQUEST_CHANNEL_OPEN = 6,  /* kaal_wire_channel_open; kaal_wire_channel */
    KAAL_REQUEST_LIST = 7,          /* kaal_wire_list; a kaal_wire_*_info (inspect.h) */
    KAAL_REQUEST_SHUTDOWN = 8,      /* kaal_wire_exit; empty answer (KAAL_RIGHT_SHUTDOWN) */
    KAAL_REQUEST_SPAWN = 9,         /* kaal_wire_system_component; kaal_wire_spawned (_SPAWN) */
    KAAL_REQUEST_KILL = 10,         /* kaal_wire_target; empty answer */
    KAAL_REQUEST_RESTART = 11,      /* kaal_wire_target; empty answer */
    KAAL_REQUEST_REPLACE = 12,      /* kaal_wire_replace; empty answer */
    KAAL_REQUEST_BUDGET = 13,       /* kaal_wire_budget; empty answer */
    KAAL_REQUEST_HOLD = 14,         /* kaal_wire_target; empty answer */
    KAAL_REQUEST_MEMORY = 15,       /* kaal_wire_memory; kaal_wire_mapped */
    KAAL_REQUEST_DELEGATE = 16,     /* kaal_wire_delegate; kaal_wire_grant */
    KAAL_REQUEST_REVOKE = 17,       /* kaal_wire_grant; empty answer */
    KAAL_REQUEST_NEWS = 18,         /* empty; kaal_wire_news */
    KAAL_REQUEST_WATCH = 19,        /* kaal_wire_watch; empty answer */
    KAAL_REQUEST_CHANNEL_MAKE = 20, /* kaal_wire_channel_make; empty answer */
    KAAL_REQUEST_HEARTBEAT = 21,    /* empty; empty answer */
    KAAL_REQUEST_HELD = 22,         /* kaal_wire_grant; kaal_wire_held */
    KAAL_REQUEST_CHECK = 24,        /* wire/check.h (KAAL_RIGHT_LIST) */
    KAAL_REQUEST_AUDIT = 25,        /* kaal_wire_audit; kaal_wire_audit_page (KAAL_RIGHT_AUDIT) */
    KAAL_REQUEST_POLICY_PUT = 27,   /* wire/policy_request.h, as the next */
    KAAL_REQUEST_POLICY = 28,       /* kaal_wire_policy_request; by what it does */
    KAAL_REQUEST_COUNT,
};

/* The longest message: seL4_MsgMaxLength (120) words. */
#define KAAL_MESSAGE_BYTES_MAX 960

#define KAAL_LOG_LINE_BYTES 200 /* of one line of a component, with its final NUL */
#define KAAL_LOG_TEXT_BYTES 896

/* The component that a request is about: one that the sender has spawned, itself, or with
 * KAAL_RIGHT_ADMIN any. */
struct kaal_wire_target {
    uint32_t component;         /* its id; 0: it is found by its name */
    uint32_t reserved;          /* 0 */
    char name[KAAL_NAME_BYTES]; /* empty when there is an id */
};

struct kaal_wire_exit {
    int64_t code; /* EXIT: shown by `ps`; SHUTDOWN: 0 .. 255 */
};

struct kaal_wire_log_write {
    char text[KAAL_LOG_LINE_BYTES]; /* one line without its end; not printable bytes become '?' */
};

struct kaal_wire_log_text {
    uint64_t lost_bytes;            /* overwritten before they could be read */
    uint64_t length_bytes;          /* of the text; 0 when all is read */
    char text[KAAL_LOG_TEXT_BYTES]; /* not NUL-terminated */
};

struct kaal_wire_alarm {
    uint64_t delay_ns; /* from now; 0 takes the alarm back; at most 1 day */
};

/* Two ends, each as for a target, and the port that each opens it by; else as in wire/system.h. */
struct kaal_wire_channel_make {
    struct kaal_wire_target ends[2];
    char port[2][KAAL_NAME_BYTES];
    uint32_t kind;
    uint32_t slots;
    uint32_t slot_bytes;
    uint32_t reserved; /* 0 */
};

struct kaal_wire_spawned {
    uint32_t component; /* id, never that of a later component */
    uint32_t grant;     /* of the component's life; its holder may end it */
};

struct kaal_wire_replace {
    struct kaal_wire_target target;
    char image[KAAL_NAME_BYTES];
};

struct kaal_wire_budget {
    struct kaal_wire_target target;
    uint32_t budget_us; /* 1 .. period_us */
    uint32_t period_us; /* 1 .. 10,000,000 */
};

/*
 * What one request may ask for at most, since others wait for it (docs/adr/0010). Who wants more
 * memory asks several times; for registers, part by part.
 */
#define KAAL_MEMORY_BYTES_MAX    (2 * KAAL_MIB)
#define KAAL_POOL_BYTES_MAX      (2 * KAAL_MIB)
#define KAAL_REGISTERS_BYTES_MAX (4 * KAAL_MIB) /* whole pages */

struct kaal_wire_memory {
    uint64_t bytes;      /* 1 .. KAAL_MEMORY_BYTES_MAX, rounded up to pages */
    uint32_t align_bits; /* of the address, 0 .. 21 */
    uint32_t access;     /* enum kaal_access, or-ed */
    uint64_t reserved;   /* 0 */
};

struct kaal_wire_mapped {
    uint32_t grant;
    uint32_t reserved;
    uint64_t address;
    uint64_t bytes;
};

struct kaal_wire_delegate {
    uint32_t grant;    /* held by the sender: of memory, registers, a pool, an interrupt */
    uint32_t access;   /* enum kaal_access, or-ed: not more than the grant's; interrupt: 0 */
    uint64_t offset;   /* in the grant's memory, whole pages; interrupt: 0 */
    uint64_t bytes;    /* whole pages; interrupt: 0 */
    uint64_t time_ns;  /* from now, then it ends by itself; 0: never */
    uint64_t reserved; /* 0 */
    struct kaal_wire_target to;
};

struct kaal_wire_grant {
    uint32_t grant;
    uint32_t reserved; /* 0 */
};

/* A grant of one's own: what it is, and where. */
struct kaal_wire_held {
    uint32_t kind; /* enum kaal_grant_kind */
    uint32_t of;   /* SHARED: what it is a part of, memory, MMIO or DMA; else as kind */
    uint32_t parent;
    uint32_t access;   /* enum kaal_access, or-ed, to what is mapped */
    uint64_t ends_ns;  /* when it ends by itself; 0: never */
    uint64_t address;  /* where it is mapped; 0: nowhere */
    uint64_t bytes;    /* that are mapped */
    uint64_t bus;      /* parts of a DMA pool: its first byte as the device sees it; else 0 */
    uint32_t irq_slot; /* interrupts: capability slot of the handler; else 0 */
    uint32_t irq_bit;  /* ... and bit of the own notification */
};

struct kaal_wire_watch {
    uint32_t grant;    /* 0: the component below */
    uint32_t reserved; /* 0 */
    struct kaal_wire_target component;
};

/* What KAAL_EVENT_BIT_NEWS is set for. */
enum kaal_news_kind {
    KAAL_NEWS_NONE = 0,
    KAAL_NEWS_REVOKED = 1,           /* a grant: its owner or an administrator took it back */
    KAAL_NEWS_PARENT = 2,            /* a grant: the one that it was made from has gone */
    KAAL_NEWS_EXPIRED = 3,           /* a grant: its time is over */
    KAAL_NEWS_DELEGATED = 4,         /* a grant: somebody has given it to this component */
    KAAL_NEWS_WATCHED_GRANT = 5,     /* a grant that is watched has gone */
    KAAL_NEWS_WATCHED_COMPONENT = 6, /* a component that is watched has ended */
    KAAL_NEWS_POLICY = 7,            /* a grant: a new policy does not allow it */
};

struct kaal_wire_news {
    uint32_t kind;  /* enum kaal_news_kind */
    uint32_t about; /* id of the grant or component, which may be gone */
    uint32_t lost;  /* news that were dropped before these, since nobody took them */
    uint32_t reserved;
};

enum kaal_list {
    KAAL_LIST_COMPONENTS = 1,
    KAAL_LIST_DEVICES = 2,
    KAAL_LIST_MEMORY = 3,    /* one record */
    KAAL_LIST_GRANTS = 4,    /* in trees: each behind the one that it was made from */
    KAAL_LIST_CRASHES = 5,   /* the cursor is a number: the first one from that on that is kept */
    KAAL_LIST_CRASH_LOG = 6, /* the same: what the component had logged last */
};

struct kaal_wire_list {
    uint32_t list;                /* enum kaal_list */
    uint32_t cursor;              /* 0 at first, then `next` of the record before */
    char holder[KAAL_NAME_BYTES]; /* grants: its own and what was made from them; empty: all */
};

enum kaal_component_state {
    KAAL_STATE_RUNNING = 1,   /* it has been started and has neither ended nor faulted */
    KAAL_STATE_EXITED = 2,    /* it has ended itself */
    KAAL_STATE_FAULTED = 3,   /* the broker stopped it: CAUSE_FAULT, _HEARTBEAT or _OVERRUN */
    KAAL_STATE_FAILED = 4,    /* it could not be spawned */
    KAAL_STATE_KILLED = 5,    /* somebody who may has ended it */
    KAAL_STATE_WAITING = 6,   /* it has ended, and begins again by the rules of its description */
    KAAL_STATE_HELD = 7,      /* it has ended, and begins again by command only */
    KAAL_STATE_ENDING = 8,    /* it does not run any more, and what it has is being taken back */
    KAAL_STATE_BEGINNING = 9, /* it is being spawned, and does not run yet */
};

/* Why a component ended last. */
enum kaal_cause {
    KAAL_CAUSE_NONE = 0,       /* it has not ended yet */
    KAAL_CAUSE_EXIT = 1,       /* it ended itself: the exit code is its own word */
    KAAL_CAUSE_FAULT = 2,      /* the kernel reported a fault of it */
    KAAL_CAUSE_KILL = 3,       /* somebody who may has ended it, or its spawner has ended */
    KAAL_CAUSE_ORDER = 4,      /* somebody who may has restarted, replaced or held it */
    KAAL_CAUSE_SPAWN = 5,      /* it could not be begun: the exit code is an enum kaal_err */
    KAAL_CAUSE_HEARTBEAT = 6,  /* it did not say in time that it is alive */
    KAAL_CAUSE_OVERRUN = 7,    /* it used up its budget, which its description calls a failure */
    KAAL_CAUSE_POLICY = 9,     /* a new policy does not allow it */
    KAAL_CAUSE_DEPENDENCY = 8, /* one that it depends on has begun again, and so does it */
};

#define KAAL_CRASHES_MAX         16 /* reports that are kept */
#define KAAL_CRASH_WHAT_BYTES    144
#define KAAL_CRASH_LOG_BYTES     512
#define KAAL_CRASH_REGIONS_MAX   16
#define KAAL_CRASH_REGISTERS_MAX 31

/* What is mapped. */
enum kaal_region_kind {
    KAAL_REGION_IMAGE = 1,
    KAAL_REGION_STACK = 2,
    KAAL_REGION_HEAP = 3,
    KAAL_REGION_PAGE = 4, /* the start-up page, the IPC buffer */
    KAAL_REGION_MEMORY = 5,
    KAAL_REGION_MMIO = 6,
    KAAL_REGION_DMA = 7,
    KAAL_REGION_CHANNEL = 8, /* both areas */
};

struct kaal_wire_crash_region {
    uint64_t start; /* [start, end) */
    uint64_t end;
    uint32_t kind;   /* enum kaal_region_kind */
    uint32_t access; /* enum kaal_access, or-ed */
};

/* The end of a component by a failure of its own: what it was like. */
struct kaal_wire_crash_info {
    uint32_t next;
    uint32_t number;    /* 1 for the first one since boot */
    uint32_t cause;     /* enum kaal_cause */
    uint32_t component; /* its id */
    uint64_t at_ns;     /* when, by the counter that kaal_now_ns reads */
    int64_t exit_code;  /* CAUSE_EXIT */
    char name[KAAL_NAME_BYTES];
    char image[KAAL_NAME_BYTES];
    char what[KAAL_CRASH_WHAT_BYTES]; /* the fault as the log tells it: key=value */
    uint64_t pc;
    uint64_t sp;
    uint64_t status; /* of the processor: SPSR */
    uint64_t x[KAAL_CRASH_REGISTERS_MAX];
    uint32_t region_count;
    uint32_t reserved;
    struct kaal_wire_crash_region regions[KAAL_CRASH_REGIONS_MAX];
};

struct kaal_wire_crash_log {
    uint32_t next;
    uint32_t number;
    uint64_t length_bytes;           /* of the text: whole lines, each with its end */
    char text[KAAL_CRASH_LOG_BYTES]; /* not NUL-terminated */
};

struct kaal_wire_component_info {
    uint32_t next;  /* cursor of the next record */
    uint32_t state; /* enum kaal_component_state */
    uint32_t priority;
    uint32_t restarts;
    uint64_t memory_bytes; /* charged to its account now */
    uint64_t memory_limit_bytes;
    uint32_t cpu; /* share of its own budget and of the limits of all that it has spawned */
    uint32_t cpu_limit;
    int64_t exit_code;     /* CAUSE_EXIT: what it said; CAUSE_SPAWN: enum kaal_err; else 0 */
    uint64_t begins_in_ns; /* WAITING: until it begins again; else 0 */
    uint32_t id;
    uint32_t cause; /* enum kaal_cause */
    char name[KAAL_NAME_BYTES];
    char image[KAAL_NAME_BYTES];
    char parent[KAAL_NAME_BYTES]; /* who spawned it; empty: the boot */
};

struct kaal_wire_device_info {
    uint32_t next;
    uint32_t bus;        /* enum kaal_device_bus */
    uint32_t vendor;     /* PCI */
    uint32_t device;     /* PCI */
    uint32_t class_code; /* PCI: class, subclass, programming interface in 24 bits */
    uint32_t irq;        /* 0xffffffff when it has none */
    uint32_t region_count;
    uint32_t bus_master; /* PCI: 1 while the device may do DMA */
    struct {
        uint64_t paddr;
        uint64_t size_bytes;
    } regions[KAAL_BUNDLE_REGIONS_MAX];
    char place[KAAL_PLACE_BYTES];
    char compatible[KAAL_COMPATIBLE_BYTES]; /* DT: the first string */
    char holder[KAAL_NAME_BYTES];           /* empty when nobody has it */
};

struct kaal_wire_memory_info {
    uint64_t total_bytes; /* RAM that the broker allocates from */
    uint64_t free_bytes;
    uint64_t largest_free_bytes; /* the largest single piece */
    uint64_t slots_total;        /* of the broker's capability space */
    uint64_t slots_free;
    uint64_t grants_total;
    uint64_t grants_free;
};

enum kaal_grant_kind {
    KAAL_GRANT_MEMORY = 1,    /* image, stack, heap: a = bytes */
    KAAL_GRANT_MMIO = 2,      /* a = physical address, b = bytes */
    KAAL_GRANT_IRQ = 3,       /* a = number at the interrupt controller */
    KAAL_GRANT_DMA = 4,       /* a = bus address, b = bytes */
    KAAL_GRANT_CHANNEL = 5,   /* a = bytes of both areas, b = its kind; about: the other side */
    KAAL_GRANT_CPU = 6,       /* a = budget in us, b = period in us */
    KAAL_GRANT_RIGHTS = 7,    /* a = enum kaal_right, or-ed */
    KAAL_GRANT_COMPONENT = 8, /* the life of a component: a = its limit in bytes, b = its id */
    KAAL_GRANT_DEVICE = 9,    /* a device: parent of its MMIO, IRQ and DMA */
    KAAL_GRANT_SHARED = 10, /* a part of another's memory, registers or pool: a = bytes, b = offset
                             * in the parent */
    KAAL_GRANT_LENT = 11,   /* another's interrupt: a = number at the interrupt controller */
};

/* What may be done with memory that is mapped. */
enum kaal_access {
    KAAL_ACCESS_READ = 1 << 0,
    KAAL_ACCESS_WRITE = 1 << 1,   /* only together with reading */
    KAAL_ACCESS_EXECUTE = 1 << 2, /* of images only: never asked for */
};

struct kaal_wire_grant_info {
    uint32_t next;
    uint32_t kind;    /* enum kaal_grant_kind */
    uint32_t id;      /* index and generation in one number, never reused for another grant soon */
    uint32_t parent;  /* the grant that it was made from; 0: none */
    uint32_t depth;   /* below the first one of its tree in this list */
    uint32_t access;  /* enum kaal_access, or-ed, to what is mapped; 0: nothing is */
    uint64_t made_ns; /* when, by the broker's clock */
    uint64_t ends_ns; /* when it ends by itself; 0: never */
    uint64_t address; /* where it is mapped in the holder's address space; 0: nowhere */
    uint64_t a;
    uint64_t b;
    char holder[KAAL_NAME_BYTES];
    char about[KAAL_PLACE_BYTES]; /* the device's place, or the other side's name */
};

_Static_assert(sizeof(struct kaal_wire_log_text) <= KAAL_MESSAGE_BYTES_MAX, "one message");
_Static_assert(sizeof(struct kaal_wire_device_info) <= KAAL_MESSAGE_BYTES_MAX, "one message");
_Static_assert(sizeof(struct kaal_wire_crash_info) <= KAAL_MESSAGE_BYTES_MAX, "one message");
_Static_assert(sizeof(struct kaal_wire_device_info) % 8 == 0, "whole words");
_Static_assert(sizeof(struct kaal_wire_component_info) % 8 == 0, "whole words");
_Static_assert(sizeof(struct kaal_wire_grant_info) % 8 == 0, "whole words");
