/* SPDX-License-Identifier: MIT */
/*
 * kill(2) and its kind: from a number to processes, with permission asked.
 *
 * Every function here returns 0, a negative errno, or KSIG__NO_SUCH when no
 * task of ours has that id: whether that is ESRCH the port knows.
 */
#include "core.h"

/* kill_one() of any but a signal that there is, to from's own process. */
__attribute__((noinline))
static int kill_another(struct ksig_task *from, struct ksig_group *g,
			struct ksig_task *task, bool shared, int64_t sig,
			const struct linux_siginfo *info,
			const struct ksig_origin *origin)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	int err = ksig__may_generate(from, sig, info, g, task);

	if (err || sig == 0)
		return err;
	if (ksig__pid_in(from->group, g) == 0)
		return ksig__generate_above(g, task, shared, info, origin);
	return ksig__generate(g, task, shared, info, origin);
}

/*
 * Signal one target, if from may; sig 0 stops there (POSIX: existence and
 * permission). Itself it always may. Linux: group_send_sig_info().
 */
static inline int kill_one(struct ksig_task *from, struct ksig_group *g,
			   struct ksig_task *task, bool shared, int64_t sig,
			   const struct linux_siginfo *info,
			   const struct ksig_origin *origin)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock)
{
	if (from->group == g && ksig_signal_valid(sig))
		return ksig__generate(g, task, shared, info, origin);
	return kill_another(from, g, task, shared, sig, info, origin);
}

/*
 * pid > 0. A thread's id does for its process, and that thread is then asked
 * first: so does Linux. Linux: kill_proc_info().
 */
int ksig__kill_pid(struct ksig_task *from, int32_t pid, int64_t sig,
		   const struct linux_siginfo *info,
		   const struct ksig_origin *origin)
{
	struct ksig *k = from->k;
	int err = KSIG__NO_SUCH;
	struct ksig_group *g;
	struct ksig_task *t;

	ksig__tree_lock(k);
	g = ksig__tree_find_group(k, pid);
	t = g ? g->leader : ksig__tree_find_task(k, pid);
	if (g || t)
		err = kill_one(from, g ? g : t->group, t, true, sig, info,
			       origin);
	ksig__tree_unlock(k);
	return err;
}

/* Any member of g that stands for its credentials; NULL: a zombie. */
static struct ksig_task *member(struct ksig_group *g)
	KSIG_REQUIRES(ksig__tree)
{
	if (g->leader || ksig__list_is_empty(&g->tasks))
		return g->leader;
	return ksig__task_of(g->tasks.next);
}

/*
 * Every process of a process group, who joined it last first. One success is
 * success; otherwise the last error. Linux: __kill_pgrp_info().
 */
int ksig__kill_pgrp(struct ksig_task *from, int32_t pgid, int64_t sig,
		    const struct linux_siginfo *info,
		    const struct ksig_origin *origin)
{
	struct ksig *k = from->k;
	int err, result = KSIG__NO_SUCH;
	struct ksig_group *g;

	ksig__tree_lock(k);
	for (g = ksig__pgrp_first(k, pgid); g; g = ksig__pgrp_next(g)) {
		err = kill_one(from, g, member(g), true, sig, info, origin);
		if (result != 0)
			result = err;
	}
	ksig__tree_unlock(k);
	return result;
}

/* Linux: kill_pgrp() with SEND_SIG_PRIV. */
int ksig__generate_pgrp(struct ksig *k, int32_t pgid,
			const struct linux_siginfo *info,
			const struct ksig_origin *origin)
{
	int err, result = -LINUX_ESRCH;
	struct ksig_group *g;

	ksig__assert_tree(k);
	for (g = ksig__pgrp_first(k, pgid); g; g = ksig__pgrp_next(g)) {
		err = ksig__generate(g, g->leader, true, info, origin);
		if (result != 0)
			result = err;
	}
	return result;
}

/*
 * kill(-1): everybody in from's pid namespace but pid 1 and from's own
 * process.
 *
 * EPERM is never reported, not even if it is all there was: Linux's way to
 * tell "nobody" (ESRCH) from "not everybody" (rule 16).
 * Linux: kill_something_info().
 */
static int kill_all(struct ksig_task *from, int64_t sig,
		    const struct linux_siginfo *info,
		    const struct ksig_origin *origin)
	KSIG_EXCLUDES(ksig__tree, ksig__siglock)
{
	struct ksig *k = from->k;
	int err, result = KSIG__NO_SUCH;
	struct ksig_group *g;

	ksig__tree_lock(k);
	KSIG__EACH_GROUP(g, k) {
		if (ksig__pid_in(g, from->group) <= 1 || g == from->group)
			continue;
		err = kill_one(from, g, member(g), true, sig, info, origin);
		if (result == KSIG__NO_SUCH)
			result = 0;
		if (err != -LINUX_EPERM)
			result = err;
	}
	ksig__tree_unlock(k);
	return result;
}

/* Another thread may be changing it. Locks: takes tree_lock. */
static int32_t own_pgid(const struct ksig_task *t) KSIG_EXCLUDES(ksig__tree)
{
	int32_t pgid;

	ksig__tree_lock(t->k);
	pgid = t->group->pgid;
	ksig__tree_unlock(t->k);
	return pgid;
}

/* kill(2). Linux: kill_something_info(). */
int ksig__kill(struct ksig_task *from, int32_t pid, int64_t sig,
	       const struct linux_siginfo *info,
	       const struct ksig_origin *origin)
{
	if (pid > 0)
		return ksig__kill_pid(from, pid, sig, info, origin);
	if (pid == INT32_MIN)
		return -LINUX_ESRCH;
	if (pid == -1)
		return kill_all(from, sig, info, origin);
	return ksig__kill_pgrp(from, pid ? -pid : own_pgid(from), sig, info,
			       origin);
}

/*
 * tkill(2), tgkill(2), rt_tgsigqueueinfo(2). A thread that is dying takes it
 * with success (rule 17), also a main thread that is a zombie.
 * Linux: do_send_specific().
 */
int ksig__kill_tid(struct ksig_task *from, int32_t tgid, int32_t tid,
		   int64_t sig, const struct linux_siginfo *info,
		   const struct ksig_origin *origin)
{
	struct ksig *k = from->k;
	int err = KSIG__NO_SUCH;
	struct ksig_task *t;
	struct ksig_group *g;

	ksig__tree_lock(k);
	t = ksig__tree_find_task(k, tid);
	g = t ? t->group : ksig__tree_find_group(k, tid);
	if (g && tgid > 0 && g->pid != tgid)
		err = -LINUX_ESRCH;
	else if (t)
		err = kill_one(from, g, t, false, sig, info, origin);
	else if (g)
		err = ksig__may_generate(from, sig, info, g, member(g));
	ksig__tree_unlock(k);
	return err;
}
