/* SPDX-License-Identifier: MIT */
/*
 * The boundary between kernel and user mode: where a stopped thread's signals
 * are delivered, and where it is let go, stopped, or killed for good.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "internal.h"

/*
 * Have a running thread stop soon: at the next return to user mode, or out of
 * a blocking call. One in our hands looks anyway before it goes on; an
 * INTERRUPT sent to it would make its next call fail for nothing.
 */
void boundary_kick(struct htask *ht)
{
	if (ht->state != HT_RUNNING) {
		ht->wake_pending = true;
		return;
	}
	/* The host's own SIGCHLD for this death stops it anyway. */
	if (ht->t.group == host.reaping && ht->t.group->nr_tasks == 1 &&
	    !(ht->host_blocked & SIGBIT(LINUX_SIGCHLD)))
		return;
	if (!ht->kicked)
		ptrace(PTRACE_INTERRUPT, ht->t.tid, 0, 0);
	ht->kicked = true;
}

void boundary_look_again(struct htask *ht)
{
	ht->wake_pending = true;
	boundary_kick(ht);
}

/*
 * ht, in our hands, goes on without a look at its signals. If it was woken
 * it is kicked, perhaps for the second time: any stop of the host's swallows
 * an INTERRUPT that was sent before it.
 */
void boundary_rekick(struct htask *ht)
{
	if (vfork_waits(ht)) {
		ht->wake_pending = false;
		return;
	}
	if (!ht->t.has_deliverable && !ht->wake_pending)
		return;
	ht->wake_pending = false;
	ht->state = HT_RUNNING;
	boundary_kick(ht);
}

void boundary_go(struct htask *ht)
{
	boundary_rekick(ht);
	tracee_cont(ht, 0);
}

/* The same, to the exit of its call. */
void boundary_go_to_exit(struct htask *ht)
{
	boundary_rekick(ht);
	tracee_syscall(ht);
}

void boundary_undo_call(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);

	r->ip -= 2;
	r->ax = r->orig_ax;
	r->orig_ax = UINT64_MAX;
	ht->regs_dirty = true;
}

void boundary_call_again(struct htask *ht)
{
	boundary_undo_call(ht);
	boundary_go(ht);
}

void boundary_before_call(struct htask *ht)
{
	boundary_undo_call(ht);
	boundary(ht);
}

/*
 * The host stops or kills the process by the signal itself, so that its real
 * parent's wait(2), SIGCHLD and core flag are right. In a
 * signal-delivery-stop the signal is simply passed on; elsewhere one is made,
 * and comes back as such a stop (hostsig.c passes it on).
 */
static void act_on_host(struct htask *ht, int sig)
{
	struct hgroup *hg = ht_hg(ht);

	if (ht->stop_sig) {
		ht->inject = 0;
		ht->stop_passed = !hg->dying;
		tracee_cont(ht, sig);
		return;
	}
	ht->inject = sig;
	/* The signal discards a SIGCONT that is still queued on the host. */
	hg->cont_seen = false;
	/* A real-time signal over RLIMIT_SIGPENDING: not so from kill(2). */
	if (syscall(SYS_tgkill, hg->g.pid, ht->t.tid, sig) != 0 &&
	    errno == EAGAIN)
		kill(hg->g.pid, sig);
	tracee_cont(ht, 0);
}

/*
 * The core has stopped ht. If an emulated call was interrupted by that, its
 * restart is still to be decided when it goes on, but the host must not make
 * the call now: the registers are kept here ("held"), and the host gets some
 * that do nothing.
 */
static void stop_on_host(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);
	struct ksig_regs keep = ht->regs;
	bool held = ht->regs_dirty;

	ht->was_stopped = true;
	if (ht->enter_pending)
		inproc_enter_now(ht);
	if (held)
		tracee_commit(ht);
	if (!hg->host_stop) {
		hg->host_stop = host.stopping = true;
		hg->need_host_cont = false;
		act_on_host(ht, hg->g.stop_sig);
	} else if (ht->inject == hg->g.stop_sig && !ht->group_stop) {
		/*
		 * The signal that stops the host is still to come: a kick, or
		 * another signal, has been told first. It does so before ht
		 * sees user mode; were it to listen here, never.
		 */
		tracee_cont(ht, 0);
	} else if (ht->stop_event) {
		tracee_listen(ht);
	} else {
		/*
		 * The thread that the host is to stop first may not have got
		 * so far: this one must not see user mode until then. The
		 * event stop that this makes comes back here, to listen.
		 */
		ptrace(PTRACE_INTERRUPT, ht->t.tid, 0, 0);
		tracee_cont(ht, 0);
	}
	if (held) {
		ht->regs = keep;
		ht->regs_held = true;
	}
}

