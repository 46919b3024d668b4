/* SPDX-License-Identifier: MIT */
/*
 * When may memory be reused that another CPU may still look at? ksig reads a
 * task's sighand before it has the lock (core/lock.h), a timer's call may be
 * on its way to a process that exits.
 *
 * A tick comes in user mode or in the idle loop only. So when every CPU has
 * had one since, none has a pointer from before.
 */
#include "kernel.h"

static struct lock rcu_lock;
static struct rcu *waiting, *next;	/* waiting: since quiet_from */
static uint64_t quiet_from[CPUS_MAX];

static void begin(void)
{
	uint32_t i;

	waiting = next;
	next = NULL;
	for (i = 0; i < nr_cpus; i++)
		quiet_from[i] = __atomic_load_n(&cpus[i].quiet,
						__ATOMIC_RELAXED);
}

void rcu_call(struct rcu *r, void (*fn)(struct rcu *r))
{
	r->fn = fn;
	lock(&rcu_lock);
	r->next = next;
	next = r;
	unlock(&rcu_lock);
}

static bool is_over(void)
{
	uint32_t i;

	for (i = 0; i < nr_cpus; i++)
		if (__atomic_load_n(&cpus[i].quiet, __ATOMIC_RELAXED) ==
		    quiet_from[i])
			return false;
	return true;
}

void rcu_tick(void)
{
	struct rcu *done = NULL, *r;

	__atomic_add_fetch(&this_cpu()->quiet, 1, __ATOMIC_SEQ_CST);
	if (!waiting && !next)
		return;
	if (!lock_try(&rcu_lock))
		return;
	if (waiting && is_over()) {
		done = waiting;
		waiting = NULL;
	}
	if (!waiting)
		begin();
	unlock(&rcu_lock);
	while ((r = done)) {
		done = r->next;
		r->fn(r);
	}
}
