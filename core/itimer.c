/* SPDX-License-Identifier: MIT */
/*
 * Interval timers (setitimer(2)) and alarm(2). Their signals are the
 * kernel's, for the process, and coalesce like others: no overrun is counted.
 */
#include "core.h"

static const struct {
	enum ksig_clock clock;
	int sig;
} kinds[KSIG_NR_ITIMERS] = {
	[LINUX_ITIMER_REAL] = { KSIG_CLOCK_MONOTONIC, LINUX_SIGALRM },
	[LINUX_ITIMER_VIRTUAL] = { KSIG_CLOCK_PROCESS_UTIME, LINUX_SIGVTALRM },
	[LINUX_ITIMER_PROF] = { KSIG_CLOCK_PROCESS_CPUTIME, LINUX_SIGPROF },
};

static uint64_t now_of(struct ksig_group *g, int which)
{
	return g->k->port->clock_read(g, NULL, kinds[which].clock);
}

/* Have the port call at it->expires_ns, or (off) not call. */
static void set_alarm(struct ksig_group *g, int which, bool on)
{
	struct ksig_itimer *it = &g->itimers[which];

	it->armed = on;
	g->k->port->alarm_set(g, NULL, kinds[which].clock, -1 - which,
			      on ? it->expires_ns : KSIG_NO_TIME);
}

/* It goes on, by whole intervals past now. */
static void rearm(struct ksig_group *g, int which, uint64_t now)
{
	struct ksig_itimer *it = &g->itimers[which];
	uint64_t nr;

	if (now >= it->expires_ns) {
		nr = (now - it->expires_ns) / it->interval_ns + 1;
		it->expires_ns += nr * it->interval_ns;
	}
	set_alarm(g, which, true);
}

/*
 * SIGALRM was taken from g's shared set: a periodic timer that waits for that
 * goes on. So a program that is slow is not flooded; and one that
 * ignores SIGALRM stops its timer by that (both observed on 6.18, also that a
 * private SIGALRM does not do it). Linux: posixtimer_rearm_itimer().
 */
void ksig__itimer_taken_locked(struct ksig_group *g)
{
	struct ksig_itimer *it = &g->itimers[LINUX_ITIMER_REAL];

	if (it->interval_ns && !it->armed)
		rearm(g, LINUX_ITIMER_REAL, now_of(g, LINUX_ITIMER_REAL));
}

/*
 * The alarm of an interval timer has come. One that counts CPU time goes on at
 * once, and asks the task that runs first. Linux: it_real_fn(),
 * check_cpu_itimer().
 */
void ksig__itimer_expire_locked(struct ksig_group *g, int32_t alarm,
				struct ksig_task *current)
{
	static const struct ksig_origin by_timer = { KSIG_BY_TIMER, 0, 0 };
	int which = -1 - alarm;
	struct ksig_itimer *it;
	struct linux_siginfo info;
	struct ksig__generation gen = {
		.group = g, .task = g->leader, .info = &info,
		.origin = &by_timer, .shared = true,
	};
	uint64_t now;

	if (which < 0 || which >= KSIG_NR_ITIMERS)
		return;
	it = &g->itimers[which];
	if (!it->armed)
		return;
	now = now_of(g, which);
	if (now < it->expires_ns) {
		set_alarm(g, which, true);
		return;
	}
	it->armed = false;
	if (which != LINUX_ITIMER_REAL && it->interval_ns)
		rearm(g, which, now);
	if (which != LINUX_ITIMER_REAL && current && current->group == g &&
	    !(current->flags & KSIG_TASK_DEAD))
		gen.task = current;
	ksig__siginfo_kernel(&info, kinds[which].sig);
	(void)ksig__generate_locked(&gen);
}

/* Below this a timer that runs is not shown: 0 would be "disarmed". */
#define LEAST_NS 1000u

static void get_locked(struct ksig_group *g, int which,
		       struct ksig__timer_spec *out)
{
	const struct ksig_itimer *it = &g->itimers[which];
	uint64_t now;

	out->interval_ns = it->interval_ns;
	out->value_ns = 0;
	if (!it->armed)
		return;
	now = now_of(g, which);
	out->value_ns = it->expires_ns > now + LEAST_NS ?
		it->expires_ns - now : LEAST_NS;
}

/* Has the port the clock of timer which? */
bool ksig__itimer_exists(struct ksig_group *g, int32_t which)
{
	return which >= 0 && which < KSIG_NR_ITIMERS &&
	       now_of(g, which) != KSIG_NO_TIME;
}

/* Locks: takes siglock. getitimer(2). */
void ksig__itimer_get(struct ksig_task *t, int which,
		      struct ksig__timer_spec *out)
{
	ksig__lock_task(t);
	get_locked(t->group, which, out);
	ksig__unlock_task(t);
}

/*
 * Set a timer that exists. value_ns 0 disarms it, the interval is 0 then. A
 * signal that it left pending stays (observed on 6.18).
 * Locks: takes siglock. Linux: do_setitimer().
 */
void ksig__itimer_set(struct ksig_task *t, int which,
		      const struct ksig__timer_spec *spec,
		      struct ksig__timer_spec *old)
{
	struct ksig_group *g = t->group;
	struct ksig_itimer *it = &g->itimers[which];
	uint64_t now;

	ksig__lock_task(t);
	get_locked(g, which, old);
	now = now_of(g, which);
	it->interval_ns = spec->value_ns ? spec->interval_ns : 0;
	it->expires_ns = spec->value_ns > INT64_MAX - now ? INT64_MAX :
							    now + spec->value_ns;
	if (spec->value_ns || it->armed)
		set_alarm(g, which, spec->value_ns != 0);
	ksig__unlock_task(t);
}

/* The last task has gone. */
void ksig__itimers_stop_locked(struct ksig_group *g)
{
	int which;

	for (which = 0; which < KSIG_NR_ITIMERS; which++)
		if (g->itimers[which].armed)
			set_alarm(g, which, false);
}

/* After a load: the port is told of those that run. */
void ksig__itimers_resume_locked(struct ksig_group *g)
{
	int which;

	for (which = 0; which < KSIG_NR_ITIMERS; which++)
		if (g->itimers[which].armed)
			set_alarm(g, which, true);
}
