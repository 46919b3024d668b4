/* SPDX-License-Identifier: MIT */
/*
 * Who runs where: a queue of runnable threads for each CPU.
 *
 * A thread's state is guarded by the queue_lock of its CPU (thread.cpu, which
 * changes under that lock only). The lock is held across a switch and dropped
 * on the next thread's stack, so whoever finds a thread ASLEEP or queued finds
 * it off its CPU.
 *
 * A wake is not lost: sleep_begin() clears woken, then the thread looks at
 * what it waits for, then sleep_until() tests woken under the queue_lock with
 * which thread_wake() sets it. This is what ksig asks for in port.h, "THE
 * HARDEST CONTRACT".
 */
#include "kernel.h"

#define SLICE_TICKS 4u

struct lock big_lock;
WAITQ(poll_wait);

void lock_wait(struct lock *l, uint32_t me)
{
	uint64_t spins = 0;
	uint32_t free;

	if (__atomic_load_n(&l->owner, __ATOMIC_RELAXED) == me)
		panic(NULL, "a lock is taken twice");
	do {
		while (__atomic_load_n(&l->owner, __ATOMIC_RELAXED)) {
			flush_answer();
			pause_cpu();
			if (++spins == 20000000000ull)
				panic(NULL, "a lock of cpu %u is not dropped",
				      l->owner - 1);
		}
		free = 0;
	} while (!__atomic_compare_exchange_n(&l->owner, &free, me, false,
					      __ATOMIC_ACQUIRE,
					      __ATOMIC_RELAXED));
}

/* ------------------------------------------------------------------ queues */

static void enqueue(struct cpu *c, struct thread *t)
{
	t->state = RUNNABLE;
	list_add_tail(&c->queue, &t->node);
	c->nr_queued++;
}

static struct thread *take(struct cpu *c)
{
	struct thread *t;

	if (!c->nr_queued)
		return NULL;
	t = container(c->queue.next, struct thread, node);
	list_remove(&t->node);
	c->nr_queued--;
	return t;
}

/* Our queue is empty: one of another CPU's. */
static struct thread *steal(struct cpu *me)
{
	struct thread *t = NULL;
	uint32_t i;

	for (i = 1; i < nr_cpus && !t; i++) {
		struct cpu *c = &cpus[(me->id + i) % nr_cpus];

		if (!__atomic_load_n(&c->nr_queued, __ATOMIC_RELAXED) ||
		    !lock_try(&c->queue_lock))
			continue;
		t = take(c);
		if (t)
			t->cpu = me->id;
		unlock(&c->queue_lock);
	}
	return t;
}

static bool is_idle(const struct cpu *c)
{
	struct thread *t = __atomic_load_n(&c->current, __ATOMIC_RELAXED);

	return c->is_online && t && t->is_idle &&
	       !__atomic_load_n(&c->nr_queued, __ATOMIC_RELAXED);
}

/* Where a thread of c's that was woken is to run. */
static struct cpu *place(struct cpu *c)
{
	uint32_t i;

	if (is_idle(c))
		return c;
	for (i = 0; i < nr_cpus; i++)
		if (is_idle(&cpus[i]))
			return &cpus[i];
	return c;
}

static void kick(struct cpu *c)
{
	if (c != this_cpu() && !options.no_ipi)
		ipi(c, VECTOR_KICK);
}

static struct cpu *lock_cpu_of(struct thread *t)
{
	struct cpu *c;

	for (;;) {
		c = &cpus[__atomic_load_n(&t->cpu, __ATOMIC_RELAXED)];
		lock(&c->queue_lock);
		if (t->cpu == c->id)
			return c;
		unlock(&c->queue_lock);
	}
}

static void wake(struct thread *t, bool enter)
{
	struct cpu *c = lock_cpu_of(t), *to;

	t->woken = true;
	if (t->state == ASLEEP) {
		t->state = RUNNABLE;
		to = place(c);
		if (to != c) {
			t->cpu = to->id;
			unlock(&c->queue_lock);
			lock(&to->queue_lock);
		}
		enqueue(to, t);
		to->resched = true;
		kick(to);
		c = to;
	} else if (enter && t->state == RUNNING) {
		kick(c);
	}
	unlock(&c->queue_lock);
}

void thread_wake(struct thread *t)
{
	wake(t, false);
}

/* The same, and if t is in user mode, it comes into the kernel. */
void thread_kick(struct thread *t)
{
	/* Who runs is no one to wake: it will look on its way out. */
	if (t == current())
		t->woken = true;
	else
		wake(t, true);
}

/* A new thread. */
void sched_add(struct thread *t)
{
	struct cpu *c = place(this_cpu());

	t->cpu = c->id;
	lock(&c->queue_lock);
	enqueue(c, t);
	kick(c);
	unlock(&c->queue_lock);
}

/* ---------------------------------------------------------------- switching */

uint64_t thread_cpu_ns(const struct thread *t)
{
	uint64_t now = now_ns(), since = t->since_ns;

	return t->cpu_ns + (t->state == RUNNING && now > since ?
			    now - since : 0);
}

static void begin_running(struct cpu *c, struct thread *next)
{
	next->state = RUNNING;
	next->since_ns = now_ns();
	next->nr_slices++;
	next->slice = SLICE_TICKS;
	c->current = next;
	c->resched = false;
	mm_switch(next->mm);
	if (next->is_idle)
		return;
	cpu_set_stack(next);
	wrmsr(MSR_FS_BASE, next->fs_base);
	wrmsr(MSR_KERNEL_GS, next->gs_base);
}

