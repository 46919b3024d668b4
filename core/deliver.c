/* SPDX-License-Identifier: MIT */
/*
 * The return to user mode: the one state machine in which signals take
 * effect. Each step is decided under siglock by next_locked(); what a step
 * needs other locks, user memory or registers for is done after it.
 */
#include "queue.h"

enum step {
	STEP_NONE,	/* nothing left */
	STEP_TAKE,	/* of next_of_flags_locked(): take the next signal */
	STEP_ACT,	/* the same: act on one that was taken */
	STEP_AGAIN,	/* one was dropped: look again */
	STEP_HANDLER,
	/* From here on other locks are needed, or t does not return. */
	STEP_TELL,	/* the parent is owed a CLD_* */
	STEP_ORPHANED,	/* a stop signal: is the process group orphaned? */
	STEP_STOPPED,	/* t has stopped */
	STEP_COMPLETE,	/* the same, and with it the whole group */
	STEP_TRAP,	/* t has stopped for its tracer, about a signal */
	STEP_TRAP_STOP,	/* the same, about job control */
	STEP_TRAP_COMPLETE, /* the same, and with it the whole group */
	STEP_EXIT,
	STEP_DUMP,
};

static void discard(struct ksig_task *t, const struct ksig__delivery *d,
		    enum ksig_discard_why why)
{
	ksig__trace_discard(t->group, d->taken.shared ? NULL : t, d->sig,
			    d->taken.id, d->taken.generated_ns, why);
}

/*
 * t stops now. If it is the last one the parent is told of what stops the
 * group: a SIGCONT may wipe that out as soon as siglock is dropped.
 */
static enum step join_locked(struct ksig_task *t, struct ksig__delivery *d)
	KSIG_REQUIRES(ksig__siglock)
{
	if (!ksig__stop_join_locked(t))
		return STEP_STOPPED;
	d->sig = t->group->stop_sig;
	return STEP_COMPLETE;
}

/* The stop of d is allowed by its process group; SIGCONT may have come. */
static enum step stop_locked(struct ksig_task *t, struct ksig__delivery *d)
	KSIG_REQUIRES(ksig__siglock)
{
	if (!ksig__stop_begin_locked(t, d->sig)) {
		discard(t, d, KSIG_WHY_STOP_LOST);
		return STEP_AGAIN;
	}
	ksig__trace_deliver(t, d, KSIG_ACT_STOP, NULL);
	/* A traced one stops for its tracer, at the next look. */
	if (t->flags & KSIG_TASK_PTRACED)
		return STEP_AGAIN;
	return join_locked(t, d);
}

/* Run the default action of d. */
static enum step default_locked(struct ksig_task *t, struct ksig__delivery *d)
	KSIG_REQUIRES(ksig__siglock)
{
	enum ksig_action action = ksig__default_action(d->sig);
	struct ksig_group *g = t->group;

	if (action == KSIG_ACT_IGNORE) {
		discard(t, d, KSIG_WHY_IGNORED);
		return STEP_AGAIN;
	}
	if ((g->flags & KSIG_GROUP_UNKILLABLE) &&
	    !ksig_sigset_has(KSIG_SET_ONLY_KERNEL, d->sig)) {
		discard(t, d, KSIG_WHY_INIT);
		return STEP_AGAIN;
	}
	if (action == KSIG_ACT_STOP)
		return d->sig == LINUX_SIGSTOP ? stop_locked(t, d) :
						 STEP_ORPHANED;
	ksig__trace_deliver(t, d, action, NULL);
	if (action == KSIG_ACT_CORE)
		ksig__flags_set(&g->flags, KSIG_GROUP_DUMPED);
	ksig__group_kill_locked(g, d->sig, t);
	return action == KSIG_ACT_CORE ? STEP_DUMP : STEP_EXIT;
}

/* d, with sig, was dequeued: what its disposition says. */
static inline enum step act_locked(struct ksig_task *t,
				   struct ksig__delivery *d, int sig)
	KSIG_REQUIRES(ksig__siglock)
{
	struct linux_sigaction *a = &t->sighand->action[sig - 1];

	d->sig = sig;
	if (a->handler <= LINUX_SIG_IGN) {
		if (a->handler == LINUX_SIG_DFL)
			return default_locked(t, d);
		discard(t, d, KSIG_WHY_IGNORED);
		return STEP_AGAIN;
	}
	d->action = *a;
	if (a->flags & LINUX_SA_RESETHAND)
		a->handler = LINUX_SIG_DFL;
	return STEP_HANDLER;
}

