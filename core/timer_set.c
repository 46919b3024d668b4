/* SPDX-License-Identifier: MIT */
/*
 * Making, arming and ending POSIX timers on a machine without a kernel
 * underneath: the port has clocks and one alarm for each timer
 * (clock_read(), alarm_set()). What a timer's signal does is in timer.c.
 */
#include "core.h"

#define TIME_MAX_NS ((uint64_t)INT64_MAX)	/* KTIME_MAX of Linux */

/* The time of tm's clock, or KSIG_NO_TIME (its thread has gone). */
static uint64_t now_of(const struct ksig_timer *tm)
{
	struct ksig *k = tm->group->k;
	bool of_thread = tm->clock == KSIG_CLOCK_THREAD_CPUTIME ||
			 tm->clock == KSIG_CLOCK_THREAD_UTIME;

	if (of_thread && !tm->clock_task)
		return KSIG_NO_TIME;
	return k->port->clock_read(tm->group, tm->clock_task,
				   (enum ksig_clock)tm->base);
}

static void set_alarm(struct ksig_timer *tm, uint64_t at)
{
	struct ksig *k = tm->group->k;

	k->port->alarm_set(tm->group, tm->clock_task,
			   (enum ksig_clock)tm->base, tm->id, at);
	if (at == KSIG_NO_TIME)
		tm->flags &= ~KSIG_TIMER_ARMED;
	else
		tm->flags |= KSIG_TIMER_ARMED;
}

static uint64_t add_ns(uint64_t a, uint64_t b)
{
	return b > TIME_MAX_NS - a ? TIME_MAX_NS : a + b;
}

/* Move tm's time past now by whole intervals. How many. */
static uint64_t forward(struct ksig_timer *tm, uint64_t now)
{
	uint64_t nr;

	if (now < tm->expires_ns || now == KSIG_NO_TIME)
		return 0;
	nr = (now - tm->expires_ns) / tm->interval_ns + 1;
	if (nr > (TIME_MAX_NS - tm->expires_ns) / tm->interval_ns)
		tm->expires_ns = TIME_MAX_NS;
	else
		tm->expires_ns += nr * tm->interval_ns;
	return nr;
}

/* A periodic timer's signal was taken: it goes on. */
void ksig__timer_rearm_locked(struct ksig_timer *tm)
{
	uint64_t now;

	if (tm->flags & KSIG_TIMER_PORT)
		return;
	now = now_of(tm);
	if (now == KSIG_NO_TIME)
		return;
	tm->overrun += forward(tm, now);
	set_alarm(tm, tm->expires_ns);
}

/* Its alarm has come: is it time? If so it is not armed any more. */
bool ksig__timer_is_due_locked(struct ksig_timer *tm)
{
	uint64_t now;

	if (!(tm->flags & KSIG_TIMER_ARMED))
		return false;
	now = now_of(tm);
	if (now == KSIG_NO_TIME)
		return false;
	if (now < tm->expires_ns) {
		set_alarm(tm, tm->expires_ns);
		return false;
	}
	tm->flags &= ~KSIG_TIMER_ARMED;
	return true;
}

/* A timer of t's group, charged to t's user, whatever the limit. */
struct ksig_timer *ksig__timer_new_unlimited_locked(struct ksig_task *t,
						    int32_t id)
{
	struct ksig *k = t->k;
	struct ksig_timer *tm = k->port->alloc(k, sizeof(*tm));

	if (!tm)
		return NULL;
	*tm = (struct ksig_timer){
		.group = t->group,
		.user = t->user,
		.id = id,
	};
	tm->entry.info.si_code = LINUX_SI_TIMER;
	tm->entry.info.timerid = id;
	ksig__list_init(&tm->entry.node);
	ksig__list_init(&tm->parked);
	ksig__list_add_tail(&t->group->timers, &tm->node);
	__atomic_add_fetch(&t->user->nr_pending, 1, __ATOMIC_RELAXED);
	return tm;
}

