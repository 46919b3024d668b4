/* SPDX-License-Identifier: MIT */
/*
 * What wait4(2) and waitid(2) find: which children, in which order, what of
 * them is told, and what telling it uses up.
 *
 * Who looks holds tree_lock, and parks before it drops that. Every change
 * that can be waited for is first made, then told with tree_lock held
 * (notify.c): so it is seen, or it wakes.
 */
#include "core.h"

/* What consider() has found out, for the end of the search. */
struct search {
	struct ksig_task *by;
	struct ksig__wait *w;
	bool nobody;		/* ECHILD: no one who could ever be told of */
};

int32_t ksig__exit_code(int32_t status, int32_t *code_status)
{
	if (!(status & 0x7f)) {
		*code_status = status >> 8;
		return LINUX_CLD_EXITED;
	}
	*code_status = status & 0x7f;
	return status & 0x80 ? LINUX_CLD_DUMPED : LINUX_CLD_KILLED;
}

/* Is one of process c with this id asked for? Linux: eligible_pid(). */
static bool has_id(const struct ksig__wait *w, const struct ksig_group *c,
		   int32_t id)
{
	return w->kind == KSIG__WAIT_ALL ||
	       w->id == (w->kind == KSIG__WAIT_PID ? id : c->pgid);
}

/* Is c one of those that are asked for? Linux: eligible_child(). */
static bool is_asked_for(const struct ksig__wait *w,
			 const struct ksig_group *c)
{
	bool clone = c->exit_signal != LINUX_SIGCHLD;

	return has_id(w, c, c->pid) &&
	       ((w->options & LINUX_WALL) ||
		clone == !!(w->options & LINUX_WCLONE));
}

/* The caller is told of c; x: of that thread, which it traces. */
static void tell(struct search *s, struct ksig_group *c, struct ksig_task *x,
		 int32_t status, int32_t code, int32_t code_status)
	KSIG_REQUIRES(ksig__tree)
{
	struct ksig__wait *w = s->w;
	struct ksig *k = c->k;

	w->pid = x && x->tid != c->pid ? x->tid :
					 ksig__pid_in(c, s->by->group);
	w->uid = c->uid;
	if (x)
		w->uid = ksig__flags(&x->flags) & KSIG_TASK_ZOMBIE ?
			 x->exit_uid : x->user->uid;
	w->status = status;
	w->code = code;
	w->code_status = code_status;
	w->rusage = (struct linux_rusage){ .utime_sec = 0 };
	if (k->port->rusage_get)
		k->port->rusage_get(c, &w->rusage);
	if (ksig__tracing(k))
		ksig__emit_wait(s->by, w->pid, status,
				w->options & LINUX_WNOWAIT);
}

/* c is a zombie. Linux: wait_task_zombie(). */
static bool wait_zombie(struct search *s, struct ksig_group *c)
	KSIG_REQUIRES(ksig__tree)
{
	int32_t code_status, code = ksig__exit_code(c->status, &code_status);

	if (!(s->w->options & LINUX_WEXITED))
		return false;
	tell(s, c, NULL, c->status, code, code_status);
	if (s->w->options & LINUX_WNOWAIT)
		return true;
	ksig__tree_del_group(c);
	c->k->port->child_event(c, KSIG_CHILD_REAPED);
	return true;
}

/*
 * c's group stop is complete: that is told once, until the next begins.
 * Locks: takes siglock. Linux: wait_task_stopped().
 */
static bool wait_stopped(struct search *s, struct ksig_group *c)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	int32_t sig = 0;

	if (!(s->w->options & LINUX_WSTOPPED) ||
	    !(ksig__flags(&c->flags) & KSIG_GROUP_STOPPED) ||
	    !ksig__lock_group(c))
		return false;
	if (c->flags & KSIG_GROUP_STOPPED) {
		sig = c->stop_code;
		if (!(s->w->options & LINUX_WNOWAIT))
			c->stop_code = 0;
	}
	ksig__unlock_group(c);
	if (sig)
		tell(s, c, NULL, sig << 8 | 0x7f, LINUX_CLD_STOPPED, sig);
	return sig != 0;
}