/*
 * ht's process is dying: on the host by SIGKILL, or by the signal that one of
 * its threads is about to take. Nobody else sees user mode any more; a stop
 * lasts until then.
 */
void boundary_until_death(struct htask *ht)
{
	ht->regs_dirty = false;
	if (ht->inject && ht->inject == ht->t.group->exit_sig)
		tracee_cont(ht, 0);
}

static void die_on_host(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);
	int sig = hg->g.exit_sig;

	ht->enter_pending = false;
	if (!hg->dying)
		drive_dying(ht);
	/* The host would keep an init that is traced from dying of it. */
	if (pidns_is_init(hg) || !mirror_is_default(ht, sig))
		sig = LINUX_SIGKILL;
	if (sig == LINUX_SIGKILL)
		kill(hg->g.pid, SIGKILL);
	if (hg->dying || sig == LINUX_SIGKILL) {
		hg->dying = true;
		boundary_until_death(ht);
		return;
	}
	hg->dying = true;
	dump_forbid(hg);
	if (ht->host_blocked)
		tracee_set_mask(ht, 0);
	act_on_host(ht, sig);
}

/*
 * A native call ended with EINTR although nothing was delivered: the host
 * interrupted it for a signal that was ignored or blocked, or for our kick.
 * On Linux it would not have seen that, so it is made again. epoll_wait's
 * time-out is shortened from the second time on; before that, when it began
 * is not known.
 */
static void redo(struct htask *ht)
{
	struct ksig_regs *r = &ht->regs;
	uint64_t nr = r->orig_ax, now;
	int64_t ms = (int32_t)r->r10;

	if ((nr == SYS_epoll_wait || nr == SYS_epoll_pwait) && ms > 0) {
		now = host_now();
		if (ht->redo_ip != r->ip) {
			ht->redo_ip = r->ip;
			ht->redo_deadline_ns = now + (uint64_t)ms * 1000000u;
		}
		ht->entry = *r;
		ht->after = AFTER_REDO;
		ms = ht->redo_deadline_ns > now ? (int64_t)
			((ht->redo_deadline_ns - now) / 1000000u) : 0;
		r->r10 = (uint64_t)ms;
	}
	/* A SIGCHLD that nobody wants need not come back. */
	if (ht->stop_sig == LINUX_SIGCHLD)
		tracee_set_mask(ht, ht->host_blocked | SIGBIT(LINUX_SIGCHLD));
	r->ip -= 2;
	r->ax = nr;
	ht->regs_dirty = true;
}

/* Was it one of the calls that see EINTR for every host signal? */
static bool spurious_eintr(struct htask *ht)
{
	return (int64_t)ht->regs.orig_ax >= 0 && !ht->regs_dirty &&
	       (int64_t)ht->regs.ax == -LINUX_EINTR;
}

/* It has a mask of its own, under which nothing came: that stays. */
static bool may_wait_on(const struct htask *ht)
{
	const uint32_t stops = KSIG_TASK_STOP_PENDING | KSIG_TASK_STOPPED;

	return !ht->t.has_deliverable && !ht->was_stopped &&
	       (ht->t.flags & (KSIG_TASK_HAS_SAVED | stops)) ==
			KSIG_TASK_HAS_SAVED;
}

/* ht goes on, perhaps to its call once more. */
static void to_call(struct htask *ht)
{
	if (ht->after == AFTER_REDO)
		tracee_to_entry(ht);
	else
		tracee_cont(ht, 0);
}

/*
 * A native call that the host interrupted. More signals may be in the host's
 * queue, each with a stop of its own before the thread is back in user mode
 * (a SIGHUP behind the stop that SIGCONT makes): if no handler is to run as
 * yet, the registers stay as they are for those, and after the last one the
 * host restarts the call itself.
 */