/*
 * The same within RLIMIT_SIGPENDING, or NULL. Every timer counts, also one
 * that has no signal (observed on 6.18).
 */
struct ksig_timer *ksig__timer_new_locked(struct ksig_task *t, int32_t id)
{
	uint64_t limit = __atomic_load_n(&t->group->rlimit_sigpending,
					 __ATOMIC_RELAXED);

	if (__atomic_load_n(&t->user->nr_pending, __ATOMIC_RELAXED) >= limit)
		return NULL;
	return ksig__timer_new_unlimited_locked(t, id);
}

/* The thread of t's group that SIGEV_THREAD_ID means, or NULL. */
static struct ksig_task *find_thread(const struct ksig_task *t, int32_t tid)
{
	struct ksig_task *o;

	KSIG__EACH_TASK(o, t->group)
		if (o->tid == tid)
			return o;
	return NULL;
}

/* What tm is to tell, and whom. 0 or -LINUX_EINVAL. */
static int set_event(struct ksig_task *t, struct ksig_timer *tm,
		     const struct linux_sigevent *ev)
{
	switch (ev->notify) {
	case LINUX_SIGEV_THREAD_ID:
		tm->target = find_thread(t, ev->tid);
		if (!tm->target)
			return -LINUX_EINVAL;
		tm->flags |= KSIG_TIMER_TO_THREAD;
		/* fall through */
	case LINUX_SIGEV_SIGNAL:
	case LINUX_SIGEV_THREAD:
		if (!ksig_signal_valid(ev->signo))
			return -LINUX_EINVAL;
		break;
	case LINUX_SIGEV_NONE:
		tm->flags |= KSIG_TIMER_SILENT;
		break;
	default:
		return -LINUX_EINVAL;
	}
	tm->entry.info.si_signo = ev->signo;
	tm->entry.info.kept[3] = ev->value;
	return 0;
}

/* The next id that is not in use. */
static int32_t next_id(struct ksig_group *g) KSIG_REQUIRES(ksig__siglock)
{
	int32_t id;

	do {
		id = g->next_timer_id;
		g->next_timer_id = id == INT32_MAX ? 0 : id + 1;
	} while (ksig__timer_find_locked(g, id));
	return id;
}

/*
 * A timer on clock (the port has it; clock_task: whose, of a thread's) that
 * tells ev, NULL: SIGALRM with its id. Errors in Linux's order: the limit
 * before ev; ids are used up by failures too (observed on 6.18).
 * Returns the id, -LINUX_EAGAIN or -LINUX_EINVAL.
 * Locks: takes siglock. Linux: do_timer_create(), good_sigevent().
 */
int ksig__timer_create(struct ksig_task *t, enum ksig_clock clock,
		       struct ksig_task *clock_task,
		       const struct linux_sigevent *ev)
{
	struct linux_sigevent alarm = { .signo = LINUX_SIGALRM };
	struct ksig_timer *tm;
	int32_t id = -LINUX_EAGAIN;
	int err;

	ksig__lock_task(t);
	tm = ksig__timer_new_locked(t, -1);
	if (tm) {
		id = next_id(t->group);
		tm->id = id;
		tm->entry.info.timerid = id;
		tm->clock = clock;
		tm->base = clock;
		tm->clock_task = clock_task;
		alarm.value = (uint32_t)id;
		err = set_event(t, tm, ev ? ev : &alarm);
		if (err) {
			ksig__timer_free(tm);
			id = err;
		}
	}
	ksig__unlock_task(t);
	return id;
}

/*
 * What timer_gettime(2) tells. A periodic timer that waits for its signal to
 * be taken is shown as going on. Linux: common_timer_get().
 */
