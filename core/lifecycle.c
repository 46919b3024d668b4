/* SPDX-License-Identifier: MIT */
/* Birth: of the whole, of the first process, by clone; and exec. */
#include "core.h"

static bool port_is_complete(const struct ksig_port *p)
{
	return p->lock && p->unlock && p->alloc && p->free &&
	       p->copy_from_user && p->copy_to_user && p->regs_get &&
	       p->regs_set && p->xstate_get && p->xstate_set && p->wake &&
	       p->clock_now && p->timer_set && p->cred_get &&
	       p->child_event && p->bug && !p->clock_read == !p->alarm_set;
}

#define FXSAVE_BYTES 512u	/* the least extended state there is */
#define XSAVE_HEADER_END 576u

/* Ascending, behind the header, within the image. */
static bool gaps_are_right(const struct ksig_config *c)
{
	uint64_t end = XSAVE_HEADER_END;
	uint32_t i;

	for (i = 0; i < KSIG_XSTATE_GAPS_MAX && c->xstate_gaps[i].bytes; i++) {
		if (c->xstate_gaps[i].at < end)
			return false;
		end = (uint64_t)c->xstate_gaps[i].at + c->xstate_gaps[i].bytes;
	}
	return i == 0 || end <= c->xstate_bytes;
}

int ksig_init(struct ksig *k, const struct ksig_port *port,
	      const struct ksig_config *config)
{
	if (port->size != sizeof(*port) || port->version != KSIG_PORT_VERSION ||
	    config->size != sizeof(*config) || !port_is_complete(port) ||
	    (config->xstate_bytes && config->xstate_bytes < FXSAVE_BYTES) ||
	    !gaps_are_right(config))
		return -LINUX_EINVAL;
	__builtin_memset(k, 0, sizeof(*k));
	k->port = port;
	k->config = *config;
	ksig__arch_init(k);
	ksig__tree_init(k);
	return 0;
}

void ksig_finish(struct ksig *k)
{
	KSIG__ASSERT(k, ksig__list_is_empty(&k->groups));
	ksig__users_finish(k);
	ksig__tree_finish(k);
}

void ksig__bug(struct ksig *k, const char *what)
{
	k->port->bug(k, what);
}

/* Everything of t that does not come from somewhere else. */
void ksig__task_init(struct ksig *k, struct ksig_task *t, int32_t tid)
{
	t->k = k;
	t->group = NULL;
	t->sighand = NULL;
	ksig__list_init(&t->in_group);
	t->tid = tid;
	t->flags = 0;
	ksig__pending_init(&t->pending);
	t->blocked = 0;
	t->saved_blocked = 0;
	t->real_blocked = 0;
	t->has_deliverable = false;
	t->park.kind = KSIG_PARK_NONE;
	t->park.set = 0;
	t->park.deadline_ns = UINT64_MAX;
	t->altstack = (struct linux_stack){ 0, 0, 0, 0 };
	t->fault = (struct ksig_fault){ 0, 0, 0 };
	t->restart_deadline_ns = 0;
	t->user = NULL;
	t->nr_children = 0;
	t->pdeath_sig = 0;
	t->tracer = NULL;
	ksig__list_init(&t->tracees);
	ksig__list_init(&t->in_tracer);
	t->ptrace_options = 0;
	t->stop_sig = 0;
	__builtin_memset(&t->trap, 0, sizeof(t->trap));
	t->nr_frames = 0;
}

void ksig__group_init(struct ksig *k, struct ksig_group *g, int32_t pid)
{
	void *port = g->port;

	*g = (struct ksig_group){
		.k = k,
		.pid = pid,
		.exit_signal = LINUX_SIGCHLD,
		.port = port,
	};
	ksig__list_init(&g->tasks);
	ksig__list_init(&g->all);
	ksig__list_init(&g->timers);
	ksig__list_init(&g->parked_timers);
	ksig__list_init(&g->zombies);
	ksig__pending_init(&g->shared);
}

/* t becomes a task of g, with g's sighand. */
static void join(struct ksig_task *t, struct ksig_group *g)
	KSIG_REQUIRES(ksig__tree)
{
	t->group = g;
	t->sighand = g->sighand;
	g->sighand->nr_refs++;
	ksig__list_add_tail(&g->tasks, &t->in_group);
	g->nr_tasks++;
	if (g->nr_tasks == 1) {
		g->leader = t;
		g->next_target = t;
		g->uid = t->user->uid;
	}
	ksig__tree_add_task(t);
}

