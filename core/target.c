/* SPDX-License-Identifier: MIT */
/*
 * Which thread is woken for a signal, and the short cut for signals that end
 * the whole group whoever takes them.
 */
#include "core.h"

static struct ksig_task *next_in_group(struct ksig_group *g,
				       struct ksig_task *t)
{
	struct ksig_list *n = t->in_group.next;

	return ksig__task_of(n == &g->tasks ? n->next : n);
}

/* From the last chosen one on, all round; NULL: nobody (rule 31). */
static struct ksig_task *rotate(struct ksig_group *g, int sig)
{
	struct ksig_task *t = g->next_target;

	while (!ksig__wants(t, sig)) {
		t = next_in_group(g, t);
		if (t == g->next_target)
			return NULL;
	}
	g->next_target = t;
	return t;
}

/* Who takes gen's signal if the one that is asked first does not; or NULL. */
static struct ksig_task *choose_another(const struct ksig__generation *gen,
					int sig)
{
	if (!gen->shared || (gen->task && gen->group->nr_tasks == 1))
		return NULL;
	return rotate(gen->group, sig);
}

/*
 * Does sig end the group, with nothing left to decide (rule 29)? Not when a
 * sigtimedwait of t, the target, may take it, nor when a core dump is to show
 * the thread that takes it, nor when a tracer is to see it: that of the
 * thread that is asked first, even if that one is a zombie and will not.
 * Linux: sig_fatal() and its use.
 */
static bool is_fatal(const struct ksig__generation *gen,
		     const struct ksig_task *t, int sig)
{
	const struct ksig_group *g = gen->group;
	bool traced = gen->task ? gen->task->flags & KSIG_TASK_PTRACED :
				  g->flags & KSIG_GROUP_LEADER_TRACED;

	return g->sighand->action[sig - 1].handler == LINUX_SIG_DFL &&
	       !ksig_sigset_has(KSIG_SET_IGNORE | KSIG_SET_STOP |
				KSIG_SET_CORE, sig) &&
	       !(g->flags & KSIG_GROUP_EXIT) &&
	       !ksig_sigset_has(t->real_blocked, sig) &&
	       (sig == LINUX_SIGKILL || !traced);
}

/* Tell who was chosen, and why. */
static void trace_choice(const struct ksig__generation *gen,
			 const struct ksig_task *t, int sig, uint64_t id,
			 bool fatal)
{
	enum ksig_target_why why = KSIG_TARGET_ROTATION;

	if (!t)
		why = KSIG_TARGET_NONE;
	else if (fatal)
		why = KSIG_TARGET_FATAL;
	else if (!gen->shared || (gen->task && gen->group->nr_tasks == 1))
		why = KSIG_TARGET_ONLY;
	else if (t == gen->task)
		why = KSIG_TARGET_MAIN;
	ksig__emit_target(gen->group, t, sig, id, why);
}

/*
 * The signal of gen, with id, is in its pending set: find who is to take it.
 *
 * Nobody is woken if no thread can: each looks when it unblocks, and one that
 * was woken for something else finds this too.
 * Locks: siglock. Linux: complete_signal().
 */
void ksig__target_locked(const struct ksig__generation *gen, uint64_t id)
{
	struct ksig_task *t = gen->task;
	int sig = gen->info->si_signo;
	bool fatal;

	if (!t || !ksig__wants(t, sig))
		t = choose_another(gen, sig);
	fatal = t && is_fatal(gen, t, sig);
	if (ksig__tracing(gen->group->k))
		trace_choice(gen, t, sig, id, fatal);
	if (fatal)
		ksig__group_kill_locked(gen->group, sig, NULL);
	else if (t)
		ksig__signal_wake_locked(t, sig == LINUX_SIGKILL);
}

/*
 * t will no longer take the signals in which: wake others that can.
 * Locks: siglock. Linux: retarget_shared_pending(); rule 30.
 */
void ksig__retarget_locked(struct ksig_task *t, ksig_sigset which)
{
	struct ksig_group *g = t->group;
	ksig_sigset left = g->shared.set & which;
	ksig_sigset blocked;
	struct ksig_task *o;

	ksig__assert_siglock(g->k, g->sighand);
	for (o = next_in_group(g, t); left && o != t;
	     o = next_in_group(g, o)) {
		/* Once: o may be changing it. */
		blocked = ksig__set_read(&o->blocked);
		if ((o->flags & KSIG_TASK_EXITING) || !(left & ~blocked))
			continue;
		if (ksig__tracing(g->k))
			ksig__emit_retarget(o, left & ~blocked);
		left &= blocked;
		if (!o->has_deliverable)
			ksig__signal_wake_locked(o, false);
	}
}
