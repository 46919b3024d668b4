/* SPDX-License-Identifier: MIT */
/*
 * Emulated calls that wait: a thread is parked in a call of the host's that
 * only a signal or a kick ends, and its own call is called again then.
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include "internal.h"

/*
 * To a guest's own seccomp filter pause(2) is a call like any other, which it
 * may not allow. It has allowed this one: where that can sleep, it does, with
 * arguments of ours in the scratch below the red zone.
 */
static bool sleep_in_own_call(struct htask *ht)
{
	bool suspends = ht->entry.orig_ax == SYS_rt_sigsuspend;
	uint64_t at = (ht->entry.sp - 128 - 8) & ~7ull;
	uint64_t set = suspends ? ht->host_blocked : 0;
	struct ksig_piece p = { at, &set, sizeof(set) };
	struct ksig_regs r = ht->entry;

	if (!ht_hg(ht)->filtered ||
	    !(suspends || ht->entry.orig_ax == SYS_rt_sigtimedwait) ||
	    tracee_write(ht->t.tid, &p, 1) != 0)
		return false;
	r.di = at;
	r.si = suspends ? sizeof(set) : 0;
	r.dx = 0;
	r.r10 = sizeof(set);
	ht->sleeps_at = at;
	return ptrace(PTRACE_SETREGS, ht->t.tid, 0, &r) == 0;
}

/* Is ht, which is parked, at the entry of the call that it sleeps in? */
bool park_sleeps(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);

	return ht->sleeps_at && r->orig_ax == ht->entry.orig_ax &&
	       r->di == ht->sleeps_at;
}

/* To sleep in the host's pause(2), or right through it if woken. */
static void park_now(struct htask *ht)
{
	ht->sleeps_at = 0;
	if (!sleep_in_own_call(ht) && ht->entry.orig_ax != SYS_pause)
		ptrace(PTRACE_POKEUSER, ht->t.tid,
		       offsetof(struct ksig_regs, orig_ax), SYS_pause);
	ht->regs_dirty = false;
	boundary_go(ht);
}

/*
 * Lazy parking. Two threads that wake each other in turn are parked for a few
 * microseconds: putting one to sleep in pause(2) only to kick it out of there
 * costs two stops. So a thread whose last park was ended by another guest
 * within LAZY_NS is left in its entry stop for that long. While it is there
 * the host's own signals for it wait, which is why it is not for longer, and
 * why one that was not woken in that time loses its credit.
 */
#define LAZY_NS		1000000u
#define LAZY_CREDIT	64

void park_unlazy(struct htask *ht)
{
	struct htask **p;

	if (!ht->lazy)
		return;
	ht->lazy = false;
	for (p = &host.lazies; *p != ht; p = &(*p)->lazy_next)
		;
	*p = ht->lazy_next;
}

uint64_t park_lazy_due(void)
{
	struct htask *ht, *next;
	uint64_t now, due = UINT64_MAX;

	if (!host.lazies)
		return due;
	now = host_now();
	for (ht = host.lazies; ht; ht = next) {
		next = ht->lazy_next;
		if (ht->park_ns + LAZY_NS <= now) {
			park_unlazy(ht);
			ht->lazy_credit = 0;
			park_now(ht);
		} else if (ht->park_ns + LAZY_NS < due) {
			due = ht->park_ns + LAZY_NS;
		}
	}
	return due;
}

/* Called again, it has to wait on. At its entry stop nothing has run yet. */
static void wait_on(struct htask *ht)
{
	if ((int64_t)tracee_regs(ht)->ax == -LINUX_ENOSYS &&
	    ht->regs.ip == ht->entry.ip)
		park_now(ht);
	else if (park_sleeps(ht))
		boundary_call_again(ht);	/* it is not restarted */
	else
		tracee_cont(ht, 0);
}

/* The parked call is called again. */
static enum ksig_call_outcome call_again(struct htask *ht)
{
	if (ht->call.nr == SYS_vfork)
		return vfork_waits(ht) ? KSIG_CALL_PARK : KSIG_CALL_DONE;
	if (sigfd_is_read(ht->call.nr))
		return sigfd_again(ht);
	return ksig_syscall(&ht->t, &ht->call);
}

bool park_is_over(struct htask *ht)
{
	if (call_again(ht) == KSIG_CALL_PARK) {
		wait_on(ht);
		return false;
	}
	ht->parked = false;
	if (!ht->stop_sig && host_now() - ht->park_ns < LAZY_NS)
		ht->lazy_credit = LAZY_CREDIT;
	ht->regs = ht->entry;
	ht->regs_valid = ht->regs_dirty = true;
	ht->regs.ax = (uint64_t)ht->call.ret;
	return true;
}

/*
 * ht->call waits: the thread sleeps in a native pause(2), out of which a kick
 * brings it. The registers at the entry are what its result goes into.
 */
void park(struct htask *ht)
{
	ht->entry = *tracee_regs(ht);
	ht->parked = true;
	ht->park_ns = host_now();
	if (ht->lazy_credit > 0 && !ht->wake_pending &&
	    !ht->t.has_deliverable) {
		ht->lazy_credit--;
		ht->lazy = true;
		ht->regs_dirty = false;
		ht->lazy_next = host.lazies;
		host.lazies = ht;
		return;
	}
	park_now(ht);
}

/* Woken while lazily parked: call again. */
void park_settle(void)
{
	struct htask *ht;

again:
	for (ht = host.lazies; ht; ht = ht->lazy_next) {
		if (ht->wake_pending) {
			park_unlazy(ht);
			ht->lazy_credit = LAZY_CREDIT;
			boundary(ht);
			goto again;
		}
	}
}
