/* SPDX-License-Identifier: MIT */
/* Return to user mode: masks, nesting, restart, default actions. */
#include "unit.h"

static void mask_while_a_handler_runs(void **state)
{
	struct tp_task *t = unit_task(state);

	tp_action(t, 10, TP_HANDLER(10), LINUX_SA_RESTORER, TP_SET(12));
	tp_mask(t, LINUX_SIG_SETMASK, TP_SET(1));
	assert_int_equal(tp_kill(t, PID, 10), 0);
	assert_int_equal(tp_in_handler(t), 10);
	assert_int_equal(t->t.blocked, TP_SET(1) | TP_SET(10) | TP_SET(12));
	assert_int_equal(tp_sigreturn(t), KSIG_RUN);
	assert_int_equal(t->t.blocked, TP_SET(1));
	assert_int_equal(t->regs.ip, TP_CODE);
	assert_int_equal(t->regs.sp, TP_STACK_TOP);
	assert_int_equal(t->regs.ax, 0);
	assert_story(*state, "100 generate USR1 shared\n"
			     "100 deliver USR1 handler\n"
			     "100 return USR1\n");
}

static void nodefer_and_resethand(void **state)
{
	struct tp_task *t = unit_task(state);

	tp_handle(t, 10, LINUX_SA_NODEFER);
	tp_kill(t, PID, 10);
	assert_int_equal(t->t.blocked, 0);
	tp_kill(t, PID, 10);	/* within */
	assert_int_equal(t->t.nr_frames, 2);
	tp_sigreturn(t);
	tp_sigreturn(t);
	assert_int_equal(t->regs.ip, TP_CODE);
	tp_handle(t, 12, LINUX_SA_RESETHAND);
	tp_kill(t, PID, 12);
	assert_int_equal(tp_in_handler(t), 12);
	tp_sigreturn(t);
	tp_kill(t, PID, 12);
	assert_int_equal(t->outcome, KSIG_EXIT);
}

static void handlers_nest_so_that_the_last_runs_first(void **state)
{
	struct tp_task *t = unit_task(state);

	tp_handle(t, 10, 0);
	tp_handle(t, 12, 0);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10) | TP_SET(12));
	tp_kill(t, PID, 10);
	tp_kill(t, PID, 12);
	tp_mask(t, LINUX_SIG_SETMASK, 0);
	assert_int_equal(tp_in_handler(t), 12);
	assert_int_equal(t->t.blocked, TP_SET(10) | TP_SET(12));
	tp_sigreturn(t);
	assert_int_equal(tp_in_handler(t), 10);
	assert_int_equal(t->t.blocked, TP_SET(10));
	tp_sigreturn(t);
	assert_int_equal(t->t.blocked, 0);
	assert_int_equal(t->regs.ip, TP_CODE);
}

#define NR_READ 0

static void restart_with_a_handler(void **state)
{
	static const struct {
		int err, flags, again;
	} cases[] = {
		{ LINUX_ERESTARTSYS, 0, 0 },
		{ LINUX_ERESTARTSYS, LINUX_SA_RESTART, 1 },
		{ LINUX_ERESTARTNOINTR, 0, 1 },
		{ LINUX_ERESTARTNOHAND, LINUX_SA_RESTART, 0 },
		{ LINUX_ERESTART_RESTARTBLOCK, LINUX_SA_RESTART, 0 },
	};
	struct tp_task *t = unit_task(state);
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tp_handle(t, 10, (uint64_t)cases[i].flags);
		tp_generate_task(t, 10);
		t->regs.ip = TP_CODE;
		tp_native(t, NR_READ, -cases[i].err);
		assert_int_equal(tp_in_handler(t), 10);
		tp_sigreturn(t);
		assert_int_equal(t->regs.ip, TP_CODE - 2 * cases[i].again);
		assert_int_equal((int64_t)t->regs.ax, cases[i].again ?
				 NR_READ : -LINUX_EINTR);
	}
	/* A result is a result. */
	tp_generate_task(t, 10);
	t->regs.ip = TP_CODE;
	tp_native(t, NR_READ, 42);
	tp_sigreturn(t);
	assert_int_equal(t->regs.ax, 42);
	assert_int_equal(t->regs.ip, TP_CODE);
}

