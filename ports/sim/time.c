/* SPDX-License-Identifier: MIT */
/*
 * The virtual clock: it stands still while anybody runs, and jumps to the
 * next event when all wait. Sleeping calls, and what the timers of ksig ask.
 */
#include "internal.h"

void sim_timer_set(struct sim *s, struct sim_timer *timer, uint64_t at_ns)
{
	struct sim_timer **p = &s->timers;

	while (*p && *p != timer)
		p = &(*p)->next;
	if (*p)
		*p = timer->next;
	timer->deadline_ns = at_ns;
	if (at_ns == SIM_NEVER)
		return;
	/* Of several at one time the first that was set comes first. */
	for (p = &s->timers; *p && (*p)->deadline_ns <= at_ns; )
		p = &(*p)->next;
	timer->next = *p;
	*p = timer;
}

uint64_t sim_now(const struct sim *s)
{
	return s->now_ns;
}

uint64_t sim_next_event(const struct sim *s)
{
	uint64_t at = s->timers ? s->timers->deadline_ns : SIM_NEVER;
	uint32_t i;

	for (i = 0; i < s->nr_threads; i++)
		if (s->threads[i]->state == SIM_ASLEEP &&
		    s->threads[i]->deadline_ns < at)
			at = s->threads[i]->deadline_ns;
	return at;
}

static void kill_victim(struct sim *s)
{
	int32_t pid = s->o.kill_pid;

	s->o.kill_at = 0;
	s->is_killed = false;
	if (s->victim)
		pid = s->victim();
	if (pid)
		sim_kill(s, pid, LINUX_SIGKILL);
}

/* Interrupts: what is due happens, in a thread of its own. */
void sim_irq_main(void *arg)
{
	struct sim *s = arg;
	struct sim_timer *timer;

	sim_thread_entered(s);
	for (;;) {
		if (s->is_killed)
			kill_victim(s);
		while (s->timers && s->timers->deadline_ns <= s->now_ns) {
			timer = s->timers;
			s->timers = timer->next;
			timer->deadline_ns = SIM_NEVER;
			timer->fn(s, timer);
		}
		sim_irq_sleep(s);
	}
}

bool sim_time_jump(struct sim *s, uint64_t until_ns)
{
	uint64_t at = sim_next_event(s);
	struct sim_thread *th;
	uint32_t i;

	if (at > until_ns || at == SIM_NEVER) {
		if (until_ns != SIM_NEVER && s->now_ns < until_ns)
			s->now_ns = until_ns;
		return false;
	}
	if (at > s->now_ns)
		s->now_ns = at;
	if (s->timers && s->timers->deadline_ns <= s->now_ns)
		sim_wake_thread(&s->irq);
	for (i = 0; i < s->nr_threads; i++) {
		th = s->threads[i];
		if (th->state == SIM_ASLEEP && th->deadline_ns <= s->now_ns) {
			th->timed_out = true;
			sim_wake_thread(th);
		}
	}
	return true;
}

/* ------------------------------------------------------------- user times */

static int read_ns(struct sim_task *t, uint64_t uaddr, uint64_t *ns)
{
	struct linux_timespec ts;

	if (sim_read_user(t, &ts, uaddr, sizeof(ts)) < 0)
		return -LINUX_EFAULT;
	if (ts.tv_sec < 0 || ts.tv_nsec < 0 ||
	    (uint64_t)ts.tv_nsec >= SIM_NS_PER_S)
		return -LINUX_EINVAL;
	*ns = (uint64_t)ts.tv_sec < SIM_NEVER / SIM_NS_PER_S - 1 ?
	      (uint64_t)ts.tv_sec * SIM_NS_PER_S + (uint64_t)ts.tv_nsec :
	      SIM_NEVER;
	return 0;
}

uint64_t sim_after(const struct sim *s, uint64_t ns)
{
	return ns < SIM_NEVER - s->now_ns ? s->now_ns + ns : SIM_NEVER;
}

int sim_timeout(struct sim_task *t, uint64_t uaddr, uint64_t *deadline_ns)
{
	uint64_t ns = SIM_NEVER;
	int err = uaddr ? read_ns(t, uaddr, &ns) : 0;

	*deadline_ns = sim_after(t->s, ns);
	return err;
}

int sim_put_timespec(struct sim_task *t, uint64_t uaddr, uint64_t ns)
{
	struct linux_timespec ts = {
		(int64_t)(ns / SIM_NS_PER_S), (int64_t)(ns % SIM_NS_PER_S),
	};

	return sim_write_user(t, uaddr, &ts, sizeof(ts));
}

/* ------------------------------------------------------- sleeping for time */

#define TIMER_ABSTIME	1u

/* Until restart_ns; what is left goes to restart_arg[0]. nanosleep(2). */
static int64_t sleep_on(struct sim_task *t)
{
	struct sim *s = t->s;
	enum sim_slept slept;
	uint64_t left;

	do
		slept = sim_sleep(t, NULL, t->restart_ns, SIM_SLEEP_SIGNAL);
	while (slept == SIM_SLEPT);
	if (slept == SIM_SLEPT_TIMEOUT)
		return 0;
	left = t->restart_ns > s->now_ns ? t->restart_ns - s->now_ns : 0;
	if (left == 0)
		return 0;
	if (t->restart_arg[0] &&
	    sim_put_timespec(t, t->restart_arg[0], left) < 0)
		return -LINUX_EFAULT;
	t->restart = sleep_on;
	return -LINUX_ERESTART_RESTARTBLOCK;
}

static int64_t nanosleep(struct sim_task *t, const uint64_t *a)
{
	uint64_t ns;
	int err = read_ns(t, a[0], &ns);

	if (err)
		return err;
	t->restart_ns = sim_after(t->s, ns);
	t->restart_arg[0] = a[1];
	return sleep_on(t);
}

/* (clock, flags, request, remain) */
static int64_t clock_nanosleep(struct sim_task *t, const uint64_t *a)
{
	enum sim_slept slept;
	uint64_t ns;
	int err;

	if (a[0] != KSIG_CLOCK_REALTIME && a[0] != KSIG_CLOCK_MONOTONIC &&
	    a[0] != KSIG_CLOCK_BOOTTIME && a[0] != KSIG_CLOCK_TAI)
		sim_refuse(t->s, "clock_nanosleep(2) of clock %d is not one "
			   "of the simulator's", (int)a[0]);
	err = read_ns(t, a[2], &ns);
	if (err)
		return err;
	if (!(a[1] & TIMER_ABSTIME)) {
		t->restart_ns = sim_after(t->s, ns);
		t->restart_arg[0] = a[3];
		return sleep_on(t);
	}
	do
		slept = sim_sleep(t, NULL, ns, SIM_SLEEP_SIGNAL);
	while (slept == SIM_SLEPT);
	return slept == SIM_SLEPT_TIMEOUT ? 0 : -LINUX_ERESTARTNOHAND;
}

static int64_t clock_gettime(struct sim_task *t, const uint64_t *a)
{
	uint64_t ns = sim_clock_read(t->t.group, &t->t, (enum ksig_clock)a[0]);

	if (ns == KSIG_NO_TIME)
		return -LINUX_EINVAL;
	return sim_put_timespec(t, a[1], ns);
}

static int64_t sched_yield(struct sim_task *t, const uint64_t *a)
{
	(void)t;
	(void)a;
	return 0;
}

const struct sim_call_row sim_calls_time[] = {
	{ 24, sched_yield },
	{ 35, nanosleep },
	{ 228, clock_gettime },
	{ 230, clock_nanosleep },
	{ 0, NULL },
};
