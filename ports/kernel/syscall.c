/* SPDX-License-Identifier: MIT */
/*
 * System calls by number. Each file that serves some has a table of them;
 * what is in none of them is libksig's, or ENOSYS.
 */
#include "kernel.h"

#define NR_MAX 512

enum kind {
	LIBKSIG,		/* or nobody's */
	LIBKSIG_AND_US,		/* there is something to do for it here, too */
	OWN,
	OWN_BIG,		/* with big_lock */
};

static call_fn *table[NR_MAX];		/* OWN, OWN_BIG */
static uint8_t kinds[NR_MAX];		/* enum kind */

static const struct call_row *const tables[] = {
	calls_fork, calls_exec, calls_exit, calls_memory, calls_time, calls_id,
	calls_misc, calls_seccomp,
};
static const struct call_row *const big_tables[] = {
	calls_file, calls_path, calls_pipe, calls_poll, calls_futex,
	calls_sigfd, calls_epoll,
};

static const uint16_t shared[] = {
	LINUX_NR_ptrace, LINUX_NR_pidfd_send_signal, LINUX_NR_waitid,
	LINUX_NR_wait4, LINUX_NR_restart_syscall,
};

static void add(const struct call_row *r, enum kind kind)
{
	for (; r->fn; r++) {
		if (table[r->nr])
			panic(NULL, "call %d is in two tables", r->nr);
		table[r->nr] = r->fn;
		kinds[r->nr] = (uint8_t)kind;
	}
}

void syscall_init(void)
{
	uint32_t i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		add(tables[i], OWN);
	for (i = 0; i < sizeof(big_tables) / sizeof(big_tables[0]); i++)
		add(big_tables[i], OWN_BIG);
	for (i = 0; i < sizeof(shared) / sizeof(shared[0]); i++)
		kinds[shared[i]] = LIBKSIG_AND_US;
}

static void list(const struct call_row *r)
{
	for (; r->fn; r++)
		say("call %d %s\n", r->nr, r->name);
}

/* For docs: `tests/kernel/calls` compares. */
void syscall_list(void)
{
	uint32_t i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		list(tables[i]);
	for (i = 0; i < sizeof(big_tables) / sizeof(big_tables[0]); i++)
		list(big_tables[i]);
}

/* What is done at a restart_syscall(2): a sleep of ours goes on. */
static int64_t restart(struct thread *t)
{
	int64_t (*fn)(struct thread *t) = t->restart;

	t->restart = NULL;
	return fn(t);
}

static inline struct ksig_call *call_of(struct thread *t,
					const struct ksig_regs *r)
{
	struct ksig_call *c = &t->call;

	c->nr = (int64_t)r->orig_ax;
	c->arg[0] = r->di;
	c->arg[1] = r->si;
	c->arg[2] = r->dx;
	c->arg[3] = r->r10;
	c->arg[4] = r->r8;
	c->arg[5] = r->r9;
	return c;
}

static int64_t shared_call(struct thread *t, const struct ksig_regs *r)
{
	struct ksig_call *c = call_of(t, r);
	int64_t ret;

	if (c->nr == LINUX_NR_restart_syscall && t->restart)
		return restart(t);
	if (c->nr == LINUX_NR_ptrace)
		ptrace_begin(t, c);
	else if (c->nr == LINUX_NR_pidfd_send_signal)
		pidfd_find(t, c->arg[0], c);
	else if (c->nr == LINUX_NR_waitid && c->arg[0] == LINUX_P_PIDFD)
		pidfd_find(t, c->arg[1], c);
	ret = ksig_call(t, c);
	if (r->orig_ax == LINUX_NR_wait4 || r->orig_ax == LINUX_NR_waitid)
		bury();
	return ret;
}

/* Apart: libksig's calls need none of it. */
__attribute__((noinline))
static int64_t own_call(struct thread *t, const struct ksig_regs *r)
{
	const uint64_t nr = r->orig_ax, a[6] = {
		r->di, r->si, r->dx, r->r10, r->r8, r->r9,
	};
	int64_t ret;

	if (kinds[nr] == LIBKSIG_AND_US)
		return shared_call(t, r);
	if (kinds[nr] == OWN)
		return table[nr](t, a);
	lock(&big_lock);
	ret = table[nr](t, a);
	unlock(&big_lock);
	return ret;
}

static inline int64_t dispatch(struct thread *t, const struct ksig_regs *r)
{
	if (r->orig_ax < NR_MAX && kinds[r->orig_ax] != LIBKSIG)
		return own_call(t, r);
	return ksig_call(t, call_of(t, r));
}

/* With a tracer or a filter in between. */
__attribute__((noinline))
static enum leave watched_enter(struct thread *t, struct ksig_regs *r)
{
	int64_t ret;

	r->ax = (uint64_t)-LINUX_ENOSYS;
	if (t->trace_calls && !ptrace_entry(t))
		return leave_all(return_to_user(r));
	if (!t->filter || seccomp_allows(t, r, &ret))
		ret = dispatch(t, r);
	if (ret != NO_RESULT)
		r->ax = (uint64_t)ret;
	if (t->trace_calls)
		ptrace_exit(t);
	return leave_all(return_to_user(r));
}

/*
 * Behind the call, thread and registers are found again instead of kept:
 * so nothing of the caller's registers has to be saved here once more.
 */
enum leave syscall_enter(struct ksig_regs *r)
{
	struct thread *t = current();
	int64_t ret;

	if (__builtin_expect(t->trace_calls || t->filter, 0))
		return watched_enter(t, r);
	ret = dispatch(t, r);
	t = current();
	r = t->regs;
	if (__builtin_expect(ret == NO_RESULT, 0))
		return leave_all(return_to_user(r));
	r->ax = (uint64_t)ret;
	if (__builtin_expect(t->trace_calls, 0)) {
		ptrace_exit(t);
		return leave_all(return_to_user(r));
	}
	return return_to_user(r);
}