static void restart_without_a_handler(void **state)
{
	struct tp_task *t = unit_task(state);

	tp_native(t, NR_READ, -LINUX_ERESTARTNOHAND);
	assert_int_equal(t->regs.ip, TP_CODE - 2);
	assert_int_equal(t->regs.ax, NR_READ);
	t->regs.ip = TP_CODE;
	tp_native(t, 35, -LINUX_ERESTART_RESTARTBLOCK);
	assert_int_equal(t->regs.ip, TP_CODE - 2);
	assert_int_equal(t->regs.ax, LINUX_NR_restart_syscall);
	assert_int_equal(TP_CALL0(t, LINUX_NR_restart_syscall), TP_PORT);
	assert_int_equal(t->call.ret, -LINUX_EINTR);
}

static void nothing_to_do_changes_nothing(void **state)
{
	struct tp_task *t = unit_task(state);
	uint32_t nr = t->nr_regs_set;

	tp_return(t);
	tp_native(t, NR_READ, 1);
	tp_native(t, NR_READ, -LINUX_EINTR);
	assert_int_equal(t->nr_regs_set, nr);
	assert_int_equal((int64_t)t->regs.ax, -LINUX_EINTR);
	/* Outside a call a number like that is just a number. */
	t->regs.orig_ax = (uint64_t)-1;
	t->regs.ax = (uint64_t)-LINUX_ERESTARTSYS;
	tp_return(t);
	assert_int_equal(t->nr_regs_set, nr);
	assert_int_equal(t->regs.ip, TP_CODE);
}

static int64_t sigsuspend(struct tp_task *t, ksig_sigset set)
{
	tp_poke(tp_of(t), TP_SCRATCH, &set, sizeof(set));
	return TP_CALL2(t, LINUX_NR_rt_sigsuspend, TP_SCRATCH, 8);
}

static void sigsuspend_restores_by_the_frame(void **state)
{
	struct tp_task *t = unit_task(state);

	tp_handle(t, 10, 0);
	tp_mask(t, LINUX_SIG_SETMASK, TP_SET(10) | TP_SET(1));
	assert_int_equal(sigsuspend(t, TP_SET(2)), TP_PARKED);
	assert_int_equal(t->t.blocked, TP_SET(2));
	assert_int_equal(tp_resume(t), TP_PARKED);
	tp_generate_task(t, 10);
	assert_int_equal(tp_resume(t), -LINUX_ERESTARTNOHAND);
	assert_int_equal(tp_in_handler(t), 10);
	assert_int_equal(t->t.blocked, TP_SET(2) | TP_SET(10));
	tp_sigreturn(t);
	assert_int_equal(t->t.blocked, TP_SET(10) | TP_SET(1));
	assert_int_equal((int64_t)t->regs.ax, -LINUX_EINTR);
}

static void sigsuspend_of_an_ignored_signal_goes_on(void **state)
{
	struct tp_task *t = unit_task(state);

	tp_mask(t, LINUX_SIG_SETMASK, TP_SET(LINUX_SIGWINCH));
	tp_generate(tp_group(t), LINUX_SIGWINCH);
	assert_int_equal(sigsuspend(t, 0), -LINUX_ERESTARTNOHAND);
	/* Dropped: the mask is back and the call is made again. */
	assert_int_equal(t->t.blocked, TP_SET(LINUX_SIGWINCH));
	assert_int_equal(t->regs.ax, LINUX_NR_rt_sigsuspend);
	assert_int_equal(t->regs.ip, TP_CODE - 2);
	t->regs.ip = TP_CODE;
	assert_int_equal(sigsuspend(t, 0), TP_PARKED);
	tp_mask(t, LINUX_SIG_SETMASK, 0);
}

