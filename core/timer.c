/* SPDX-License-Identifier: MIT */
/*
 * The signal side of POSIX timers (timer_create(2)). timer_set.c makes and
 * arms them.
 *
 * A timer has one entry, part of it, made with it and charged from then on:
 * its signal cannot be lost for want of memory. While the entry is queued the
 * timer waits: how often it would have fired is found out when the signal is
 * taken, and told as the overrun.
 */
#include "core.h"

struct ksig_timer *ksig__timer_find_locked(struct ksig_group *g, int32_t id)
{
	struct ksig_timer *tm;

	KSIG__EACH_TIMER(tm, g)
		if (tm->id == id && !(tm->flags & KSIG_TIMER_DELETED))
			return tm;
	return NULL;
}

static bool is_periodic(const struct ksig_timer *tm)
{
	return tm->interval_ns != 0 || (tm->flags & KSIG_TIMER_PERIODIC);
}

/* tm is no longer on a list of its group's, and not queued. */
void ksig__timer_free(struct ksig_timer *tm)
{
	struct ksig *k = tm->group->k;

	ksig__list_del(&tm->node);
	ksig__list_del(&tm->parked);
	__atomic_sub_fetch(&tm->user->nr_pending, 1, __ATOMIC_RELEASE);
	k->port->free(k, tm, sizeof(*tm));
}

void ksig__timer_unpark_locked(struct ksig_timer *tm)
{
	ksig__list_del(&tm->parked);
	tm->flags &= ~KSIG_TIMER_PARKED;
}

/* tm is to be set anew or to go: what it has done so far counts no more. */
void ksig__timer_reset_locked(struct ksig_timer *tm)
{
	ksig__timer_unpark_locked(tm);
	if (tm->flags & KSIG_TIMER_QUEUED)
		tm->flags |= KSIG_TIMER_STALE;
	tm->overrun = 0;
	tm->overrun_last = 0;
}

/*
 * tm goes, its alarm is cancelled. Its signal, if queued, stays in the set,
 * to be dropped when it is its turn: sigpending(2) tells of it until then, and
 * another of its number coalesces with it (observed on 6.18).
 */
void ksig__timer_delete_locked(struct ksig_timer *tm)
{
	ksig__timer_reset_locked(tm);
	if (tm->flags & KSIG_TIMER_QUEUED)
		tm->flags |= KSIG_TIMER_DELETED;
	else
		ksig__timer_free(tm);
}

/*
 * Its signal is ignored. Since 6.13 a periodic timer waits for the disposition
 * to change, as if its signal were queued (rule 34); one that fires once is
 * over. Before, it went on firing, and its overruns were counted.
 * Linux: posixtimer_sig_ignore(); before: posix_timer_fn().
 */
void ksig__timer_ignored_locked(struct ksig_timer *tm)
{
	struct ksig_group *g = tm->group;

	if ((tm->flags & (KSIG_TIMER_QUEUED | KSIG_TIMER_PARKED)) ||
	    !is_periodic(tm))
		return;
	if (KSIG__SINCE(g->k, 6, 13)) {
		tm->flags |= KSIG_TIMER_PARKED;
		ksig__list_add_head(&g->parked_timers, &tm->parked);
	} else {
		ksig__timer_rearm_locked(tm);
	}
}

/*
 * The signal of gen, a timer's, is queued already: it counts. One that is
 * stale is good again, at its old place in the queue (observed on 6.18).
 */
bool ksig__timer_overruns_locked(const struct ksig__generation *gen,
				 uint64_t id)
{
	struct ksig_timer *tm = gen->timer;
	struct ksig__taken into = {
		tm->entry.id, tm->entry.generated_ns, gen->shared
	};

	if (tm->flags & KSIG_TIMER_PARKED)
		ksig__timer_unpark_locked(tm);
	if (!(tm->flags & KSIG_TIMER_QUEUED))
		return false;
	tm->flags &= ~KSIG_TIMER_STALE;
	ksig__trace_generate(gen, id, KSIG_GEN_ALREADY_PENDING, &into);
	return true;
}

/* Who is asked first: since 6.4 the task that the timer has interrupted. */
static struct ksig_task *preferred(const struct ksig_group *g,
				   struct ksig_task *current)
{
	if (current && current->group == g && KSIG__SINCE(g->k, 6, 4) &&
	    !(current->flags & KSIG_TASK_DEAD))
		return current;
	return g->leader;
}

