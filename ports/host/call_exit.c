/* SPDX-License-Identifier: MIT */
/* The exits of native calls of which the runner has to know. */
#define _GNU_SOURCE
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include "internal.h"

/* The limit of queued signals of a process of ours has changed. */
static void rlimit_changed(struct htask *ht)
{
	struct ksig_regs *e = &ht->entry;
	struct ksig_group *g = ht->t.group;
	uint64_t entries;

	if (e->orig_ax == SYS_prlimit64 && e->di != 0)
		g = ksig_group_find(&host.k, pidns_find(ht_hg(ht),
							(int32_t)e->di));
	if (g && procs_sigpending_max(g->pid, &entries))
		ksig_group_set_rlimit(g, entries);
}

void call_restore_args(struct htask *ht, const struct ksig_regs *e)
{
	struct ksig_regs *r = tracee_regs(ht);

	r->di = e->di;
	r->si = e->si;
	r->dx = e->dx;
	r->r10 = e->r10;
	r->r8 = e->r8;
	r->r9 = e->r9;
	ptrace(PTRACE_SETREGS, ht->t.tid, 0, r);
}

void call_exit(struct htask *ht)
{
	enum ht_after after = ht->after;
	struct ksig_regs *r;

	if (ht_hg(ht)->refused) {
		check_refused_stop(ht);
		return;
	}
	if (host.passing && ht->after == AFTER_NONE) {
		sigfd_pass_stop(ht);
		return;
	}
	if (branch_call_stop(ht))
		return;
	if (!ht->at_exit) {
		/* The entry of a call that we made again: see boundary.c. */
		tracee_syscall(ht);
		return;
	}
	r = tracee_regs(ht);
	ht->at_exit = false;
	ht->after = AFTER_NONE;
	if ((int64_t)r->ax != -LINUX_EINTR)
		ht->redo_ip = 0;	/* it has ended */
	switch (after) {
	case AFTER_SIGMASK:
		call_restore_args(ht, &ht->entry);
		ksig_sigmask_end(&ht->t, (int64_t)r->ax);
		mirror_mask(ht);
		if (ht->t.has_deliverable || ht->wake_pending ||
		    (!(ht->t.flags & KSIG_TASK_HAS_SAVED) &&
		     (int64_t)r->ax != -LINUX_EINTR))
			break;
		/* The host's signal is next. Its mask holds for that, and that
		 * says whether the call is over. */
		tracee_cont(ht, 0);
		return;
	case AFTER_REDO:
		call_restore_args(ht, &ht->entry);
		break;
	case AFTER_TIMER_CREATE:
		timer_created(ht);
		break;
	case AFTER_TIMER_CHANGED:
		timer_changed(ht);
		break;
	case AFTER_CRED:
		ht_hg(ht)->cred_valid = false;
		procs_cred(ht_hg(ht));
		ksig_task_set_user(&ht->t, ht_hg(ht)->cred.uid);
		break;
	case AFTER_RLIMIT:
		rlimit_changed(ht);
		break;
	case AFTER_SUBREAPER:
		if (r->ax == 0)
			ksig_group_set_subreaper(ht->t.group,
						 ht->entry.si != 0);
		break;
	case AFTER_CLOSE:
		sigfd_check(ht_hg(ht));
		break;
	case AFTER_SIGFD:
		sigfd_changed(ht);
		break;
	case AFTER_PIDNS:
		if (r->ax == 0)
			ht->children_elsewhere = true;
		break;
	case AFTER_FORK:
		inproc_prefork(ht);
		break;
	case AFTER_CLONE:
		vfork_failed(ht);
		break;
	case AFTER_VFORK:
		vfork_pause(ht);
		return;
	case AFTER_RECV:
		sigfd_received(ht);
		break;
	case AFTER_SECCOMP:
		if ((int64_t)r->ax >= 0) {
			secure_has_set(ht);
			inproc_filtered(ht);
		}
		break;
	case AFTER_NONE:
		break;
	}
	boundary(ht);
}
