/* SPDX-License-Identifier: MIT */
/*
 * Taking a signal without running its action: sigtimedwait(2), signalfd(2).
 */
#include "queue.h"

void ksig__park_locked(struct ksig_task *t, enum ksig_park_kind kind,
		       ksig_sigset set)
{
	ksig__unpark_locked(t);
	t->park.kind = kind;
	t->park.set = set;
	if (kind == KSIG_PARK_SIGNALFD)
		t->group->nr_signalfd++;
	else if (kind == KSIG_PARK_WAIT)
		t->group->nr_waiting++;
}

void ksig__unpark_locked(struct ksig_task *t)
{
	if (t->park.kind == KSIG_PARK_SIGNALFD)
		t->group->nr_signalfd--;
	else if (t->park.kind == KSIG_PARK_WAIT)
		t->group->nr_waiting--;
	t->park.kind = KSIG_PARK_NONE;
}

/*
 * sigtimedwait(2) of set (without KILL and STOP) for timeout_ns, UINT64_MAX
 * for ever.
 *
 * To be woken t has to have the set unblocked, but the program must not see
 * that: real_blocked keeps its mask, and no handler runs before it is back.
 * Returns as ksig_syscall(); *ret is the signal, with *info, or an errno.
 * Locks: takes siglock. Linux: do_sigtimedwait(); rule 36.
 */
enum ksig_call_outcome ksig__timedwait_begin(struct ksig_task *t,
					     ksig_sigset set,
					     uint64_t timeout_ns,
					     struct linux_siginfo *info,
					     int64_t *ret)
{
	struct ksig *k = t->k;
	struct ksig__taken taken;
	uint64_t now;
	int sig;

	ksig__lock_task(t);
	sig = ksig__dequeue_locked(t, ~set, info, &taken);
	if (sig || timeout_ns == 0) {
		ksig__unlock_task(t);
		*ret = sig ? sig : -LINUX_EAGAIN;
		if (sig)
			ksig__trace_accept(t, sig, info, &taken,
					   KSIG_ACCEPT_SIGTIMEDWAIT);
		return KSIG_CALL_DONE;
	}
	t->real_blocked = t->blocked;
	t->blocked &= ~set;
	ksig__recalc_locked(t);
	ksig__park_locked(t, KSIG_PARK_SIGTIMEDWAIT, set);
	ksig__unlock_task(t);
	t->park.deadline_ns = UINT64_MAX;
	if (timeout_ns != UINT64_MAX) {
		now = k->port->clock_now(k);
		if (timeout_ns < UINT64_MAX - now)
			t->park.deadline_ns = now + timeout_ns;
	}
	if (t->park.deadline_ns != UINT64_MAX)
		k->port->timer_set(t, t->park.deadline_ns);
	return ksig__timedwait_again(t, info, ret);
}

/* Has t's deadline passed? */
static bool is_late(struct ksig_task *t)
{
	return t->park.deadline_ns != UINT64_MAX &&
	       t->k->port->clock_now(t->k) >= t->park.deadline_ns;
}

/*
 * The wait of ksig__timedwait_begin() was interrupted, or not.
 *
 * A signal of the set wins over everything; one outside of it that t would
 * deliver ends the wait with EINTR, never restarted.
 */
enum ksig_call_outcome ksig__timedwait_again(struct ksig_task *t,
					     struct linux_siginfo *info,
					     int64_t *ret)
{
	ksig_sigset set = t->park.set;
	struct ksig__taken taken;
	bool late = is_late(t);
	int sig;

	if (!late && !ksig__has_deliverable(t))
		return KSIG_CALL_PARK;
	ksig__lock_task(t);
	ksig__unpark_locked(t);
	ksig__set_blocked_locked(t, t->real_blocked);
	t->real_blocked = 0;
	sig = ksig__dequeue_locked(t, ~set, info, &taken);
	ksig__unlock_task(t);
	if (t->park.deadline_ns != UINT64_MAX)
		t->k->port->timer_set(t, UINT64_MAX);
	if (sig) {
		*ret = sig;
		ksig__trace_accept(t, sig, info, &taken,
				   KSIG_ACCEPT_SIGTIMEDWAIT);
	} else {
		*ret = late ? -LINUX_EAGAIN : -LINUX_EINTR;
	}
	return KSIG_CALL_DONE;
}

/* Locks: takes siglock. Linux: signalfd_poll(). */
bool ksig_signalfd_ready(struct ksig_task *t, ksig_sigset mask)
{
	mask &= ~KSIG_SET_ONLY_KERNEL;
	return (ksig_pending_all(t) & mask) != 0;
}

/*
 * Take one signal of mask for a signalfd read; first: it may park.
 *
 * It is taken from the reader's sets, not from those of who made the
 * descriptor (rule 27). A signal of mask that is not blocked would run its
 * handler before the read is looked at again: then this one parks in vain.
 */
static enum ksig_call_outcome take(struct ksig_task *t, ksig_sigset mask,
				   bool may_park, struct linux_siginfo *info,
				   int64_t *ret)
	KSIG_EXCLUDES(ksig__siglock)
{
	enum ksig_call_outcome outcome = KSIG_CALL_DONE;
	struct ksig__taken taken;
	int sig;

	ksig__lock_task(t);
	sig = ksig__dequeue_locked(t, ~mask, info, &taken);
	*ret = sig;
	if (!sig && !may_park) {
		*ret = -LINUX_EAGAIN;
	} else if (!sig && t->has_deliverable) {
		*ret = -LINUX_ERESTARTSYS;
	} else if (!sig) {
		ksig__park_locked(t, KSIG_PARK_SIGNALFD, mask);
		outcome = KSIG_CALL_PARK;
	}
	if (outcome == KSIG_CALL_DONE)
		ksig__unpark_locked(t);
	ksig__unlock_task(t);
	if (sig)
		ksig__trace_accept(t, sig, info, &taken, KSIG_ACCEPT_SIGNALFD);
	return outcome;
}

/*
 * See ksig.h. After the first record it no longer waits, and an error is no
 * longer told: what was read would be lost.
 * Locks: takes siglock. Linux: signalfd_read().
 */
enum ksig_call_outcome ksig_signalfd_read(struct ksig_task *t,
					  ksig_sigset mask, uint64_t uaddr,
					  uint64_t bytes, bool nonblock,
					  int64_t *ret)
{
	struct linux_signalfd_siginfo record;
	struct ksig_piece piece = { uaddr, &record, sizeof(record) };
	struct linux_siginfo info;
	int64_t done = 0;

	mask &= ~KSIG_SET_ONLY_KERNEL;
	*ret = -LINUX_EINVAL;
	for (; bytes >= sizeof(record); bytes -= sizeof(record)) {
		if (take(t, mask, !nonblock && !done, &info, ret) ==
		    KSIG_CALL_PARK)
			return KSIG_CALL_PARK;
		if (*ret < 0)
			break;
		ksig__siginfo_to_signalfd(&record, &info);
		*ret = t->k->port->copy_to_user(t, &piece, 1);
		if (*ret < 0)
			break;
		done += (int64_t)sizeof(record);
		piece.uaddr += sizeof(record);
	}
	if (done)
		*ret = done;
	return KSIG_CALL_DONE;
}