/* tm has expired. Linux: posixtimer_send_sigqueue(). */
static void send(struct ksig_timer *tm, struct ksig_task *current,
		 const struct ksig_origin *origin)
	KSIG_REQUIRES(ksig__siglock)
{
	bool to_thread = tm->flags & KSIG_TIMER_TO_THREAD;
	struct linux_siginfo info = { .si_signo = 0 };
	struct ksig__generation gen = {
		.group = tm->group,
		.task = to_thread ? tm->target : preferred(tm->group, current),
		.info = &info,
		.origin = origin,
		.shared = !to_thread,
		.timer = tm,
	};

	if (to_thread && !gen.task)
		return;
	__builtin_memcpy(&info, &tm->entry.info, sizeof(tm->entry.info));
	(void)ksig__generate_locked(&gen);
}

static const struct ksig_origin by_timer = { KSIG_BY_TIMER, 0, 0 };

/* See ksig.h. Locks: takes siglock. Linux: posix_timer_fn(). */
void ksig_timer_expire(struct ksig_group *g, int32_t alarm,
		       struct ksig_task *current)
{
	struct ksig_timer *tm;

	if (!ksig__lock_group(g))
		return;
	if (alarm < 0) {
		ksig__itimer_expire_locked(g, alarm, current);
	} else {
		tm = ksig__timer_find_locked(g, alarm);
		if (tm && ksig__timer_is_due_locked(tm))
			send(tm, current, &by_timer);
	}
	ksig__unlock_group(g);
}

/*
 * The disposition of sig was to ignore it and is not any more: what was parked
 * is generated now, the one parked last first. Only SIG_IGN is looked at: a
 * timer parked because of a default action stays so, as on Linux (observed on
 * 6.18: SIGURG, from default to a handler).
 * Linux: posixtimer_sig_unignore().
 */
void ksig__timers_unpark_locked(struct ksig_task *t, int sig)
{
	struct ksig_group *g = t->group;
	struct ksig_timer *tm;
	struct ksig_list *n, *next;

	for (n = g->parked_timers.next; n != &g->parked_timers; n = next) {
		next = n->next;
		tm = KSIG__CONTAINER(n, struct ksig_timer, parked);
		if (tm->entry.info.si_signo != sig)
			continue;
		ksig__timer_unpark_locked(tm);
		send(tm, t, &by_timer);
	}
}

/*
 * tm's entry has left its set without being taken: discarded, why. Those that
 * are dropped for being ignored wait on, and so do those that stop signals and
 * SIGCONT discard (observed on 6.18).
 */
void ksig__timer_discarded_locked(struct ksig_timer *tm,
				  enum ksig_discard_why why)
{
	bool stale = tm->flags & KSIG_TIMER_STALE;

	tm->flags &= ~(KSIG_TIMER_QUEUED | KSIG_TIMER_STALE);
	if (tm->flags & KSIG_TIMER_DELETED)
		ksig__timer_free(tm);
	else if (!stale && why != KSIG_WHY_EXIT && why != KSIG_WHY_EXEC &&
		 KSIG__SINCE(tm->group->k, 6, 13))
		ksig__timer_ignored_locked(tm);
}

/* Tell the overrun, of which the expiration itself is none. */
static int32_t overrun_of(const struct ksig_timer *tm)
{
	if (tm->overrun <= 1)
		return 0;
	return tm->overrun - 1 > LINUX_DELAYTIMER_MAX ? LINUX_DELAYTIMER_MAX :
		(int32_t)(tm->overrun - 1);
}

/*
 * The entry e of a timer has been taken, with info: tell the overrun and have
 * the timer go on. False: it was set anew or deleted meanwhile, and nothing
 * was taken; before 6.13 it was delivered all the same.
 * Linux: posixtimer_deliver_signal().
 */
