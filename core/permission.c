/* SPDX-License-Identifier: MIT */
/* Who may signal whom (kill(2), "ERRORS" and "NOTES"). */
#include "core.h"

/*
 * May from generate signal sig with info for target, a task of g (NULL: g is
 * a zombie, or its main thread has exited)?
 *
 * A process may always signal itself: its threads may have different ids
 * (POSIX does not know that). SIGCONT needs only the session, so that a shell
 * can continue a set-id job. What the kernel makes is not asked.
 * Returns 0, -LINUX_EINVAL (no such signal), -LINUX_EPERM.
 * Locks: tree_lock. Linux: check_kill_permission().
 */
int ksig__may_generate(struct ksig_task *from, int64_t sig,
		       const struct linux_siginfo *info, struct ksig_group *g,
		       struct ksig_task *target)
{
	struct ksig_cred ours, theirs;

	ksig__assert_tree(g->k);
	if (sig != 0 && !ksig_signal_valid(sig))
		return -LINUX_EINVAL;
	if (info->si_code > LINUX_SI_USER || from->group == g)
		return 0;
	g->k->port->cred_get(from, &ours);
	if (ours.cap_kill)
		return 0;
	if (target) {
		g->k->port->cred_get(target, &theirs);
	} else {
		/* A zombie: what it was when it went. */
		theirs.uid = theirs.suid = g->uid;
	}
	if (ours.euid == theirs.suid || ours.euid == theirs.uid ||
	    ours.uid == theirs.suid || ours.uid == theirs.uid)
		return 0;
	if (sig == LINUX_SIGCONT && g->sid == from->group->sid)
		return 0;
	return -LINUX_EPERM;
}
