/* SPDX-License-Identifier: MIT */
/*
 * Process groups: orphaned is one in which no member's parent is in another
 * group of the same session (POSIX.1-2017 3.264): nobody would continue it.
 */
#include "core.h"

/* Is parent (NULL: g's outside one) a job-control shell of g's group? */
static bool links(const struct ksig_group *g, const struct ksig_group *parent)
{
	if (!parent)
		return g->outside_job_control;
	return parent->pgid != g->pgid && parent->sid == g->sid;
}

/* Locks: tree_lock. Linux: will_become_orphaned_pgrp(). */
bool ksig__pgrp_is_orphaned(struct ksig *k, int32_t pgid,
			    const struct ksig_group *ignored)
{
	const struct ksig_group *g;

	ksig__assert_tree(k);
	for (g = ksig__pgrp_first(k, pgid); g; g = ksig__pgrp_next(g)) {
		if (g == ignored ||
		    (ksig__flags(&g->flags) & KSIG_GROUP_DEAD) ||
		    (g->parent && g->parent->pid == 1))
			continue;
		if (links(g, g->parent))
			return false;
	}
	return true;
}

static bool has_stopped(struct ksig *k, int32_t pgid)
	KSIG_REQUIRES(ksig__tree)
{
	const struct ksig_group *g;

	for (g = ksig__pgrp_first(k, pgid); g; g = ksig__pgrp_next(g))
		if (ksig__flags(&g->flags) & KSIG_GROUP_STOPPED)
			return true;
	return false;
}

/*
 * The link between g and parent is going. If it was what kept g's process
 * group from being orphaned, and it has stopped members, these get SIGHUP and
 * SIGCONT, since nobody else will ever continue them.
 * Locks: tree_lock; takes siglocks one by one.
 * Linux: kill_orphaned_pgrp(); POSIX.1-2017 _exit().
 */
void ksig__pgrp_check_orphaned(struct ksig_group *g,
			       const struct ksig_group *parent,
			       const struct ksig_group *ignored)
{
	static const struct ksig_origin origin = { KSIG_BY_KERNEL, 0, 0 };
	struct ksig *k = g->k;
	struct linux_siginfo info;

	ksig__assert_tree(k);
	if (!links(g, parent) ||
	    !ksig__pgrp_is_orphaned(k, g->pgid, ignored) ||
	    !has_stopped(k, g->pgid))
		return;
	ksig__siginfo_kernel(&info, LINUX_SIGHUP);
	ksig__generate_pgrp(k, g->pgid, &info, &origin);
	ksig__siginfo_kernel(&info, LINUX_SIGCONT);
	ksig__generate_pgrp(k, g->pgid, &info, &origin);
}
