/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the broker does by the clock: alarms and heartbeats of components, restarts by their rules.
 */
#pragma once

/*
 * Do what is due. Called at each tick. When nothing is due it costs a comparison, else a look at
 * each component, in steps where there are thousands; however many are due, at most one component
 * is begun or ended, so that others are served in between. Never blocks.
 */
void rounds_tick(void);
