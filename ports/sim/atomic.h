/* SPDX-License-Identifier: MIT */
/*
 * Put before every file of core by gcc -include: each atomic access of its is
 * a point of the simulator's, at which others may go on. Without it core's
 * locks, wakes, allocations and user copies are.
 */
#ifndef KSIG_PORTS_SIM_ATOMIC_H
#define KSIG_PORTS_SIM_ATOMIC_H

#include <stdbool.h>

/* ports/sim/sched.c */
void sim_access(const void *object, bool writes);

/* A macro is not expanded in itself. */
#define __atomic_load_n(p, order) \
	(sim_access((p), false), __atomic_load_n((p), (order)))
#define __atomic_store_n(p, v, order) \
	(sim_access((p), true), __atomic_store_n((p), (v), (order)))
#define __atomic_exchange_n(p, v, order) \
	(sim_access((p), true), __atomic_exchange_n((p), (v), (order)))
#define __atomic_fetch_or(p, v, order) \
	(sim_access((p), true), __atomic_fetch_or((p), (v), (order)))
#define __atomic_add_fetch(p, v, order) \
	(sim_access((p), true), __atomic_add_fetch((p), (v), (order)))
#define __atomic_sub_fetch(p, v, order) \
	(sim_access((p), true), __atomic_sub_fetch((p), (v), (order)))

#endif /* KSIG_PORTS_SIM_ATOMIC_H */