#define CONTINUED_STATUS 0xffff	/* wait(2), WIFCONTINUED */

/* The same of SIGCONT. Linux: wait_task_continued(). */
static bool wait_continued(struct search *s, struct ksig_group *c)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	bool found;

	if (!(s->w->options & LINUX_WCONTINUED) ||
	    !(ksig__flags(&c->flags) & KSIG_GROUP_CONTINUED) ||
	    !ksig__lock_group(c))
		return false;
	found = c->flags & KSIG_GROUP_CONTINUED;
	if (!(s->w->options & LINUX_WNOWAIT))
		ksig__flags_clear(&c->flags, KSIG_GROUP_CONTINUED);
	ksig__unlock_group(c);
	if (found)
		tell(s, c, NULL, CONTINUED_STATUS, LINUX_CLD_CONTINUED,
		     LINUX_SIGCONT);
	return found;
}

/*
 * What the zombie x has ended with: what ends its group counts, even if that
 * came after x had left. Linux: wait_task_zombie().
 */
static int32_t zombie_status(const struct ksig_task *x)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_group *c = x->group;
	int32_t status = x->exit_status;

	if (x == c->zombie_leader)
		return c->status;
	if (ksig__lock_group(c)) {
		if (c->flags & KSIG_GROUP_EXIT)
			status = c->exit_status;
		ksig__unlock_group(c);
	} else if (ksig__flags(&c->flags) & KSIG_GROUP_EXIT) {
		status = c->exit_status;
	}
	return status;
}

/*
 * x, a thread that the caller's process traces, is dead. If it was the whole
 * process and somebody else's child, its parent's turn comes now.
 * Linux: wait_task_zombie().
 */
static bool wait_traced_zombie(struct search *s, struct ksig_task *x)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	int32_t status = zombie_status(x);
	int32_t code_status, code = ksig__exit_code(status, &code_status);

	if (!(s->w->options & LINUX_WEXITED))
		return false;
	tell(s, x->group, x, status, code, code_status);
	if (!(s->w->options & LINUX_WNOWAIT))
		ksig__ptrace_reap(x);
	return true;
}

/*
 * x is in a ptrace stop: told once, whatever states are asked for. One that
 * LISTENs is not. Linux: wait_task_stopped().
 */
static bool wait_trapped(struct search *s, struct ksig_task *x)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	int32_t code = 0;

	if (!(ksig__flags(&x->flags) & KSIG_TASK_TRACED))
		return false;
	ksig__lock_task(x);
	if ((x->flags & (KSIG_TASK_TRACED | KSIG_TASK_LISTENING)) ==
	    KSIG_TASK_TRACED) {
		code = x->trap.code;
		if (!(s->w->options & LINUX_WNOWAIT))
			x->trap.code = 0;
	}
	ksig__unlock_task(x);
	if (code)
		tell(s, x->group, x, code << 8 | 0x7f, LINUX_CLD_TRAPPED,
		     code);
	return code != 0;
}

/*
 * Look at x, which the caller's process traces. True: it is told of.
 *
 * A main thread that has left others behind is not yet dead, and cannot stop
 * any more. Linux: wait_consider_task().
 */
static bool consider_tracee(struct search *s, struct ksig_task *x)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_group *c = x->group;

	if (!(ksig__flags(&x->flags) & KSIG_TASK_ZOMBIE)) {
		s->nobody = false;
		return wait_trapped(s, x) || wait_continued(s, c);
	}
	if (x != c->zombie_leader || ksig__group_is_complete(c))
		return wait_traced_zombie(s, x);
	if (s->w->options & (LINUX_WCONTINUED | LINUX_WEXITED))
		s->nobody = false;
	return wait_continued(s, c);
}

/*
 * Look at child c. True: it is told of.
 *
 * A zombie has nothing else left to tell: without WEXITED it is as if it were
 * not there (observed on 6.18: ECHILD). While a thread is alive it is none,
 * even if the main thread has exited. A child that the caller's process also
 * traces is a tracee alone; one that another traces dies for that one first.
 * Linux: wait_consider_task().
 */
