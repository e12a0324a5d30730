/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A drawing of who holds what: components, devices, channels, rights.
 */
#pragma once

#include <stdbool.h>

#include "replay.h"

/*
 * Write the drawing to a file: in Graphviz's language when its name ends in .dot, else as SVG by
 * the program `dot`. Returns false on failure, when standard error says why.
 */
bool graph_write(const struct replay *replay, const char *path);
