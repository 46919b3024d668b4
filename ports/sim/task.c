/* SPDX-License-Identifier: MIT */
/* Birth of tasks: the first process, clone(2) and its kind, execve(2). */
#include <stdlib.h>
#include <string.h>
#include "internal.h"

#define CLONE_FILES	0x00000400ull
#define CLONE_PIDFD	0x00001000ull
#define CLONE_NEWPID	0x20000000ull
/* What the simulator does, and what makes no difference to it. */
#define CLONE_KNOWN	(LINUX_CLONE_VM | LINUX_CLONE_SIGHAND | \
	LINUX_CLONE_VFORK | LINUX_CLONE_PARENT | LINUX_CLONE_THREAD | \
	LINUX_CLONE_PTRACE | LINUX_CLONE_UNTRACED | \
	LINUX_CLONE_CLEAR_SIGHAND | CLONE_FILES | CLONE_PIDFD | \
	CLONE_NEWPID | 0x200ull /* FS */ | 0x40000ull /* SYSVSEM */)

static struct sim_task *task_new(struct sim *s, const char *name)
{
	struct sim_task *t = s->free_tasks;

	if (t)
		s->free_tasks = t->next;
	else
		t = calloc(1, sizeof(*t));
	if (!t)
		return NULL;
	t->s = s;
	t->th.task = t;
	t->mm = NULL;
	t->files = NULL;
	t->name = name;
	t->clear_tid = 0;
	t->vfork_parent = NULL;
	t->idle_end = t->in_fault = false;
	t->doing = SIM_READY;
	t->ksig_deadline_ns = SIM_NEVER;
	t->restart = NULL;
	t->cpu_ns = 0;
	t->ns_tid = 0;
	t->spins_since_ns = SIM_NEVER;
	t->is_gone = t->is_reaped = t->trace_calls = false;
	t->in_exit_event = false;
	t->next = s->tasks;
	s->tasks = t;
	return t;
}

static struct sim_group *group_new(struct sim *s)
{
	struct sim_group *g = s->free_groups;

	if (g)
		s->free_groups = g->next;
	else
		g = calloc(1, sizeof(*g));
	if (!g)
		return NULL;
	memset((char *)g + sizeof(g->g), 0, sizeof(*g) - sizeof(g->g));
	g->next = s->groups;
	s->groups = g;
	return g;
}

static struct ksig_sighand *sighand_new(struct sim *s)
{
	struct sim_sighand *h = s->free_sighands;

	if (h)
		s->free_sighands = h->next;
	else
		h = calloc(1, sizeof(*h));
	if (!h)
		return NULL;
	h->next = s->sighands;
	s->sighands = h;
	return &h->h;
}

static void task_main(void *arg)
{
	static const uint64_t none[6];
	struct sim_task *t = arg;

	sim_thread_entered(t->s);
	sim_first_return(t);
	t->doing = SIM_WAITS;
	t->fn(t->arg);
	sim_call(t, SIM_NR_exit, none);
}

/* The coroutine and the stack for frames. */
static bool thread_new(struct sim_task *t, void (*fn)(void *arg), void *arg)
{
	struct sim *s = t->s;

	t->fn = fn;
	t->arg = arg;
	t->restart_ns = SIM_NEVER;
	if (!sim_coro_init(&s->stacks, &t->th.coro, task_main, t))
		return false;
	t->stack_top = sim_ustack_top(s, t->th.coro.slot);
	t->level0.outer = NULL;
	t->level0.sp = t->stack_top;
	t->level = &t->level0;
	return true;
}

static void rlimits_init(struct sim_group *g)
{
	uint32_t i;

	for (i = 0; i < SIM_RLIMITS; i++)
		g->rlimit[i] = (struct sim_rlimit){ UINT64_MAX, UINT64_MAX };
	g->rlimit[SIM_RLIMIT_CORE].cur = 0;
	g->rlimit[SIM_RLIMIT_SIGPENDING].cur = SIM_SIGPENDING_DEFAULT;
	g->rlimit[SIM_RLIMIT_SIGPENDING].max = SIM_SIGPENDING_DEFAULT;
}

struct sim_task *sim_start(struct sim *s, const char *name,
			   void (*fn)(void *arg), void *arg)
{
	struct ksig_start how = {
		.pid = s->next_pid, .ppid = SIM_OUTSIDE_PID,
		.pgid = s->next_pid, .sid = s->next_pid,
		.rlimit_sigpending = SIM_SIGPENDING_DEFAULT,
		.orphaned = true,
	};
	struct sim_task *t = task_new(s, name);
	struct sim_group *g = group_new(s);
	struct ksig_sighand *h = sighand_new(s);

	if (!t || !g || !h || !thread_new(t, fn, arg))
		return NULL;
	rlimits_init(g);
	t->mm = sim_mm_new(s);
	t->files = sim_files_new(s);
	t->ids = (struct sim_ids){ .permitted = SIM_CAPS_ALL,
				   .effective = SIM_CAPS_ALL };
	if (!t->mm || !t->files)
		return NULL;
	if (ksig_start(&s->k, &g->g, h, &t->t, &how)) {
		sim_files_put(t);
		sim_mm_put(s, t->mm);
		return NULL;
	}
	/* As whoever is a thread's descendant; the first of all has 0. */
	t->t.altstack.flags = LINUX_SS_DISABLE;
	s->next_pid++;
	sim_regs_init(t);
	s->port.xstate_set(&t->t, NULL);
	sim_thread_add(s, &t->th);
	if (s->born)
		s->born(t);
	return t;
}

