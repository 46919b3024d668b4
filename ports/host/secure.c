/* SPDX-License-Identifier: MIT */
/*
 * What a guest sees and sets of seccomp(2) for itself. The runner's filter, and
 * the no_new_privs that it takes for an ordinary user, are not the guest's: its
 * own are kept here, thread by thread.
 *
 * Strict mode cannot be had on top of a filter, so it is one more filter that
 * stops what strict mode forbids, and death by SIGKILL there.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include "internal.h"

/* What the headers of Debian 12 know, and each is a bit. */
#define FILTER_FLAGS (SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_LOG | \
	SECCOMP_FILTER_FLAG_SPEC_ALLOW | SECCOMP_FILTER_FLAG_NEW_LISTENER | \
	SECCOMP_FILTER_FLAG_TSYNC_ESRCH | \
	SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)

/* The runner has been forked from ht, before that got a filter. */
void secure_first(struct htask *ht)
{
	int mode = prctl(PR_GET_SECCOMP);

	ht->seccomp_mode = mode > 0 ? (uint8_t)mode : SECCOMP_MODE_DISABLED;
	ht->no_new_privs = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

void secure_born(const struct htask *parent, struct htask *ht)
{
	ht->seccomp_mode = parent->seccomp_mode;
	ht->no_new_privs = parent->no_new_privs;
}

/* The arguments of a call that sets a mode, by prctl(2) or by seccomp(2). */
static bool is_set(const struct ksig_regs *r, uint64_t *op, uint64_t *flags,
		   uint64_t *prog)
{
	if (r->orig_ax == SYS_seccomp) {
		*op = (uint32_t)r->di;
		*flags = r->si;
		*prog = r->dx;
		return true;
	}
	*op = r->si == SECCOMP_MODE_FILTER ? SECCOMP_SET_MODE_FILTER :
					     SECCOMP_SET_MODE_STRICT;
	*flags = 0;
	*prog = r->si == SECCOMP_MODE_FILTER ? r->dx : 0;
	return r->di == PR_SET_SECCOMP && (r->si == SECCOMP_MODE_FILTER ||
					   r->si == SECCOMP_MODE_STRICT);
}

/*
 * Would Linux refuse this filter since its maker could have a set-id program
 * under it? Only what it looks at later is left to the host.
 */
static bool may_not(struct htask *ht, uint64_t flags, uint64_t prog)
{
	struct { uint16_t len; uint64_t at; } p;

	if (ht->no_new_privs || procs_has_cap(ht->t.tid, CAP_SYS_ADMIN) ||
	    flags & ~(uint64_t)FILTER_FLAGS)
		return false;
	if ((flags & SECCOMP_FILTER_FLAG_TSYNC &&
	     flags & SECCOMP_FILTER_FLAG_NEW_LISTENER &&
	     !(flags & SECCOMP_FILTER_FLAG_TSYNC_ESRCH)) ||
	    (flags & SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV &&
	     !(flags & SECCOMP_FILTER_FLAG_NEW_LISTENER)))
		return false;
	return tracee_read(ht->t.tid, &p, prog, sizeof(p)) == 0 &&
	       p.len > 0 && p.len <= BPF_MAXINSNS;
}

static void set_strict(struct htask *ht)
{
	int64_t nr = (int64_t)tracee_regs(ht)->orig_ax;
	uint64_t tsc[6] = { PR_SET_TSC, PR_TSC_SIGSEGV };
	int err;

	inproc_bare(ht);
	/* Nor may it look at the clock. */
	tracee_inject(ht, SYS_prctl, tsc);
	err = filter_add_strict(ht);
	if (err == 0) {
		ht->seccomp_mode = SECCOMP_MODE_STRICT;
		inproc_filtered(ht);
	}
	boundary_result(ht, nr, err);
}

/* seccomp(2), or prctl(PR_SET_SECCOMP). */
enum secure_next secure_set(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);
	uint64_t op, flags, prog;

	if (!is_set(r, &op, &flags, &prog) || op > SECCOMP_SET_MODE_FILTER)
		return SECURE_NATIVE;
	if (op == SECCOMP_SET_MODE_FILTER) {
		if (!may_not(ht, flags, prog))
			return SECURE_NATIVE_THEN;
		boundary_result(ht, (int64_t)r->orig_ax, -EACCES);
		return SECURE_DONE;
	}
	/* The host refuses it, too, to who has a filter of its own. */
	if (flags || prog || ht->seccomp_mode == SECCOMP_MODE_FILTER)
		return SECURE_NATIVE;
	set_strict(ht);
	return SECURE_DONE;
}

/* At the exit of one that set a filter. */
void secure_has_set(struct htask *ht)
{
	struct ksig_list *l, *all = &ht->t.group->tasks;
	uint64_t op, flags, prog;
	struct htask *other;

	if (!is_set(&ht->entry, &op, &flags, &prog))
		return;
	/* Above 0 it may be the id of a thread that stood in the way. */
	if ((int64_t)ht->regs.ax > 0 &&
	    !(flags & SECCOMP_FILTER_FLAG_NEW_LISTENER))
		return;
	ht->seccomp_mode = SECCOMP_MODE_FILTER;
	if (!(flags & SECCOMP_FILTER_FLAG_TSYNC))
		return;
	for (l = all->next; l != all; l = l->next) {
		other = ht_at(l);
		other->seccomp_mode = SECCOMP_MODE_FILTER;
		other->no_new_privs |= ht->no_new_privs;
	}
}

/* prctl(2) that asks for one of the two, or sets no_new_privs: false, the
 * host's. */
bool secure_prctl(struct htask *ht)
{
	const struct ksig_regs *r = tracee_regs(ht);
	int value = ht->no_new_privs;

	switch (r->di) {
	case PR_GET_SECCOMP:
		value = ht->seccomp_mode;
		break;
	case PR_GET_NO_NEW_PRIVS:
		if (r->si || r->dx || r->r10 || r->r8)
			return false;
		break;
	case PR_SET_NO_NEW_PRIVS:
		ht->no_new_privs |= r->si == 1 && !r->dx && !r->r10 && !r->r8;
		return false;
	default:
		return false;
	}
	boundary_result(ht, SYS_prctl, value);
	return true;
}

/*
 * A call that strict mode forbids ends the thread. With others left that is an
 * exit; the last one's is the process's death, which its parent is to see.
 */
bool secure_kills(struct htask *ht)
{
	const struct ksig_origin origin = { KSIG_BY_KERNEL, 0, 0 };
	struct linux_siginfo info = {
		.si_signo = LINUX_SIGKILL, .si_code = LINUX_SI_KERNEL,
	};
	struct ksig_regs *r = tracee_regs(ht);

	if (ht->seccomp_mode != SECCOMP_MODE_STRICT ||
	    filter_is_strict((int64_t)r->orig_ax))
		return false;
	if (ht->t.group->nr_tasks > 1) {
		r->orig_ax = SYS_exit;
		r->di = 0;
		ptrace(PTRACE_SETREGS, ht->t.tid, 0, r);
		return false;
	}
	ksig_generate_group(ht->t.group, &info, &origin);
	boundary(ht);
	return true;
}