static bool consider(struct search *s, struct ksig_group *c)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_task *x = c->leader ? c->leader : c->zombie_leader;

	if (!is_asked_for(s->w, c))
		return false;
	if (x && x->tracer && !ksig__is_reparented(x))
		return consider_tracee(s, x);
	if (ksig__group_is_complete(c) && !c->zombie_leader)
		return wait_zombie(s, c);
	s->nobody = false;
	return wait_stopped(s, c) || wait_continued(s, c);
}

/*
 * Children that thread t has made, oldest first, then whom it traces.
 * Linux: do_wait_thread(), ptrace_do_wait().
 */
static bool look_at_those_of(struct search *s, const struct ksig_task *t)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_group *c;
	struct ksig_task *x;
	struct ksig_list *n;

	if (t->nr_children)
		KSIG__EACH_CHILD(c, t->group)
			if (c->parent_task == t && consider(s, c))
				return true;
	for (n = t->tracees.next; n != &t->tracees; n = n->next) {
		x = KSIG__CONTAINER(n, struct ksig_task, in_tracer);
		if (has_id(s->w, x->group, x->tid) && consider_tracee(s, x))
			return true;
	}
	return false;
}

/* Is that thread, or one of its process if that counts, the caller? */
static bool is_caller(const struct search *s, const struct ksig_task *t)
{
	if (s->w->options & LINUX_WNOTHREAD)
		return t == s->by;
	return t && t->group == s->by->group;
}

/* Linux: do_wait_pid(). */
static bool look_at_pid(struct search *s)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_group *c = ksig__tree_find_group(s->by->k, s->w->id);
	struct ksig_task *x;

	if (c && is_caller(s, c->parent_task) && consider(s, c))
		return true;
	x = ksig__tree_find_task(s->by->k, s->w->id);
	return x && is_caller(s, x->tracer) && consider_tracee(s, x);
}

/*
 * Find somebody: the caller's own, then those of its group's other
 * threads, by age from the caller on. Linux: __do_wait().
 */
static bool look(struct search *s)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	struct ksig_group *g = s->by->group;
	bool only_own = s->w->options & LINUX_WNOTHREAD;
	struct ksig_task *t = s->by;
	struct ksig_list *n;

	if (s->w->kind == KSIG__WAIT_PID)
		return look_at_pid(s);
	do {
		if (look_at_those_of(s, t))
			return true;
		n = t->in_group.next;
		t = ksig__task_of(n == &g->tasks ? n->next : n);
	} while (!only_own && t != s->by);
	return false;
}

/* The caller's process group is the one at the time of the call. */
static void set_pgid(const struct search *s) KSIG_REQUIRES(ksig__tree)
{
	struct ksig_park *park = &s->by->park;

	if (s->w->kind != KSIG__WAIT_PGID || s->w->id)
		return;
	if (park->kind != KSIG_PARK_WAIT)
		park->pgid = s->by->group->pgid;
	s->w->id = park->pgid;
}

/*
 * wait4(2), waitid(2) with w, of which everything has been checked.
 *
 * What is there already wins over a signal that has come. A wait that found
 * nothing is called again as a whole.
 * Locks: takes tree_lock, siglocks one by one. Linux: do_wait().
 */
enum ksig_call_outcome ksig__wait(struct ksig_task *t, struct ksig__wait *w,
				  int64_t *ret)
{
	struct search s = { .by = t, .w = w, .nobody = true };
	bool park;

	ksig__tree_lock(t->k);
	set_pgid(&s);
	if (look(&s))
		*ret = w->pid;
	else
		*ret = s.nobody ? -LINUX_ECHILD : 0;
	park = *ret == 0 && !(w->options & LINUX_WNOHANG);
	if (park || t->park.kind == KSIG_PARK_WAIT) {
		ksig__lock_task(t);
		if (park && t->has_deliverable) {
			*ret = -LINUX_ERESTARTSYS;
			park = false;
		}
		if (!park)
			ksig__unpark_locked(t);
		else if (t->park.kind != KSIG_PARK_WAIT)
			ksig__park_locked(t, KSIG_PARK_WAIT, 0);
		ksig__unlock_task(t);
	}
	ksig__tree_unlock(t->k);
	return park ? KSIG_CALL_PARK : KSIG_CALL_DONE;
}
