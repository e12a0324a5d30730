/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of the measuring component share. Each part prints its figures, in instructions
 * where nothing else is said.
 */
#pragma once

#include <kaal/err.h>
#include <kaal/types.h>
#include <kaal/wire/broker.h>

/* Requests, and components one at a time (change.c). */
void change_measure(void);

/* The smallest request there is. */
void change_measure_request(const char *figure);

/* Calls of another component (calls.c). */
void calls_measure(void);

/* Taking back what others have (revoke.c). */
void revoke_measure(void);

/* Many components at once (crowd.c): first what is short, then what takes minutes. */
void crowd_measure_cycles(void);
void crowd_measure_limits(void);

/* Many, one after the other (lives.c). */
void lives_measure(void);

/* Many that channels join (mesh.c). */
void mesh_measure(void);

/* Ends and revokes of thousands (steps.c), and what takes minutes. */
void steps_measure(void);
void steps_measure_limit(void);

/*
 * What is as large as one request may ask for (large.c). The first part is for just after boot,
 * when most of the memory was never used.
 */
void large_measure_first(void);
void large_measure(void);

/* Ask for a page, and give it to a child so often: its grant. Take it: how long that took. */
uint32_t revoke_give(uint32_t child, uint32_t times);
uint64_t revoke_take(uint32_t grant);

/* The counter before a call of the broker, and how long the call took. */
uint64_t bench_begin(void);
uint64_t bench_took(uint64_t start_ticks);

/*
 * Spawn a component. args: see subject.c; memory_bytes: its limit. id: for kaal_kill.
 * ticks: how long the broker took for it. Errors: as of kaal_spawn.
 */
KAAL_CHECKED kaal_err_t bench_spawn(const char *name, const char *image, const char *args,
                                    uint64_t memory_bytes, uint32_t *id, uint64_t *ticks);

/* What a component said as it ended, which is waited for. */
uint64_t bench_await_exit_code(const char *name);

/* Kill one. Returns how long the broker took for it; does not return if it fails. */
uint64_t bench_kill(uint32_t id);

/* How many ends of rings those have open whose names begin so. */
uint32_t bench_channel_ends(const char *names);

/* What the broker has; does not return if it fails. */
struct kaal_wire_memory_info bench_memory(void);

/* Let others run until the next tick; or have that begin by an alarm first, and wait later. */
void bench_pause(void);
void bench_set_alarm(void);
void bench_await_alarm(void);

/* Something that must not fail has failed: say so and stop. */
_Noreturn void bench_fail(const char *what, kaal_err_t err);
