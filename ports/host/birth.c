/* SPDX-License-Identifier: MIT */
/*
 * Threads and processes: fork, clone, exec, death, and the order in which
 * the host tells of them.
 *
 * A child's first stop may come before its parent's event (in most of the
 * grandchildren measured): such a tid is kept as "early" until the event says
 * what it is.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "internal.h"

/* A tid that stopped or died before its parent's event. */
struct early {
	struct early *next;
	int tid;
	int status;
};
static struct early *earlies;

struct htask *ht_find(int tid)
{
	struct ksig_task *t = ksig_task_find(&host.k, tid);

	return t ? ht_of(t) : NULL;
}

#define PID_MAX (1 << 22)	/* the kernel's PID_MAX_LIMIT */

/* Remember that pid was a guest: its SIGCHLD is the core's to make. */
static void seen(int pid)
{
	if (!host.seen_pids)
		host.seen_pids = calloc(1, PID_MAX / 8);
	if (host.seen_pids && pid < PID_MAX)
		host.seen_pids[pid / 8] |= (uint8_t)(1 << pid % 8);
}

/*
 * There is no memory for a guest's thread or process: the kernel would have
 * failed its fork; we can no longer, so the child is killed and it is said.
 */
static void no_memory_for(int tid)
{
	host_say("no memory for process %d: killed", tid);
	kill(tid, SIGKILL);
}

static struct htask *task_new(void)
{
	struct htask *ht = calloc(1, sizeof(*ht));

	if (ht)
		ht->deadline_ns = UINT64_MAX;
	return ht;
}

struct htask *birth_first(int pid, const struct ksig_start *how)
{
	struct htask *ht = task_new();
	struct hgroup *hg = calloc(1, sizeof(*hg));
	struct hsighand *h = calloc(1, sizeof(*h));

	if (!ht || !hg || !h ||
	    ksig_start(&host.k, &hg->g, &h->s, &ht->t, how) != 0)
		return NULL;
	mirror_begin(h, how->ignored);
	hg->inproc.off = host.o->driver;
	ht->state = HT_RUNNING;
	place_born(ht, NULL);
	hg->has_tty = procs_has_tty(pid);
	procs_cred(hg);
	secure_first(ht);
	ht->host_blocked = mirror_wanted_mask(ht);
	seen(pid);
	host.nr_guests = 1;
	return ht;
}

/* flags and exit signal of the call that made a child. */
static uint64_t clone_flags(struct htask *parent, int32_t *exit_sig)
{
	struct ksig_regs *r = tracee_regs(parent);
	uint64_t args[5] = { 0 };

	*exit_sig = LINUX_SIGCHLD;
	switch (r->orig_ax) {
	case SYS_clone:
		*exit_sig = (int32_t)(r->di & LINUX_CSIGNAL);
		return r->di & ~LINUX_CSIGNAL;
	case SYS_clone3:
		tracee_read(parent->t.tid, args, r->di, sizeof(args));
		*exit_sig = (int32_t)args[4];
		return args[0];
	case SYS_vfork:
		return LINUX_CLONE_VM | LINUX_CLONE_VFORK;
	default:
		return 0;
	}
}

static struct early *early_take(int tid)
{
	struct early **p, *e;

	for (p = &earlies; (e = *p); p = &e->next) {
		if (e->tid == tid) {
			*p = e->next;
			return e;
		}
	}
	return NULL;
}

static void start_child(struct htask *child)
{
	child->state = HT_STOPPED;
	child->regs_valid = false;
	vfork_start(child);
	inproc_born(child);
	sigfd_born(child);
	branch_start(child);
	boundary(child);
}

/*
 * The child's processes and threads of the host and of the core begin life
 * with the same content: what the parent has at its event.
 */
static struct htask *child_new(struct htask *parent, int tid)
{
	struct hgroup *from = ht_hg(parent), *hg = NULL;
	struct hsighand *h = NULL;
	struct htask *ht = task_new();
	int32_t exit_sig;
	uint64_t flags = clone_flags(parent, &exit_sig);

