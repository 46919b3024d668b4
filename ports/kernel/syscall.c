/* SPDX-License-Identifier: MIT */
/*
 * System calls by number. Each file that serves some has a table of them;
 * what is in none of them is libksig's, or ENOSYS.
 */
#include "kernel.h"

#define NR_MAX 512

static struct {
	call_fn *fn;
	bool is_big;		/* with big_lock */
} table[NR_MAX];

static const struct call_row *const tables[] = {
	calls_fork, calls_exec, calls_exit, calls_memory, calls_time, calls_id,
	calls_misc, calls_seccomp,
};
static const struct call_row *const big_tables[] = {
	calls_file, calls_path, calls_pipe, calls_poll, calls_futex,
	calls_sigfd, calls_epoll,
};

static void add(const struct call_row *r, bool is_big)
{
	for (; r->fn; r++) {
		if (table[r->nr].fn)
			panic(NULL, "call %d is in two tables", r->nr);
		table[r->nr].fn = r->fn;
		table[r->nr].is_big = is_big;
	}
}

void syscall_init(void)
{
	uint32_t i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		add(tables[i], false);
	for (i = 0; i < sizeof(big_tables) / sizeof(big_tables[0]); i++)
		add(big_tables[i], true);
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

static int64_t own_call(struct thread *t, uint64_t nr, const uint64_t *a)
{
	int64_t ret;

	if (!table[nr].is_big)
		return table[nr].fn(t, a);
	lock(&big_lock);
	ret = table[nr].fn(t, a);
	unlock(&big_lock);
	return ret;
}

/* What is done at a restart_syscall(2): a sleep of ours goes on. */
static int64_t restart(struct thread *t)
{
	int64_t (*fn)(struct thread *t) = t->restart;

	t->restart = NULL;
	return fn(t);
}

static int64_t libksig_call(struct thread *t, int64_t nr, const uint64_t *a)
{
	struct ksig_call *c = &t->call;
	int64_t ret;

	*c = (struct ksig_call){
		.nr = nr, .arg = { a[0], a[1], a[2], a[3], a[4], a[5] },
	};
	if (nr == LINUX_NR_ptrace)
		ptrace_begin(t, c);
	else if (nr == LINUX_NR_pidfd_send_signal)
		pidfd_find(t, a[0], c);
	else if (nr == LINUX_NR_waitid && a[0] == LINUX_P_PIDFD)
		pidfd_find(t, a[1], c);
	ret = ksig_call(t, c);
	if (nr == LINUX_NR_wait4 || nr == LINUX_NR_waitid)
		bury();
	return ret;
}

static int64_t dispatch(struct thread *t, int64_t nr, const uint64_t *a)
{
	if (nr >= 0 && nr < NR_MAX && table[nr].fn)
		return own_call(t, (uint64_t)nr, a);
	if (nr == LINUX_NR_restart_syscall && t->restart)
		return restart(t);
	return libksig_call(t, nr, a);
}

bool syscall_enter(struct ksig_regs *r)
{
	struct thread *t = current();
	int64_t ret;

	r->ax = (uint64_t)-LINUX_ENOSYS;
	if (__builtin_expect(t->trace_calls, 0) && !ptrace_entry(t))
		return return_to_user(r);
	if (__builtin_expect(t->filter == NULL, 1) ||
	    seccomp_allows(t, r, &ret)) {
		const uint64_t a[6] = {
			r->di, r->si, r->dx, r->r10, r->r8, r->r9,
		};

		ret = dispatch(t, (int64_t)r->orig_ax, a);
	}
	if (ret != NO_RESULT)
		r->ax = (uint64_t)ret;
	if (__builtin_expect(t->trace_calls, 0))
		ptrace_exit(t);
	return return_to_user(r);
}