static bool restart_is_hosts(struct htask *ht)
{
	int64_t ax = (int64_t)ht->regs.ax;

	return !ht->regs_dirty && (int64_t)ht->regs.orig_ax >= 0 &&
	       (ax == -LINUX_ERESTARTSYS || ax == -LINUX_ERESTARTNOINTR ||
		ax == -LINUX_ERESTARTNOHAND ||
		ax == -LINUX_ERESTART_RESTARTBLOCK);
}

static bool no_handler(const struct ksig_regs *before,
		       const struct ksig_regs *now)
{
	return now->sp == before->sp && now->ip == before->ip - 2;
}

void boundary(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);
	struct ksig_regs before;
	bool eintr, host_restarts;

	ht->wake_pending = false;
	if (hg->dying) {
		boundary_until_death(ht);
		return;
	}
	if (host.stopping && hostsig_child_stops(ht))
		return;
	if (ht->nr_deferred)
		hostsig_deferred(ht);
	if (ht->regs_held) {
		ht->regs_held = false;
		ht->regs_dirty = true;
	}
	if (ht->parked && !park_is_over(ht))
		return;
	if (ht->t.has_deliverable && (ht->stop_sig || ht->stop_event) &&
	    (int64_t)tracee_regs(ht)->orig_ax < 0)
		rseq_abort(ht);
	before = *tracee_regs(ht);
	eintr = spurious_eintr(ht);
	if (eintr && may_wait_on(ht)) {
		redo(ht);
		to_call(ht);
		return;
	}
	host_restarts = restart_is_hosts(ht);
	switch (ksig_return_to_user(&ht->t)) {
	case KSIG_RUN:
		mirror_mask(ht);
		if (host_restarts && no_handler(&before, &ht->regs)) {
			ht->regs = before;
			ht->regs_dirty = false;
		}
		/* A stop and SIGCONT do end such a call: signal(7). */
		if (ht->stop_sig && ht->stop_sig != LINUX_SIGCONT)
			ht->was_stopped = false;
		if (eintr && !ht->regs_dirty && !ht->was_stopped)
			redo(ht);
		else
			ht->redo_ip = 0;
		if (ht->stop_sig)
			ht->was_stopped = false;
		to_call(ht);
		break;
	case KSIG_PARK:
		stop_on_host(ht);
		break;
	case KSIG_EXIT:
	case KSIG_DUMP:
		die_on_host(ht);
		break;
	}
}

void boundary_result(struct htask *ht, int64_t nr, int64_t ret)
{
	struct ksig_regs *r;

	/*
	 * A stop costs what its ptrace requests cost. With nothing to deliver
	 * the result is all that changes.
	 */
	if (!ht->t.has_deliverable && !ht->regs_dirty && !ht->nr_deferred &&
	    !(ht->t.flags & KSIG_TASK_HAS_SAVED) && ret > -512) {
		ht->wake_pending = false;
		tracee_result(ht, ret);
		tracee_cont(ht, 0);
		return;
	}
	r = tracee_regs(ht);
	r->ax = (uint64_t)ret;
	r->orig_ax = (uint64_t)nr;
	ht->regs_dirty = true;
	boundary(ht);
}

static void settle_group(struct hgroup *hg)
{
	if (!hg->need_host_cont)
		return;
	hg->need_host_cont = false;
	/* Its effect on the host is at generation, whoever gets it. */
	syscall(SYS_tgkill, hg->g.pid, hg->g.pid, SIGCONT);
	hostsig_continued(hg);
}

/* After each event: what callbacks noted because the core was at work. */
void boundary_settle(void)
{
	struct ksig_list *l;

	if (host.released)
		drive_settle();
	if (host.settle) {
		host.settle = false;
		for (l = host.k.groups.next; l != &host.k.groups; l = l->next)
			settle_group(hg_at(l));
	}
	while (host.gone) {
		struct htask *ht = host.gone;

		host.gone = ht->gone_next;
		birth_death(ht, ht->gone_status, NULL);
	}
	if (host.vforks)
		vfork_settle();
	if (host.senders)
		sigfd_senders_settle();
	if (host.reaped)
		zombie_settle();
	if (host.lazies)
		park_settle();
	if (host.repull) {
		host.repull = false;
		inproc_pull_all();
	}
	hostsig_release_held();
	if (host.poll_dirty)
		sigfd_update_all();
}