	zombie_not(tid);
	if (!(flags & LINUX_CLONE_THREAD))
		hg = calloc(1, sizeof(*hg));
	if (!(flags & LINUX_CLONE_SIGHAND))
		h = calloc(1, sizeof(*h));
	if (!ht || (!hg && !(flags & LINUX_CLONE_THREAD)) ||
	    (!h && !(flags & LINUX_CLONE_SIGHAND)) ||
	    ksig_clone(&parent->t, &ht->t, hg ? &hg->g : NULL,
		       h ? &h->s : NULL, flags, exit_sig, tid) != 0) {
		free(ht);
		free(hg);
		free(h);
		return NULL;
	}
	ht->state = HT_EXPECTED;
	if (h)
		mirror_copy(h, ht_sighand(parent),
			    flags & LINUX_CLONE_CLEAR_SIGHAND);
	place_born(ht, parent);
	secure_born(parent, ht);
	ht->host_blocked = parent->host_blocked;
	if (hg && exit_sig > 0 && exit_sig <= KSIG_NSIG && hg->g.parent &&
	    exit_sig != LINUX_SIGCHLD)
		hg_of(hg->g.parent)->exit_signals |= SIGBIT(exit_sig);
	if (hg) {
		hg->execed = from->execed;
		hg->is_copy = !(flags & LINUX_CLONE_VM);
		hg->has_tty = from->has_tty;
		hg->filtered = from->filtered;
		hg->cred = from->cred;
		hg->cred_valid = from->cred_valid;
		hg->undumpable = from->undumpable;
		sigfd_fork(from, hg, flags);
		inproc_fork(from, hg, flags);
		drive_fork(from, hg);
		host.nr_guests++;
	}
	seen(tid);
	pidns_born(parent, ht, flags);
	if (hg && host.late_nr != parent->late_nr)
		late_born(parent, hg);
	return ht;
}

/* From the event of its child. */
static void parent_goes(struct htask *parent, bool forked)
{
	boundary_rekick(parent);
	if (forked && parent->after == AFTER_NONE && inproc_forks(parent)) {
		parent->after = AFTER_FORK;
		tracee_syscall(parent);
	} else {
		tracee_cont(parent, 0);
	}
}

void birth_event(struct htask *parent, int event)
{
	unsigned long tid = 0;
	struct htask *child;
	struct early *e;
	bool waits;

	ptrace(PTRACE_GETEVENTMSG, parent->t.tid, 0, &tid);
	if (tid == 0) {
		tracee_cont(parent, 0);
		return;
	}
	vfork_restore(parent);
	child = child_new(parent, (int)tid);
	e = early_take((int)tid);
	waits = vfork_born(parent, child);
	branch_born(parent, child);
	if (!child) {
		no_memory_for((int)tid);
	} else if (e && !WIFSTOPPED(e->status)) {
		birth_death(child, e->status, NULL);
		free(e);
		e = NULL;
	}
	/* As on Linux the parent is on its way before the child runs; one that
	 * waits for it goes on by vfork_settle(). */
	if (!waits)
		parent_goes(parent, child && event == PTRACE_EVENT_FORK);
	if (child && e)
		start_child(child);
	free(e);
}

#define KILLED_RECENTLY_NS 1000000000u
static uint64_t killed_ns;	/* when a guest was last killed */

/*
 * Is ppid, tid's parent, a guest that made it? A subreaper may have got it as
 * an orphan: so it has if it is in another process group, where a new process
 * cannot have moved to yet.
 */
static bool is_maker(int tid, int ppid)
{
	struct ksig_group *g = ksig_group_find(&host.k, ppid);

	return g && !((g->flags & KSIG_GROUP_SUBREAPER) &&
		      getpgid(tid) != getpgid(ppid));
}

/*
 * Is tid, at its first stop, a process whose maker has gone? mine: a maker
 * that is about to. With CLONE_PARENT its parent is not its maker: not asked.
 * r: its registers, those of the call that made it.
 */
static bool is_orphan(int tid, int mine, struct ksig_regs *r)
{
	uint64_t flags;
	int tgid, ppid;

	if (procs_family(tid, &tgid, &ppid) != 0 || tgid != tid ||
	    (ppid != mine && is_maker(tid, ppid)) ||
	    ptrace(PTRACE_GETREGS, tid, 0, r) != 0)
		return false;
	flags = r->orig_ax == SYS_clone ? r->di : 0;
	if (r->orig_ax == SYS_clone3)
		tracee_read(tid, &flags, r->di, sizeof(flags));
	return !(flags & LINUX_CLONE_PARENT);
}

