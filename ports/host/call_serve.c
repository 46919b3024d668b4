/* SPDX-License-Identifier: MIT */
/*
 * A call of the signal subsystem: by libksig, and what the host has to know of
 * it, or to do for it.
 */
#define _GNU_SOURCE
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include "internal.h"

/* Write changed arguments; the call itself is still to be made. */
static void rewrite(struct htask *ht)
{
	ptrace(PTRACE_SETREGS, ht->t.tid, 0, &ht->regs);
}

/*
 * ppoll and its kind: the core has set the mask. The native call gets none,
 * and call_exit() ends it.
 */
static void sigmask_call(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht), entry = *r;

	switch (ht->call.nr) {
	case LINUX_NR_ppoll:
		r->r10 = 0;
		break;
	case LINUX_NR_pselect6:
	case LINUX_NR_io_pgetevents:
		r->r9 = 0;
		break;
	default:
		r->r8 = 0;
	}
	rewrite(ht);
	ht->regs = entry;
	call_native_then(ht, AFTER_SIGMASK);
}

/*
 * kill(2) of several processes reaches also those that are not guests. They
 * can only be in the process group that the first guest was started in, or
 * be meant by -1.
 */
static void kill_many_outside(struct htask *ht, int32_t pid, int64_t *ret)
{
	int sig = (int)ht->call.arg[1], n, err = 0;
	int32_t pgid = 0;

	/* Of INT32_MIN there is no negative: no group has that number. */
	if (sig < 0 || sig > KSIG_NSIG || pid == INT32_MIN)
		return;
	if (pid == -1 && ht_hg(ht)->pidns)	/* nobody is in there */
		return;
	if (pid != -1) {
		pgid = pid == 0 ? ht->t.group->pgid : -pid;
		if (pgid != host.start_pgid)
			return;
	}
	n = procs_kill_outside(ht, pgid, sig, &err);
	if (n > 0)
		*ret = 0;
	else if (*ret == -LINUX_ESRCH && err)
		*ret = err;
}

/* The signal that c is to make, or -1: it makes none. */
static int sig_of(const struct ksig_call *c)
{
	switch (c->nr) {
	case LINUX_NR_kill:
	case LINUX_NR_tkill:
	case LINUX_NR_rt_sigqueueinfo:
	case LINUX_NR_pidfd_send_signal:
		return (int)c->arg[1];
	case LINUX_NR_tgkill:
	case LINUX_NR_rt_tgsigqueueinfo:
		return (int)c->arg[2];
	default:
		return -1;
	}
}

/* Whom c's signal is for, as the pid of kill(2) tells it. */
static int32_t whom(const struct ksig_call *c)
{
	if (c->nr != LINUX_NR_pidfd_send_signal)
		return (int32_t)c->arg[0];
	return (uint32_t)c->arg[3] == LINUX_PIDFD_SIGNAL_PROCESS_GROUP ?
	       -c->pidfd_pid : c->pidfd_pid;
}

/* Is it for several processes? */
static bool is_for_many(const struct ksig_call *c)
{
	return (c->nr == LINUX_NR_kill ||
		c->nr == LINUX_NR_pidfd_send_signal) && whom(c) <= 0;
}

/* Signals that look at process groups: have those of now. */
static bool wants_groups(const struct ksig_call *c, int sig)
{
	if (is_for_many(c))
		return true;
	return sig == LINUX_SIGTSTP || sig == LINUX_SIGTTIN ||
	       sig == LINUX_SIGTTOU || sig == LINUX_SIGCONT;
}

/* The core has set an action. true: its call needs no result of ours. */
static bool sigaction_set(struct htask *ht, const struct linux_sigaction *old)
{
	if (ht->call.ret != 0 || !ht->call.arg[1])
		return false;
	switch (mirror_sigaction(ht, old)) {
	case MIRROR_NATIVE:
		mirror_mask(ht);
		call_native(ht);
		return true;
	case MIRROR_INJECTED:
		return !ht->regs_valid;
	default:
		return false;
	}
}