/* On the new thread's stack; its CPU may be another than when it left. */
static void switched(void)
{
	struct thread *t = current();

	if (!t->is_idle)
		xstate_load(t->xstate);
	unlock(&this_cpu()->queue_lock);
}

/* queue_lock is held, and dropped; who runs has its new state already. */
static void switch_away(void)
{
	struct cpu *c = this_cpu();
	struct thread *prev = c->current, *next = take(c);

	if (!next)
		next = steal(c);
	if (!next && prev->state != RUNNING)
		next = c->idle;
	if (!next || next == prev) {
		prev->state = RUNNING;
		prev->slice = SLICE_TICKS;
		c->resched = false;
		unlock(&c->queue_lock);
		return;
	}
	if (prev->state == RUNNING && !prev->is_idle)
		enqueue(c, prev);
	prev->cpu_ns += now_ns() - prev->since_ns;
	if (!prev->is_idle && prev->state != GONE)
		xstate_save(prev->xstate);
	begin_running(c, next);
	switch_stacks(&prev->sp, next->sp);
	switched();
}

void thread_begun(void)
{
	struct thread *t = current();

	switched();
	if (t->set_tid)
		copy_out(t->set_tid, &t->t.tid, sizeof(t->t.tid));
}

void sched_yield(void)
{
	lock(&this_cpu()->queue_lock);
	switch_away();
}

void sched_exit(void)
{
	lock(&this_cpu()->queue_lock);
	current()->state = GONE;
	switch_away();
	panic(NULL, "a thread that has gone runs");
}

void sched_init(void)
{
	struct cpu *c = this_cpu();
	struct thread *t = kmem_alloc(sizeof(*t));

	t->is_idle = true;
	t->cpu = c->id;
	t->state = RUNNING;
	list_init(&t->node);
	c->idle = c->current = t;
	__atomic_store_n(&c->is_online, true, __ATOMIC_RELEASE);
}

void sched_idle(void)
{
	struct cpu *c = this_cpu();

	for (;;) {
		lock(&c->queue_lock);
		switch_away();
		if (!c->nr_queued)
			__asm__ volatile("sti; hlt; cli" : : : "memory");
	}
}

/* No lock is held: in user mode, or idle. */
void sched_tick(bool from_user)
{
	struct cpu *c = this_cpu();
	struct thread *t = c->current;
	uint64_t now = now_ns();

	rcu_tick();
	timers_run();
	if (c->id == 0)
		console_tick();
	if (t->is_idle)
		return;
	if (from_user)
		t->user_ns += now - (c->tick_ns > t->since_ns ? c->tick_ns :
								t->since_ns);
	c->tick_ns = now;
	cpu_limit_tick(t);
	alarms_tick(t);
	if (t->slice)
		t->slice--;
	if (!t->slice && c->nr_queued)
		c->resched = true;
}

/* ---------------------------------------------------------------- sleeping */

void sleep_until(struct thread *t, uint64_t deadline_ns, const char *in)
{
	t->waits_in = in;
	if (deadline_ns != NEVER)
		timer_set(&t->timer, deadline_ns);
	lock(&this_cpu()->queue_lock);
	if (t->woken) {
		unlock(&this_cpu()->queue_lock);
	} else {
		t->state = ASLEEP;
		switch_away();
	}
	if (deadline_ns != NEVER)
		timer_set(&t->timer, NEVER);
	t->waits_in = NULL;
}

void waitq_init(struct waitq *q)
{
	q->lock.owner = 0;
	list_init(&q->waiters);
}

void waitq_add(struct waitq *q, struct waiter *w, struct thread *t)
{
	w->thread = t;
	lock(&q->lock);
	list_add_tail(&q->waiters, &w->node);
	unlock(&q->lock);
}

void waitq_remove(struct waitq *q, struct waiter *w)
{
	lock(&q->lock);
	list_remove(&w->node);
	unlock(&q->lock);
}

void waitq_wake(struct waitq *q)
{
	struct ksig_list *n;

	lock(&q->lock);
	for (n = q->waiters.next; n != &q->waiters; n = n->next)
		thread_wake(container(n, struct waiter, node)->thread);
	unlock(&q->lock);
}

bool is_interrupted(const struct thread *t, enum sleep_how how)
{
	if (how == SLEEP_NOTHING ||
	    !__atomic_load_n(&t->t.has_deliverable, __ATOMIC_ACQUIRE))
		return false;
	return how == SLEEP_SIGNAL || is_dying(t);
}

int64_t sleep_on(struct thread *t, struct waitq *q, uint64_t deadline_ns,
		 enum sleep_how how, const char *in)
{
	struct waiter w;

	sleep_begin(t);
	waitq_add(q, &w, t);
	if (!is_interrupted(t, how) && now_ns() < deadline_ns) {
		unlock(&big_lock);
		sleep_until(t, deadline_ns, in);
		lock(&big_lock);
	}
	waitq_remove(q, &w);
	if (is_interrupted(t, how))
		return -LINUX_ERESTARTSYS;
	return now_ns() >= deadline_ns ? -ETIMEDOUT : 0;
}
