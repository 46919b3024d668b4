/* SPDX-License-Identifier: MIT */
/*
 * Clocks and alarms for libksig's POSIX and interval timers. Alarms of CPU
 * clocks are looked at when a thread of the process is running at a tick.
 */
#include "kernel.h"

struct alarm {
	struct timer timer;		/* of other than CPU clocks */
	struct ksig_list node;		/* process.alarms */
	struct ksig_group *g;
	struct ksig_task *t;		/* of a thread's clock */
	enum ksig_clock clock;
	int32_t alarm;
	uint64_t expires_ns;
	struct rcu rcu;
};

static bool is_thread_clock(enum ksig_clock clock)
{
	return clock == KSIG_CLOCK_THREAD_CPUTIME ||
	       clock == KSIG_CLOCK_THREAD_UTIME;
}

static bool is_cpu_clock(enum ksig_clock clock)
{
	return is_thread_clock(clock) || clock == KSIG_CLOCK_PROCESS_CPUTIME ||
	       clock == KSIG_CLOCK_PROCESS_UTIME;
}

static uint64_t thread_ns(const struct thread *t, bool user_only)
{
	return user_only ? t->user_ns : thread_cpu_ns(t);
}

/* Its threads are linked under siglock, or tree_lock. */
static uint64_t process_ns(const struct ksig_group *g, bool user_only)
{
	const struct process *p = process_of(g);
	uint64_t sum = user_only ? p->user_ns : p->cpu_ns;
	const struct ksig_list *n;

	for (n = g->tasks.next; n != &g->tasks; n = n->next)
		sum += thread_ns(thread_of(container(n, struct ksig_task,
						     in_group)), user_only);
	return sum;
}

uint64_t alarm_clock(struct ksig_group *g, struct ksig_task *t,
		     enum ksig_clock clock)
{
	switch (clock) {
	case KSIG_CLOCK_REALTIME:
	case KSIG_CLOCK_REALTIME_ALARM:
	case KSIG_CLOCK_TAI:
		return realtime_ns();
	case KSIG_CLOCK_MONOTONIC:
	case KSIG_CLOCK_BOOTTIME:
	case KSIG_CLOCK_BOOTTIME_ALARM:
		return now_ns();
	case KSIG_CLOCK_THREAD_CPUTIME:
	case KSIG_CLOCK_THREAD_UTIME:
		return thread_ns(thread_of(t),
				 clock == KSIG_CLOCK_THREAD_UTIME) + 1;
	case KSIG_CLOCK_PROCESS_CPUTIME:
	case KSIG_CLOCK_PROCESS_UTIME:
		return process_ns(g, clock == KSIG_CLOCK_PROCESS_UTIME) + 1;
	default:
		return KSIG_NO_TIME;
	}
}

static void free_alarm(struct rcu *r)
{
	kmem_free(container(r, struct alarm, rcu), sizeof(struct alarm));
}

/* alarm_lock is held. */
static void forget(struct alarm *a)
{
	timer_set(&a->timer, NEVER);
	list_remove(&a->node);
	rcu_call(&a->rcu, free_alarm);
}

static void fire(struct timer *timer)
{
	struct alarm *a = container(timer, struct alarm, timer);
	struct thread *t = current();

	ksig_timer_expire(a->g, a->alarm, t->is_idle || t->t.group != a->g ?
			  NULL : &t->t);
}

static struct alarm *find(struct process *p, int32_t alarm)
{
	struct ksig_list *n;

	for (n = p->alarms.next; n != &p->alarms; n = n->next)
		if (container(n, struct alarm, node)->alarm == alarm)
			return container(n, struct alarm, node);
	return NULL;
}

static struct alarm *new_alarm(struct process *p, int32_t alarm)
{
	struct alarm *a = kmem_alloc(sizeof(*a));

	if (!a)
		return NULL;
	a->g = &p->g;
	a->alarm = alarm;
	a->timer.fn = fire;
	list_add_tail(&p->alarms, &a->node);
	return a;
}

/* On the machine's clock. */
static uint64_t due_at(enum ksig_clock clock, uint64_t expires_ns)
{
	uint64_t boot = realtime_ns() - now_ns();

	if (is_cpu_clock(clock))
		return NEVER;
	if (clock == KSIG_CLOCK_REALTIME ||
	    clock == KSIG_CLOCK_REALTIME_ALARM || clock == KSIG_CLOCK_TAI)
		return expires_ns > boot ? expires_ns - boot : 0;
	return expires_ns;
}

void alarm_set(struct ksig_group *g, struct ksig_task *t,
	       enum ksig_clock clock, int32_t alarm, uint64_t expires_ns)
{
	struct process *p = process_of(g);
	struct alarm *a;

	lock(&p->alarm_lock);
	a = find(p, alarm);
	if (expires_ns == KSIG_NO_TIME) {
		if (a)
			forget(a);
		unlock(&p->alarm_lock);
		return;
	}
	if (!a)
		a = new_alarm(p, alarm);
	if (a) {
		a->t = t;
		a->clock = clock;
		a->expires_ns = expires_ns;
		timer_set(&a->timer, due_at(clock, expires_ns));
	}
	unlock(&p->alarm_lock);
}

/* t uses CPU time: have its process's alarms come? */
void alarms_tick(struct thread *t)
{
	struct process *p = process(t);
	struct ksig_list *n, *next;
	int32_t due[16];
	uint32_t nr = 0, i;
	struct alarm *a;
	bool user;

	if (list_is_empty(&p->alarms))
		return;
	tree_lock();
	lock(&p->alarm_lock);
	for (n = p->alarms.next; n != &p->alarms && nr < 16; n = next) {
		next = n->next;
		a = container(n, struct alarm, node);
		user = a->clock == KSIG_CLOCK_PROCESS_UTIME ||
		       a->clock == KSIG_CLOCK_THREAD_UTIME;
		if (!is_cpu_clock(a->clock) ||
		    (is_thread_clock(a->clock) ?
		     thread_ns(thread_of(a->t), user) :
		     process_ns(&p->g, user)) + 1 < a->expires_ns)
			continue;
		due[nr++] = a->alarm;
		forget(a);
	}
	unlock(&p->alarm_lock);
	tree_unlock();
	for (i = 0; i < nr; i++)
		ksig_timer_expire(&p->g, due[i], &t->t);
}

/* t leaves its process, or (t NULL) all have. */
void alarms_forget(struct process *p, struct thread *t)
{
	struct ksig_list *n, *next;
	struct alarm *a;

	lock(&p->alarm_lock);
	for (n = p->alarms.next; n != &p->alarms; n = next) {
		next = n->next;
		a = container(n, struct alarm, node);
		if (!t || (a->t == &t->t && is_thread_clock(a->clock)))
			forget(a);
	}
	unlock(&p->alarm_lock);
}