bool ksig__timer_taken_locked(struct ksig_entry *e, struct linux_siginfo *info)
{
	struct ksig_timer *tm = (struct ksig_timer *)e;
	const struct ksig_group *g = tm->group;
	bool stale = tm->flags & KSIG_TIMER_STALE;
	bool counts = !stale || !KSIG__SINCE(g->k, 6, 13);

	tm->flags &= ~(KSIG_TIMER_QUEUED | KSIG_TIMER_STALE);
	if (!counts)
		ksig__trace_discard(g, NULL, info->si_signo, e->id,
				    e->generated_ns, KSIG_WHY_DISARMED);
	if (stale) {
		if (tm->flags & KSIG_TIMER_DELETED)
			ksig__timer_free(tm);
		return counts;
	}
	if (!(tm->flags & KSIG_TIMER_PORT) && is_periodic(tm))
		ksig__timer_rearm_locked(tm);
	tm->overrun_last = overrun_of(tm);
	tm->overrun = 0;
	info->u.timer.overrun = tm->overrun_last;
	if (g->k->port->timer_taken)
		g->k->port->timer_taken(tm->group, tm->id, tm->overrun_last);
	return true;
}

/* ------------------------------- of a port with a kernel underneath */

int ksig_timer_adopt(struct ksig_group *g, struct ksig_task *by,
		     struct ksig_task *t, int32_t timerid)
{
	struct ksig_timer *tm;

	if (!ksig__lock_group(g))
		return 0;
	tm = ksig__timer_new_locked(by, timerid);
	if (tm) {
		tm->flags = KSIG_TIMER_PORT | (t ? KSIG_TIMER_TO_THREAD : 0);
		tm->target = t;
	}
	ksig__unlock_group(g);
	return tm ? 0 : -LINUX_EAGAIN;
}

/* What tm's signal is, and for whom, as the port says it this time. */
static void describe(struct ksig_timer *tm, struct ksig_task *t,
		     bool to_thread, const struct linux_siginfo *info)
{
	tm->flags &= ~KSIG_TIMER_TO_THREAD;
	tm->flags |= KSIG_TIMER_PORT | (to_thread ? KSIG_TIMER_TO_THREAD : 0);
	tm->target = to_thread && !(t->flags & KSIG_TASK_DEAD) ? t : NULL;
	__builtin_memcpy(&tm->entry.info, info, sizeof(tm->entry.info));
	tm->entry.info.si_code = LINUX_SI_TIMER;
}

/*
 * See ksig.h. What the signal tells is what the port says each time.
 * Returns 0. Locks: takes siglock. Rule 34.
 */
int ksig_generate_timer(struct ksig_group *g, struct ksig_task *t,
			bool to_thread, const struct linux_siginfo *info,
			const struct ksig_origin *origin)
{
	struct ksig_timer *tm;

	KSIG__ASSERT(g->k, ksig_signal_valid(info->si_signo));
	if (!ksig__lock_group(g))
		return 0;
	tm = ksig__timer_find_locked(g, info->u.timer.timerid);
	if (!tm)
		tm = ksig__timer_new_unlimited_locked(
			ksig__task_of(g->tasks.next), info->u.timer.timerid);
	if (tm) {
		if (!(tm->flags & KSIG_TIMER_QUEUED))
			describe(tm, t, to_thread, info);
		tm->overrun += 1 + (uint64_t)(uint32_t)info->u.timer.overrun;
		if (!(tm->flags & KSIG_TIMER_PARKED))
			send(tm, t, origin);
	}
	ksig__unlock_group(g);
	return 0;
}

void ksig_timer_set(struct ksig_group *g, int32_t timerid, bool periodic)
{
	struct ksig_timer *tm;

	if (!ksig__lock_group(g))
		return;
	tm = ksig__timer_find_locked(g, timerid);
	if (tm) {
		ksig__timer_reset_locked(tm);
		tm->flags &= ~KSIG_TIMER_PERIODIC;
		tm->flags |= periodic ? KSIG_TIMER_PERIODIC : 0;
	}
	ksig__unlock_group(g);
}

void ksig_timer_forget(struct ksig_group *g, int32_t timerid)
{
	struct ksig_timer *tm;

	if (!ksig__lock_group(g))
		return;
	tm = ksig__timer_find_locked(g, timerid);
	if (tm)
		ksig__timer_delete_locked(tm);
	ksig__unlock_group(g);
}

int32_t ksig_timer_overrun(struct ksig_group *g, int32_t timerid)
{
	struct ksig_timer *tm;
	int32_t overrun = -LINUX_EINVAL;

	if (!ksig__lock_group(g))
		return overrun;
	tm = ksig__timer_find_locked(g, timerid);
	if (tm)
		overrun = tm->overrun_last;
	ksig__unlock_group(g);
	return overrun;
}
