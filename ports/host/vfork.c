/* SPDX-License-Identifier: MIT */
/*
 * vfork(2), and clone(2) with CLONE_VFORK.
 *
 * Of a thread that is traced the host's kernel lets only SIGKILL end its wait
 * for the child; on Linux any signal that ends the process does. So the host
 * is asked for the child without the wait, and the parent waits here: in its
 * stop at the child's birth, or, if that lasts, in the host's pause(2), where
 * it hears of the host's signals. Nothing is delivered to it in that time.
 *
 * Where other threads live, one of those dies of the signal, and the host
 * ends this one by SIGKILL: it waits natively.
 */
#define _GNU_SOURCE
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include "internal.h"

/* A child that executes has mostly done so by then. */
#define STOPPED_NS	2000000u

/* Flags that the host is not to see. */
static uint64_t hidden(struct htask *ht)
{
	/* A seccomp filter of its own may not let it call pause(2). */
	return LINUX_CLONE_UNTRACED |
		(!procs_live(ht_hg(ht), ht) && !ht_hg(ht)->filtered ?
		 LINUX_CLONE_VFORK : 0);
}

static void put_flags(struct htask *ht, uint64_t at, uint64_t flags)
{
	struct ksig_piece p = { at, &flags, sizeof(flags) };

	tracee_write(ht->t.tid, &p, 1);
}

/* ht is at the entry of clone, clone3 or vfork. false: it is to be made as it
 * is. */
bool vfork_call(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);
	uint64_t flags = 0, hide = hidden(ht);

	ht->entry = *r;
	switch (r->orig_ax) {
	case SYS_vfork:
		if (!(hide & LINUX_CLONE_VFORK))
			return false;
		flags = LINUX_CLONE_VFORK;
		r->orig_ax = SYS_clone;
		r->di = LINUX_CLONE_VM | LINUX_SIGCHLD;
		r->si = r->dx = r->r10 = r->r8 = 0;
		break;
	case SYS_clone:
		flags = r->di;
		r->di &= ~hide;
		break;
	default:
		/* What cannot be read or written fails, or waits as it is. */
		if (tracee_read(ht->t.tid, &flags, r->di, sizeof(flags)) != 0)
			return false;
		if (flags & hide)
			put_flags(ht, r->di, flags & ~hide);
	}
	if (!(flags & hide))
		return false;
	ptrace(PTRACE_SETREGS, ht->t.tid, 0, r);
	ht->clone_flags = flags;
	ht->vfork_here = flags & hide & LINUX_CLONE_VFORK;
	ht->after = AFTER_CLONE;
	return true;
}

/* Put back what vfork_call() has changed; ax stays. */
static void restore(struct htask *ht, const struct htask *from)
{
	const struct ksig_regs *e = &from->entry;

	if (e->orig_ax == SYS_clone3)
		put_flags(ht, e->di, from->clone_flags);
	tracee_regs(ht)->orig_ax = e->orig_ax;
	call_restore_args(ht, e);
}

/* At the event of a child: ht has made it. */
void vfork_restore(struct htask *ht)
{
	if (ht->after != AFTER_CLONE)
		return;
	ht->after = AFTER_NONE;
	restore(ht, ht);
}

/* At the end of its call: there is no child. */
void vfork_failed(struct htask *ht)
{
	restore(ht, ht);
	ht->clone_flags = 0;
	ht->vfork_here = false;
}

/* child is known now, or there is no memory for it (NULL). true: parent is to
 * wait for it. */
bool vfork_born(struct htask *parent, struct htask *child)
{
	bool here = parent->vfork_here;

	if (child && parent->clone_flags) {
		child->entry = parent->entry;
		child->clone_flags = parent->clone_flags;
	}
	parent->clone_flags = 0;
	parent->vfork_here = false;
	if (!child || !here)
		return false;
	parent->vfork_child = child;
	child->vfork_parent = parent;
	parent->vfork_stopped = true;
	parent->park_ns = host_now();
	parent->vfork_next = host.vforks;
	host.vforks = parent;
	return true;
}

/* child is at its first stop. */
void vfork_start(struct htask *child)
{
	if (!child->clone_flags)
		return;
	restore(child, child);
	child->clone_flags = 0;
}

/* Has ht to wait for its child, whatever is pending? */
bool vfork_waits(const struct htask *ht)
{
	return ht->vfork_child && !(ht->t.group->flags & KSIG_GROUP_EXIT);
}

/* ht has executed a program, or has gone: neither waits for the other. */
void vfork_done(struct htask *ht)
{
	if (ht->vfork_parent)
		ht->vfork_parent->vfork_child = NULL;
	ht->vfork_parent = NULL;
}

void vfork_gone(struct htask *ht)
{
	vfork_done(ht);
	if (ht->vfork_child)
		ht->vfork_child->vfork_parent = NULL;
	HT_UNLINK(&host.vforks, ht, vfork_next);
}

/* Parents that wait no longer go on. */
void vfork_settle(void)
{
	struct htask **p = &host.vforks, *ht;

	while ((ht = *p)) {
		if (vfork_waits(ht)) {
			p = &ht->vfork_next;
			continue;
		}
		*p = ht->vfork_next;
		if (ht->vfork_stopped) {
			ht->vfork_stopped = false;
			boundary_go(ht);
		} else {
			boundary_kick(ht);
		}
	}
}

/*
 * Those that have been in their stop for long go on to pause(2). Returns when
 * the next is to, UINT64_MAX: none.
 */
uint64_t vfork_due(void)
{
	uint64_t now = host_now(), due, next = UINT64_MAX;
	struct htask *ht;

	for (ht = host.vforks; ht; ht = ht->vfork_next) {
		if (!ht->vfork_stopped)
			continue;
		due = ht->park_ns + STOPPED_NS;
		if (due > now) {
			next = due < next ? due : next;
			continue;
		}
		ht->vfork_stopped = false;
		ht->after = AFTER_VFORK;
		tracee_syscall(ht);
	}
	return next;
}

/* At the end of its call: to wait is to call pause(2) from the same place. */
void vfork_pause(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);

	if (!vfork_waits(ht)) {
		boundary(ht);
		return;
	}
	ht->entry = *r;
	ht->call = (struct ksig_call){ .nr = SYS_vfork, .ret = (int64_t)r->ax };
	ht->parked = true;
	r->ip -= 2;
	r->ax = SYS_pause;
	ht->regs_dirty = true;
	tracee_cont(ht, 0);
}
