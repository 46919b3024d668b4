/* SPDX-License-Identifier: MIT */
/*
 * Fault injection: one long scenario, in which the nth allocation or the nth
 * copy from or to user memory fails, for every n. Nothing is asserted but
 * that all invariants hold after each step, nothing leaks and no lock stays.
 */
#include "unit.h"

static void alive_or_not(struct tp_task *t)
{
	if (t && !(t->t.flags & KSIG_TASK_DEAD) &&
	    t->outcome != KSIG_EXIT && t->outcome != KSIG_DUMP)
		tp_return(t);
}

static bool dead(const struct tp_task *t)
{
	return t->outcome == KSIG_EXIT || t->outcome == KSIG_DUMP;
}

static void masks_and_handlers(struct tp_task *t)
{
	tp_handle(t, 10, LINUX_SA_SIGINFO);
	tp_handle(t, LINUX_SIGSEGV, LINUX_SA_NODEFER);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10) | TP_SET(40));
	tp_kill(t, PID, 10);
	tp_tgkill(t, PID, PID, 40);
	tp_tgkill(t, PID, PID, 40);
	tp_sigpending(t);
	tp_mask(t, LINUX_SIG_UNBLOCK, TP_SET(10));
	if (!dead(t) && tp_in_handler(t))
		tp_sigreturn(t);
	if (!dead(t) && tp_in_handler(t))
		tp_sigreturn(t);
}

static void waiting(struct tp_task *t)
{
	struct linux_timespec ts = { 0, 5 };
	ksig_sigset set = TP_SET(40);
	int64_t ret;

	tp_poke(tp_of(t), TP_SCRATCH, &set, sizeof(set));
	tp_poke(tp_of(t), TP_SCRATCH + 8, &ts, sizeof(ts));
	ret = TP_CALL4(t, LINUX_NR_rt_sigtimedwait, TP_SCRATCH,
		       TP_SCRATCH + 64, TP_SCRATCH + 8, 8);
	if (ret == TP_PARKED) {
		tp_of(t)->now_ns += 10;
		tp_resume(t);
	}
	ksig_signalfd_read(&t->t, set, TP_SCRATCH, 256, true, &ret);
	tp_call(t, LINUX_NR_ppoll, 0, 0, 0, TP_SCRATCH, 8, 0);
	ksig_sigmask_end(&t->t, 0);
}

static void family(struct tp_task *t)
{
	struct tp_task *c = tp_fork(t, 200), *u = tp_thread(t, 101);

	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(LINUX_SIGCHLD));
	ksig_task_set_user(&c->t, 5);
	tp_generate(tp_group(c), LINUX_SIGSTOP);
	alive_or_not(c);
	tp_generate(tp_group(c), LINUX_SIGCONT);
	alive_or_not(c);
	tp_generate(tp_group(t), LINUX_SIGCHLD);
	tp_exit(c, 0);
	tp_generate(tp_group(t), 50);
	alive_or_not(u);
	alive_or_not(t);
}

static void tracing_and_waiting(struct tp_task *t)
{
	struct tp_task *c = tp_fork(t, 300);
	uint64_t request;

	tp_handle(c, 12, 0);
	TP_CALL4(t, LINUX_NR_ptrace, LINUX_PTRACE_ATTACH, 300, 0, 0);
	tp_generate(tp_group(c), 12);
	alive_or_not(c);
	for (request = LINUX_PTRACE_SETOPTIONS;
	     request <= LINUX_PTRACE_SETSIGMASK; request++)
		TP_CALL4(t, LINUX_NR_ptrace, request, 300,
			 request >= LINUX_PTRACE_GETSIGMASK ? 8 :
			 TP_SCRATCH, TP_SCRATCH + 0x100);
	TP_CALL4(t, LINUX_NR_ptrace, LINUX_PTRACE_CONT, 300, 0, 12);
	alive_or_not(c);
	TP_CALL4(t, LINUX_NR_wait4, -1, TP_SCRATCH, LINUX_WNOHANG,
		 TP_SCRATCH + 8);
	if (!(c->t.flags & KSIG_TASK_DEAD))
		tp_exit(c, 0);
	TP_CALL4(t, LINUX_NR_waitid, LINUX_P_ALL, 0, TP_SCRATCH,
		 LINUX_WEXITED | LINUX_WNOHANG);
	tp_call(t, LINUX_NR_waitid, LINUX_P_ALL, 0, TP_SCRATCH,
		LINUX_WEXITED | LINUX_WNOHANG, TP_SCRATCH + 256, 0);
}

/* Returns whether there was an nth allocation and an nth copy. */
static bool scenario(int64_t n, bool copies)
{
	struct tp *m = malloc(sizeof(*m));
	struct tp_task *t;
	int64_t seen;

	assert_non_null(m);
	tp_init(m, true);
	if (copies)
		m->fail_copy = n;
	else
		m->fail_alloc = n;
	t = tp_start(m, PID);
	if (t) {
		masks_and_handlers(t);
		if (!dead(t))
			waiting(t);
		if (!dead(t))
			family(t);
		if (!dead(t))
			tracing_and_waiting(t);
	}
	m->fail_copy = m->fail_alloc = 0;
	seen = copies ? m->seen_copies : m->seen_allocs;
	tp_finish(m);
	free(m);
	return seen >= n;
}

static void every_allocation_fails_once(void **state)
{
	int64_t n = 1;

	(void)state;
	while (scenario(n, false))
		n++;
	assert_in_range(n, 8, 1000);
}

static void every_copy_fails_once(void **state)
{
	int64_t n = 1;

	(void)state;
	while (scenario(n, true))
		n++;
	assert_in_range(n, 15, 1000);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_allocation_fails_once),
	cmocka_unit_test(every_copy_fails_once),
};
UNIT_MAIN(tests)
