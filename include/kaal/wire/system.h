/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system description in its binary form: which components exist and what each may have.
 * Little-endian. Written by `kaal pack` from a file that people write, checked and read by
 * broker/policy.
 *
 *     header | component[] | channel[] | dependency[]
 *
 * All strings are NUL-terminated and padded with NUL. Reserved fields are zero.
 */
#pragma once

#include <kaal/types.h>
#include <kaal/wire/startup.h>

#define KAAL_SYSTEM_MAGIC   ((uint64_t)0x3153595300414b41)
#define KAAL_SYSTEM_VERSION ((uint32_t)2)

/* What a component may do beyond using its grants. */
enum kaal_right {
    KAAL_RIGHT_LIST = 1 << 0,     /* list components, devices, memory and grants of all */
    KAAL_RIGHT_LOG = 1 << 1,      /* read the broker's log */
    KAAL_RIGHT_SHUTDOWN = 1 << 2, /* power the machine off */
    KAAL_RIGHT_SPAWN = 1 << 3,    /* spawn components out of its own account, and end those */
    KAAL_RIGHT_ADMIN = 1 << 4,    /* end, restart and replace any component, revoke any grant */
    KAAL_RIGHT_AUDIT = 1 << 5,    /* read the audit log */
    KAAL_RIGHT_POLICY = 1 << 6,   /* bring, check and apply policies */
};
#define KAAL_RIGHT_ALL                                                                      \
    ((uint32_t)(KAAL_RIGHT_LIST | KAAL_RIGHT_LOG | KAAL_RIGHT_SHUTDOWN | KAAL_RIGHT_SPAWN | \
                KAAL_RIGHT_ADMIN | KAAL_RIGHT_AUDIT | KAAL_RIGHT_POLICY))

/* How a device is named. */
enum kaal_device_bus {
    KAAL_BUS_PCI = 1,   /* matched by vendor and device number */
    KAAL_BUS_DT = 2,    /* matched by a device tree `compatible` string */
    KAAL_BUS_PLACE = 3, /* on either bus: matched by its place, of which there is one */
};

enum kaal_dma_mode {
    KAAL_DMA_NONE = 0,     /* the device gets no bus mastering and its driver no pool */
    KAAL_DMA_TRUSTED = 1,  /* the driver can make the device read and write all memory */
    KAAL_DMA_ISOLATED = 2, /* an IOMMU lets the device reach its pool only */
};

/* When a component that has ended begins again by itself. */
enum kaal_restart {
    KAAL_RESTART_NEVER = 0,
    KAAL_RESTART_ON_FAILURE = 1, /* unless it ended itself with code 0 */
    KAAL_RESTART_ALWAYS = 2,
};

/* What it is when a component has used up its budget before the period ends. */
enum kaal_overrun {
    KAAL_OVERRUN_WAIT = 0,  /* nothing: it waits for the next period */
    KAAL_OVERRUN_FAULT = 1, /* a failure; needs a budget below the period */
};

#define KAAL_HEARTBEAT_MS_MIN ((uint32_t)20)
#define KAAL_HEARTBEAT_MS_MAX ((uint32_t)60000)

#define KAAL_BACKOFF_MS_MAX ((uint32_t)3600000)
#define KAAL_GIVE_UP_MAX    10
#define KAAL_GIVE_UP_MS_MAX ((uint32_t)86400000)

/* Limits where a description says none, and the most that it may say. */
#define KAAL_DEFAULT_SLOTS    ((uint32_t)16384)
#define KAAL_DEFAULT_GRANTS   ((uint32_t)256)
#define KAAL_DEFAULT_CHANNELS ((uint32_t)32)
#define KAAL_DEFAULT_REQUESTS ((uint32_t)50000)
#define KAAL_SLOTS_MAX        ((uint32_t)131072)
#define KAAL_GRANTS_MAX       ((uint32_t)16384)
#define KAAL_CHANNELS_MAX     ((uint32_t)59) /* a bit of the notification each */
#define KAAL_REQUESTS_MAX     ((uint32_t)10000000)

/* All slots of one side of a ring, which is made while others wait (docs/adr/0010). */
#define KAAL_CHANNEL_BYTES_MAX KAAL_MIB

/*
 * CPU time as quota: a share is counted in millionths of one CPU. A limit may be above the whole,
 * since a budget is what a component may use at most, and not what it is promised.
 */
#define KAAL_CPU_WHOLE   ((uint32_t)1000000)
#define KAAL_CPU_PERCENT (KAAL_CPU_WHOLE / 100)
#define KAAL_CPU_MAX     (4096 * KAAL_CPU_WHOLE)

