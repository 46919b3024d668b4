/* SPDX-License-Identifier: MIT */
/*
 * The runner's loop: one event of one guest thread after the other.
 *
 * Never wait for one particular stop: take what comes: several
 * stops may be merged, and any request may fail because the thread has died.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "internal.h"

/*
 * Remember when ht's parked call has to be called again; UINT64_MAX: not.
 * Few tasks wait with a time-out at once, so the list is not sorted.
 */
void loop_deadline(struct htask *ht, uint64_t deadline_ns)
{
	struct htask **p;

	if (ht->deadline_ns == deadline_ns)
		return;
	for (p = &host.deadlines; *p; p = &(*p)->deadline_next) {
		if (*p == ht) {
			*p = ht->deadline_next;
			break;
		}
	}
	ht->deadline_ns = deadline_ns;
	if (deadline_ns != UINT64_MAX) {
		ht->deadline_next = host.deadlines;
		host.deadlines = ht;
	}
}

/* Kick who is due. Returns the time of the next one, UINT64_MAX if none. */
static uint64_t deadlines_due(void)
{
	uint64_t now = host_now(), next = UINT64_MAX;
	struct htask *ht, *after;

	for (ht = host.deadlines; ht; ht = after) {
		after = ht->deadline_next;
		if (ht->deadline_ns <= now) {
			loop_deadline(ht, UINT64_MAX);
			boundary_look_again(ht);
		} else if (ht->deadline_ns < next) {
			next = ht->deadline_ns;
		}
	}
	return next;
}

static void on_alarm(int sig)
{
	(void)sig;
}

/*
 * Have waitpid() interrupted at deadline_ns. The timer repeats each
 * millisecond from then on: a first shot just before waitpid() sleeps is
 * harmless.
 */
static void alarm_set(uint64_t deadline_ns)
{
	static uint64_t armed = UINT64_MAX;
	struct itimerval it = { { 0, 0 }, { 0, 0 } };
	uint64_t now, us;

	if (deadline_ns == UINT64_MAX) {
		if (armed != UINT64_MAX && armed <= host_now()) {
			setitimer(ITIMER_REAL, &it, NULL);
			armed = UINT64_MAX;
		}
		return;
	}
	/* One that comes too early is harmless, and cheaper than two calls. */
	now = host_now();
	if (armed <= deadline_ns && armed > now)
		return;
	us = deadline_ns > now ? (deadline_ns - now) / 1000 + 1 : 1;
	it.it_value.tv_sec = (time_t)(us / 1000000);
	it.it_value.tv_usec = (suseconds_t)(us % 1000000);
	it.it_interval.tv_usec = 1000;
	setitimer(ITIMER_REAL, &it, NULL);
	armed = deadline_ns;
}

/* A stop of ht, by the status that waitpid() gave. */
static void stopped(struct htask *ht, int status)
{
	int sig = WSTOPSIG(status), event = (unsigned)status >> 16;

	if (ht->state == HT_EXPECTED)
		inproc_born(ht);
	ht->was_listening = ht->state == HT_LISTENING;
	ht->state = HT_STOPPED;
	/* This stop has swallowed it: boundary(), or one more kick. */
	if (ht->kicked)
		ht->wake_pending = true;
	sigfd_seen(ht);
	ht->kicked = false;
	ht->stop_passed = false;
	ht->regs_valid = ht->regs_held;
	ht->stop_sig = 0;
	ht->stop_event = ht->group_stop = false;
	inproc_pull(ht);
	place_stop(ht);
	drive_stopped(ht);
	switch (event) {
	case 0:
		if (sig == (SIGTRAP | 0x80))
			call_exit(ht);
		else
			hostsig_stop(ht, sig);
		break;
	case PTRACE_EVENT_SECCOMP:
		call_seccomp(ht);
		break;
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		birth_event(ht, event);
		break;
	case PTRACE_EVENT_EXEC:
		birth_exec(ht);
		break;
	case PTRACE_EVENT_STOP:
		if (sig == SIGTRAP) {
			vfork_start(ht);
			sigfd_born(ht);
			branch_start(ht);
		}
		hostsig_event_stop(ht, sig);
		break;
	default:
		tracee_cont(ht, 0);
	}
}

