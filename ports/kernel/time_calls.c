/* SPDX-License-Identifier: MIT */
/* Clocks and sleeping. */
#include "kernel.h"

#define TIMER_ABSTIME	1u

int64_t get_timespec(uint64_t uaddr, uint64_t *ns)
{
	struct linux_timespec ts;

	if (copy_in(&ts, uaddr, sizeof(ts)))
		return -LINUX_EFAULT;
	if (ts.tv_sec < 0 || ts.tv_nsec < 0 ||
	    (uint64_t)ts.tv_nsec >= NS_PER_S)
		return -LINUX_EINVAL;
	*ns = (uint64_t)ts.tv_sec < NEVER / NS_PER_S - 1 ?
	      (uint64_t)ts.tv_sec * NS_PER_S + (uint64_t)ts.tv_nsec : NEVER;
	return 0;
}

int64_t put_timespec(uint64_t uaddr, uint64_t ns)
{
	struct linux_timespec ts = {
		(int64_t)(ns / NS_PER_S), (int64_t)(ns % NS_PER_S),
	};

	return copy_out(uaddr, &ts, sizeof(ts));
}

static uint64_t after(uint64_t ns)
{
	uint64_t now = now_ns();

	return ns < NEVER - now ? now + ns : NEVER;
}

/* A relative one; uaddr 0: never. */
int64_t timeout_in(uint64_t uaddr, uint64_t *deadline_ns)
{
	uint64_t ns = NEVER;
	int64_t err = uaddr ? get_timespec(uaddr, &ns) : 0;

	*deadline_ns = after(ns);
	return err;
}

/* Until then, or a signal: false. */
static bool sleep_to(struct thread *t, uint64_t deadline_ns)
{
	for (;;) {
		sleep_begin(t);
		if (now_ns() >= deadline_ns)
			return true;
		if (is_interrupted(t, SLEEP_SIGNAL))
			return false;
		sleep_until(t, deadline_ns, "nanosleep");
	}
}

/* Until restart_ns; what is left goes to restart_arg[0]. nanosleep(2). */
static int64_t sleep_restarted(struct thread *t)
{
	uint64_t now;

	if (sleep_to(t, t->restart_ns))
		return 0;
	now = now_ns();
	if (now >= t->restart_ns)
		return 0;
	if (t->restart_arg[0] &&
	    put_timespec(t->restart_arg[0], t->restart_ns - now))
		return -LINUX_EFAULT;
	t->restart = sleep_restarted;
	return -LINUX_ERESTART_RESTARTBLOCK;
}

static int64_t do_nanosleep(struct thread *t, const uint64_t *a)
{
	int64_t err = a[0] ? timeout_in(a[0], &t->restart_ns) : -LINUX_EFAULT;

	if (err)
		return err;
	t->restart_arg[0] = a[1];
	return sleep_restarted(t);
}

static bool may_sleep_on(uint64_t clock)
{
	return clock == KSIG_CLOCK_REALTIME || clock == KSIG_CLOCK_MONOTONIC ||
	       clock == KSIG_CLOCK_BOOTTIME || clock == KSIG_CLOCK_TAI;
}

/* (clock, flags, request, remain) */
static int64_t do_clock_nanosleep(struct thread *t, const uint64_t *a)
{
	uint64_t ns;
	int64_t err;

	if (!may_sleep_on(a[0]))
		return a[0] == KSIG_CLOCK_PROCESS_CPUTIME ?
		       -LINUX_EOPNOTSUPP : -LINUX_EINVAL;
	err = get_timespec(a[2], &ns);
	if (err)
		return err;
	if (!(a[1] & TIMER_ABSTIME)) {
		t->restart_ns = after(ns);
		t->restart_arg[0] = a[3];
		return sleep_restarted(t);
	}
	if (a[0] == KSIG_CLOCK_REALTIME || a[0] == KSIG_CLOCK_TAI)
		ns -= ns != NEVER ? realtime_ns() - now_ns() : 0;
	return sleep_to(t, ns) ? 0 : -LINUX_ERESTARTNOHAND;
}

/* Another process's or thread's CPU clock is a negative number. */
static uint64_t read_clock(struct thread *t, int32_t id)
{
	struct thread *o;
	struct process *p;
	uint64_t ns;

	tree_lock();
	if (id >= 0) {
		switch (id) {
		case 4:			/* MONOTONIC_RAW */
		case 6:			/* MONOTONIC_COARSE */
			id = KSIG_CLOCK_MONOTONIC;
			break;
		case 5:			/* REALTIME_COARSE */
			id = KSIG_CLOCK_REALTIME;
			break;
		}
		ns = alarm_clock(t->t.group, &t->t, (enum ksig_clock)id);
		tree_unlock();
		return ns;
	}
	tree_unlock();
	if (id & 4) {
		o = ~(id >> 3) ? thread_find(~(id >> 3)) : t;
		return o ? thread_cpu_ns(o) : KSIG_NO_TIME;
	}
	p = ~(id >> 3) ? process_find(~(id >> 3)) : process(t);
	if (!p)
		return KSIG_NO_TIME;
	tree_lock();
	ns = alarm_clock(&p->g, NULL, KSIG_CLOCK_PROCESS_CPUTIME);
	tree_unlock();
	return ns;
}

static int64_t do_clock_gettime(struct thread *t, const uint64_t *a)
{
	uint64_t ns = read_clock(t, (int32_t)a[0]);

	return ns == KSIG_NO_TIME ? -LINUX_EINVAL : put_timespec(a[1], ns);
}

static int64_t do_clock_getres(struct thread *t, const uint64_t *a)
{
	if (read_clock(t, (int32_t)a[0]) == KSIG_NO_TIME)
		return -LINUX_EINVAL;
	return a[1] ? put_timespec(a[1], 1) : 0;
}

static int64_t do_gettimeofday(struct thread *t, const uint64_t *a)
{
	uint64_t ns = realtime_ns();
	int64_t tv[2] = { (int64_t)(ns / NS_PER_S),
			  (int64_t)(ns % NS_PER_S / 1000) };

	(void)t;
	return a[0] ? copy_out(a[0], tv, sizeof(tv)) : 0;
}

static int64_t do_time(struct thread *t, const uint64_t *a)
{
	int64_t s = (int64_t)(realtime_ns() / NS_PER_S);

	(void)t;
	if (a[0] && copy_out(a[0], &s, sizeof(s)))
		return -LINUX_EFAULT;
	return s;
}

static int64_t do_yield(struct thread *t, const uint64_t *a)
{
	(void)t;
	(void)a;
	sched_yield();
	return 0;
}

const struct call_row calls_time[] = {
	{ 24, "sched_yield", do_yield }, { 35, "nanosleep", do_nanosleep },
	{ 96, "gettimeofday", do_gettimeofday }, { 201, "time", do_time },
	{ 228, "clock_gettime", do_clock_gettime },
	{ 229, "clock_getres", do_clock_getres },
	{ 230, "clock_nanosleep", do_clock_nanosleep },
	CALLS_END,
};
