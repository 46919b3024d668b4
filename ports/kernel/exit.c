/* SPDX-License-Identifier: MIT */
/* Death: of a thread, of a process; what is left of them goes. */
#include "kernel.h"

uint64_t kmem_at_start;
static struct lock gone_lock;
#define TICK_NS (NS_PER_S / 100)	/* of times(2) */
static struct process *gone;	/* to be reaped, or freed */

/* A child is waited for: its time becomes its parent's children's. */
static void inherit_time(struct process *p)
{
	struct process *parent = p->g.parent ? process_of(p->g.parent) : NULL;

	if (!parent)
		return;
	parent->children_user_ns += p->user_ns + p->children_user_ns;
	parent->children_system_ns += p->children_system_ns +
		(p->cpu_ns > p->user_ns ? p->cpu_ns - p->user_ns : 0);
}

/* tree_lock is held. ksig wakes who waits; what is left is ours to take. */
void exit_child_event(struct ksig_group *g, enum ksig_child_event ev)
{
	struct process *p = process_of(g);

	if (ev == KSIG_CHILD_EXITED || ev == KSIG_CHILD_AUTOREAP)
		waitq_wake(&poll_wait);			/* pidfds */
	if (ev != KSIG_CHILD_AUTOREAP && ev != KSIG_CHILD_REAPED &&
	    !(ev == KSIG_CHILD_EXITED && !g->parent))
		return;
	p->is_reaped = ev == KSIG_CHILD_REAPED;
	if (p->is_reaped)
		inherit_time(p);
	lock(&gone_lock);
	p->next_gone = gone;
	gone = p;
	unlock(&gone_lock);
}

void exit_task_reaped(struct ksig_task *t)
{
	waitq_wake(&process_of(t->group)->wait);
	thread_leave(thread_of(t));
}

void bury(void)
{
	struct process *p;

	while (__atomic_load_n(&gone, __ATOMIC_RELAXED)) {
		lock(&gone_lock);
		p = gone;
		if (p)
			gone = p->next_gone;
		unlock(&gone_lock);
		if (!p)
			break;
		if (!p->is_reaped)
			ksig_reap(&p->g);
		alarms_forget(p, NULL);
		process_leave(p);
	}
}

/* A thread that was joined by its id's futex. set_tid_address(2) */
static void clear_tid(struct thread *t)
{
	static const int32_t zero;

	if (!t->clear_tid || copy_out(t->clear_tid, &zero, sizeof(zero)))
		return;
	lock(&big_lock);
	futex_wake(t, t->clear_tid, 1, UINT32_MAX);
	unlock(&big_lock);
}

static void leave_memory(struct thread *t)
{
	struct mm *mm = t->mm;

	t->mm = NULL;
	mm_switch(NULL);
	mm_put(mm);
}

/* Told with the wait status of PROG; QEMU's exit status has 6 bits of it. */
static void __attribute__((noreturn)) machine_ends(int32_t status)
{
	check_at_end();
	/* What exec'ed and forked is gone: is its memory? */
	control("memory %lu %lu\n", kmem_at_start, kmem_nr_bytes());
	control("status %d\n", status);
	power_off(status & 0x7f ? 0x40 : (uint32_t)(status >> 8) & 0x3f);
}

/* What SIGCHLD tells of the time that p has used, in clock ticks. */
static const struct linux_siginfo *chld_of(const struct process *p,
					   struct linux_siginfo *info)
{
	info->u.chld.uid = p->g.uid;
	info->u.chld.utime = (int64_t)(p->user_ns / TICK_NS);
	info->u.chld.stime = (int64_t)((p->cpu_ns > p->user_ns ?
					p->cpu_ns - p->user_ns : 0) /
				       TICK_NS);
	return info;
}

static void put_time(int64_t *to, uint64_t ns)
{
	to[0] = (int64_t)(ns / NS_PER_S);
	to[1] = (int64_t)(ns % NS_PER_S / 1000);
}

/* tree_lock is held. */
void exit_rusage(struct ksig_group *g, struct linux_rusage *out)
{
	const struct process *p = process_of(g);
	uint64_t system = p->cpu_ns > p->user_ns ? p->cpu_ns - p->user_ns : 0;

	put_time(&out->utime_sec, p->user_ns + p->children_user_ns);
	put_time(&out->stime_sec, system + p->children_system_ns);
}

void exit_thread(struct thread *t, int32_t status)
{
	struct process *p = process(t);
	struct ksig_sighand *h = t->t.sighand;
	struct linux_siginfo chld = { 0 };

	if (p->g.pid == 1 && p->g.nr_tasks == 1)
		machine_ends(p->g.flags & KSIG_GROUP_EXIT ?
			     p->g.exit_status : status);
	t->in_exit = true;
	ptrace_event(t, LINUX_PTRACE_EVENT_EXIT, (uint64_t)status);
	t->in_exit = false;
	ksig_exit_begin(&t->t);
	clear_tid(t);
	vfork_end(t);
	lock(&big_lock);
	files_put(t->files);
	unlock(&big_lock);
	leave_memory(t);
	if (p->g.nr_tasks == 1)
		tty_leave(t);
	tree_lock();
	p->cpu_ns += thread_cpu_ns(t);
	p->user_ns += t->user_ns;
	t->cpu_ns = t->user_ns = 0;
	t->since_ns = now_ns();
	tree_unlock();
	alarms_forget(p, t);
	if (!ksig_exit(&t->t, status | KSIG_EXIT_OWN, chld_of(p, &chld))) {
		waitq_wake(&p->wait);		/* an execve(2) waits */
		waitq_wake(&poll_wait);		/* a thread's pidfd */
	}
	sighand_drop(h);
	bury();
	thread_leave(t);
	sched_exit();
}

#define WAIT_CORE_FLAG 0x80	/* wait(2) */

void exit_of_signal(struct thread *t, bool dump)
{
	struct ksig_group *g = t->t.group;

	if (dump && core_dump(t))
		g->exit_status |= WAIT_CORE_FLAG;
	exit_thread(t, g->flags & KSIG_GROUP_EXIT ? g->exit_status : 0);
}

static int64_t do_exit(struct thread *t, const uint64_t *a)
{
	exit_thread(t, (int32_t)(a[0] & 0xff) << 8);
}

static int64_t do_exit_group(struct thread *t, const uint64_t *a)
{
	ksig_group_exit(&t->t, (int32_t)(a[0] & 0xff) << 8);
	exit_thread(t, t->t.group->exit_status);
}

/* Init's last one (init.c): its program's wait status. */
static int64_t do_reboot(struct thread *t, const uint64_t *a)
{
	if (t->t.group->pid != 1)
		return -LINUX_EPERM;
	machine_ends((int32_t)a[3]);
}

const struct call_row calls_exit[] = {
	{ 60, "exit", do_exit }, { 231, "exit_group", do_exit_group },
	{ 169, "reboot", do_reboot },
	CALLS_END,
};
