/* SPDX-License-Identifier: MIT */
/* The way to a point: to an instruction that has not run often yet, with a
 * debug register, and on from there step by step. */
#include "prick.h"

#define TRACE_MAX 400000	/* points */
#define BREAKPOINT 1ul		/* DR7: DR0 is on, for execution */

/* The points' addresses in the first run; 0 for one inside a system call. */
static unsigned long trace[TRACE_MAX];
static long nr_trace;

void way_note(unsigned long address, long count)
{
	if (run.point < 0 && count < TRACE_MAX) {
		trace[count] = address;
		nr_trace = count + 1;
	}
}

/* The point inside the n-th system call, or -1. */
long way_call(long n)
{
	long i;

	for (i = 0; i < nr_trace; i++)
		if (!trace[i] && n-- == 0)
			return i;
	return -1;
}

/* Whether the run is elsewhere than the first one was. */
bool way_strays(void)
{
	return run.point < nr_trace && trace[run.point] &&
		trace[run.point] != run.address;
}

/* How often the program has come by the address of a point, up to it. */
static long nr_visits(long point)
{
	long i, n = 0;

	for (i = 0; i <= point; i++)
		n += trace[i] == trace[point];
	return n;
}

/* The cheapest way to a point: every visit is a stop, as is every step. */
void way_choose(void)
{
	long i, n, best = run.point;

	run.nr_hits = 0;
	for (i = run.point - 1; i > 0 && run.point - i < best; i--) {
		if (i >= nr_trace || !trace[i])
			continue;
		n = nr_visits(i);
		if (run.point - i + n < best) {
			best = run.point - i + n;
			run.jump = i;
			run.nr_hits = n;
		}
	}
}

void way_breakpoint(pid_t pid, bool on)
{
	ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, u_debugreg[0]),
	       on ? trace[run.jump] : 0);
	if (ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, u_debugreg[7]),
		   on ? BREAKPOINT : 0) < 0)
		die("breakpoint");
}