static void get_locked(struct ksig_timer *tm, struct ksig__timer_spec *out)
{
	bool silent = tm->flags & KSIG_TIMER_SILENT;
	bool armed = tm->flags & KSIG_TIMER_ARMED;
	uint64_t now;

	out->interval_ns = tm->interval_ns;
	out->value_ns = 0;
	if (!tm->expires_ns || (!tm->interval_ns && !armed && !silent))
		return;
	now = now_of(tm);
	if (now == KSIG_NO_TIME)
		return;
	if (tm->interval_ns && !armed)
		tm->overrun += forward(tm, now);
	if (tm->expires_ns > now)
		out->value_ns = tm->expires_ns - now;
	else if (!silent)
		out->value_ns = 1;	/* about to fire: 0 is disarmed */
}

/*
 * Set timer id of t's group, tell in old what it was. value_ns 0 disarms, and
 * then the interval is 0 too. A relative time does not follow when
 * CLOCK_REALTIME is set, so that is another clock's.
 * Returns 0 or -LINUX_EINVAL.
 * Locks: takes siglock. Linux: do_timer_settime(), common_timer_set().
 */
int ksig__timer_settime(struct ksig_task *t, int32_t id, bool absolute,
			const struct ksig__timer_spec *spec,
			struct ksig__timer_spec *old)
{
	struct ksig_timer *tm;
	uint64_t now;

	ksig__lock_task(t);
	tm = ksig__timer_find_locked(t->group, id);
	if (tm) {
		get_locked(tm, old);
		if (tm->flags & KSIG_TIMER_ARMED)
			set_alarm(tm, KSIG_NO_TIME);
		ksig__timer_reset_locked(tm);
		tm->interval_ns = spec->value_ns ? spec->interval_ns : 0;
		tm->expires_ns = 0;
		tm->base = tm->clock;
		if (!absolute && tm->clock == KSIG_CLOCK_REALTIME)
			tm->base = KSIG_CLOCK_MONOTONIC;
		now = now_of(tm);
		if (spec->value_ns && now != KSIG_NO_TIME) {
			tm->expires_ns = absolute ? spec->value_ns :
				add_ns(now, spec->value_ns);
			if (!(tm->flags & KSIG_TIMER_SILENT))
				set_alarm(tm, tm->expires_ns);
		}
	}
	ksig__unlock_task(t);
	return tm ? 0 : -LINUX_EINVAL;
}

/* Locks: takes siglock. timer_gettime(2). */
int ksig__timer_gettime(struct ksig_task *t, int32_t id,
			struct ksig__timer_spec *out)
{
	struct ksig_timer *tm;

	ksig__lock_task(t);
	tm = ksig__timer_find_locked(t->group, id);
	if (tm)
		get_locked(tm, out);
	ksig__unlock_task(t);
	return tm ? 0 : -LINUX_EINVAL;
}

/* Locks: takes siglock. timer_delete(2). */
int ksig__timer_delete(struct ksig_task *t, int32_t id)
{
	struct ksig_timer *tm;

	ksig__lock_task(t);
	tm = ksig__timer_find_locked(t->group, id);
	if (tm) {
		if (tm->flags & KSIG_TIMER_ARMED)
			set_alarm(tm, KSIG_NO_TIME);
		ksig__timer_delete_locked(tm);
	}
	ksig__unlock_task(t);
	return tm ? 0 : -LINUX_EINVAL;
}

/* t exits: what was for it alone, or ran by its clock, is over. */
void ksig__timers_task_gone_locked(struct ksig_task *t)
{
	struct ksig_timer *tm;

	KSIG__EACH_TIMER(tm, t->group) {
		if (tm->target == t)
			tm->target = NULL;
		if (tm->clock_task != t)
			continue;
		if (tm->flags & KSIG_TIMER_ARMED)
			set_alarm(tm, KSIG_NO_TIME);
		tm->clock_task = NULL;
	}
}

/* exec, or the last task has gone; nothing of them is queued any more. */
void ksig__timers_free_locked(struct ksig_group *g)
{
	struct ksig_timer *tm;

	while (!ksig__list_is_empty(&g->timers)) {
		tm = KSIG__CONTAINER(g->timers.next, struct ksig_timer, node);
		if (tm->flags & KSIG_TIMER_ARMED)
			set_alarm(tm, KSIG_NO_TIME);
		ksig__timer_free(tm);
	}
}
