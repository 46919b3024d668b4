/* SPDX-License-Identifier: MIT */
/*
 * In the runner of a check: the variables that handlers set, and a wait that
 * does not end when one is set just before it. A program that looks at such a
 * variable and then waits, without a time-out and with the signal not blocked,
 * misses what comes between. A handler that also makes a call which may end
 * the wait (it writes to a pipe) is none of these.
 *
 * Only code of the program's own counts, of the handler's object: what the C
 * library writes for itself in a handler says nothing.
 */
#include "explore/check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include "explore/runner/access.h"

/* A variable is no further up the stack than this, or it is none. */
#define STACK_BYTES	(8u << 20)
#define BELOW_SP	128u

static struct {
	uint64_t start, end;	/* the code that counts */
	uint64_t looked;	/* signals whose variables were read */
} me;

void xp_flags_code(int pid, uint64_t handler)
{
	char path[32], line[512];
	uint64_t start, end;
	FILE *f;

	if (handler >= me.start && handler < me.end)
		return;
	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%" SCNx64 "-%" SCNx64, &start, &end) == 2 &&
		    handler >= start && handler < end) {
			me.start = start;
			me.end = end;
		}
	if (f)
		fclose(f);
}

static bool counts(const struct ksig_regs *r)
{
	return r->ip >= me.start && r->ip < me.end;
}

static bool on_stack(const struct ksig_regs *r, uint64_t at)
{
	return at + BELOW_SP >= r->sp && at < r->sp + STACK_BYTES;
}

static void add(struct xp_faults *f, uint64_t at, int sig)
{
	uint32_t i;

	for (i = 0; i < f->nr_flags; i++)
		if (f->flag[i].at == at && f->flag[i].sig == sig)
			return;
	if (f->nr_flags < XP_FLAGS_MAX)
		f->flag[f->nr_flags++] = (struct xp_flag){ at, sig };
}

void xp_flags_set(struct xp_faults *f, struct xp_access *a,
		  const struct ksig_regs *r, int sig)
{
	uint64_t at[XP_ACCESSES_MAX];
	int i, n;

	if (!counts(r))
		return;
	n = xp_access_list(a, r, XP_WRITES, at);
	for (i = 0; i < n; i++)
		if (!on_stack(r, at[i]))
			add(f, at[i], sig);
}

void xp_flags_call(struct xp_faults *f, int64_t nr, int sig)
{
	switch (nr) {
	case SYS_write:
	case SYS_writev:
	case SYS_sendto:
	case SYS_sendmsg:
	case SYS_futex:
	case SYS_close:
	case SYS_shutdown:
	case SYS_kill:
	case SYS_tkill:
	case SYS_tgkill:
	case SYS_rt_sigqueueinfo:
	case SYS_timerfd_settime:
	case SYS_dup2:
	case SYS_dup3:
	case SYS_exit_group:
		f->wakes |= XP_BIT(sig);
	}
}

void xp_flags_look(const struct xp_faults *f, struct xp_access *a,
		   const struct ksig_regs *r)
{
	uint32_t i;

	for (i = 0; counts(r) && i < f->nr_flags; i++)
		if (!(me.looked & XP_BIT(f->flag[i].sig)) &&
		    (xp_access_to(a, r, f->flag[i].at) & XP_READS))
			me.looked |= XP_BIT(f->flag[i].sig);
}

/* Does it wait for what is not a signal, until that comes? */
static bool is_endless(int64_t nr, const uint64_t arg[6])
{
	switch (nr) {
	case SYS_poll:
		return (int)arg[2] < 0;
	case SYS_ppoll:
		return !arg[2];
	case SYS_select:
	case SYS_pselect6:
		return !arg[4];
	case SYS_epoll_wait:
	case SYS_epoll_pwait:
		return (int)arg[3] < 0;
	default:
		return false;
	}
}

int xp_flags_wait(const struct xp_faults *f, int64_t nr, const uint64_t arg[6],
		  uint64_t may)
{
	uint64_t missed;

	if (!is_endless(nr, arg))
		return 0;
	missed = me.looked & may & ~f->wakes;
	me.looked = 0;
	return missed ? __builtin_ctzll(missed) + 1 : 0;
}
