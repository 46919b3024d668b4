/* SPDX-License-Identifier: MIT */
/* Dispositions: default actions, what is ignored, setting one, exec's reset. */
#include "core.h"

/*
 * What SIG_DFL does for sig.
 *
 * Returns the action. SIGCONT counts as ignored here: that it continues is an
 * effect of its generation (stopcont.c), whatever its disposition.
 * Locks: none. Linux: sig_kernel_stop() and its kind; signal(7).
 */
enum ksig_action ksig__default_action(int sig)
{
	if (ksig_sigset_has(KSIG_SET_IGNORE, sig))
		return KSIG_ACT_IGNORE;
	if (ksig_sigset_has(KSIG_SET_STOP, sig))
		return KSIG_ACT_STOP;
	if (ksig_sigset_has(KSIG_SET_CORE, sig))
		return KSIG_ACT_CORE;
	return KSIG_ACT_TERMINATE;
}

/* What reaches an init: its kernel's, and what an ancestor sends (rule 12). */
static bool is_forced(const struct ksig__generation *gen)
{
	return gen->forced || gen->info->si_code == LINUX_SI_KERNEL ||
	       gen->origin->by == KSIG_BY_OUTSIDE;
}

/*
 * Is what gen generates to be dropped because nobody would act on it?
 *
 * Not if the target blocks it: by the time it is unblocked the disposition
 * may be another (rule 4; POSIX leaves it open). real_blocked counts too: a
 * sigtimedwait for a blocked and ignored signal gets it (rule 36).
 * An init has no default action but for what its ancestors force on it.
 * Returns whether to drop it. Locks: siglock. Linux: sig_ignored().
 */
bool ksig__is_ignored_locked(const struct ksig__generation *gen)
{
	const struct ksig_group *g = gen->group;
	const struct ksig_task *t = gen->task;
	int sig = gen->info->si_signo;
	const struct linux_sigaction *a = &g->sighand->action[sig - 1];
	ksig_sigset blocked = t ?
		ksig__set_read(&t->blocked) | t->real_blocked :
		g->leader_blocked;

	ksig__assert_siglock(g->k, g->sighand);
	if (ksig_sigset_has(blocked, sig))
		return false;
	/* A tracer is to see also what is ignored. */
	if (t && (t->flags & KSIG_TASK_PTRACED) && sig != LINUX_SIGKILL)
		return false;
	if ((g->flags & KSIG_GROUP_UNKILLABLE) &&
	    a->handler == LINUX_SIG_DFL &&
	    !(is_forced(gen) && ksig_sigset_has(KSIG_SET_ONLY_KERNEL, sig)))
		return true;
	return ksig__action_ignores(a, sig);
}

#define SA_KNOWN (LINUX_SA_NOCLDSTOP | LINUX_SA_NOCLDWAIT | \
		  LINUX_SA_SIGINFO | LINUX_SA_ONSTACK | LINUX_SA_RESTART | \
		  LINUX_SA_NODEFER | LINUX_SA_RESETHAND | \
		  LINUX_SA_EXPOSE_TAGBITS | LINUX_SA_RESTORER)

/*
 * Set t's process's action for sig (act not NULL), get the old one (old not
 * NULL).
 *
 * Flags that are not known are dropped without a word, so that a program can
 * probe by reading back (rule 14); before 5.11 they were kept. A signal that
 * is now ignored is taken out of every set of the group, blocked or not (rule
 * 5; POSIX.1-2017 2.4.3).
 * Returns 0, -LINUX_EINVAL for KILL, STOP or no signal, and for one that the
 * kernel is about to end the process by (SA_IMMUTABLE).
 * Locks: takes siglock. Linux: do_sigaction().
 */
int ksig__disposition_set(struct ksig_task *t, int sig,
			  const struct linux_sigaction *act,
			  struct linux_sigaction *old)
{
	struct linux_sigaction *a;
	bool was_ignored;

	if (!ksig_signal_valid(sig) ||
	    (act && ksig_sigset_has(KSIG_SET_ONLY_KERNEL, sig)))
		return -LINUX_EINVAL;
	ksig__lock_task(t);
	a = &t->sighand->action[sig - 1];
	if (a->flags & LINUX_SA_IMMUTABLE) {
		ksig__unlock_task(t);
		return -LINUX_EINVAL;
	}
	if (old)
		*old = *a;
	if (act) {
		was_ignored = a->handler == LINUX_SIG_IGN;
		*a = *act;
		if (KSIG__SINCE(t->k, 5, 11))
			a->flags &= SA_KNOWN;
		a->flags &= ~(uint64_t)LINUX_SA_IMMUTABLE;
		a->mask &= ~KSIG_SET_ONLY_KERNEL;
		if (ksig__action_ignores(a, sig))
			ksig__pending_flush_all_locked(t->group,
						       KSIG_SIGMASK(sig),
						       KSIG_WHY_NOW_IGNORED);
		else if (was_ignored)
			ksig__timers_unpark_locked(t, sig);
	}
	ksig__unlock_task(t);
	return 0;
}

/* See ksig.h. Locks: takes siglock. */
int ksig_set_action(struct ksig_task *t, int sig,
		    const struct linux_sigaction *act)
{
	return ksig__disposition_set(t, sig, act, NULL);
}

/*
 * exec and CLONE_CLEAR_SIGHAND: what was caught goes to SIG_DFL, what was
 * ignored stays so, SIGCHLD too (rule 25).
 *
 * Locks: siglock, or h is not yet shared. Linux: flush_signal_handlers();
 * execve(2).
 */
void ksig__disposition_reset_caught(struct ksig_sighand *h)
{
	struct linux_sigaction *a;
	int sig;

	for (sig = 1; sig <= KSIG_NSIG; sig++) {
		a = &h->action[sig - 1];
		if (a->handler != LINUX_SIG_IGN)
			a->handler = LINUX_SIG_DFL;
		a->flags = 0;
		a->restorer = 0;
		a->mask = 0;
	}
}

/* Would t's process ignore sig? Locks: takes siglock. */
bool ksig_is_ignored(struct ksig_task *t, int sig)
{
	bool ignored;

	if (!ksig_signal_valid(sig))
		return false;
	ksig__lock_task(t);
	ignored = ksig__action_ignores(&t->sighand->action[sig - 1], sig);
	ksig__unlock_task(t);
	return ignored;
}
