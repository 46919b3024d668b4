/* SPDX-License-Identifier: MIT */
/*
 * The call that a thread was in goes on as if nobody had asked.
 *
 * Most calls return -ERESTART* for a stop; with the registers as they were the
 * kernel makes them again, with what is left of their time-out. Some return
 * -EINTR (signal(7), "Interruption of system calls ... by stop signals"). For
 * those that is changed into -ERESTARTNOHAND: if a handler is to run they fail
 * with EINTR, as they would, and else the kernel makes them again, too.
 *
 * Their time-outs would begin anew. How long the thread has slept is not told
 * by anything but the scheduler's time at which it last ran, in
 * /proc/TID/sched (a kernel may be without it). What is left goes into the
 * argument's register, or below the stack's red zone if it is a struct
 * timespec: the only trace that we leave, where nothing is expected to last.
 * Time-outs of sockets (SO_RCVTIMEO, SO_SNDTIMEO) and of io_uring_enter(2) do
 * begin anew.
 */
#include "cli/psig_attach.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_epoll_pwait2
#define SYS_epoll_pwait2 441
#endif

#define MS_NS	1000000ull
#define SLEW	1000	/* adjtimex(2) may have one clock gain so much of the
			 * other: twice 500 ppm */

enum timeout {
	NONE,
	MS,	/* an int, milliseconds; negative: none */
	SPEC,	/* the address of a struct timespec; NULL: none */
};

static const struct call {
	long nr;
	enum timeout timeout;
	int arg;		/* ... is this argument, from 0 */
} calls[] = {
	{ SYS_epoll_wait, MS, 3 },
	{ SYS_epoll_pwait, MS, 3 },
	{ SYS_epoll_pwait2, SPEC, 3 },
	{ SYS_rt_sigtimedwait, SPEC, 2 },
	{ SYS_semop, NONE, 0 },
	{ SYS_semtimedop, SPEC, 3 },
	{ SYS_io_getevents, SPEC, 4 },
	{ SYS_io_uring_enter, NONE, 0 },
	/* Only with a time-out of the socket's own. */
	{ SYS_accept, NONE, 0 },
	{ SYS_accept4, NONE, 0 },
	{ SYS_connect, NONE, 0 },
	{ SYS_read, NONE, 0 },
	{ SYS_readv, NONE, 0 },
	{ SYS_recvfrom, NONE, 0 },
	{ SYS_recvmsg, NONE, 0 },
	{ SYS_recvmmsg, NONE, 0 },
	{ SYS_write, NONE, 0 },
	{ SYS_writev, NONE, 0 },
	{ SYS_sendto, NONE, 0 },
	{ SYS_sendmsg, NONE, 0 },
	{ SYS_sendmmsg, NONE, 0 },
};
#define NR_CALLS	(sizeof(calls) / sizeof(calls[0]))
#define NR_ALWAYS	8	/* the first: they fail on any descriptor */

static const struct call *find(long nr)
{
	size_t i;

	for (i = 0; i < NR_CALLS; i++)
		if (calls[i].nr == nr)
			return &calls[i];
	return NULL;
}

bool psig_fails_for_stop(long nr, bool *has_timeout)
{
	const struct call *c = find(nr);

	*has_timeout = c != NULL && c->timeout != NONE;
	return c != NULL && c < &calls[NR_ALWAYS];
}

bool psig_has_mask(long nr)
{
	switch (nr) {
	case SYS_rt_sigsuspend:
	case SYS_ppoll:
	case SYS_pselect6:
	case SYS_epoll_pwait:
	case SYS_epoll_pwait2:
	case SYS_io_pgetevents:
	case SYS_io_uring_enter:
		return true;
	default:
		return false;
	}
}

/* ------------------------------------------------------------- since when */

/*
 * When it last began to run, or stopped: the scheduler's time on its CPU. That
 * is 0 if it was moved to another one meanwhile, as 6.12 and later move
 * sleepers that have yet to leave the run queue.
 */
static bool ran_at(int pid, int tid, uint64_t *ns)
{
	char path[96], line[256];
	double ms;
	bool ok = false;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/sched", pid, tid);
	f = fopen(path, "re");
	if (f == NULL)
		return false;
	while (!ok && fgets(line, sizeof(line), f) != NULL)
		ok = sscanf(line, "se.exec_start : %lf", &ms) == 1;
	fclose(f);
	*ns = ok ? (uint64_t)(ms * 1e6) : 0;
	return *ns != 0;
}

/*
 * That time and CLOCK_MONOTONIC, on that CPU: they have no fixed distance. The
 * latter is taken last: a time-out may end late, but never early.
 */
