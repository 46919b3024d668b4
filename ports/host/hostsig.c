/* SPDX-License-Identifier: MIT */
/*
 * Signals that the host makes for a guest: faults, timers, the terminal,
 * children, processes outside. Each comes as a signal-delivery-stop, is
 * suppressed, and becomes a generation in libksig.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>
#include "internal.h"

#define SYNC_SIGNALS (SIGBIT(LINUX_SIGSEGV) | SIGBIT(LINUX_SIGBUS) | \
	SIGBIT(LINUX_SIGILL) | SIGBIT(LINUX_SIGTRAP) | \
	SIGBIT(LINUX_SIGFPE) | SIGBIT(LINUX_SIGSYS))
#define TTY_SIGNALS (SIGBIT(LINUX_SIGINT) | SIGBIT(LINUX_SIGQUIT) | \
	SIGBIT(LINUX_SIGTSTP) | SIGBIT(LINUX_SIGTTIN) | \
	SIGBIT(LINUX_SIGTTOU) | SIGBIT(LINUX_SIGHUP) | \
	SIGBIT(LINUX_SIGCONT) | SIGBIT(LINUX_SIGWINCH))
#define TIMER_SIGNALS (SIGBIT(LINUX_SIGALRM) | SIGBIT(LINUX_SIGVTALRM) | \
	SIGBIT(LINUX_SIGPROF) | SIGBIT(LINUX_SIGXCPU))
#define IO_SIGNALS (SIGBIT(LINUX_SIGIO) | SIGBIT(LINUX_SIGURG))

/* The host's word of a guest's child: the core makes that signal itself. */
static bool is_child(struct htask *ht, const struct linux_siginfo *i)
{
	return i->si_code >= LINUX_CLD_EXITED &&
	       i->si_code <= LINUX_CLD_CONTINUED &&
	       (i->si_signo == LINUX_SIGCHLD ||
		(ht_hg(ht)->exit_signals & SIGBIT(i->si_signo))) &&
	       pidns_was_guest(ht_hg(ht), i->u.chld.pid);
}

static bool is_fault(const struct linux_siginfo *i)
{
	return (SYNC_SIGNALS & SIGBIT(i->si_signo)) && i->si_code > 0;
}

/*
 * Made by us, to have the host act on it or to continue it. In a pid namespace
 * of its own a guest sees us, like all from outside, as 0.
 */
static bool is_ours(struct htask *ht, const struct linux_siginfo *i)
{
	int us = ht_hg(ht)->pidns ? 0 : getpid();

	if (i->si_code == LINUX_SI_TKILL && i->u.kill.pid == us &&
	    (us || ht->inject == i->si_signo ||
	     i->si_signo == LINUX_SIGCONT))
		return true;
	/* Over the limit of queued signals the information is lost. */
	return ht->inject == i->si_signo && i->si_code == LINUX_SI_USER &&
	       i->u.kill.pid == 0;
}

static enum ksig_by who_made(struct htask *ht, const struct linux_siginfo *i)
{
	uint64_t bit = SIGBIT(i->si_signo);

	if (i->si_code == LINUX_SI_TIMER)
		return KSIG_BY_TIMER;
	if (i->si_signo == LINUX_SIGCHLD && i->si_code > 0)
		return KSIG_BY_CHILD;
	if (i->si_code == LINUX_SI_KERNEL) {
		if (bit & TTY_SIGNALS)
			return KSIG_BY_TTY;
		if (bit & TIMER_SIGNALS)
			return KSIG_BY_TIMER;
		return bit & IO_SIGNALS ? KSIG_BY_IO : KSIG_BY_KERNEL;
	}
	if (i->si_code > 0 || i->si_code == LINUX_SI_SIGIO)
		return KSIG_BY_IO;
	if (i->si_code == LINUX_SI_USER &&
	    pidns_was_guest(ht_hg(ht), i->u.kill.pid))
		return KSIG_BY_KERNEL;	/* SIGPIPE, SIGXFSZ, pdeath signal */
	return KSIG_BY_OUTSIDE;
}

/* For this thread rather than for its process? */
static bool is_private(struct htask *ht, const struct linux_siginfo *i)
{
	if (i->si_code == LINUX_SI_TKILL)
		return true;
	/* Did a descriptor make it? The host asks a thread owner only. */
	if (ht->owns_io && who_made(ht, i) == KSIG_BY_IO)
		return true;
	/* What a call of the thread itself raised: send_sig(current). */
	return i->si_code == LINUX_SI_USER &&
	       pidns_find(ht_hg(ht), i->u.kill.pid) == ht->t.group->pid &&
	       (i->si_signo == LINUX_SIGPIPE || i->si_signo == LINUX_SIGXFSZ);
}