/* ------------------------------------------------------------------ clone */

static int check_flags(struct sim_task *t, uint64_t flags)
{
	if (flags & ~CLONE_KNOWN)
		sim_refuse(t->s, "clone(2) with flags %#llx: the simulator "
			   "does not have %#llx", (unsigned long long)flags,
			   (unsigned long long)(flags & ~CLONE_KNOWN));
	if ((flags & LINUX_CLONE_THREAD) && !(flags & LINUX_CLONE_SIGHAND))
		return -LINUX_EINVAL;
	if ((flags & LINUX_CLONE_SIGHAND) &&
	    (!(flags & LINUX_CLONE_VM) || (flags & LINUX_CLONE_CLEAR_SIGHAND)))
		return -LINUX_EINVAL;
	if ((flags & LINUX_CLONE_THREAD) && (flags & CLONE_NEWPID))
		return -LINUX_EINVAL;
	if ((flags & CLONE_NEWPID) && sim_group(t->t.group)->ns_init)
		sim_refuse(t->s, "clone(2): a pid namespace in another is "
			   "not one of the simulator's");
	if ((flags & LINUX_CLONE_PARENT) &&
	    (t->t.group->flags & KSIG_GROUP_UNKILLABLE))
		return -LINUX_EINVAL;
	return 0;
}

/* Memory, files and ids of the child. False: there is no memory. */
static bool inherit(struct sim_task *t, struct sim_task *c, uint64_t flags)
{
	if (flags & LINUX_CLONE_VM) {
		c->mm = t->mm;
		c->mm->nr_refs++;
	} else {
		c->mm = sim_mm_copy(t->s);
	}
	c->files = flags & CLONE_FILES ? sim_files_share(t->files) :
					 sim_files_copy(t->s, t->files);
	c->ids = t->ids;
	return c->mm && c->files;
}

/* A child that is on its parent's alternate stack is on its copy of it. */
static void child_regs(struct sim_task *t, struct sim_task *c, uint64_t flags)
{
	uint64_t sp = t->regs.sp, at = t->t.altstack.sp;

	c->regs = t->regs;
	c->regs.ax = 0;
	c->regs.orig_ax = UINT64_MAX;
	c->regs.ip = SIM_IP_CODE;
	if (!(flags & LINUX_CLONE_VM) && sp > at &&
	    sp - at <= t->t.altstack.size)
		c->level0.sp = sp;
	c->regs.sp = c->level0.sp;
	memcpy(c->xstate, t->xstate, sizeof(c->xstate));
}

/*
 * The child has its parent's memory until it executes or dies. False: t is
 * killed before. vfork(2)
 */
static bool wait_for_vfork(struct sim_task *t)
{
	enum sim_slept slept;

	while (!t->vfork_done) {
		slept = sim_sleep(t, &t->vfork_done, SIM_NEVER,
				  SIM_SLEEP_KILL);
		if (slept == SIM_SLEPT_SIGNAL)
			break;
	}
	sim_vfork_forget(t);
	return t->vfork_done;
}

