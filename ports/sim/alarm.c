/* SPDX-License-Identifier: MIT */
/*
 * Clocks and alarms for the core's POSIX and interval timers. CPU time is
 * used by sim_spin() only, in user mode, and as fast as the clock goes for
 * each thread that spins.
 */
#include "internal.h"

struct sim_alarm {
	struct sim_timer timer;		/* first */
	struct sim_alarm *next;
	struct ksig_group *g;
	struct ksig_task *t;		/* of a thread's clock */
	enum ksig_clock clock;
	int32_t alarm;
	uint64_t expires_ns;		/* of that clock */
};

/* RLIMIT_CPU's, behind those of the three interval timers. */
#define ALARM_CPU_LIMIT	(-4)
#define NS_PER_S	1000000000ull

static bool is_thread_clock(enum ksig_clock clock)
{
	return clock == KSIG_CLOCK_THREAD_CPUTIME ||
	       clock == KSIG_CLOCK_THREAD_UTIME;
}

static bool is_cpu_clock(enum ksig_clock clock)
{
	return is_thread_clock(clock) ||
	       clock == KSIG_CLOCK_PROCESS_CPUTIME ||
	       clock == KSIG_CLOCK_PROCESS_UTIME;
}

/* CPU time of g's threads (t NULL: all), and how many use it now. */
static uint64_t cpu_time(struct sim *s, const struct ksig_group *g,
			 const struct ksig_task *t, uint32_t *nr_spinning)
{
	uint64_t sum = t ? 0 : sim_group(g)->cpu_ns;
	const struct sim_task *o;

	*nr_spinning = 0;
	for (o = s->tasks; o; o = o->next) {
		if (o->is_gone || o->t.group != g || (t && &o->t != t))
			continue;
		sum += o->cpu_ns;
		if (o->spins_since_ns == SIM_NEVER)
			continue;
		sum += s->now_ns - o->spins_since_ns;
		++*nr_spinning;
	}
	return sum;
}

uint64_t sim_clock_read(struct ksig_group *g, struct ksig_task *t,
			enum ksig_clock clock)
{
	struct sim *s = sim_of(g->k);
	uint32_t n;

	if (is_cpu_clock(clock))
		return cpu_time(s, g, is_thread_clock(clock) ? t : NULL,
				&n) + 1;
	switch (clock) {
	case KSIG_CLOCK_REALTIME:
	case KSIG_CLOCK_MONOTONIC:
	case KSIG_CLOCK_BOOTTIME:
	case KSIG_CLOCK_REALTIME_ALARM:
	case KSIG_CLOCK_BOOTTIME_ALARM:
	case KSIG_CLOCK_TAI:
		return s->now_ns;
	default:
		return KSIG_NO_TIME;
	}
}

/* When, on the machine's clock: SIM_NEVER while nobody uses CPU time. */
static uint64_t due_at(struct sim *s, const struct sim_alarm *a)
{
	uint64_t used;
	uint32_t n;

	if (!is_cpu_clock(a->clock))
		return a->expires_ns;
	used = cpu_time(s, a->g, is_thread_clock(a->clock) ? a->t : NULL,
			&n) + 1;
	if (n == 0)
		return used >= a->expires_ns ? s->now_ns : SIM_NEVER;
	return used >= a->expires_ns ? s->now_ns :
	       s->now_ns + (a->expires_ns - used + n - 1) / n;
}

static void forget(struct sim *s, struct sim_alarm *a)
{
	struct sim_alarm **p = &s->alarms;

	sim_timer_set(s, &a->timer, SIM_NEVER);
	while (*p != a)
		p = &(*p)->next;
	*p = a->next;
	sim_kfree(s, a);
}

/* A thread that the CPU was taken from: who uses CPU time, if any. */
static struct ksig_task *interrupted(struct sim *s, const struct ksig_group *g)
{
	struct sim_task *o;

	for (o = s->tasks; o; o = o->next)
		if (!o->is_gone && o->t.group == g &&
		    o->spins_since_ns != SIM_NEVER)
			return &o->t;
	return NULL;
}