static int next_event(int who, int *status, struct rusage *ru, int flags);
static void event(int tid, int status, const struct rusage *ru);

/* waitid(2) tells of a traced thread's stops, asked for or not. */
static bool is_death(const siginfo_t *si)
{
	return si->si_code == CLD_EXITED || si->si_code == CLD_KILLED ||
	       si->si_code == CLD_DUMPED;
}

/* Deal with tid's death now, if the host knows of it already. */
static void look_for_death(int tid)
{
	siginfo_t si = { .si_pid = 0 };
	struct rusage ru;
	int status;

	if (waitid(P_PID, (id_t)tid, &si,
		   WEXITED | WNOWAIT | WNOHANG | __WALL) == 0 &&
	    si.si_pid && is_death(&si) &&
	    next_event(tid, &status, &ru, WNOHANG) > 0)
		event(tid, status, &ru);
}

/*
 * ht, which is dead, may have seen before that its parent is (getppid(2)
 * changes). wait4(2) tells of the younger first: the parent's death is to be
 * dealt with before this one, or the two SIGCHLDs of who adopts ht would be in
 * an order that cannot be. Only while ht is not reaped: after that the parent
 * may have waited for it, and ended.
 */
static void parent_first(struct htask *ht)
{
	struct ksig_group *g = ht->t.group;

	if (g->nr_tasks == 1 && g->parent && g->parent->nr_tasks)
		look_for_death(g->parent->pid);
}

#define CHILDREN_MAX	64

/*
 * ht is about to ask, without waiting, whether child pid has ended (-1: any of
 * the first few). It may know that it has, by a pidfd that is readable; but
 * the host lets it wait for what we trace only when we have.
 */
void loop_children(struct htask *ht, int pid)
{
	struct ksig_list *l, *all = &ht->t.group->children;
	int pids[CHILDREN_MAX] = { pid }, n = pid != -1, i;
	struct ksig_group *g;

	for (l = all->next; pid == -1 && l != all && n < CHILDREN_MAX;
	     l = l->next)
		pids[n++] = hg_child_at(l)->g.pid;
	for (i = 0; i < n; i++) {
		g = ksig_group_find(&host.k, pids[i]);
		if (g && g->parent == ht->t.group && g->nr_tasks)
			look_for_death(pids[i]);
	}
	host.current = ht;
}

/* The same for threads of ht's process, which it may have joined. */
void loop_threads(struct htask *ht)
{
	struct ksig_list *l, *all = &ht->t.group->tasks;
	int tids[CHILDREN_MAX], n = 0, i;

	for (l = all->next; l != all && n < CHILDREN_MAX; l = l->next)
		if (ht_at(l) != ht)
			tids[n++] = ht_at(l)->t.tid;
	for (i = 0; i < n; i++)
		look_for_death(tids[i]);
	host.current = ht;
}

static void event(int tid, int status, const struct rusage *ru)
{
	struct htask *ht = ht_find(tid);
	bool gone = !WIFSTOPPED(status);

	host.current = ht;
	if (host.slots)
		inproc_pull_all();
	if (!ht && gone)
		birth_unknown_death(tid);
	else if (!ht)
		birth_stop(tid, status);
	else if (gone)
		birth_death(ht, status, ru);
	else
		stopped(ht, status);
	host.current = NULL;
	boundary_settle();
}

static int status_of(const siginfo_t *si)
{
	switch (si->si_code) {
	case CLD_EXITED:
		return (si->si_status & 0xff) << 8;
	case CLD_DUMPED:
		return si->si_status | 0x80;
	default:
		return si->si_status;
	}
}

#define FAMILY	3	/* processes */

/*
 * The next event of thread who, of any guest's if it is -1: wait4(2)'s result.
 *
 * With a trace, a death is told, and all output written, before it is reaped:
 * the invoker sees it only after that. So the event is looked at first; a
 * death is dealt with here, and 0 with *status -1 returned. The same where a
 * death may close a signalfd that is in another process's epoll; and where one
 * tells of children: it is readable before wait(2) returns. And where one
 * death may be told before another (parent_first()): with two processes
 * nobody is left who could see it.
 */