static int64_t do_clone(struct sim_task *t, const uint64_t *a)
{
	struct sim_cloning *how = &t->cloning;
	struct sim *s = t->s;
	struct sim_group *g = NULL;
	struct ksig_sighand *h = NULL;
	struct sim_task *c;
	int32_t tid, id;
	int err = check_flags(t, how->flags);

	(void)a;
	if (err)
		return err;
	/* Linux: copy_process(); fork(2) does not begin with a signal. */
	if (__atomic_load_n(&t->t.has_deliverable, __ATOMIC_ACQUIRE))
		return -LINUX_ERESTARTNOINTR;
	c = task_new(s, how->name);
	if (!c || !thread_new(c, how->fn, how->arg) ||
	    !inherit(t, c, how->flags))
		sim_refuse(s, "no memory, or more than %u threads",
			   SIM_STACKS_MAX);
	if (!(how->flags & LINUX_CLONE_THREAD)) {
		g = group_new(s);
		h = sighand_new(s);
		memcpy(g->rlimit, sim_group(t->t.group)->rlimit,
		       sizeof(g->rlimit));
		g->tty = sim_group(t->t.group)->tty;
		g->is_undumpable = sim_group(t->t.group)->is_undumpable;
	}
	tid = s->next_pid++;
	child_regs(t, c, how->flags);
	err = ksig_clone(&t->t, &c->t, g ? &g->g : NULL, h,
			 how->flags, how->exit_signal, tid);
	if (err)
		sim_refuse(s, "clone(2): error %d", -err);
	if (g)
		sim_cpu_limit_set(&g->g);
	tid = sim_pidns_born(t, c, how->flags & CLONE_NEWPID);
	how->child = c;
	if (s->born)
		s->born(c);
	if (how->flags & CLONE_PIDFD)
		how->pidfd = sim_pidfd_new(t, c->t.tid, 0);
	t->vfork_done = false;
	if (how->flags & LINUX_CLONE_VFORK)
		c->vfork_parent = t;
	sim_thread_add(s, &c->th);
	id = c->t.tid;
	sim_trap_clone(t, how->flags, how->exit_signal, id);
	if ((how->flags & LINUX_CLONE_VFORK) && wait_for_vfork(t))
		sim_trap_event(t, LINUX_PTRACE_EVENT_VFORK_DONE,
			       (uint64_t)id);
	return tid;
}

int64_t sim_clone(struct sim_task *t, uint64_t flags, int32_t exit_signal,
		  const char *name, void (*fn)(void *arg), void *arg,
		  struct sim_task **child)
{
	const uint64_t a[6] = { flags };
	int64_t ret;

	t->cloning = (struct sim_cloning){
		flags, exit_signal, name, fn, arg, NULL, -1,
	};
	ret = sim_call(t, SIM_NR_clone, a);
	if (child)
		*child = t->cloning.child;
	return ret;
}

/* ------------------------------------------------------------------- exec */

/*
 * Whoever leaves does so under siglock: it matters who is first. A tracer has
 * to wait for the dead threads that it traces, but for the main one.
 */
static bool is_alone(struct sim_task *t)
{
	const struct sim_task *o;

	sim_touch(t->s, SIM_TOUCH_ACQUIRE, &t->t.sighand->lock);
	sim_touch(t->s, SIM_TOUCH_RELEASE, &t->t.sighand->lock);
	for (o = t->s->tasks; o; o = o->next)
		if (o != t && o->t.group == t->t.group && !o->is_reaped &&
		    &o->t != t->t.group->zombie_leader)
			return false;
	return true;
}

/* The other threads leave; we get the process's id. Linux: de_thread(). */
static int be_alone(struct sim_task *t)
{
	struct ksig_group *g = t->t.group;

	if (ksig_exec_begin(&t->t) < 0)
		return -LINUX_EAGAIN;
	while (!is_alone(t))
		if (sim_sleep(t, g, SIM_NEVER, SIM_SLEEP_KILL) ==
		    SIM_SLEPT_SIGNAL)
			return -LINUX_EAGAIN;
	return 0;
}

static void exec_main(void *arg)
{
	struct sim_task *t = arg;

	t->stack_top = sim_ustack_top(t->s, t->th.coro.slot);
	t->level0.sp = t->stack_top;
	t->level = &t->level0;
	sim_regs_init(t);
	t->s->port.xstate_set(&t->t, NULL);
	task_main(t);
}

static int64_t do_exec(struct sim_task *t, const uint64_t *a)
{
	const uint64_t former_tid = (uint64_t)t->t.tid;
	struct sim *s = t->s;
	struct sim_mm *mm;
	int err = be_alone(t);

	(void)a;
	if (err)
		return err;
	mm = sim_mm_new(s);
	ksig_exec(&t->t, sighand_new(s));
	sim_files_exec(t);
	sim_mm_put(s, t->mm);
	t->mm = mm;
	sim_mm_switch(s, mm);
	sim_vfork_end(t);
	sim_group(t->t.group)->has_execed = true;
	sim_group(t->t.group)->is_undumpable = t->ids.euid != t->ids.uid ||
					       t->ids.egid != t->ids.gid;
	t->ns_tid = sim_group(t->t.group)->ns_pid;
	t->clear_tid = 0;
	t->restart = NULL;
	t->fn = t->cloning.fn;
	t->arg = t->cloning.arg;
	sim_trap_event(t, LINUX_PTRACE_EVENT_EXEC, former_tid);
	sim_trap_return(t);
	sim_thread_replace(s, exec_main, t);
	sim_refuse(s, "execve(2): no stack is left");
}

int64_t sim_exec(struct sim_task *t, void (*fn)(void *arg), void *arg)
{
	static const uint64_t none[6];

	t->cloning.fn = fn;
	t->cloning.arg = arg;
	return sim_call(t, SIM_NR_execve, none);
}

const struct sim_call_row sim_calls_task[] = {
	{ SIM_NR_clone, do_clone }, { SIM_NR_execve, do_exec },
	{ 0, NULL },
};