int ksig_start(struct ksig *k, struct ksig_group *g, struct ksig_sighand *h,
	       struct ksig_task *t, const struct ksig_start *how)
{
	struct ksig_user *user;
	int sig;

	ksig__tree_lock(k);
	user = ksig__user_get(k, how->uid);
	if (!user) {
		ksig__tree_unlock(k);
		return -LINUX_ENOMEM;
	}
	ksig__task_init(k, t, how->pid);
	ksig__group_init(k, g, how->pid);
	__builtin_memset(h, 0, sizeof(*h));
	for (sig = 1; sig <= KSIG_NSIG; sig++)
		if (ksig_sigset_has(how->ignored & ~KSIG_SET_ONLY_KERNEL, sig))
			h->action[sig - 1].handler = LINUX_SIG_IGN;
	g->pgid = how->pgid;
	g->sid = how->sid;
	g->outside_ppid = how->ppid;
	g->outside_job_control = !how->orphaned;
	g->rlimit_sigpending = how->rlimit_sigpending;
	g->sighand = h;
	t->user = user;
	t->blocked = how->blocked & ~KSIG_SET_ONLY_KERNEL;
	t->altstack.flags = how->altstack_flags;
	join(t, g);
	ksig__tree_add_group(g);
	ksig__tree_unlock(k);
	return 0;
}

/* The sighand of a new group: a copy, or shared (rule 25). */
static struct ksig_sighand *clone_sighand(struct ksig_task *parent,
					  struct ksig_sighand *h,
					  uint64_t flags)
	KSIG_EXCLUDES(ksig__siglock)
{
	if (flags & LINUX_CLONE_SIGHAND)
		return parent->sighand;
	h->nr_refs = 0;
	h->lock = (struct ksig_lock){ { 0, 0 } };
	ksig__lock_task(parent);
	__builtin_memcpy(h->action, parent->sighand->action,
			 sizeof(h->action));
	ksig__unlock_task(parent);
	if (flags & LINUX_CLONE_CLEAR_SIGHAND)
		ksig__disposition_reset_caught(h);
	return h;
}

/* A new process of parent's. */
static void clone_group(struct ksig_task *parent, struct ksig_group *g,
			uint64_t flags, int32_t exit_signal)
	KSIG_REQUIRES(ksig__tree)
{
	struct ksig_group *from = parent->group;

	g->pgid = from->pgid;
	g->sid = from->sid;
	g->rlimit_sigpending = __atomic_load_n(&from->rlimit_sigpending,
					       __ATOMIC_RELAXED);
	g->exit_signal = flags & LINUX_CLONE_PARENT ? from->exit_signal :
						      exit_signal;
	ksig__tree_add_group(g);
	if (!(flags & LINUX_CLONE_PARENT)) {
		ksig__tree_set_parent(g, parent);
	} else {
		g->flags |= ksig__flags(&from->flags) & KSIG_GROUP_PARENT_EXEC;
		ksig__tree_set_parent(g, from->parent_task);
		g->outside_ppid = from->outside_ppid;
		g->outside_job_control = from->outside_job_control;
	}
}

/* What a child has of its parent: all but what is pending. */
static void inherit(struct ksig_task *parent, struct ksig_task *child,
		    uint64_t flags)
{
	uint32_t i;

	child->user = parent->user;
	child->user->nr_tasks++;
	child->blocked = parent->blocked;
	child->altstack = parent->altstack;
	child->fault = parent->fault;
	if ((flags & (LINUX_CLONE_VM | LINUX_CLONE_VFORK)) == LINUX_CLONE_VM)
		ksig__altstack_disarm(child);
	if (flags & LINUX_CLONE_THREAD)
		return;
	/* It is in the same handlers, and will return from them. */
	child->nr_frames = parent->nr_frames;
	for (i = 0; i < parent->nr_frames; i++)
		child->frames[i] = parent->frames[i];
}

/*
 * See ksig.h. A thread is born into what its group is doing: it joins a stop,
 * and leaves at once if the group dies.
 * Locks: takes tree_lock, siglock. Linux: copy_process(), copy_signal(),
 * copy_sighand(); clone(2), fork(2).
 */
