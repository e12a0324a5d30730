/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fake bus: finds a function by the bus numbers that the bridges were given.
 */
#include "support/fake_pci.h"

#define BUSES         6 /* register 0x18 */
#define CONTROL       15
#define CONTROL_RESET (1U << 22)
#define MASTER        (1U << 2)

static bool is_bridge(const struct fake_function *function)
{
    return ((function->space[3] >> 16) & 0x7f) == 1;
}

static uint32_t bus_of(const struct fake_pci *fake, const struct fake_function *function)
{
    if (function->bridge < 0) {
        return 0;
    }
    return (fake->functions[function->bridge].space[BUSES] >> 8) & 0xff;
}

static struct fake_function *find(struct fake_pci *fake, struct kaal_pci_address address)
{
    for (unsigned i = 0; i < fake->count; i++) {
        struct fake_function *function = &fake->functions[i];
        uint32_t bus = bus_of(fake, function);

        if (function->position == address.device && address.function == 0 && bus == address.bus &&
            (function->bridge < 0 || bus != 0)) {
            return function;
        }
    }
    return NULL;
}

static uint32_t fake_read(void *context, struct kaal_pci_address address, uint32_t offset)
{
    struct fake_pci *fake = context;
    struct fake_function *function = find(fake, address);

    if (fake->is_hostile) {
        fake->noise = fake->noise * 1664525 + 1013904223;
        return fake->noise;
    }
    return (function != NULL && offset < 256) ? function->space[offset / 4] : UINT32_MAX;
}

static void reset_behind(struct fake_pci *fake, const struct fake_function *bridge)
{
    for (unsigned i = 0; i < fake->count; i++) {
        struct fake_function *function = &fake->functions[i];

        if (function->bridge == (int)(bridge - fake->functions) && !function->ignores_reset) {
            function->space[1] &= 0xffff0000U;
            for (unsigned j = 0; j < 6; j++) {
                function->space[4 + j] = 0;
            }
        }
    }
}

static void fake_write(void *context, struct kaal_pci_address address, uint32_t offset,
                       uint32_t value)
{
    struct fake_pci *fake = context;
    struct fake_function *function = find(fake, address);
    uint32_t index = offset / 4;

    if (function == NULL || offset >= 256) {
        return;
    }
    if (index >= 4 && index < (is_bridge(function) ? 6U : 10U)) {
        uint32_t bytes = function->bar_bytes[index - 4];

        function->space[index] = (bytes != 0) ? value & ~(bytes - 1) : 0;
    } else if (index == 1) {
        if (function->ignores_master) {
            value |= MASTER;
        }
        function->space[1] = (function->space[1] & 0xffff0000U) | (value & 0xffffU);
    } else if (index == CONTROL && is_bridge(function)) {
        if ((value & CONTROL_RESET) != 0) {
            reset_behind(fake, function);
        }
        function->space[index] = value;
    } else if (index > 5) {
        function->space[index] = value;
    }
}

int fake_pci_add(struct fake_pci *fake, int bridge, uint8_t position, uint32_t id,
                 uint32_t bar_bytes)
{
    struct fake_function *function = &fake->functions[fake->count];

    *function = (struct fake_function){.position = position, .bridge = bridge};
    function->space[0] = id;
    function->space[2] = 0x02000000;
    function->space[15] = 0x00000100; /* pin A */
    function->bar_bytes[0] = bar_bytes;
    fake->count++;
    return (int)fake->count - 1;
}

int fake_pci_add_bridge(struct fake_pci *fake, int bridge, uint8_t position)
{
    int index = fake_pci_add(fake, bridge, position, 0x000c1b36, 0);

    fake->functions[index].space[2] = 0x06040000;
    fake->functions[index].space[3] = 0x00010000;
    return index;
}

struct kaal_pci_access fake_pci_access(struct fake_pci *fake)
{
    return (struct kaal_pci_access){
        .context = fake,
        .read32 = fake_read,
        .write32 = fake_write,
    };
}