/*
 * A signal that came while ht stood before a change of its mask: on Linux it
 * is between two instructions that one comes, hardly ever between the entry of
 * the call and what that does. So it is delivered first, and the call is made
 * again (true). A fork with all signals blocked would else not see it.
 */
static bool comes_before(struct htask *ht)
{
	if (!ht->t.has_deliverable ||
	    tracee_regs(ht)->orig_ax != SYS_rt_sigprocmask)
		return false;
	boundary_before_call(ht);
	return true;
}

/* Is it one that guest.c can serve? */
static bool is_own(const struct ksig_call *c)
{
	switch (c->nr) {
	case LINUX_NR_rt_sigaction:
	case LINUX_NR_rt_sigpending:
	case LINUX_NR_rt_sigtimedwait:
	case LINUX_NR_rt_sigqueueinfo:
	case LINUX_NR_kill:
	case LINUX_NR_tkill:
	case LINUX_NR_tgkill:
		return true;
	default:
		return false;
	}
}

/* Its site may have been patched: true if ht makes its call again. */
bool call_hot_own(struct htask *ht)
{
	inproc_hot(ht, INPROC_OWN);
	if (!ht->regs_dirty)
		return false;
	boundary_call_again(ht); /* no longer at the call's entry */
	return true;
}

/* A system call of the signal subsystem. */
void call_serve(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);
	struct ksig_call *c = &ht->call;
	struct linux_sigaction old = { 0, 0, 0, 0 };
	uint64_t blocked = ht->t.blocked;
	int sig;

	*c = (struct ksig_call){
		.nr = (int64_t)r->orig_ax,
		.arg = { r->di, r->si, r->dx, r->r10, r->r8, r->r9 },
	};
	if (mirror_drain(ht) || comes_before(ht))
		return;
	if (c->nr == LINUX_NR_rt_sigaction && c->arg[0] - 1 < KSIG_NSIG)
		old = ht->t.sighand->action[c->arg[0] - 1];
	if (c->nr == LINUX_NR_pidfd_send_signal)
		pidfd_find(ht, c);
	if (c->nr == LINUX_NR_rt_sigprocmask)
		inproc_hot(ht, INPROC_MASK);
	else if (c->nr == LINUX_NR_rt_sigreturn)
		inproc_hot(ht, INPROC_RET);
	if (ht_hg(ht)->pidns && !pidns_call(ht, c)) {
		call_native(ht);
		return;
	}
	sig = sig_of(c);
	if (wants_groups(c, sig))
		procs_refresh();
	if (is_own(c) && call_hot_own(ht))
		return;
	if (host.zombies)
		zombie_look_for(c);
	switch (ksig_syscall(&ht->t, c)) {
	case KSIG_CALL_DONE:
		if (sig == LINUX_SIGCONT && c->ret == 0)
			cont_made(ht, whom(c));
		if (is_for_many(c)) {
			late_note(ht, c, whom(c));
			kill_many_outside(ht, whom(c), &c->ret);
		}
		if (c->nr == LINUX_NR_rt_sigaction &&
		    sigaction_set(ht, &old))
			return;
		if (ht->t.blocked != blocked || ht->held_back ||
		    c->nr == LINUX_NR_rt_sigaction)
			mirror_mask(ht);
		boundary_result(ht, c->nr, c->ret);
		break;
	case KSIG_CALL_PARK:
		mirror_mask(ht);
		park(ht);
		break;
	case KSIG_CALL_PORT:
		mirror_mask(ht);
		if (c->nr == LINUX_NR_signalfd || c->nr == LINUX_NR_signalfd4)
			sigfd_call(ht);
		else
			sigmask_call(ht);
		break;
	case KSIG_CALL_SIGRETURN:
		ht->regs_dirty = true;
		mirror_mask(ht);
		boundary(ht);
		break;
	case KSIG_CALL_NO_SUCH:
	case KSIG_CALL_UNKNOWN:
		call_native(ht);
		break;
	}
}