/*
 * t has a tracer, which is to see every stop, and every signal but SIGKILL,
 * before it has its effect (rule 28). Linux: do_jobctl_trap(), ptrace_signal().
 */
static enum step next_of_traced_locked(struct ksig_task *t)
	KSIG_REQUIRES(ksig__siglock)
{
	if (t->flags & KSIG_TASK_STOP_PENDING)
		ksig__flags_set(&t->flags, KSIG_TASK_TRAP_STOP);
	if (t->flags & (KSIG_TASK_TRAP_STOP | KSIG_TASK_TRAP_NOTIFY))
		return ksig__trap_stop_locked(t) ? STEP_TRAP_COMPLETE :
						   STEP_TRAP_STOP;
	return STEP_TAKE;
}

/* Death comes before stops; one of the flags that next_locked() asks is set. */
__attribute__((noinline))
static enum step next_of_flags_locked(struct ksig_task *t,
				      struct ksig__delivery *d)
	KSIG_REQUIRES(ksig__siglock)
{
	uint32_t flags = t->group->flags;

	if (t->flags & KSIG_TASK_TRACED)
		return STEP_STOPPED;
	if (t->flags & KSIG_TASK_TRAP_SIGNAL) {
		if ((flags & KSIG_GROUP_EXIT) ||
		    (t->flags & KSIG_TASK_LEAVING))
			ksig__trap_drop_locked(t);
		else
			return ksig__trap_resumed_locked(t, d) ?
				STEP_ACT : STEP_AGAIN;
	}
	if (flags & (KSIG_GROUP_NOTIFY_STOP | KSIG_GROUP_NOTIFY_CONT))
		return STEP_TELL;
	if (flags & KSIG_GROUP_EXIT) {
		ksig__fatal_take_locked(t);
		return STEP_EXIT;
	}
	if (t->flags & KSIG_TASK_LEAVING)
		return STEP_EXIT;
	if (t->flags & KSIG_TASK_STOPPED)
		return STEP_STOPPED;
	if (t->flags & KSIG_TASK_PTRACED)
		return next_of_traced_locked(t);
	return join_locked(t, d);
}

/* Flags of a task for which next_locked() goes the long way. */
#define LONG_WAY (KSIG_TASK_STOPPED | KSIG_TASK_STOP_PENDING | \
		  KSIG_TASK_LEAVING | \
		  KSIG_TASK_PTRACED | KSIG_TASK_TRACED | \
		  KSIG_TASK_TRAP_SIGNAL)
/* In a stop, or resumed from one with something left to decide; a mistake. */
#define LOOK (KSIG_TASK_STOPPED | KSIG_TASK_TRACED | KSIG_TASK_TRAP_SIGNAL | \
	      KSIG_TASK_DEAD)

/*
 * The next thing to do for t.
 *
 * A stop comes before signals, the signals that t's own instructions made
 * before the others. Linux: get_signal()'s loop.
 */
static inline enum step next_locked(struct ksig_task *t,
				    struct ksig__delivery *d)
	KSIG_REQUIRES(ksig__siglock)
{
	enum step step;
	int sig = 0;

	if (t->park.kind >= KSIG_PARK_STOPPED &&
	    !(t->flags & (KSIG_TASK_STOPPED | KSIG_TASK_TRACED)))
		t->park.kind = KSIG_PARK_NONE;
	if ((t->group->flags & (KSIG_GROUP_NOTIFY_STOP | KSIG_GROUP_EXIT |
				KSIG_GROUP_NOTIFY_CONT)) ||
	    (t->flags & LONG_WAY)) {
		step = next_of_flags_locked(t, d);
		if (step == STEP_ACT)
			return act_locked(t, d, d->sig);
		if (step != STEP_TAKE)
			return step;
	}
	if (t->pending.set & ~t->blocked & KSIG_SET_SYNCHRONOUS)
		sig = ksig__take_synchronous_locked(t, &d->tail.info,
						    &d->taken);
	if (!sig)
		sig = ksig__dequeue_locked(t, t->blocked, &d->tail.info,
					   &d->taken);
	if (!sig)
		return STEP_NONE;
	if ((t->flags & KSIG_TASK_PTRACED) && sig != LINUX_SIGKILL) {
		d->sig = sig;
		ksig__trap_signal_locked(t, d);
		return STEP_TRAP;
	}
	return act_locked(t, d, sig);
}

