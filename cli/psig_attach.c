/* SPDX-License-Identifier: MIT */
/*
 * A live process is asked for its handlers, and does not notice.
 *
 * What could be noticed, and why it is not: calls that we interrupt
 * (psig_again.c); signals, which stay in the kernel's queues, as nothing that
 * we do blocks or takes one: one that is due while the thread is in our hands
 * stops it, and it is let go with that signal, as it was, to be asked again;
 * stops by job control, which ptrace(2) reinstates without telling the parent;
 * masks of sigsuspend(2) and its kind (psig_stop.c); restartable sequences,
 * seccomp(2) filters and system call user dispatch, around which we go.
 *
 * What remains: if SIGKILL hits this very process (not the ksig that the user
 * sees, nor its process group) while the thread is in our hands, the kernel
 * lets that go as it is: at the system call instruction, with the registers of
 * rt_sigaction(2). One that was in a call sees 0 as its result, one in user
 * mode goes on behind another instruction than its own. /proc/TID/syscall says
 * restart_syscall(2) for a sleep that was broken off, as after SIGSTOP and
 * SIGCONT.
 */
#include "cli/psig_attach.h"

#include <sys/ptrace.h>
#include <time.h>

#define PATIENCE_NS	(2 * PSIG_NS)	/* for all of it */
#define NAP_NS		2000000
#define RESTOP_NS	(PSIG_NS / 2)	/* until it is stopped again */

static bool nap(void)
{
	const struct timespec t = { .tv_nsec = NAP_NS };

	clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
	return true;
}

/*
 * sigsuspend(2) and its kind have a mask for their own time, which is gone as
 * the thread makes another call. Of one that is stopped by job control it
 * cannot be given back before it goes on; so if it blocks what the thread's
 * own mask does not, that thread is left alone. What it lets through instead
 * comes as the call is made again: unless that has something else to return.
 */
static enum psig_end keep_mask(struct psig_tracee *t)
{
	struct psig_status s;
	ksig_sigset mask;

	if ((long)t->regs.orig_rax < 0 || (long)t->regs.rax >= 0 ||
	    !psig_status(t->pid, t->tid, &s) ||
	    ptrace(PTRACE_GETSIGMASK, t->tid, sizeof(t->mask), &t->mask) != 0 ||
	    t->mask == s.blocked)
		return PSIG_DONE;
	mask = t->mask | s.blocked;
	if (t->is_stopped && mask != t->mask)
		return PSIG_MASKED;
	t->is_masked = ptrace(PTRACE_SETSIGMASK, t->tid, sizeof(mask),
			      &mask) == 0;
	return PSIG_DONE;
}

/*
 * A seccomp(2) filter may kill a thread for a call that is not its own. Root
 * may suspend it, and does while the thread is in our hands: a call of its own
 * must not slip through.
 */
static enum psig_end suspend_filter(struct psig_tracee *t)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_SUSPEND_SECCOMP;
	struct psig_status s;

	if (!psig_status(t->pid, t->tid, &s))
		return PSIG_GONE;
	return s.seccomp == 0 ||
	       ptrace(PTRACE_SETOPTIONS, t->tid, 0, options) == 0 ?
	       PSIG_DONE : PSIG_FILTERED;
}

/* Back to where a call's restart is decided. */
static void to_event(struct psig_tracee *t)
{
	if (t->stop != PSIG_STOP_CALL)
		return;
	ptrace(PTRACE_INTERRUPT, t->tid, 0, 0);
	psig_step(t, PTRACE_CONT);
}

static enum psig_end ask(struct psig_tracee *t, ksig_sigset wanted,
			 struct psig_answer *a)
{
	enum psig_end end = psig_inject_begin(t, &a->error);
	int sig;

	if (end == PSIG_DONE)
		end = suspend_filter(t);
	if (end == PSIG_DONE)
		end = keep_mask(t);
	for (sig = 1; sig <= KSIG_NSIG && end == PSIG_DONE; sig++) {
		if ((wanted & ~a->asked & PSIG_BIT(sig)) == 0)
			continue;
		end = psig_inject(t, sig, &a->action[sig], &a->error);
		if (end == PSIG_DONE)
			a->asked |= PSIG_BIT(sig);
	}
	return end;
}

/* Who looks after us shall see it stopped, as it was. */
static void wait_stopped(const struct psig_tracee *t)
{
	const uint64_t deadline = psig_now() + RESTOP_NS;
	struct psig_status s;

	while (psig_status(t->pid, t->tid, &s) && s.state != 'T' &&
	       psig_now() < deadline)
		nap();
}

static enum psig_end attach(const struct psig_process *p, int tid,
			    struct psig_answer *a)
{
	struct psig_tracee t = { .pid = p->pid, .tid = tid, .mem = -1 };
	enum psig_end end;

	psig_sleep_look(t.pid, t.tid, &t.sleep);
	end = psig_seize(&t, &a->error);
	if (end != PSIG_DONE)
		return end;
	psig_sleep_check(t.pid, t.tid, &t.sleep);
	end = ask(&t, p->caught, a);
	to_event(&t);
	if (t.stop == PSIG_STOP_GONE)
		end = PSIG_GONE;
	else
		psig_let_go(&t, t.stop == PSIG_STOP_SIGNAL ? t.sig : 0);
	if (t.is_stopped && t.stop == PSIG_STOP_EVENT)
		wait_stopped(&t);
	psig_mem_close(&t);
	return end;
}

/* Another ksig may be asking, too. */
static bool may_pass(enum psig_end end)
{
	return end == PSIG_BUSY || end == PSIG_ASLEEP || end == PSIG_TRACED;
}

void psig_attach(const struct psig_process *p, struct psig_answer *a)
{
	const uint64_t deadline = psig_now() + PATIENCE_NS;
	enum psig_end end;
	int tid;

	do {
		end = psig_choose(p->pid, &tid);
		if (end == PSIG_DONE) {
			end = attach(p, tid, a);
			/* A thread; choosing tells if the process is, too. */
			if (end == PSIG_GONE)
				end = PSIG_BUSY;
		}
	} while (may_pass(end) && psig_now() < deadline && nap());
	a->end = end;
}