/* ppoll was not interrupted, but its mask had let nothing through. */
static void ppoll_restores_its_mask(void **state)
{
	struct tp_task *t = unit_task(state);
	ksig_sigset set = 0;

	tp_handle(t, 10, 0);
	tp_mask(t, LINUX_SIG_SETMASK, TP_SET(10));
	tp_poke(*state, TP_SCRATCH, &set, sizeof(set));
	assert_int_equal(tp_call(t, LINUX_NR_ppoll, 0, 0, 0, TP_SCRATCH, 8,
				 0), TP_PORT);
	assert_int_equal(t->t.blocked, 0);
	ksig_sigmask_end(&t->t, 3);
	assert_int_equal(t->t.blocked, TP_SET(10));
	/* Interrupted: the handler runs under the temporary mask. */
	tp_generate_task(t, 10);
	tp_call(t, LINUX_NR_ppoll, 0, 0, 0, TP_SCRATCH, 8, 0);
	assert_true(t->t.has_deliverable);
	ksig_sigmask_end(&t->t, -LINUX_ERESTARTNOHAND);
	tp_native(t, LINUX_NR_ppoll, -LINUX_ERESTARTNOHAND);
	assert_int_equal(tp_in_handler(t), 10);
	tp_sigreturn(t);
	assert_int_equal(t->t.blocked, TP_SET(10));
}

/* What the saved mask unblocks is delivered on the same return. */
static void restoring_the_mask_may_deliver(void **state)
{
	struct tp_task *t = unit_task(state);
	ksig_sigset set = TP_SET(10);

	tp_handle(t, 10, 0);
	tp_poke(*state, TP_SCRATCH, &set, sizeof(set));
	tp_call(t, LINUX_NR_ppoll, 0, 0, 0, TP_SCRATCH, 8, 0);
	tp_generate_task(t, 10);
	assert_false(t->t.has_deliverable);
	tp_native(t, LINUX_NR_ppoll, -LINUX_EINTR);
	assert_int_equal(tp_in_handler(t), 10);
	tp_sigreturn(t);
	assert_int_equal(t->t.blocked, 0);
}

static void default_actions(void **state)
{
	static const struct {
		int sig;
		enum ksig_outcome outcome;
	} cases[] = {
		{ LINUX_SIGTERM, KSIG_EXIT }, { LINUX_SIGQUIT, KSIG_DUMP },
		{ LINUX_SIGXFSZ, KSIG_DUMP }, { LINUX_SIGSTOP, KSIG_PARK },
		{ LINUX_SIGTSTP, KSIG_PARK }, { LINUX_SIGCHLD, KSIG_RUN },
		{ LINUX_SIGCONT, KSIG_RUN }, { LINUX_SIGURG, KSIG_RUN },
		{ 64, KSIG_EXIT }, { LINUX_SIGPWR, KSIG_EXIT },
	};
	struct tp_task *t = unit_task(state), *c;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		c = tp_fork(t, 200 + (int)i);
		tp_generate(tp_group(c), cases[i].sig);
		assert_int_equal(tp_return(c), cases[i].outcome);
	}
}

static void ignored_never_interrupts(void **state)
{
	struct tp_task *t = unit_task(state);
	uint32_t nr = t->nr_wakes;

	assert_int_equal(TP_CALL0(t, LINUX_NR_pause), TP_PARKED);
	tp_generate(tp_group(t), LINUX_SIGCHLD);
	tp_generate(tp_group(t), LINUX_SIGCONT);
	assert_int_equal(t->nr_wakes, nr);
	assert_int_equal(tp_resume(t), TP_PARKED);
}

