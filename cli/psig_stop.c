/* SPDX-License-Identifier: MIT */
/*
 * Stopping a thread and letting it go, by ptrace(2).
 *
 * All that is done to it is done between two stops on its way to user mode,
 * where the kernel looks for signals: an event stop (PTRACE_INTERRUPT, a group
 * stop) or one before a signal is delivered. A call that was interrupted has
 * its -ERESTART* in the result register there, and whether it is made again
 * is decided by the kernel afterwards, from the registers that we give back.
 */
#include "cli/psig_attach.h"

#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>

#define FIRST_STOP_NS	PSIG_NS		/* that long a thread has for it */
#define STEP_NS		PSIG_NS		/* then it is asked for a stop */
#define NAP_NS		50000000	/* at most, between two looks */

uint64_t psig_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * PSIG_NS + (uint64_t)t.tv_nsec;
}

static enum psig_stop classify(struct psig_tracee *t, int status)
{
	if (!WIFSTOPPED(status))
		return PSIG_STOP_GONE;
	t->sig = WSTOPSIG(status);
	if (status >> 16 == PTRACE_EVENT_STOP)
		return PSIG_STOP_EVENT;
	return t->sig == (SIGTRAP | 0x80) ? PSIG_STOP_CALL : PSIG_STOP_SIGNAL;
}

/* SIGCHLD, which is blocked, tells of stops; it may tell of an older one. */
enum psig_stop psig_wait(struct psig_tracee *t, uint64_t deadline_ns)
{
	struct timespec nap = { .tv_nsec = NAP_NS };
	sigset_t chld;
	uint64_t now;
	int status;
	pid_t got;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	for (;;) {
		got = waitpid(t->tid, &status, __WALL | WNOHANG);
		if (got == t->tid)
			return t->stop = classify(t, status);
		/* An exec of another thread's takes it away unseen. */
		if (got < 0 && errno != EINTR)
			return t->stop = PSIG_STOP_GONE;
		now = psig_now();
		if (now >= deadline_ns)
			return t->stop = PSIG_STOP_LATE;
		if (deadline_ns - now < NAP_NS)
			nap.tv_nsec = (long)(deadline_ns - now);
		sigtimedwait(&chld, NULL, &nap);
	}
}

/*
 * It has registers that are not its own: it may not be left before it stands
 * again, even if it waits for a page from a disk, or is in a frozen cgroup.
 */
enum psig_stop psig_step(struct psig_tracee *t, int request)
{
	ptrace(request, t->tid, 0, 0);
	if (psig_wait(t, psig_now() + STEP_NS) != PSIG_STOP_LATE)
		return t->stop;
	ptrace(PTRACE_INTERRUPT, t->tid, 0, 0);
	return psig_wait(t, PSIG_FOREVER);
}

static enum psig_end refusal(const struct psig_tracee *t)
{
	struct psig_status s;

	if (!psig_status(t->pid, t->tid, &s) || s.state == 'Z' ||
	    s.state == 'X')
		return PSIG_GONE;
	return s.tracer != 0 ? PSIG_TRACED : PSIG_FORBIDDEN;
}

/* 32-bit code has other registers, and other calls. */
static bool read_registers(struct psig_tracee *t)
{
	struct iovec v = { &t->regs, sizeof(t->regs) };

	return ptrace(PTRACE_GETREGSET, t->tid, NT_PRSTATUS, &v) == 0 &&
	       v.iov_len == sizeof(t->regs);
}

enum psig_end psig_seize(struct psig_tracee *t, int *error)
{
	const uint64_t deadline = psig_now() + FIRST_STOP_NS;

	if (ptrace(PTRACE_SEIZE, t->tid, 0, PTRACE_O_TRACESYSGOOD) != 0) {
		*error = errno;
		return refusal(t);
	}
	/* One that job control has stopped is in our hands already. */
	if (psig_wait(t, 0) == PSIG_STOP_LATE) {
		ptrace(PTRACE_INTERRUPT, t->tid, 0, 0);
		psig_wait(t, deadline);
	}
	/*
	 * Signals come first: they have their effect now. Any stop takes the
	 * INTERRUPT with it, so that is sent again.
	 */
	for (; t->stop == PSIG_STOP_SIGNAL; psig_wait(t, deadline)) {
		ptrace(PTRACE_INTERRUPT, t->tid, 0, 0);
		ptrace(PTRACE_CONT, t->tid, 0, t->sig);
	}
	if (t->stop == PSIG_STOP_LATE)
		return PSIG_SILENT;
	if (t->stop != PSIG_STOP_EVENT)
		return PSIG_GONE;
	t->is_stopped = t->sig != SIGTRAP;
	if (!read_registers(t)) {
		ptrace(PTRACE_DETACH, t->tid, 0, 0);
		return PSIG_COMPAT;
	}
	return PSIG_DONE;
}

/*
 * A mask that a call has set for its own time (sigsuspend, ppoll) is gone: the
 * call will set it again. What it alone blocks may not be delivered before, so
 * the thread's own mask comes back at the entry of that call.
 */
static void let_go_masked(struct psig_tracee *t, int sig,
			  const struct user_regs_struct *regs)
{
	if (sig == 0 && t->sig == SIGTRAP && psig_is_restart(regs)) {
		psig_step(t, PTRACE_SYSCALL);
		sig = t->stop == PSIG_STOP_SIGNAL ? t->sig : 0;
	}
	ptrace(PTRACE_SETSIGMASK, t->tid, sizeof(t->mask), &t->mask);
	ptrace(PTRACE_DETACH, t->tid, 0, sig);
}

void psig_let_go(struct psig_tracee *t, int sig)
{
	struct user_regs_struct regs = t->regs;

	if (t->is_room_kept)
		psig_mem_write(t, &t->kept, t->room, sizeof(t->kept));
	psig_again(t, &regs);
	ptrace(PTRACE_SETREGS, t->tid, 0, &regs);
	if (t->is_masked)
		let_go_masked(t, sig, &regs);
	else
		ptrace(PTRACE_DETACH, t->tid, 0, sig);
}
