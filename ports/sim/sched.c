/* SPDX-License-Identifier: MIT */
/*
 * Who runs: every thread is a coroutine, and gives way at certain points
 * only. At each of them the strategy decides who is next.
 *
 * At most o.cpus threads are in the kernel at a time; one that has entered
 * keeps its CPU until it sleeps or leaves, so with one CPU a system call is
 * never interleaved with another. What a program does between its calls takes
 * no time. Interrupts need no CPU.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "internal.h"

/* Much more than any scenario needs: it never comes to rest. */
#define POINTS_MAX	20000000ull

static void end(struct sim *s, enum sim_end why, const char *fmt, va_list ap)
{
	if (s->end == SIM_END_NONE) {
		s->end = why;
		vsnprintf(s->what, sizeof(s->what), fmt, ap);
	}
}

/* Back to main, for good: whatever was on the stacks is given up. */
__attribute__((noreturn))
static void abandon(struct sim *s)
{
	struct sim_thread *th = s->cur;

	s->cur = NULL;
	sim_coro_switch(&s->stacks, &th->coro, &s->main, true);
	__builtin_unreachable();
}

void sim_bug(struct sim *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	end(s, SIM_END_BUG, fmt, ap);
	va_end(ap);
	if (s->cur)
		abandon(s);
	longjmp(s->escape, 1);
}

void sim_refuse(struct sim *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	end(s, SIM_END_REFUSED, fmt, ap);
	va_end(ap);
	if (s->cur)
		abandon(s);
	longjmp(s->escape, 1);
}

/* The machine that runs in this thread of the host's: for explored cores. */
static _Thread_local struct sim *running;

void sim_access(const void *object, bool writes)
{
	struct sim *s = running;

	if (!s || !s->cur)
		return;
	sim_point(s, SIM_POINT_ATOMIC, object);
	sim_touch(s, writes ? SIM_TOUCH_WRITE : SIM_TOUCH_READ, object);
}

/* ----------------------------------------------------------- the decision */

/* Is th about to take a lock that is held? */
static bool is_locked_out(const struct sim_thread *th)
{
	return th->at == SIM_POINT_LOCK &&
	       ((const struct ksig_lock *)th->object)->word[0];
}

static bool may_go_on(const struct sim *s, const struct sim_thread *th)
{
	return th->state == SIM_RUNNABLE && !is_locked_out(th) &&
	       (!th->task || th->on_cpu || s->nr_on_cpu < s->o.cpus);
}

static void candidate(struct sim *s, uint32_t *n, struct sim_thread *th,
		      bool late)
{
	s->of_candidate[*n] = th;
	s->candidates[*n] = (struct sim_candidate){
		.thread = th->number,
		.tid = th->task ? th->task->t.tid : 0,
		.at = late ? SIM_POINT_LATE : th->at,
		.object = late ? th : th->object,
	};
	++*n;
}

/* Who could go on, the one that runs first: in s->candidates. */
static uint32_t candidates(struct sim *s)
{
	struct sim_thread *cur = s->cur, *th;
	uint32_t n = 0, i;

	if (cur && may_go_on(s, cur))
		candidate(s, &n, cur, false);
	for (i = 0; i < s->nr_threads; i++) {
		th = s->threads[i];
		if (th != cur && may_go_on(s, th))
			candidate(s, &n, th, false);
	}
	for (i = 0; i < s->nr_threads; i++)
		if (s->threads[i]->late)
			candidate(s, &n, s->threads[i], true);
	return n;
}

static uint32_t decide(struct sim *s, uint32_t n)
{
	struct sim_choice c = {
		.number = s->nr_decisions,
		.nr = n,
		.current = s->cur && s->of_candidate[0] == s->cur,
		.of = s->candidates,
	};
	uint32_t i = 0;

	s->nr_decisions += n > 1;
	if (s->o.choose)
		i = s->o.choose(s->o.choose_arg, &c);
	return i < n ? i : n - 1;
}

static void wake_now(struct sim_thread *th);

/* Who is next; NULL: nobody can go on. */
static struct sim_thread *pick(struct sim *s)
{
	struct sim_thread *th;
	uint32_t n, i;

	if (++s->nr_points > POINTS_MAX)
		sim_bug(s, "the machine does not come to rest");
	if (s->o.kill_at && !s->is_killed && s->nr_decisions >= s->o.kill_at) {
		s->is_killed = true;
		sim_wake_thread(&s->irq);
	}
	for (;;) {
		n = candidates(s);
		if (n == 0)
			return NULL;
		i = n > 1 || s->o.choose_always ? decide(s, n) : 0;
		th = s->of_candidate[i];
		if (s->candidates[i].at != SIM_POINT_LATE)
			return th;
		th->late = false;
		wake_now(th);
	}
}

static void free_dead(struct sim *s)
{
	if (s->dead.stack)
		sim_coro_finish(&s->stacks, &s->dead);
}

