/* SPDX-License-Identifier: MIT */
/* Memory of threads, processes and sighands, and their ids. */
#include "kernel.h"

struct sighand {
	struct ksig_sighand h;		/* first */
	struct rcu rcu;
	uint32_t is_dropped;		/* (a) */
};

static int32_t last_id;

int32_t id_new(void)
{
	return __atomic_add_fetch(&last_id, 1, __ATOMIC_RELAXED);
}

static void timed_out(struct timer *timer)
{
	thread_wake(container(timer, struct thread, timer));
}

struct thread *thread_new(void)
{
	struct thread *t = kmem_alloc(sizeof(*t));

	if (!t)
		return NULL;
	t->kstack = pages_alloc(2);
	/* ksig edits 4 bytes behind the image. */
	t->xstate = kmem_alloc(xstate_bytes + 64);
	if (!t->kstack || !t->xstate) {
		thread_free(t);
		return NULL;
	}
	t->regs = (void *)(t->kstack + KSTACK_BYTES - sizeof(*t->regs));
	memset(t->regs, 0, sizeof(*t->regs));
	t->timer.fn = timed_out;
	t->ksig_deadline = NEVER;
	t->life = 2;
	t->start_ns = now_ns();
	list_init(&t->node);
	list_init(&t->futex_node);
	return t;
}

void thread_free(struct thread *t)
{
	if (t->kstack)
		pages_free(t->kstack);
	kmem_free(t->xstate, xstate_bytes + 64);
	kmem_free(t, sizeof(*t));
}

static void free_thread(struct rcu *r)
{
	thread_free(container(r, struct thread, rcu));
}

/* It has left its stack, or ksig has done with it: whichever is second. */
void thread_leave(struct thread *t)
{
	if (__atomic_sub_fetch(&t->life, 1, __ATOMIC_ACQ_REL) == 0)
		rcu_call(&t->rcu, free_thread);
}

struct process *process_new(void)
{
	struct process *p = kmem_alloc(sizeof(*p));

	if (!p)
		return NULL;
	list_init(&p->alarms);
	waitq_init(&p->wait);
	return p;
}

void process_free(struct process *p)
{
	if (p->exe)
		kmem_free(p->exe, strlen(p->exe) + 1);
	kmem_free(p, sizeof(*p));
}

static void free_process(struct rcu *r)
{
	process_free(container(r, struct process, rcu));
}

void process_leave(struct process *p)
{
	rcu_call(&p->rcu, free_process);
}

struct ksig_sighand *sighand_new(void)
{
	struct sighand *h = kmem_alloc(sizeof(*h));

	return h ? &h->h : NULL;
}

static void free_sighand(struct rcu *r)
{
	kmem_free(container(r, struct sighand, rcu), sizeof(struct sighand));
}

/* Several may find at once that nobody uses it. */
void sighand_drop(struct ksig_sighand *h)
{
	struct sighand *s = (struct sighand *)h;

	if (!h || !ksig_sighand_unused(h) ||
	    __atomic_exchange_n(&s->is_dropped, 1, __ATOMIC_ACQ_REL))
		return;
	rcu_call(&s->rcu, free_sighand);
}

/* ksig's own, for looking at its tree. */
static struct lock *the_tree_lock(void)
{
	return (struct lock *)(uintptr_t)&ksig.tree_lock.word[0];
}

void tree_lock(void)
{
	lock(the_tree_lock());
}

void tree_unlock(void)
{
	unlock(the_tree_lock());
}

/* RCU keeps what is found for as long as we are in the kernel. */
struct thread *thread_find(int32_t tid)
{
	struct ksig_task *t;

	tree_lock();
	t = ksig_task_find(&ksig, tid);
	tree_unlock();
	return t ? thread_of(t) : NULL;
}

struct process *process_find(int32_t pid)
{
	struct ksig_group *g;

	tree_lock();
	g = ksig_group_find(&ksig, pid);
	tree_unlock();
	return g ? process_of(g) : NULL;
}

/* A signal of the kernel's own for a process. */
void kernel_signal(struct ksig_group *g, int sig, enum ksig_by by)
{
	struct linux_siginfo info = {
		.si_signo = sig, .si_code = LINUX_SI_KERNEL,
	};
	struct ksig_origin origin = { by, 0, 0 };

	ksig_generate_group(g, &info, &origin);
}

/* For the thread that makes a call, as if by its own kill(2). */
void self_signal(struct thread *t, int sig)
{
	struct linux_siginfo info = {
		.si_signo = sig, .si_code = LINUX_SI_USER,
	};
	struct ksig_origin origin = { KSIG_BY_KERNEL, 0, 0 };

	info.u.kill.pid = t->t.group->pid;
	info.u.kill.uid = t->uid;
	ksig_generate_task(&t->t, &info, &origin);
}

/* Its group dies, or another thread's execve(2) ends it. */
bool is_dying(const struct thread *t)
{
	return (t->t.group->flags & KSIG_GROUP_EXIT) ||
	       (t->t.flags & KSIG_TASK_LEAVING);
}