static int next_event(int who, int *status, struct rusage *ru, int flags)
{
	siginfo_t si;
	struct htask *ht;

	if (!host.o->trace && !host.nr_kept && !host.nr_chld_files &&
	    host.nr_guests < FAMILY)
		return wait4(who, status, __WALL | flags, ru);
	memset(&si, 0, sizeof(si));
	/* libc's has no rusage. */
	if (syscall(SYS_waitid, who > 0 ? P_PID : P_ALL, who > 0 ? who : 0,
		    &si, WEXITED | WSTOPPED | WNOWAIT | __WALL | flags,
		    ru) != 0)
		return -1;
	*status = 0;
	if (si.si_pid == 0)
		return 0;
	if (!is_death(&si)) {
		who = wait4(si.si_pid, status, __WALL | WNOHANG, ru);
		if (who > 0)
			return who;
		/* Killed since: its stop is no more, its end is yet to come. */
		*status = -1;
		return 0;
	}
	inproc_pull_all();
	ht = ht_find(si.si_pid);
	if (ht) {
		parent_first(ht);
		birth_death(ht, status_of(&si), ru);
	} else {
		birth_unknown_death(si.si_pid);
	}
	boundary_settle();
	if (host.o->trace)
		host.o->flush(host.o->arg, host.nr_guests == 0);
	waitpid(si.si_pid, NULL, __WALL);
	*status = -1;
	return 0;
}

/*
 * wait4(2) looks at our guests in the same order each time. Threads that stop
 * again as soon as they are let go, by fast timers, would be all that it ever
 * tells of, and the one that is to end them would not come to its turn
 * (stress-ng's hrtimers). So now and then every thread is looked at, once.
 */
#define FAIR_EVENTS	32

/* Returns the number of events until this is to be called again. */
static int be_fair(void)
{
	static int *tids, room;
	struct ksig_list *g, *l;
	struct rusage ru;
	int n = 0, i, st;

	for (g = host.k.groups.next; g != &host.k.groups; g = g->next) {
		struct ksig_list *all = &hg_at(g)->g.tasks;

		for (l = all->next; l != all; l = l->next) {
			if (n == room) {
				int more = room ? 2 * room : 64;
				int *p = realloc(tids, (size_t)more *
						       sizeof(*p));

				if (!p)
					goto look;
				tids = p;
				room = more;
			}
			tids[n++] = ht_at(l)->t.tid;
		}
	}
look:
	for (i = 0; n > 1 && i < n; i++) {
		st = 0;
		if (next_event(tids[i], &st, &ru, WNOHANG) > 0)
			event(tids[i], st, &ru);
	}
	return n > FAIR_EVENTS ? n : FAIR_EVENTS;
}

/* Until the last guest has gone. */
void loop_run(void)
{
	struct sigaction sa = { .sa_handler = on_alarm };
	bool flushed = true;
	struct rusage ru;
	uint64_t next, place_due_ns = UINT64_MAX;
	int tid = 0, st, fair = FAIR_EVENTS;

	sigaction(SIGALRM, &sa, NULL);
	for (;;) {
		if (--fair == 0) {
			fair = be_fair();
			flushed = !host.o->trace;
		}
		next = UINT64_MAX;
		if (place_due_ns == UINT64_MAX || host_now() >= place_due_ns)
			place_due_ns = place_due();
		if (host.deadlines) {
			next = deadlines_due();
			boundary_settle();
		}
		if (host.lazies) {
			uint64_t due = park_lazy_due();

			next = due < next ? due : next;
		}
		if (host.vforks) {
			uint64_t due = vfork_due();

			next = due < next ? due : next;
		}
		if (place_due_ns <= next)
			next = place_due_ns;
		if (host.o->driver) {
			uint64_t due = drive_due(tid > 0);

			next = due < next ? due : next;
		}
		alarm_set(next);
		tid = next_event(-1, &st, &ru, flushed ? 0 : WNOHANG);
		if (tid > 0) {
			flushed = !host.o->trace;
			event(tid, st, &ru);
		} else if (tid == 0 && st == 0 && !flushed) {
			host.o->flush(host.o->arg, false);
			flushed = true;
		} else if (tid < 0 && errno == ECHILD) {
			break;
		}
	}
	if (host.o->trace)
		host.o->flush(host.o->arg, true);
	if (host.o->driver)
		host.o->driver->over(host.o->driver->arg);
}