static bool time_on(int cpu, uint64_t *sched_ns, uint64_t *mono_ns)
{
	const struct timespec nap = { .tv_nsec = 1 };
	cpu_set_t set;
	bool ok;

	CPU_ZERO(&set);
	if (cpu < 0 || cpu >= CPU_SETSIZE)
		return false;
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set) != 0)
		return false;
	/* We begin to run anew. */
	clock_nanosleep(CLOCK_MONOTONIC, 0, &nap, NULL);
	ok = ran_at(getpid(), getpid(), sched_ns);
	*mono_ns = psig_now();
	return ok;
}

void psig_sleep_look(int pid, int tid, struct psig_sleep *s)
{
	uint64_t arg[6], ran, sched, mono, slept;
	struct psig_status st;
	unsigned int flags;
	bool has_timeout;
	int cpu;
	long nr;

	memset(s, 0, sizeof(*s));
	if (!psig_status(pid, tid, &st) || st.state != 'S' ||
	    !psig_sleeps_in(pid, tid, &nr, arg) ||
	    !psig_fails_for_stop(nr, &has_timeout) || !has_timeout ||
	    !psig_stat(pid, tid, &flags, &cpu) ||
	    !ran_at(pid, tid, &ran) || !time_on(cpu, &sched, &mono))
		return;
	slept = sched - ran;
	slept -= slept / SLEW;
	s->is_known = sched >= ran && mono >= slept;
	s->began_ns = mono - slept;
	s->switches = st.switches;
}

/* To stop for us was one sleep more; had it woken before, it were two. */
void psig_sleep_check(int pid, int tid, struct psig_sleep *s)
{
	struct psig_status st;

	if (s->is_known && (!psig_status(pid, tid, &st) ||
			    st.switches != s->switches + 1))
		s->is_known = false;
}

/* ------------------------------------------------------------------- again */

static unsigned long long *arg_of(struct user_regs_struct *r, int arg)
{
	unsigned long long *const at[] = {
		&r->rdi, &r->rsi, &r->rdx, &r->r10, &r->r8, &r->r9,
	};

	return at[arg];
}

static uint64_t left(uint64_t timeout_ns, uint64_t slept_ns)
{
	return slept_ns < timeout_ns ? timeout_ns - slept_ns : 0;
}

static void set_timeout(const struct psig_tracee *t, const struct call *c,
			struct user_regs_struct *r)
{
	const uint64_t now = psig_now();
	unsigned long long *arg = arg_of(r, c->arg);
	uint64_t slept, ns;
	struct linux_timespec spec;

	if (!t->sleep.is_known || now < t->sleep.began_ns)
		return;
	slept = now - t->sleep.began_ns;
	if (c->timeout == MS && (int32_t)*arg > 0) {
		ns = left((uint32_t)*arg * MS_NS, slept);
		*arg = (ns + MS_NS - 1) / MS_NS;
	}
	if (c->timeout != SPEC || *arg == 0 ||
	    !psig_mem_read(t, &spec, *arg, sizeof(spec)) ||
	    spec.tv_sec < 0 || (uint64_t)spec.tv_sec > UINT64_MAX / PSIG_NS / 2)
		return;
	ns = left((uint64_t)spec.tv_sec * PSIG_NS + (uint64_t)spec.tv_nsec,
		  slept);
	spec.tv_sec = (int64_t)(ns / PSIG_NS);
	spec.tv_nsec = (int64_t)(ns % PSIG_NS);
	if (psig_mem_write(t, &spec, t->room, sizeof(spec)))
		*arg = t->room;
}

/*
 * What a stop by job control has made fail has failed before we came, and
 * stays so; but not under a mask of the call's own, which is gone.
 */
void psig_again(const struct psig_tracee *t, struct user_regs_struct *r)
{
	const struct call *c = find((long)r->orig_rax);

	if (c == NULL || (long)r->rax != -EINTR ||
	    (t->is_stopped && !t->is_masked))
		return;
	r->rax = (unsigned long long)-LINUX_ERESTARTNOHAND;
	if (!t->is_stopped)
		set_timeout(t, c, r);
}

bool psig_is_restart(const struct user_regs_struct *r)
{
	if ((long)r->orig_rax < 0)
		return false;
	switch ((long)r->rax) {
	case -LINUX_ERESTARTSYS:
	case -LINUX_ERESTARTNOINTR:
	case -LINUX_ERESTARTNOHAND:
	case -LINUX_ERESTART_RESTARTBLOCK:
		return true;
	default:
		return false;
	}
}
