/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Device rules: from words to numbers. What they allow is broker/policy/access.h.
 */
#include "device.h"

#include <string.h>

#include <kaal/layout.h>

#include "source.h"
#include "value.h"

cfg_opt_t device_keys[] = {SOURCE_LINE(),
                           CFG_STR("pci", NULL, CFGF_NODEFAULT),
                           CFG_STR("compatible", NULL, CFGF_NODEFAULT),
                           CFG_STR("path", NULL, CFGF_NODEFAULT),
                           CFG_STR("dma", "none", CFGF_NONE),
                           CFG_STR("dma_bytes", "0", CFGF_NONE),
                           CFG_END()};

static bool read_pci(cfg_t *section, const char *text, struct kaal_wire_system_device *device)
{
    if (!value_pci(text, &device->vendor, &device->device)) {
        return value_wrong(section, "pci", VALUE_PCI_EXPECTED);
    }
    device->bus = KAAL_BUS_PCI;
    return true;
}

static bool read_path(cfg_t *section, const char *text, struct kaal_wire_system_device *device)
{
    device->bus = KAAL_BUS_PLACE;
    return value_place(text, device->place) || value_wrong(section, "path", VALUE_PLACE_EXPECTED);
}

/* Exactly one of three keys says which device. */
static bool read_name(cfg_t *section, struct kaal_wire_system_device *device)
{
    const char *pci = cfg_getstr(section, "pci");
    const char *compatible = cfg_getstr(section, "compatible");
    const char *path = cfg_getstr(section, "path");

    if ((pci != NULL) + (compatible != NULL) + (path != NULL) != 1) {
        return value_wrong(section, "pci", "expected one of pci, compatible and path");
    }
    if (pci != NULL) {
        return read_pci(section, pci, device);
    }
    if (path != NULL) {
        return read_path(section, path, device);
    }
    device->bus = KAAL_BUS_DT;
    return value_text(section, "compatible", device->compatible, sizeof(device->compatible));
}

static bool read_dma(cfg_t *section, struct kaal_wire_system_device *device)
{
    const char *mode = cfg_getstr(section, "dma");

    if (strcmp(mode, "trusted") == 0) {
        device->dma = KAAL_DMA_TRUSTED;
    } else if (strcmp(mode, "none") != 0) {
        return value_wrong(section, "dma", "expected none or trusted");
    }
    if (!value_size(section, "dma_bytes", KAAL_VA_DMA_END - KAAL_VA_DMA, &device->dma_bytes)) {
        return false;
    }
    return device->dma == KAAL_DMA_TRUSTED || device->dma_bytes == 0 ||
           value_wrong(section, "dma_bytes", "a pool without an IOMMU needs dma = trusted");
}

bool device_read(cfg_t *section, struct kaal_wire_system_device *device)
{
    return read_name(section, device) && read_dma(section, device);
}