/*
 * parent's process was killed in the middle of a fork: the event that tells
 * of the child never comes, and the child goes on without it.
 */
static void adopt_earlies(struct htask *parent)
{
	struct early *e, *next;
	struct htask *child;
	struct ksig_regs r;

	for (e = earlies; e; e = next) {
		next = e->next;
		if (!WIFSTOPPED(e->status) ||
		    !is_orphan(e->tid, parent->t.group->pid, &r))
			continue;
		parent->regs = r;
		parent->regs_valid = true;
		child = child_new(parent, e->tid);
		if (child)
			start_child(child);
		else
			no_memory_for(e->tid);
		free(early_take(e->tid));
	}
}

void birth_stop(int tid, int status)
{
	struct early *e = early_take(tid);
	struct ksig_regs r;

	/*
	 * Too late to know what it would have inherited. Asked only just after
	 * such a death: it is a look into /proc.
	 */
	if (!e && killed_ns && host_now() - killed_ns < KILLED_RECENTLY_NS &&
	    is_orphan(tid, -1, &r)) {
		kill(tid, SIGKILL);
		return;
	}
	if (!e)
		e = calloc(1, sizeof(*e));
	if (!e) {
		no_memory_for(tid);
		return;
	}
	e->tid = tid;
	e->status = status;
	e->next = earlies;
	earlies = e;
}

bool birth_unknown_death(int tid)
{
	/* With a parent that was killed too, its event never comes. */
	free(early_take(tid));
	return false;
}

static void free_sighand(struct ksig_sighand *h)
{
	if (h && ksig_sighand_unused(h))
		free(h);
}

/* ht has gone: nothing of ours is to find it any more. */
static void unlist(struct htask *ht)
{
	loop_deadline(ht, UINT64_MAX);
	hostsig_unhold(ht);
	vfork_gone(ht);
	sigfd_seen(ht);
	sigfd_sender_gone(ht);
	park_unlazy(ht);
	place_unpin(ht);
	inproc_drop(ht);
	pidns_forget_thread(ht);
	drive_unlist(ht);
}

/*
 * The new program of ht's process. The host has killed the other threads;
 * those whose end has not been told go now, the old leader never is.
 */
void birth_exec(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);
	unsigned long old = 0;
	struct ksig_list *l, *next;
	struct hsighand *h, *former;
	struct htask *who = ht, *o;
	bool set_id = false;
	const char *why;
	char comm[64];

	ptrace(PTRACE_GETEVENTMSG, ht->t.tid, 0, &old);
	if (old && (int)old != ht->t.tid && ht_find((int)old))
		who = ht_find((int)old);
	for (l = hg->g.tasks.next; l != &hg->g.tasks; l = next) {
		next = l->next;
		o = ht_at(l);
		if (o != who) {
			unlist(o);
			ksig_exit(&o->t, 0, NULL);
			free(o);
		}
	}
	ht = who;
	pidns_forget_thread(ht); /* it is the first now */
	ht->state = HT_STOPPED;
	ht->kicked = false;	/* this stop has swallowed it */
	ht->stop_sig = 0;
	ht->parked = ht->at_exit = ht->stop_event = false;
	ht->regs_valid = false;
	ht->regs_held = false;
	ht->after = AFTER_NONE;
	hg->undumpable = false;
	vfork_done(ht);
	if (!hg->execed) {
		hg->execed = true;
		if (host.o->started)
			host.o->started(host.o->arg, hg->g.pid, host_now());
	} else {
		h = calloc(1, sizeof(*h));
		if (h) {
			former = ht_sighand(ht);
			ksig_exec(&ht->t, &h->s);
			mirror_copy(ht_sighand(ht), former, true);
			if (ht_sighand(ht) == h)
				free_sighand(&former->s);
			else
				free(h);
		}
	}
	hg->is_copy = false;
	fault_forget(hg);
	inproc_exec(hg, ht);
	sigfd_check(hg);
	while (hg->timers) {
		struct htimer *tm = hg->timers;

		hg->timers = tm->next;
		free(tm);
	}
	why = check_guest(hg->g.pid, tracee_regs(ht), &set_id);
	if (set_id)
		hg->cred_valid = false;
	if (why) {
		host_say("%s (process %d) cannot run under ksig: %s",
			 ksig_host_comm(hg->g.pid, comm, sizeof(comm)),
			 hg->g.pid, why);
		check_refuse(ht);
		return;
	}
	drive_exec(ht);
	boundary_go(ht);
}

