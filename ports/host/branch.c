/* SPDX-License-Identifier: MIT */
/*
 * Branches, for a driver (host.h): a copy of a guest's process, made at the
 * entry of one of its calls, goes on from there, and the process is held. So
 * what comes before that call is run once for many copies.
 *
 * The copies are to run at the speed of a guest that nobody drives. So calls
 * do not stop by the filter, as they otherwise do for a driver, but the one
 * process that is copied stops by PTRACE_SYSCALL, which a copy is spared from
 * when it has come to where it is wanted.
 *
 * At the entry of its call the process is made to call clone(2) in its place,
 * with CLONE_PARENT: it has no child that it does not know of. Then both are
 * put back to before that call.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include "internal.h"

void ksig_host_calls(struct ksig_host_thread *t, bool on)
{
	as_htask(t)->calls = on;
}

bool ksig_host_may_branch(struct ksig_host_thread *t)
{
	struct htask *ht = as_htask(t);
	struct hgroup *hg = ht_hg(ht);

	return ht->calls && hg->g.nr_tasks == 1 && !hg->timers &&
	       !hg->filtered && !hg->pidns && !hg->dying &&
	       hg->g.children.next == &hg->g.children &&
	       !hg->g.shared.set && !ht->t.pending.set;
}

/* To before the call at whose entry e is. */
static void back(struct htask *ht, const struct ksig_regs *e)
{
	*tracee_regs(ht) = *e;
	boundary_undo_call(ht);
}

void ksig_host_branch(struct ksig_host_thread *t)
{
	struct htask *ht = as_htask(t);
	struct ksig_regs *r = tracee_regs(ht), c = *r;

	ht->entry = *r;
	ht->branch = BRANCH_CALLED;
	c.orig_ax = SYS_clone;
	c.di = LINUX_CLONE_PARENT | LINUX_SIGCHLD;
	c.si = c.dx = c.r10 = c.r8 = 0;
	ptrace(PTRACE_SETREGS, ht->t.tid, 0, &c);
	ht->regs_valid = false;
}

void ksig_host_kill_others(struct ksig_host_thread *t)
{
	const struct ksig_group *mine = as_htask(t)->t.group;
	struct ksig_list *l;

	for (l = host.k.groups.next; l != &host.k.groups; l = l->next)
		if (&hg_at(l)->g != mine && hg_at(l)->g.nr_tasks)
			kill(hg_at(l)->g.pid, SIGKILL);
}

/* ---------------------------------------------- from the runner's files */

/* child is parent's: a branch of it? */
void branch_born(struct htask *parent, struct htask *child)
{
	if (parent->branch != BRANCH_CALLED || !child)
		return;
	child->branch = BRANCH_BORN;
	child->calls = true;
	child->entry = parent->entry;
}

/* ht is at its first stop. */
void branch_start(struct htask *ht)
{
	if (ht->branch != BRANCH_BORN)
		return;
	ht->branch = BRANCH_NOT;
	back(ht, &ht->entry);
	drive_ask(ht, KSIG_HOST_BRANCH);
}

/* ht has made its branch, or could not. */
static void made(struct htask *ht)
{
	ht->branch_result = (int64_t)tracee_regs(ht)->ax;
	ht->branch = BRANCH_NOT;
	back(ht, &ht->entry);
	drive_ask(ht, KSIG_HOST_BRANCHED);
	if (!ht->driver_holds)
		boundary_go(ht);
}

/* ht stops at the entry or exit of a call. true: it was let go. */
bool branch_call_stop(struct htask *ht)
{
	struct __ptrace_syscall_info i;

	if (!ht->calls ||
	    ptrace(PTRACE_GET_SYSCALL_INFO, ht->t.tid, sizeof(i), &i) <= 0)
		return false;
	if (i.op == PTRACE_SYSCALL_INFO_ENTRY) {
		if (ht->after != AFTER_NONE)
			return false;
		ht->at_exit = false;
		ht->asked_ip = 0;
		if (drive_call(ht))
			return true;
		ht->asked_ip = tracee_regs(ht)->ip;
		boundary_go(ht);
		return true;
	}
	ht->asked_ip = 0;
	if (ht->branch == BRANCH_CALLED) {
		made(ht);
		return true;
	}
	if (ht->at_exit)
		return false;
	drive_call_exit(ht);
	return true;
}