void sim_thread_entered(struct sim *s)
{
	sim_coro_entered(&s->stacks);
	free_dead(s);
}

/* With more tasks than CPUs it matters who has one. */
static void touch_cpus(struct sim *s)
{
	if (s->nr_programs > s->o.cpus)
		sim_touch(s, SIM_TOUCH_WRITE, &s->nr_on_cpu);
}

/* next is who runs; it gets its CPU and its memory. */
static void load(struct sim *s, struct sim_thread *next)
{
	s->cur = next;
	if (!next || !next->task)
		return;
	if (!next->on_cpu) {
		next->on_cpu = true;
		s->nr_on_cpu++;
		touch_cpus(s);
	}
	if (next->task->mm)
		sim_mm_switch(s, next->task->mm);
}

/* Switch from who runs (NULL: main) to next (NULL: main). */
static void switch_to(struct sim *s, struct sim_thread *next)
{
	struct sim_thread *prev = s->cur;

	load(s, next);
	if (next == prev)
		return;
	sim_coro_switch(&s->stacks, prev ? &prev->coro : &s->main,
			next ? &next->coro : &s->main, false);
	free_dead(s);
}

void sim_point(struct sim *s, enum sim_point at, const void *object)
{
	struct sim_thread *th = s->cur;

	if (!th)
		return;
	th->at = at;
	th->object = object;
	th = pick(s);
	if (!th)
		sim_bug(s, "deadlock: every CPU waits for a lock");
	switch_to(s, th);
	if (s->cur->in_own_call)
		sim_touch(s, SIM_TOUCH_WRITE, s);
}

static void off_cpu(struct sim *s, struct sim_thread *th)
{
	if (!th->on_cpu)
		return;
	th->on_cpu = false;
	s->nr_on_cpu--;
	touch_cpus(s);
}

void sim_enter(struct sim_task *t)
{
	sim_point(t->s, SIM_POINT_USER, NULL);
}

void sim_leave(struct sim_task *t)
{
	if (t->th.has_tree || t->th.siglock)
		sim_bug(t->s, "a lock is held at the return to user mode");
	off_cpu(t->s, &t->th);
}

/* ------------------------------------------------------------------ sleep */

static bool interrupts(const struct sim_task *t, enum sim_sleep how)
{
	switch (how) {
	case SIM_SLEEP_SIGNAL:
		return __atomic_load_n(&t->t.has_deliverable,
				       __ATOMIC_ACQUIRE);
	case SIM_SLEEP_KILL:
		/* Both: the group is marked before all of its tasks are, and
		 * one that is not would go back to user mode. Or another
		 * thread's execve(2) kills this one. */
		return __atomic_load_n(&t->t.has_deliverable,
				       __ATOMIC_ACQUIRE) &&
		       (t->t.group->flags & KSIG_GROUP_EXIT ||
			t->t.flags & KSIG_TASK_LEAVING);
	case SIM_SLEEP_NOTHING:
		return false;
	default:
		return t->th.woken;
	}
}

static void touch_interrupts(const struct sim_task *t, enum sim_sleep how)
{
	const void *object = &t->th.woken;

	if (how == SIM_SLEEP_SIGNAL || how == SIM_SLEEP_KILL)
		object = &t->t.has_deliverable;
	if (how == SIM_SLEEP_KILL) {
		sim_touch(t->s, SIM_TOUCH_READ, &t->t.group->flags);
		sim_touch(t->s, SIM_TOUCH_READ, &t->t.flags);
	}
	sim_touch(t->s, SIM_TOUCH_READ, object);
}

/* ksig has not woken t since now. */
void sim_sleep_begin(struct sim_task *t)
{
	sim_touch(t->s, SIM_TOUCH_WRITE, &t->th.woken);
	t->th.woken = false;
}

/*
 * There is no point between a caller's look at what it waits for and this, so
 * nothing is missed that comes from other threads' calls; what comes from
 * ksig is in woken and has_deliverable, whenever it came.
 */
enum sim_slept sim_sleep(struct sim_task *t, const void *channel,
			 uint64_t deadline_ns, enum sim_sleep how)
{
	struct sim_thread *th = &t->th;
	struct sim *s = t->s;

	if (th->has_tree || th->siglock)
		sim_bug(s, "a lock is held by a task that sleeps");
	touch_interrupts(t, how);
	if (interrupts(t, how))
		return SIM_SLEPT_SIGNAL;
	if (deadline_ns <= s->now_ns)
		return SIM_SLEPT_TIMEOUT;
	if (channel)
		sim_touch(s, SIM_TOUCH_WRITE, channel);
	th->state = SIM_ASLEEP;
	th->how = how;
	th->channel = channel;
	th->deadline_ns = deadline_ns;
	th->timed_out = false;
	th->at = SIM_POINT_SLEEP;
	th->object = NULL;
	off_cpu(s, th);
	switch_to(s, pick(s));
	if (th->in_own_call)
		sim_touch(s, SIM_TOUCH_WRITE, s);
	touch_interrupts(t, how);
	if (interrupts(t, how))
		return SIM_SLEPT_SIGNAL;
	return th->timed_out ? SIM_SLEPT_TIMEOUT : SIM_SLEPT;
}