static void a_jump_out_of_handlers_is_told(void **state)
{
	struct tp_task *t = unit_task(state);

	tp_handle(t, 10, LINUX_SA_NODEFER);
	tp_kill(t, PID, 10);
	tp_kill(t, PID, 10);
	tp_story(*state);
	t->regs.sp = TP_STACK_TOP;	/* siglongjmp */
	t->regs.ip = TP_CODE;
	tp_kill(t, PID, 10);
	assert_story(*state, "100 generate USR1 shared\n"
			     "100 return USR1 longjmp\n"
			     "100 return USR1 longjmp\n"
			     "100 deliver USR1 handler\n");
	tp_sigreturn(t);
	assert_story(*state, "100 return USR1\n");
	assert_int_equal(t->t.nr_frames, 0);
}

/* sigreturn from an outer frame leaves the inner handler. */
static void a_jump_into_an_outer_handler(void **state)
{
	struct tp_task *t = unit_task(state);
	uint64_t sp;

	tp_handle(t, 10, 0);
	tp_handle(t, 12, 0);
	tp_kill(t, PID, 10);
	sp = t->regs.sp;
	tp_kill(t, PID, 12);
	tp_story(*state);
	t->regs.sp = sp;
	tp_sigreturn(t);
	assert_story(*state, "100 return USR2 longjmp\n100 return USR1\n");
	assert_int_equal(t->regs.ip, TP_CODE);
}

/* Where a handler runs on another stack, addresses alone say nothing. */
static void jumps_between_stacks(void **state)
{
	struct tp_task *t = unit_task(state);
	uint64_t sp;

	t->t.altstack = (struct linux_stack){ TP_ALTSTACK, 0, 0, 8192 };
	tp_handle(t, 10, LINUX_SA_NODEFER);
	tp_handle(t, 12, LINUX_SA_NODEFER | LINUX_SA_ONSTACK);
	/* Off the alternate stack, even below it: what ran there is over. */
	tp_kill(t, PID, 12);
	tp_story(*state);
	t->regs.sp = TP_ALTSTACK - 0x1000;
	tp_kill(t, PID, 10);
	assert_story(*state, "100 generate USR1 shared\n"
			     "100 return USR2 longjmp\n"
			     "100 deliver USR1 handler\n");
	/* On it by the program's own doing: nothing is known of the other. */
	sp = t->regs.sp;
	t->regs.sp = TP_ALTSTACK + 8000;
	tp_kill(t, PID, 10);
	assert_story(*state, "100 generate USR1 shared\n"
			     "100 deliver USR1 handler altstack\n");
	tp_sigreturn(t);
	t->regs.sp = sp;
	tp_sigreturn(t);
	assert_story(*state, "100 return USR1\n100 return USR1\n");
	/* Disarmed, the stack is as any other. */
	t->t.altstack.flags = (int32_t)LINUX_SS_AUTODISARM;
	tp_kill(t, PID, 12);
	assert_int_equal(t->t.altstack.size, 0);
	tp_story(*state);
	tp_kill(t, PID, 10);
	assert_story(*state, "100 generate USR1 shared\n"
			     "100 deliver USR1 handler\n");
	tp_sigreturn(t);
	tp_sigreturn(t);
	assert_int_equal(t->t.nr_frames, 0);
}

static const struct CMUnitTest tests[] = {
	UNIT(mask_while_a_handler_runs),
	UNIT(nodefer_and_resethand),
	UNIT(handlers_nest_so_that_the_last_runs_first),
	UNIT(restart_with_a_handler),
	UNIT(restart_without_a_handler),
	UNIT(nothing_to_do_changes_nothing),
	UNIT(sigsuspend_restores_by_the_frame),
	UNIT(sigsuspend_of_an_ignored_signal_goes_on),
	UNIT(ppoll_restores_its_mask),
	UNIT(restoring_the_mask_may_deliver),
	UNIT(default_actions),
	UNIT(ignored_never_interrupts),
	UNIT(a_jump_out_of_handlers_is_told),
	UNIT(a_jump_into_an_outer_handler),
	UNIT(jumps_between_stacks),
};
UNIT_MAIN(tests)