/*
 * fcntl(2): a descriptor's signals may be for one thread. A signal does not
 * tell, so it is noted here. What fails natively names nobody that there is.
 */
void hostsig_io_owner(struct htask *ht, uint64_t uaddr)
{
	struct f_owner_ex o;
	struct ksig_task *t;

	if (tracee_read(ht->t.tid, &o, uaddr, sizeof(o)) != 0 ||
	    o.type != F_OWNER_TID)
		return;
	t = ksig_task_find(&host.k, pidns_find(ht_hg(ht), o.pid));
	if (t)
		ht_of(t)->owns_io = true;
}

static void from_timer(struct htask *ht, const struct linux_siginfo *i,
		       const struct ksig_origin *origin)
{
	struct hgroup *hg = ht_hg(ht);
	struct ksig_task *to = NULL;
	struct htimer *tm = hg_timer(hg, i->u.timer.timerid);

	if (tm && tm->tid)
		to = ksig_task_find(&host.k, tm->tid);
	if (to && to->group != &hg->g)
		to = NULL;
	/* For the process: the host has asked first whom it interrupted. */
	ksig_generate_timer(&hg->g, to ? to : &ht->t, to != NULL, i, origin);
}

/* Was a stop passed on to a thread of hg that has not stopped since? */
static bool stop_under_way(const struct hgroup *hg)
{
	struct ksig_list *l;

	for (l = hg->g.tasks.next; l != &hg->g.tasks; l = l->next)
		if (ht_at(l)->stop_passed)
			return true;
	return false;
}

/*
 * The host has no stop of hg, and no signal that would make one, any more. One
 * that a thread has taken by then is still told of; in a pid namespace
 * is_ours() would not know it.
 */
void hostsig_continued(struct hgroup *hg)
{
	struct ksig_list *l;
	struct htask *ht;

	hg->host_stop = false;
	for (l = hg->g.tasks.next; l != &hg->g.tasks; l = l->next) {
		ht = ht_at(l);
		if (!ht->inject || !(STOP_SIGNALS & SIGBIT(ht->inject)))
			continue;
		if (hg->pidns && cont_stop_told(ht) == ht->inject)
			ht->discarded = ht->inject;
		ht->inject = 0;
	}
}

/*
 * To ht's process, or to it alone. An F_SETSIG signal that cannot be queued
 * becomes a SIGIO, so that the program learns that it has missed something
 * (fcntl(2)): the host's own queue is never full, so that is for us to do.
 */
static void to_core(struct htask *ht, const struct linux_siginfo *i,
		    const struct ksig_origin *origin)
{
	bool private = is_private(ht, i);
	struct linux_siginfo io = {
		.si_signo = LINUX_SIGIO, .si_code = LINUX_SI_KERNEL,
	};
	int err = private ? ksig_generate_task(&ht->t, i, origin) :
			    ksig_generate_group(ht->t.group, i, origin);

	if (!err || origin->by != KSIG_BY_IO)
		return;
	if (private)
		ksig_generate_task(&ht->t, &io, origin);
	else
		ksig_generate_group(ht->t.group, &io, origin);
}

static void generate(struct htask *ht, const struct linux_siginfo *i)
{
	struct hgroup *hg = ht_hg(ht);
	struct ksig_origin origin = { who_made(ht, i), 0, 0 };
	struct ksig_fault f;

	if (i->si_code <= 0 && i->si_code != LINUX_SI_TIMER)
		origin.from_pid = pidns_find(hg, i->u.kill.pid);
	if (is_fault(i)) {
		fault_details(ht, i, &f);
		ksig_force_fault(&ht->t, i, &f);
		return;
	}
	if (SIGBIT(i->si_signo) & (STOP_SIGNALS | SIGBIT(LINUX_SIGCONT)))
		procs_refresh();
	if (i->si_signo == LINUX_SIGCONT) {
		if (hg->cont_seen) {
			hg->cont_seen = false;
			return;
		}
		/* The host has continued it already: but for a stop that we
		 * had it make since. */
		hostsig_continued(hg);
		if (stop_under_way(hg))
			hg->need_host_cont = host.settle = true;
	}
	/* On the host it has discarded a SIGCONT that was still queued. */
	if (SIGBIT(i->si_signo) & STOP_SIGNALS)
		hg->cont_seen = false;
	zombie_look_charged();
	if (origin.by == KSIG_BY_TIMER)
		mirror_hold_back(ht, i->si_signo);
	if (origin.by == KSIG_BY_TIMER && i->si_code == LINUX_SI_TIMER)
		from_timer(ht, i, &origin);
	else
		to_core(ht, i, &origin);
}