/* The first task to run after SIGCONT tells the parent of what it ended. */
static void tell_parent(struct ksig_task *t)
	KSIG_EXCLUDES(ksig__tree, ksig__siglock)
{
	struct ksig_group *g = t->group;
	int32_t code = LINUX_CLD_STOPPED;
	uint32_t owed;

	ksig__lock_task(t);
	owed = g->flags & (KSIG_GROUP_NOTIFY_STOP | KSIG_GROUP_NOTIFY_CONT);
	ksig__flags_clear(&g->flags, owed);
	ksig__recalc_locked(t);
	ksig__unlock_task(t);
	if (!owed)
		return;
	ksig__tree_lock(t->k);
	if (owed & KSIG_GROUP_NOTIFY_CONT)
		code = LINUX_CLD_CONTINUED;
	ksig__notify_stop(g, code, owed & KSIG_GROUP_NOTIFY_CONT ?
				   LINUX_SIGCONT : 0);
	if (g->leader && g->leader->tracer && ksig__is_reparented(g->leader))
		ksig__notify_trap(g->leader, code, false);
	ksig__tree_unlock(t->k);
}

/*
 * d is a stop signal other than SIGSTOP. In an orphaned process group nobody
 * could continue it: it is dropped (rule 8; POSIX.1-2017 2.4.3). The question
 * needs tree_lock, so siglock is not held for it; stop_begin looks whether
 * the stop is still wanted.
 */
static enum step stop_unless_orphaned(struct ksig_task *t,
				      struct ksig__delivery *d)
	KSIG_EXCLUDES(ksig__tree, ksig__siglock)
{
	struct ksig *k = t->k;
	enum step step;
	bool orphaned;

	ksig__tree_lock(k);
	orphaned = ksig__pgrp_is_orphaned(k, t->group->pgid, NULL);
	ksig__tree_unlock(k);
	if (orphaned) {
		discard(t, d, KSIG_WHY_ORPHANED);
		return STEP_AGAIN;
	}
	ksig__lock_task(t);
	step = stop_locked(t, d);
	ksig__unlock_task(t);
	return step;
}

/* Tell of the handler of d in frame f; failed: it could not be written. */
__attribute__((noinline))
static void trace_handler(struct ksig_task *t, const struct ksig__delivery *d,
			  struct ksig_frame *f, bool failed)
{
	f->sig = d->sig;
	f->id = d->taken.id;
	f->on_altstack = !failed && ksig__altstack_has(t, f->addr);
	ksig__emit_deliver(t, d, KSIG_ACT_HANDLER, f);
	if (!failed)
		ksig__frames_push(t, f);
}

/*
 * Have t run d's handler when it returns.
 *
 * The mask is added to, never replaced (rule 3). What the frame restores is
 * the mask saved by sigsuspend and its kind, if there is one (rule 20). If
 * the frame cannot be written t gets SIGSEGV instead, and d's signal is lost.
 * Returns whether the registers have changed.
 * Locks: takes siglock. Linux: handle_signal(), signal_delivered().
 */
