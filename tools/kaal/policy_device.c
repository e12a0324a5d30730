/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Devices in a policy's file.
 */
#include "policy_device.h"

#include <string.h>

#include <kaal/layout.h>

#include "source.h"
#include "value.h"
#include "word.h"

/* The four ways to name a device. */
#define NAME_KEYS                                                                 \
    CFG_STR("pci", NULL, CFGF_NODEFAULT), CFG_STR("class", NULL, CFGF_NODEFAULT), \
        CFG_STR("compatible", NULL, CFGF_NODEFAULT), CFG_STR("path", NULL, CFGF_NODEFAULT)

cfg_opt_t policy_device_keys[] = {SOURCE_LINE(),
                                  NAME_KEYS,
                                  CFG_STR_LIST("parts", "{read, write, irq}", CFGF_NONE),
                                  CFG_STR("dma", NULL, CFGF_NODEFAULT),
                                  CFG_STR("dma_bytes", "0", CFGF_NONE),
                                  CFG_END()};

cfg_opt_t policy_named_keys[] = {SOURCE_LINE(), NAME_KEYS, CFG_END()};

static bool read_pci(cfg_t *section, const char *text, struct kaal_wire_policy_rule *rule)
{
    uint32_t vendor = 0;
    uint32_t device = 0;

    if (!value_pci(text, &vendor, &device)) {
        return value_wrong(section, "pci", VALUE_PCI_EXPECTED);
    }
    rule->kind = KAAL_POLICY_DEVICE_PCI;
    rule->key = vendor << 16 | device;
    return true;
}

static bool read_class(cfg_t *section, const char *text, struct kaal_wire_policy_rule *rule)
{
    uint32_t class = 0;

    if (strlen(text) != 4 || !value_hex(text, 4, &class)) {
        return value_wrong(section, "class", "expected class and subclass in hexadecimal, as 0200");
    }
    rule->kind = KAAL_POLICY_DEVICE_CLASS;
    rule->key = class;
    return true;
}

static bool read_text(cfg_t *section, struct draft *draft, const char *text,
                      struct kaal_wire_policy_rule *rule)
{
    rule->key = kaal_policy_hash(text);
    return draft_text(draft, section, text, &rule->text);
}

static bool read_compatible(cfg_t *section, struct draft *draft, const char *text,
                            struct kaal_wire_policy_rule *rule)
{
    if (text[0] == '\0' || strlen(text) >= KAAL_COMPATIBLE_BYTES) {
        return value_wrong(section, "compatible", "expected 1 to %d characters",
                           KAAL_COMPATIBLE_BYTES - 1);
    }
    rule->kind = KAAL_POLICY_DEVICE_COMPATIBLE;
    return read_text(section, draft, text, rule);
}

static bool read_path(cfg_t *section, struct draft *draft, const char *text,
                      struct kaal_wire_policy_rule *rule)
{
    char place[KAAL_PLACE_BYTES];

    if (!value_place(text, place)) {
        return value_wrong(section, "path", VALUE_PLACE_EXPECTED);
    }
    rule->kind = KAAL_POLICY_DEVICE_PATH;
    return read_text(section, draft, place, rule);
}

bool policy_device_name(cfg_t *section, struct draft *draft, struct kaal_wire_policy_rule *rule)
{
    const char *pci = cfg_getstr(section, "pci");
    const char *class = cfg_getstr(section, "class");
    const char *compatible = cfg_getstr(section, "compatible");
    const char *path = cfg_getstr(section, "path");

    if ((pci != NULL) + (class != NULL) + (compatible != NULL) + (path != NULL) != 1) {
        return value_wrong(section, "name", "expected one of pci, class, compatible, path");
    }
    if (pci != NULL) {
        return read_pci(section, pci, rule);
    }
    if (class != NULL) {
        return read_class(section, class, rule);
    }
    return (path != NULL) ? read_path(section, draft, path, rule)
                          : read_compatible(section, draft, compatible, rule);
}

bool policy_device_read(cfg_t *section, struct draft *draft, struct kaal_wire_policy_rule *rule)
{
    rule->peer = KAAL_POLICY_NONE;
    if (!policy_device_name(section, draft, rule) ||
        !word_bits(section, "parts", word_parts, &rule->what) ||
        !word_value(section, "dma", word_dma, &rule->dma) ||
        !value_size(section, "dma_bytes", KAAL_VA_DMA_END - KAAL_VA_DMA, &rule->bytes)) {
        return false;
    }
    if (rule->what == 0 ||
        ((rule->what & KAAL_POLICY_MMIO_WRITE) != 0 && (rule->what & KAAL_POLICY_MMIO_READ) == 0)) {
        return value_wrong(section, "parts",
                           "expected at least one of read, write, irq; write only"
                           " with read");
    }
    return rule->dma != KAAL_DMA_NONE || rule->bytes == 0 ||
           value_wrong(section, "dma_bytes", "expected 0, since dma = none");
}