void hostsig_deferred(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);
	int i, n = ht->nr_deferred;

	ht->nr_deferred = 0;
	for (i = 0; i < n; i++) {
		struct linux_siginfo *info = &ht->deferred[i];

		if (is_ours(ht, info)) {
			if (ht->inject != info->si_signo)
				continue;
			/* It did not stop the host: that is to do again. */
			ht->inject = 0;
			if (info->si_signo == hg->g.stop_sig)
				hg->host_stop = false;
		} else if (!is_child(ht, info)) {
			generate(ht, info);
		}
	}
}

/*
 * Has the host ended the stop of g, and is what it tells of it still to come?
 * If not, it has been stopped anew since, and that may last. A thread that is
 * woken is not in state t any more, until it has something to tell.
 */
static bool is_continuing(const struct ksig_group *g)
{
	siginfo_t si = { .si_pid = 0 };
	struct ksig_list *l;
	int tid;

	for (l = g->tasks.next; l != &g->tasks; l = l->next) {
		tid = ht_at(l)->t.tid;
		if (ht_at(l)->state == HT_LISTENING &&
		    (procs_state(tid) != 't' ||
		     (waitid(P_PID, (id_t)tid, &si, WSTOPPED | WNOHANG |
			     WNOWAIT | __WALL) == 0 && si.si_pid)))
			return true;
	}
	return false;
}

/* Does ht's process inherit the zombie g from one that the host has ended? */
static bool is_inheriting(const struct htask *ht, const struct ksig_group *g)
{
	const struct ksig_group *from = g->parent;

	return (g->flags & KSIG_GROUP_DEAD) && from && from != ht->t.group &&
	       procs_state(from->pid) == 'Z';
}

/* Is the core still to learn what the host says to ht of this child? */
static bool core_lags(const struct htask *ht, const struct ksig_group *g,
		      int code)
{
	const struct hgroup *hg = (const struct hgroup *)g;

	switch (code) {
	case LINUX_CLD_STOPPED:
		return hg->host_stop && !(g->flags & KSIG_GROUP_STOPPED);
	case LINUX_CLD_CONTINUED:
		return hg->host_stop && is_continuing(g);
	default:
		return is_inheriting(ht, g);
	}
}

/* Has the core stopped g, and the host is still to do it? */
static bool host_lags(const struct ksig_group *g)
{
	const struct hgroup *hg = (const struct hgroup *)g;
	struct ksig_list *l;
	struct htask *o;

	if (!hg->host_stop || !(g->flags & KSIG_GROUP_STOPPED))
		return false;
	for (l = g->tasks.next; l != &g->tasks; l = l->next) {
		o = ht_at(l);
		if (o->state != HT_LISTENING &&
		    !(o->t.flags & KSIG_TASK_EXITING))
			return true;
	}
	return false;
}

/* Has ht to wait on until core and host agree on its child? */
static bool child_lags(const struct htask *ht)
{
	struct ksig_group *g = ksig_group_find(&host.k, ht->held_for);

	if (!g)
		return false;
	return ht->held_code ? core_lags(ht, g, ht->held_code) : host_lags(g);
}

static void hold(struct htask *ht, int pid, int code)
{
	ht->held_for = pid;
	ht->held_code = code;
	ht->held_next = host.held;
	host.held = ht;
}

bool hostsig_child_stops(struct htask *ht)
{
	struct ksig_list *l;
	struct ksig_group *g;

	host.stopping = false;
	for (l = host.k.groups.next; l != &host.k.groups; l = l->next) {
		g = &hg_at(l)->g;
		if (!host_lags(g))
			continue;
		host.stopping = true;
		if (g->parent == ht->t.group) {
			hold(ht, g->pid, 0);
			return true;
		}
	}
	return false;
}

/*
 * The host's SIGCHLD for a guest's child only says "look": the core makes the
 * signal itself when it learns of the child's end or stop, or who inherits it.
 * If that is still to come, the parent waits for it here, so that its handler
 * runs before the wait(2) that the host has ended returns, as on Linux.
 */
static void from_child(struct htask *ht, const struct linux_siginfo *i)
{
	struct ksig_group *g = ksig_group_find(&host.k,
			pidns_find(ht_hg(ht), i->u.chld.pid));

	if (g && core_lags(ht, g, i->si_code))
		hold(ht, g->pid, i->si_code);
	else
		boundary(ht);
}

void hostsig_unhold(struct htask *ht)
{
	HT_UNLINK(&host.held, ht, held_next);
}