static inline bool run_handler(struct ksig_task *t, struct ksig__delivery *d,
			       struct ksig_regs *regs, bool has_saved)
	KSIG_EXCLUDES(ksig__siglock)
{
	bool tracing = ksig__tracing(t->k), failed;
	struct ksig_frame f;	/* but for .addr and .restart the trace's */
	ksig_sigset blocked;

	f.restart = KSIG_RESTART_NONE;
	f.call_nr = -1;
	if (tracing)
		ksig__frames_left(t, ksig__arch_sp(regs));
	d->tail.saved_mask = has_saved ? t->saved_blocked : t->blocked;
	if (ksig_regs_call_failed(regs))
		f.restart = ksig__restart_for_handler(regs,
						      (uint32_t)d->action.flags,
						      &f.call_nr);
	failed = ksig__arch_frame_push(t, regs, d, &f.addr) < 0;
	if (failed) {
		if (tracing)
			trace_handler(t, d, &f, failed);
		ksig__force_segv(t, d->sig);
		return f.restart != KSIG_RESTART_NONE;
	}
	if (has_saved) {
		ksig__lock_task(t);
		ksig__flags_clear(&t->flags, KSIG_TASK_HAS_SAVED);
		ksig__unlock_task(t);
	}
	blocked = t->blocked | d->action.mask;
	if (!(d->action.flags & LINUX_SA_NODEFER))
		ksig_sigset_add(&blocked, d->sig);
	ksig__set_blocked(t, blocked);
	if (tracing)
		trace_handler(t, d, &f, failed);
	if (t->altstack.flags & LINUX_SS_AUTODISARM)
		ksig__altstack_disarm(t);
	return true;
}

/*
 * What a step beyond STEP_HANDLER needs without siglock. Returns KSIG_RUN, or
 * why t does not return to user mode now.
 */
__attribute__((noinline))
static enum ksig_outcome finish_step(struct ksig_task *t,
				     struct ksig__delivery *d, enum step step)
	KSIG_EXCLUDES(ksig__tree, ksig__siglock)
{
	if (step == STEP_ORPHANED)
		step = stop_unless_orphaned(t, d);
	switch (step) {
	case STEP_TELL:
		tell_parent(t);
		return KSIG_RUN;
	case STEP_COMPLETE:
		ksig__tree_lock(t->k);
		ksig__notify_stop(t->group, LINUX_CLD_STOPPED, d->sig);
		ksig__tree_unlock(t->k);
		return KSIG_PARK;
	case STEP_STOPPED:
		return KSIG_PARK;
	case STEP_TRAP:
	case STEP_TRAP_STOP:
	case STEP_TRAP_COMPLETE:
		ksig__tree_lock(t->k);
		ksig__notify_trap(t, step == STEP_TRAP ? LINUX_CLD_TRAPPED :
							 LINUX_CLD_STOPPED,
				  step == STEP_TRAP_COMPLETE);
		ksig__tree_unlock(t->k);
		return KSIG_PARK;
	case STEP_EXIT:
		return KSIG_EXIT;
	case STEP_DUMP:
		return KSIG_DUMP;
	default:
		return KSIG_RUN;
	}
}

/*
 * See ksig.h. Handlers nest: each frame's return address is the one set up
 * before it, so the last one set up runs first (rule 32). Only when nothing
 * is left is an interrupted call restarted and the saved mask put back; that
 * may unblock something, hence the loop.
 * Locks: takes siglock and tree_lock.
 * Linux: exit_to_user_mode_loop(), arch_do_signal_or_restart().
 */
enum ksig_outcome ksig_return_to_user(struct ksig_task *t)
{
	struct ksig_regs *regs = t->k->port->regs_get(t);
	enum ksig_outcome outcome = KSIG_RUN;
	struct ksig__delivery d;
	bool changed = false;
	enum step step;
	uint32_t flags;

	for (;;) {
		flags = ksig__flags(&t->flags);
		if (ksig__has_deliverable(t) || (flags & LOOK)) {
			KSIG__ASSERT(t->k, !(flags & KSIG_TASK_DEAD));
			ksig__lock_task(t);
			step = next_locked(t, &d);
			ksig__unlock_task(t);
			if (step == STEP_HANDLER)
				changed |= run_handler(t, &d, regs, flags &
						KSIG_TASK_HAS_SAVED);
			else if (step > STEP_HANDLER)
				outcome = finish_step(t, &d, step);
			if (outcome != KSIG_RUN)
				break;
			if (step != STEP_NONE)
				continue;
		}
		if (ksig_regs_call_failed(regs))
			changed |= ksig__restart_without_handler(regs);
		if (!(flags & KSIG_TASK_HAS_SAVED))
			break;
		ksig__mask_restore(t);
	}
	if (changed)
		t->k->port->regs_set(t);
	return outcome;
}