/* The hard limit kills; the soft one is XCPU, and again each second. */
static void cpu_limit_reached(struct ksig_group *g)
{
	struct sim_rlimit *l = &sim_group(g)->rlimit[SIM_RLIMIT_CPU];

	if (l->cur >= l->max) {
		sim_kernel_signal(g, LINUX_SIGKILL);
		return;
	}
	sim_kernel_signal(g, LINUX_SIGXCPU);
	l->cur++;
	sim_cpu_limit_set(g);
}

static void fire(struct sim *s, struct sim_timer *timer)
{
	struct sim_alarm *a = (struct sim_alarm *)timer;
	struct ksig_group *g = a->g;
	int32_t alarm = a->alarm;

	forget(s, a);
	if (alarm == ALARM_CPU_LIMIT)
		cpu_limit_reached(g);
	else
		ksig_timer_expire(g, alarm, interrupted(s, g));
}

void sim_alarm_set(struct ksig_group *g, struct ksig_task *t,
		   enum ksig_clock clock, int32_t alarm, uint64_t expires_ns)
{
	struct sim *s = sim_of(g->k);
	struct sim_alarm *a = s->alarms;

	while (a && (a->g != g || a->alarm != alarm))
		a = a->next;
	if (expires_ns == KSIG_NO_TIME) {
		if (a)
			forget(s, a);
		return;
	}
	if (!a) {
		a = sim_kmalloc(s, sizeof(*a));
		if (!a)
			sim_refuse(s, "no memory for a timer");
		a->timer.fn = fire;
		a->timer.deadline_ns = SIM_NEVER;
		a->next = s->alarms;
		s->alarms = a;
	}
	a->g = g;
	a->t = t;
	a->clock = clock;
	a->alarm = alarm;
	a->expires_ns = expires_ns;
	sim_timer_set(s, &a->timer, due_at(s, a));
	if (due_at(s, a) <= s->now_ns)
		sim_wake_thread(&s->irq);
}

/* RLIMIT_CPU, in seconds, 0 being 1. getrlimit(2) */
void sim_cpu_limit_set(struct ksig_group *g)
{
	uint64_t cur = sim_group(g)->rlimit[SIM_RLIMIT_CPU].cur;

	sim_alarm_set(g, NULL, KSIG_CLOCK_PROCESS_CPUTIME, ALARM_CPU_LIMIT,
		      cur >= KSIG_NO_TIME / NS_PER_S ? KSIG_NO_TIME :
		      (cur ? cur : 1) * NS_PER_S);
}

/* Somebody of g begins to use CPU time, or does so no longer. */
static void reset_cpu_alarms(struct sim *s, const struct ksig_group *g)
{
	struct sim_alarm *a;

	for (a = s->alarms; a; a = a->next)
		if (a->g == g && is_cpu_clock(a->clock))
			sim_timer_set(s, &a->timer, due_at(s, a));
}

void sim_spin_begin(struct sim_task *t)
{
	t->spins_since_ns = t->s->now_ns;
	reset_cpu_alarms(t->s, t->t.group);
}

void sim_spin_end(struct sim_task *t)
{
	if (t->spins_since_ns == SIM_NEVER)
		return;
	t->cpu_ns += t->s->now_ns - t->spins_since_ns;
	t->spins_since_ns = SIM_NEVER;
	reset_cpu_alarms(t->s, t->t.group);
}

/* t leaves: what it has used stays with its process. */
void sim_cpu_leave(struct sim_task *t)
{
	struct sim_alarm *a, *next;

	sim_spin_end(t);
	sim_group(t->t.group)->cpu_ns += t->cpu_ns;
	t->cpu_ns = 0;
	for (a = t->s->alarms; a; a = next) {
		next = a->next;
		if (a->t == &t->t && is_thread_clock(a->clock))
			forget(t->s, a);
	}
}

/* g is gone: nothing of it is called any more. */
void sim_alarms_forget(struct sim *s, const struct ksig_group *g)
{
	struct sim_alarm *a, *next;

	for (a = s->alarms; a; a = next) {
		next = a->next;
		if (a->g == g)
			forget(s, a);
	}
}