int ksig_clone(struct ksig_task *parent, struct ksig_task *child,
	       struct ksig_group *g, struct ksig_sighand *h, uint64_t flags,
	       int32_t exit_signal, int32_t tid)
{
	struct ksig *k = parent->k;

	ksig__assert_alive(parent);
	if ((flags & LINUX_CLONE_CLEAR_SIGHAND) &&
	    ((flags & LINUX_CLONE_SIGHAND) || !KSIG__SINCE(k, 5, 5)))
		return -LINUX_EINVAL;
	ksig__tree_lock(k);
	/* Who kills all of a process group does so under tree_lock: it has
	 * made parent's signal by now, or will find the child. */
	if ((flags & KSIG_CLONE_UNLESS_SIGNAL) &&
	    __atomic_load_n(&parent->has_deliverable, __ATOMIC_ACQUIRE)) {
		ksig__tree_unlock(k);
		return -LINUX_ERESTARTNOINTR;
	}
	ksig__task_init(k, child, tid);
	inherit(parent, child, flags);
	if (flags & LINUX_CLONE_THREAD) {
		g = parent->group;
		ksig__lock_task(parent);
		join(child, g);
		ksig__stop_clone_locked(child);
		ksig__recalc_locked(child);
		ksig__unlock_task(parent);
	} else {
		ksig__group_init(k, g, tid);
		g->sighand = clone_sighand(parent, h, flags);
		join(child, g);
		clone_group(parent, g, flags, exit_signal);
	}
	if (parent->tracer)
		ksig__ptrace_inherit(parent, child, flags, exit_signal);
	ksig__tree_unlock(k);
	return 0;
}

/* t stops sharing its sighand with another group: h is a copy. */
static void unshare_sighand(struct ksig_task *t, struct ksig_sighand *h)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_sighand *former = t->sighand;
	struct ksig *k = t->k;

	h->nr_refs = 1;
	h->lock = (struct ksig_lock){ { 0, 0 } };
	ksig__lock_task(t);
	__builtin_memcpy(h->action, former->action, sizeof(h->action));
	former->nr_refs--;
	__atomic_store_n(&t->group->sighand, h, __ATOMIC_RELEASE);
	__atomic_store_n(&t->sighand, h, __ATOMIC_RELEASE);
	k->port->unlock(k, &former->lock);
	k->port->lock(k, &h->lock);
	ksig__unlock_task(t);
}

/* g executes a program: what it chose as its children's exit signals counts
 * no longer. (A zombie has no siglock, and nobody else who writes.) */
static void forget_exit_signals(struct ksig_group *g) KSIG_REQUIRES(ksig__tree)
	KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_group *c;
	struct ksig_list *n;

	for (n = g->children.next; n != &g->children; n = n->next) {
		c = KSIG__CONTAINER(n, struct ksig_group, sibling);
		if (ksig__lock_group(c)) {
			ksig__flags_set(&c->flags, KSIG_GROUP_PARENT_EXEC);
			ksig__unlock_group(c);
		} else {
			ksig__flags_set(&c->flags, KSIG_GROUP_PARENT_EXEC);
		}
	}
}

/*
 * See ksig.h. Caught signals go to their default, ignored ones and the mask
 * and what is pending stay; the alternate stack goes, but for its flags, as
 * on Linux; POSIX timers die with what they have sent (rule 25).
 * Locks: takes tree_lock, siglock. Linux: begin_new_exec(), de_thread().
 */
void ksig_exec(struct ksig_task *t, struct ksig_sighand *h)
{
	struct ksig_group *g = t->group;
	struct ksig *k = t->k;

	ksig__tree_lock(k);
	ksig__ptrace_exec(t);
	forget_exit_signals(g);
	if (t->tid != g->pid) {
		ksig__tree_del_task(t);
		t->tid = g->pid;
		ksig__tree_add_task(t);
	}
	if (t->sighand->nr_refs > 1)
		unshare_sighand(t, h);
	ksig__lock_task(t);
	KSIG__ASSERT(k, g->nr_tasks == 1);
	g->leader = t;
	g->uid = t->user->uid;
	g->exit_signal = LINUX_SIGCHLD;
	ksig__disposition_reset_caught(t->sighand);
	ksig__pending_flush_timers_locked(g, NULL);
	ksig__pending_flush_timers_locked(g, t);
	ksig__timers_free_locked(g);
	ksig__recalc_locked(t);
	ksig__unlock_task(t);
	ksig__tree_unlock(k);
	t->altstack.sp = 0;
	t->altstack.size = 0;
	t->restart_deadline_ns = 0;
	t->nr_frames = 0;
}

bool ksig_sighand_unused(const struct ksig_sighand *h)
{
	return h->nr_refs == 0;
}

/* Read by the parent when it dies. prctl(2), PR_SET_PDEATHSIG. */
void ksig_task_set_pdeathsig(struct ksig_task *t, int sig)
{
	__atomic_store_n(&t->pdeath_sig, sig, __ATOMIC_RELAXED);
}