/* Interrupts are over. */
void sim_irq_sleep(struct sim *s)
{
	s->irq.state = SIM_ASLEEP;
	s->irq.at = SIM_POINT_SLEEP;
	s->irq.object = NULL;
	switch_to(s, pick(s));
}

void sim_wake_thread(struct sim_thread *th)
{
	if (th->state == SIM_ASLEEP)
		th->state = SIM_RUNNABLE;
}

/* The same, by who runs. */
static void wake_by_thread(struct sim *s, struct sim_thread *th)
{
	sim_touch(s, SIM_TOUCH_ENABLE, (void *)(uintptr_t)(th->number + 1));
	sim_wake_thread(th);
}

void sim_wake_channel(struct sim *s, const void *channel)
{
	uint32_t i;

	sim_touch(s, SIM_TOUCH_WRITE, channel);
	for (i = 0; i < s->nr_threads; i++)
		if (s->threads[i]->state == SIM_ASLEEP &&
		    s->threads[i]->channel == channel)
			wake_by_thread(s, s->threads[i]);
}

static void wake_now(struct sim_thread *th)
{
	if (th->state == SIM_ASLEEP && interrupts(th->task, th->how))
		wake_by_thread(th->task->s, th);
}

/* ksig wakes t. */
void sim_wake(struct sim_task *t)
{
	sim_touch(t->s, SIM_TOUCH_WRITE, &t->th.woken);
	t->th.woken = true;
	if (t->s->o.late_wakes && t->s->cur)
		t->th.late = true;
	else
		wake_now(&t->th);
	sim_point(t->s, SIM_POINT_WAKE, t);
}

void sim_lock_wait(struct sim *s, const struct ksig_lock *l)
{
	struct sim_thread *th = s->cur, *next;

	if (!th)
		sim_bug(s, "a lock is held while nobody runs");
	th->state = SIM_SPINNING;
	th->spins_on = l;
	next = pick(s);
	if (!next)
		sim_bug(s, "deadlock: everybody waits for a lock");
	switch_to(s, next);
}

void sim_lock_free(struct sim *s, const struct ksig_lock *l)
{
	uint32_t i;

	for (i = 0; i < s->nr_threads; i++)
		if (s->threads[i]->state == SIM_SPINNING &&
		    s->threads[i]->spins_on == l)
			s->threads[i]->state = SIM_RUNNABLE;
}

/* ---------------------------------------------------------------- threads */

void sim_thread_add(struct sim *s, struct sim_thread *th)
{
	th->number = s->next_number++;
	th->in_own_call = false;
	s->nr_programs += th->task != NULL;
	sim_touch(s, SIM_TOUCH_ENABLE, (void *)(uintptr_t)(th->number + 1));
	th->state = SIM_RUNNABLE;
	th->on_cpu = th->woken = th->timed_out = th->late = false;
	th->channel = NULL;
	th->deadline_ns = SIM_NEVER;
	th->spins_on = NULL;
	th->at = SIM_POINT_USER;
	th->object = NULL;
	th->has_tree = false;
	th->siglock = NULL;
	s->threads[s->nr_threads++] = th;
}

void sim_thread_die(struct sim *s)
{
	struct sim_thread *th = s->cur, *next;
	uint32_t i;

	if (th->has_tree || th->siglock)
		sim_bug(s, "a lock is held by a task that has exited");
	off_cpu(s, th);
	th->state = SIM_DEAD;
	s->nr_programs -= th->task != NULL;
	for (i = 0; s->threads[i] != th; i++)
		;
	s->nr_threads--;
	for (; i < s->nr_threads; i++)
		s->threads[i] = s->threads[i + 1];
	next = pick(s);
	load(s, next);
	/* Its stack is in use until the switch. */
	s->dead = th->coro;
	sim_coro_switch(&s->stacks, &th->coro, next ? &next->coro : &s->main,
			true);
	__builtin_unreachable();
}

bool sim_thread_replace(struct sim *s, void (*fn)(void *arg), void *arg)
{
	struct sim_thread *th = s->cur;
	struct sim_coro fresh;

	if (!sim_coro_init(&s->stacks, &fresh, fn, arg))
		return false;
	s->dead = th->coro;
	th->in_own_call = false;
	th->coro = fresh;
	sim_coro_switch(&s->stacks, &s->dead, &th->coro, true);
	__builtin_unreachable();
}

void sim_run_ready(struct sim *s)
{
	struct sim_thread *next;

	running = s;
	while (s->end == SIM_END_NONE && (next = pick(s)))
		switch_to(s, next);
	if (s->end == SIM_END_NONE && s->o.rest)
		s->o.rest(s->o.choose_arg);
}
