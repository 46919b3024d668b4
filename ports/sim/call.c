/* SPDX-License-Identifier: MIT */
/* System calls by number: ours by the tables of each file, the rest ksig's. */
#include "internal.h"

#define NR_MAX 512

static sim_call_fn *const *table(void)
{
	static const struct sim_call_row *const rows[] = {
		sim_calls_task, sim_calls_exit, sim_calls_ids, sim_calls_time,
		sim_calls_file, sim_calls_pipe, sim_calls_sigfd,
		sim_calls_poll, sim_calls_epoll, sim_calls_futex,
		sim_calls_socket,
	};
	static sim_call_fn *fn[NR_MAX];
	const struct sim_call_row *r;
	uint32_t i;

	if (fn[SIM_NR_exit])
		return fn;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (r = rows[i]; r->fn; r++)
			fn[r->nr] = r->fn;
	return fn;
}

/* Checked, and the rest is ours: KSIG_CALL_PORT. */
static int64_t finish_port(struct sim_task *t, struct ksig_call *c)
{
	int64_t ret;

	switch (c->nr) {
	case LINUX_NR_ptrace:
		return sim_ptrace(t, c);
	case LINUX_NR_signalfd:
	case LINUX_NR_signalfd4:
		return sim_signalfd(t, c);
	case LINUX_NR_ppoll:
	case LINUX_NR_pselect6:
	case LINUX_NR_epoll_pwait:
	case LINUX_NR_epoll_pwait2:
		ret = sim_poll_call(t, c);
		ksig_sigmask_end(&t->t, ret);
		return ret;
	default:
		sim_refuse(t->s, "system call %lld is not one of the "
			   "simulator's", (long long)c->nr);
	}
}

/* What is done at a restart_syscall(2): a sleep of ours goes on. */
static int64_t restart(struct sim_task *t)
{
	int64_t (*fn)(struct sim_task *t) = t->restart;

	t->restart = NULL;
	return fn ? fn(t) : -LINUX_EINTR;
}

/* ksig serves it, and says whether to wait. */
static int64_t ksig_call(struct sim_task *t, struct ksig_call *c)
{
	for (;;) {
		sim_sleep_begin(t);
		switch (ksig_syscall(&t->t, c)) {
		case KSIG_CALL_DONE:
		case KSIG_CALL_NO_SUCH:
			return c->ret;
		case KSIG_CALL_SIGRETURN:
			return SIM_NO_RESULT;
		case KSIG_CALL_PORT:
			return finish_port(t, c);
		case KSIG_CALL_PARK:
			sim_sleep(t, t->t.group, t->ksig_deadline_ns,
				  SIM_SLEEP_KSIG);
			break;
		case KSIG_CALL_UNKNOWN:
			sim_refuse(t->s, "system call %lld is not one of "
				   "the simulator's", (long long)c->nr);
		}
	}
}

/* An exit does not come back. */
static int64_t own_call(struct sim_task *t, sim_call_fn *fn, const uint64_t *a)
{
	int64_t ret;

	sim_touch(t->s, SIM_TOUCH_WRITE, t->s);
	t->th.in_own_call = true;
	ret = fn(t, a);
	t->th.in_own_call = false;
	return ret;
}

int64_t sim_syscall(struct sim_task *t, int64_t nr)
{
	sim_call_fn *fn = nr >= 0 && nr < NR_MAX ? table()[nr] : NULL;
	uint64_t a[6] = {
		t->regs.di, t->regs.si, t->regs.dx,
		t->regs.r10, t->regs.r8, t->regs.r9,
	};

	sim_pidns_call(t, nr, a);
	if (fn)
		return own_call(t, fn, a);
	if (nr == LINUX_NR_restart_syscall && t->restart)
		return restart(t);
	t->call = (struct ksig_call){
		.nr = nr, .arg = { a[0], a[1], a[2], a[3], a[4], a[5] },
	};
	if (nr == LINUX_NR_ptrace)
		sim_ptrace_begin(t, &t->call);
	else if (nr == LINUX_NR_pidfd_send_signal)
		sim_pidfd_find(t, a[0], &t->call);
	else if (nr == LINUX_NR_waitid && a[0] == LINUX_P_PIDFD)
		sim_pidfd_find(t, a[1], &t->call);
	return ksig_call(t, &t->call);
}