static int64_t us(const struct timeval *tv)
{
	return (int64_t)tv->tv_sec * 1000000 + tv->tv_usec;
}

/*
 * What the siginfo says of hg's CPU time, in clock ticks (proc(5)). wait4(2)'s
 * ru has that of the children it has waited for, too; the siginfo has not.
 */
static void tell_times(struct hgroup *hg, const struct rusage *ru,
		       struct linux_siginfo *chld)
{
	int64_t us_a_tick = 1000000 / sysconf(_SC_CLK_TCK);

	hg->cpu_us[0] = us(&ru->ru_utime);
	hg->cpu_us[1] = us(&ru->ru_stime);
	chld->u.chld.utime = (hg->cpu_us[0] - hg->waited_us[0]) / us_a_tick;
	chld->u.chld.stime = (hg->cpu_us[1] - hg->waited_us[1]) / us_a_tick;
}

/* hg has ended. It may still be a zombie: what that needs not goes. */
static void end_group(struct hgroup *hg)
{
	struct htimer *tm;

	while ((tm = hg->timers)) {
		hg->timers = tm->next;
		free(tm);
	}
	sigfd_forget(hg);
	fault_forget(hg);
	drive_forget(hg);
	hg->host_stop = hg->need_host_cont = false;
}

void birth_free_group(struct hgroup *hg)
{
	pidns_forget(hg);
	free(hg);
}

/*
 * A SIGKILL that the core does not know of came from outside: it is made
 * here, so that the story has its cause.
 */
static void killed_by_host(struct hgroup *hg, int status)
{
	struct linux_siginfo info;
	struct ksig_origin origin = { KSIG_BY_OUTSIDE, 0, 0 };

	if (!WIFSIGNALED(status) || (hg->g.flags & KSIG_GROUP_EXIT))
		return;
	memset(&info, 0, sizeof(info));
	info.si_signo = WTERMSIG(status);
	info.si_code = LINUX_SI_USER;
	hg->dying = true;
	ksig_generate_group(&hg->g, &info, &origin);
}

void birth_death(struct htask *ht, int status, const struct rusage *ru)
{
	struct hgroup *hg = ht_hg(ht);
	struct ksig_sighand *h = ht->t.sighand;
	int pid = hg->g.pid;
	struct linux_siginfo chld;
	bool last;

	if (hg->g.nr_tasks == 1) {
		if (WIFSIGNALED(status)) {
			killed_ns = host_now();
			adopt_earlies(ht);
		}
		killed_by_host(hg, status);
		/* SIGKILL is acted on by the host: tell that it was. */
		if (hg->g.flags & KSIG_GROUP_EXIT)
			ksig_return_to_user(&ht->t);
	}
	memset(&chld, 0, sizeof(chld));
	if (!hg->cred_valid && hg->g.parent)
		procs_cred(hg);
	chld.u.chld.uid = hg->cred.uid;
	unlist(ht);
	mirror_let_go(ht);
	if (hg->g.nr_tasks == 1)
		zombie_inherited(hg);
	if (ru)
		tell_times(hg, ru, &chld);
	host.reaping = hg->g.parent;
	last = ksig_exit(&ht->t, status, &chld);
	host.reaping = NULL;
	free_sighand(h);
	free(ht);
	if (!last)
		return;
	end_group(hg);
	if (ksig_group_find(&host.k, pid) == &hg->g)
		zombie_born(hg);
	else
		birth_free_group(hg);
	host.nr_guests--;
	drive_died(pid, status);
	if (pid == host.main_pid) {
		host.main_gone = true;
		/* What the invoker had there is no longer ours to write. */
		if (!host.o->trace)
			say_no_more();
	}
}