void hostsig_release_held(void)
{
	struct htask **p = &host.held, *ht;

	while ((ht = *p)) {
		if (child_lags(ht)) {
			p = &ht->held_next;
		} else {
			*p = ht->held_next;
			boundary(ht);
			/* By that it may have stopped: its parent waits. */
			p = &host.held;
		}
	}
}

void hostsig_stop(struct htask *ht, int sig)
{
	struct hgroup *hg = ht_hg(ht);
	struct linux_siginfo info;
	bool fault;

	ht->stop_sig = sig;
	if (tracee_siginfo(ht, &info) != 0) {
		tracee_cont(ht, 0);
		return;
	}
	if (is_ours(ht, &info)) {
		bool wanted = ht->inject == sig && (hg->dying ||
				(hg->host_stop && sig == hg->g.stop_sig));

		if (ht->inject == sig)
			ht->inject = 0;
		if (wanted) {
			ht->stop_passed = !hg->dying;
			tracee_cont(ht, sig);
			return;
		}
		boundary(ht);
		return;
	}
	if (cont_discards(ht, sig)) {
		boundary(ht);
		return;
	}
	if (hg->dying) {
		/* Of that: ours lost its information over the limit. */
		if (sig == hg->g.exit_sig)
			tracee_cont(ht, sig);
		else
			boundary_until_death(ht);
		return;
	}
	if (drive_trap(ht, &info))
		return;
	fault = is_fault(&info);
	if ((inproc_fixup(ht, fault) && fault) || inproc_met(ht, &info)) {
		boundary(ht);
		return;
	}
	if (is_child(ht, &info)) {
		from_child(ht, &info);
		return;
	}
	generate(ht, &info);
	boundary(ht);
}

/*
 * The host's SIGCONT came from outside: its delivery, with who sent it, is
 * still in the queue (true). The core has to know now, before any thread
 * goes on.
 */
static bool continued_outside(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);
	struct __ptrace_peeksiginfo_args a = {
		.flags = PTRACE_PEEKSIGINFO_SHARED, .nr = 32
	};
	struct linux_siginfo q[32], info;
	long n = ptrace(PTRACE_PEEKSIGINFO, ht->t.tid, &a, q);
	bool queued = false;
	long i;

	for (i = 0; i < n; i++)
		if (q[i].si_signo == LINUX_SIGCONT) {
			info = q[i];
			queued = true;
		}
	/* Else it is one of ours that was meant for the stop before this one,
	 * or its delivery to another thread is the next that we hear. */
	if (queued) {
		hg->cont_seen = false;
		generate(ht, &info);
		hg->cont_seen = true;
	}
	return queued;
}

#define PEEK_NR 16

/*
 * Does a fault of ht wait behind this event stop? A kick that comes between a
 * fault and its delivery stop is told first. Were another signal's handler set
 * up now, the fault would seem to be that handler's: its signal comes first
 * (rule 1). A thread that is in a system call has none, and one that is to
 * stop does that first.
 */
static bool fault_waits(struct htask *ht)
{
	struct __ptrace_peeksiginfo_args a = { .nr = PEEK_NR };
	struct linux_siginfo q[PEEK_NR];
	long n, i;

	if (!ht->t.has_deliverable ||
	    (ht->t.flags & (KSIG_TASK_STOPPED | KSIG_TASK_STOP_PENDING)) ||
	    (int64_t)tracee_regs(ht)->orig_ax >= 0)
		return false;
	do {
		n = ptrace(PTRACE_PEEKSIGINFO, ht->t.tid, &a, q);
		for (i = 0; i < n; i++)
			if (is_fault(&q[i]))
				return true;
		a.off += PEEK_NR;
	} while (n == PEEK_NR);
	return false;
}

void hostsig_event_stop(struct htask *ht, int sig)
{
	struct hgroup *hg = ht_hg(ht);

	if (fault_waits(ht)) {
		tracee_cont(ht, 0);
		return;
	}
	if (sig == SIGTRAP) {
		if (ht->was_listening && hg->host_stop && !hg->need_host_cont &&
		    (hg->g.flags & KSIG_GROUP_STOPPED) &&
		    continued_outside(ht) && hg->g.nr_tasks == 1) {
			/*
			 * Its delivery stop is next, and that of what else
			 * came: a SIGHUP is to get its frame before SIGCONT.
			 */
			tracee_cont(ht, 0);
			return;
		}
	}
	ht->stop_event = true;
	ht->group_stop = sig != SIGTRAP;
	inproc_fixup(ht, false);
	boundary(ht);
}