/* The share that a budget in each period is, rounded up. Both are in their ranges. */
static inline uint32_t kaal_cpu_share(uint32_t budget_us, uint32_t period_us)
{
    return (uint32_t)(((uint64_t)budget_us * KAAL_CPU_WHOLE + period_us - 1) / period_us);
}

struct kaal_wire_system_header {
    uint64_t magic;   /* KAAL_SYSTEM_MAGIC */
    uint32_t version; /* KAAL_SYSTEM_VERSION */
    uint32_t component_count;
    uint32_t channel_count;
    uint32_t dependency_count;
    char name[KAAL_NAME_BYTES];
};

struct kaal_wire_system_component {
    char name[KAAL_NAME_BYTES];  /* unique; as all names, printable characters without blanks */
    char image[KAAL_NAME_BYTES]; /* name in the boot archive; that it exists is checked at spawn */
    char args[KAAL_ARGS_BYTES];  /* words parted by single spaces */
    uint32_t rights;             /* enum kaal_right, or-ed */
    uint32_t priority;           /* 1 .. 200; the broker itself runs above */
    uint32_t budget_us;          /* CPU time in each period, 1 .. period_us */
    uint32_t period_us;          /* 1 .. 10,000,000 */
    uint64_t stack_bytes;        /* page multiple, 4096 .. KAAL_STACK_BYTES_MAX */
    uint64_t heap_bytes;         /* page multiple, may be 0 */
    uint64_t memory_bytes;       /* limit of everything that is charged to the component */
    uint32_t restart;            /* enum kaal_restart; with _NEVER the next four do not matter */
    uint32_t backoff_first_ms;   /* 1 .. backoff_last_ms: before the first restart of a row */
    uint32_t backoff_last_ms; /* .. KAAL_BACKOFF_MS_MAX: each is twice the one before, up to it */
    uint32_t give_up_count;   /* ends within give_up_ms, then held: 1 .. 10; 0: never given up */
    uint32_t give_up_ms;      /* 1 .. KAAL_GIVE_UP_MS_MAX */
    uint32_t slots;           /* of the broker's capability space; 0: KAAL_DEFAULT_SLOTS */
    uint32_t grants;          /* live ones; 0: KAAL_DEFAULT_GRANTS */
    uint32_t channels;        /* ends of channels; 0: KAAL_DEFAULT_CHANNELS */
    uint32_t requests_per_s;  /* then it is paused, in steps of 10 ms; 0: KAAL_DEFAULT_REQUESTS */
    uint32_t heartbeat_ms;    /* 0: none; else it is asked so often whether it is alive */
    uint32_t overrun;         /* enum kaal_overrun */
    uint32_t handover_bytes;  /* page multiple, at most KAAL_HANDOVER_BYTES_MAX; 0: no region */
    uint32_t cpu;             /* limit of its share and those of all it spawns; 0: its own share */
    uint32_t reserved;        /* 0 */
};

enum kaal_channel_kind {
    KAAL_CHANNEL_RING = 0,         /* messages through shared memory: wire/channel.h */
    KAAL_CHANNEL_RPC = 1,          /* the second side calls the first one: wire/rpc.h */
    KAAL_CHANNEL_NOTIFICATION = 2, /* each side can signal the other, and nothing else */
};

/* A channel between two components. */
struct kaal_wire_system_channel {
    uint32_t component[2];         /* indices of the two components, different */
    uint32_t kind;                 /* enum kaal_channel_kind; the next two are 0 but for a ring */
    uint32_t slots;                /* in each direction: a power of two, 2 .. 4096 */
    uint32_t slot_bytes;           /* multiple of 8, 16 .. 65536; all slots: at most 1 MiB */
    uint32_t reserved;             /* 0 */
    char port[2][KAAL_NAME_BYTES]; /* the name under which each side opens it, unique there */
};

/* A component that begins anew when another one has begun again. */
struct kaal_wire_system_dependency {
    uint32_t component; /* index */
    uint32_t on;        /* index, below that of the component: no circles */
};

_Static_assert(sizeof(struct kaal_wire_system_dependency) == 8, "wire format");
_Static_assert(sizeof(struct kaal_wire_system_header) == 56, "wire format");
_Static_assert(sizeof(struct kaal_wire_system_component) == 416, "wire format");
_Static_assert(sizeof(struct kaal_wire_system_channel) == 88, "wire format");
