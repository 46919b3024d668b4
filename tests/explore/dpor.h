/* SPDX-License-Identifier: MIT */
/*
 * Every schedule of a play that differs in something: dynamic partial-order
 * reduction with source sets and sleep sets (P. Abdulla, S. Aronis, B. Jonsson,
 * K. Sagonas: Optimal dynamic partial order reduction, POPL 2014, algorithm 1).
 *
 * A step is what a thread does from one point to the next. Two steps of
 * different threads are dependent if they touch the same object and not both
 * only read it; of a lock its takings are. A step that wakes a thread comes
 * before that thread's next one. Orders of independent steps are one schedule.
 */
#ifndef KSIG_TESTS_EXPLORE_DPOR_H
#define KSIG_TESTS_EXPLORE_DPOR_H

#include "ports/sim/sim.h"

#define DPOR_THREADS_MAX 16u	/* more: not explored, only random */

struct dpor;

struct dpor *dpor_new(void);	/* NULL: no memory */
void dpor_free(struct dpor *d);
/* Another file: nothing is known of it. */
void dpor_reset(struct dpor *d);
/* Before a play: its answers come from d from now on. */
void dpor_begin(struct dpor *d);
/* What struct sim_options wants; arg is d. */
uint32_t dpor_choose(struct dpor *d, const struct sim_choice *c);
void dpor_touch(struct dpor *d, enum sim_touch how, const void *object);
/* Everybody waits: what comes later comes after all that was. */
void dpor_rest(struct dpor *d);
/* Has this play left those before it? */
bool dpor_is_new(const struct dpor *d);
/* What comes now has been explored from another play: take any schedule. */
void dpor_converged(struct dpor *d);
/* After a play: is there another schedule? Then begin again. */
bool dpor_next(struct dpor *d);
/* The play was cut short as its end is another one's. */
bool dpor_was_redundant(const struct dpor *d);
/* Too many threads or steps: not all schedules are found. */
bool dpor_is_too_large(const struct dpor *d);
uint64_t dpor_nr_states(const struct dpor *d);	/* steps taken for new */

#endif /* KSIG_TESTS_EXPLORE_DPOR_H */
