/* SPDX-License-Identifier: MIT */
/* Generation: coalescing, real-time queues, limits, order of dequeue. */
#include "unit.h"

static int64_t queue(struct tp_task *t, int sig, uint64_t value)
{
	struct linux_siginfo info = { .si_code = LINUX_SI_QUEUE };

	info.u.rt.pid = PID;
	info.u.rt.value = value;
	tp_poke(tp_of(t), TP_SCRATCH, &info, sizeof(info));
	return TP_CALL3(t, LINUX_NR_rt_sigqueueinfo, PID, sig, TP_SCRATCH);
}

/* Take any signal of set without waiting. */
static int64_t take(struct tp_task *t, ksig_sigset set)
{
	struct linux_timespec zero = { 0, 0 };

	tp_poke(tp_of(t), TP_SCRATCH, &set, sizeof(set));
	tp_poke(tp_of(t), TP_SCRATCH + 8, &zero, sizeof(zero));
	return TP_CALL4(t, LINUX_NR_rt_sigtimedwait, TP_SCRATCH,
			TP_SCRATCH + 64, TP_SCRATCH + 8, 8);
}

static struct linux_siginfo taken(struct tp_task *t)
{
	struct linux_siginfo info;

	tp_peek(tp_of(t), &info, TP_SCRATCH + 64, sizeof(info));
	return info;
}

static void standard_coalesces_realtime_queues(void **state)
{
	struct tp_task *t = unit_task(state);
	uint64_t i;

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	queue(t, 10, 1);
	queue(t, 10, 2);
	assert_story(*state, "100 generate USR1 shared blocked\n"
			     "100 generate USR1 shared blocked coalesced\n");
	for (i = 0; i < 3; i++)
		queue(t, 40, i);
	assert_int_equal(take(t, ~0ull), 10);
	assert_int_equal(taken(t).u.rt.value, 1);
	for (i = 0; i < 3; i++) {
		assert_int_equal(take(t, ~0ull), 40);
		assert_int_equal(taken(t).u.rt.value, i);
		assert_int_equal(taken(t).si_code, LINUX_SI_QUEUE);
	}
	assert_int_equal(take(t, ~0ull), -LINUX_EAGAIN);
}

static void private_first_lowest_first_synchronous_first(void **state)
{
	struct tp_task *t = unit_task(state);
	static const int want[] = { 7, 11, 2, 40, 4, 1, 34 };
	size_t i;

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	tp_kill(t, PID, 34);
	tp_kill(t, PID, 1);
	tp_kill(t, PID, LINUX_SIGILL);
	tp_tgkill(t, PID, PID, 40);
	tp_tgkill(t, PID, PID, LINUX_SIGSEGV);
	tp_tgkill(t, PID, PID, 2);
	tp_tgkill(t, PID, PID, LINUX_SIGBUS);
	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		assert_int_equal(take(t, ~0ull), want[i]);
}

static void a_fault_comes_before_everything(void **state)
{
	struct tp_task *t = unit_task(state);
	struct linux_siginfo info = {
		.si_signo = LINUX_SIGSEGV, .si_code = LINUX_SEGV_MAPERR,
	};

	tp_handle(t, LINUX_SIGILL, 0);
	tp_handle(t, LINUX_SIGSEGV, 0);
	tp_generate_task(t, LINUX_SIGILL);	/* SI_KERNEL: positive too */
	ksig_force_fault(&t->t, &info, NULL);
	t->regs.ip = 0x1234;
	tp_return(t);
	/* The oldest synchronous one is set up first, so it runs last. */
	assert_int_equal(tp_in_handler(t), LINUX_SIGSEGV);
	tp_sigreturn(t);
	assert_int_equal(tp_in_handler(t), LINUX_SIGILL);
	tp_sigreturn(t);
	assert_int_equal(t->regs.ip, 0x1234);
}

static void limit_standard_signals_pass(void **state)
{
	struct tp_task *t = unit_task(state);

	ksig_group_set_rlimit(t->t.group, 1);
	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	assert_int_equal(queue(t, 40, 1), 0);
	/* kill(2): standard ones with their siginfo, real-time without. */
	assert_int_equal(tp_kill(t, PID, 10), 0);
	assert_int_equal(tp_kill(t, PID, 41), 0);
	assert_int_equal(tp_tgkill(t, PID, PID, 12), 0);
	assert_story(*state,
		     "100 generate RT40 shared blocked\n"
		     "100 generate USR1 shared blocked\n"
		     "100 generate RT41 shared blocked loses info\n"
		     "100 generate USR2 blocked loses info\n");
	/* Those who can be told are told. */
	assert_int_equal(queue(t, 42, 1), -LINUX_EAGAIN);
	assert_int_equal(tp_tgkill(t, PID, PID, 42), -LINUX_EAGAIN);
	assert_story(*state, "100 generate RT42 shared blocked overflow\n"
			     "100 generate RT42 blocked overflow\n");
	assert_int_equal(take(t, TP_SET(10)), 10);
	assert_int_equal(taken(t).u.kill.pid, PID);
	assert_int_equal(take(t, TP_SET(41)), 41);
	assert_int_equal(taken(t).si_code, LINUX_SI_USER);
	assert_int_equal(taken(t).u.kill.pid, 0);
	assert_int_equal(take(t, TP_SET(12)), 12);
	assert_int_equal(taken(t).u.kill.pid, 0);
	assert_int_equal(take(t, TP_SET(41)), -LINUX_EAGAIN);
}

static void limit_is_per_user(void **state)
{
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);

	ksig_group_set_rlimit(t->t.group, 2);
	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	tp_mask(c, LINUX_SIG_BLOCK, ~0ull);
	assert_int_equal(queue(t, 40, 1), 0);
	assert_int_equal(tp_kill(c, 200, 10), 0);
	assert_int_equal(queue(t, 40, 1), -LINUX_EAGAIN);
	assert_int_equal(ksig_task_set_user(&c->t, 7), 0);
	assert_int_equal(queue(t, 40, 1), -LINUX_EAGAIN);
	tp_exit(c, 0);
	tp_reap(c);
	/* SIGCHLD has taken its place. */
	assert_int_equal(queue(t, 40, 1), -LINUX_EAGAIN);
	assert_int_equal(take(t, ~0ull), LINUX_SIGCHLD);
	assert_int_equal(queue(t, 40, 1), 0);
}

static void no_memory_is_like_over_the_limit(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state);

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	m->fail_alloc = 1;
	assert_int_equal(tp_kill(t, PID, 10), 0);
	m->fail_alloc = 1;
	assert_int_equal(queue(t, 40, 1), -LINUX_EAGAIN);
	assert_int_equal(tp_sigpending(t), TP_SET(10));
	assert_int_equal(take(t, ~0ull), 10);
	assert_int_equal(taken(t).u.kill.pid, 0);
}

/* How many of sig's handlers t is about to run, innermost first. */
static int return_and_count(struct tp_task *t, int sig)
{
	int n = 0;

	tp_return(t);
	while (tp_in_handler(t)) {
		assert_int_equal(tp_in_handler(t), sig);
		tp_sigreturn(t);
		n++;
	}
	return n;
}

/* When nobody traces, what has a handler goes another way: the same rules. */
static void untraced_limits_and_coalescing(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state);

	tp_handle(t, 10, LINUX_SA_SIGINFO);
	tp_handle(t, 40, LINUX_SA_SIGINFO);
	m->port.trace = NULL;
	tp_generate(tp_group(t), 10);
	tp_generate(tp_group(t), 10);
	tp_generate_task(t, 10);
	ksig_check(&m->k);
	assert_int_equal(return_and_count(t, 10), 2);
	ksig_group_set_rlimit(t->t.group, 0);
	assert_int_equal(tp_generate(tp_group(t), 40), -LINUX_EAGAIN);
	assert_int_equal(t->t.pending.set | t->t.group->shared.set, 0);
	tp_generate_task(t, 10);
	assert_int_equal(return_and_count(t, 10), 1);
	m->fail_alloc = 1;
	tp_generate_task(t, 10);
	assert_ptr_equal(t->t.pending.queue.next, &t->t.pending.queue);
	assert_int_equal(return_and_count(t, 10), 1);
	ksig_set_blocked(&t->t, TP_SET(10));
	tp_generate_task(t, 10);
	assert_int_equal(return_and_count(t, 10), 0);
	assert_int_equal(t->t.pending.set, TP_SET(10));
	assert_int_equal(t->t.user->nr_pending, 1);
}

/* The same of the choice: who has blocked it is passed over. */
static void untraced_another_takes_it(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state), *o = tp_thread(t, 101);

	tp_handle(t, 10, 0);
	ksig_set_blocked(&t->t, TP_SET(10));
	m->port.trace = NULL;
	tp_generate(tp_group(t), 10);
	assert_int_equal(return_and_count(t, 10), 0);
	assert_int_equal(o->nr_wakes, 1);
	assert_int_equal(return_and_count(o, 10), 1);
	/* Both do: it waits for the one that unblocks it. */
	ksig_set_blocked(&o->t, TP_SET(10));
	tp_generate(tp_group(t), 10);
	assert_int_equal(return_and_count(o, 10), 0);
	ksig_set_blocked(&t->t, 0);
	assert_int_equal(return_and_count(t, 10), 1);
}

static struct tp_task *on_another_cpu;
static void *(*port_alloc)(struct ksig *k, size_t bytes);

/* The target unblocks everything just then: that takes no lock. */
static void *alloc_meanwhile(struct ksig *k, size_t bytes)
{
	ksig_set_blocked(&on_another_cpu->t, 0);
	return port_alloc(k, bytes);
}

/* It had blocked it when the sender looked first: it is to end at once. */
static void untraced_unblocked_while_it_is_queued(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state), *o = tp_thread(t, 101);

	ksig_set_blocked(&t->t, TP_SET(LINUX_SIGTERM));
	m->port.trace = NULL;
	on_another_cpu = t;
	port_alloc = m->port.alloc;
	m->port.alloc = alloc_meanwhile;
	tp_generate(tp_group(t), LINUX_SIGTERM);
	m->port.alloc = port_alloc;
	assert_true(t->t.group->flags & KSIG_GROUP_EXIT);
	assert_int_equal(o->nr_wakes, 1);
	assert_int_equal(tp_return(o), KSIG_EXIT);
	assert_int_equal(tp_return(t), KSIG_EXIT);
	assert_int_equal(t->t.group->exit_sig, LINUX_SIGTERM);
}

static void timers_count_overruns(void **state)
{
	struct tp_task *t = unit_task(state);
	struct ksig_origin by = { KSIG_BY_TIMER, 0, 0 };
	struct linux_siginfo info = {
		.si_signo = 14, .si_code = LINUX_SI_TIMER,
	};

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	info.u.timer.timerid = 1;
	ksig_generate_timer(t->t.group, NULL, false, &info, &by);
	ksig_generate_timer(t->t.group, NULL, false, &info, &by);
	ksig_generate_timer(t->t.group, NULL, false, &info, &by);
	info.u.timer.timerid = 2;	/* another one has its own entry */
	ksig_generate_timer(t->t.group, NULL, false, &info, &by);
	assert_int_equal(take(t, ~0ull), 14);
	assert_int_equal(taken(t).u.timer.timerid, 1);
	assert_int_equal(taken(t).u.timer.overrun, 2);
	assert_int_equal(take(t, ~0ull), 14);
	assert_int_equal(taken(t).u.timer.timerid, 2);
	assert_int_equal(taken(t).u.timer.overrun, 0);
}

/* It stays in the set, and nothing is taken: observed on 6.18. */
static void a_disarmed_timer_is_forgotten(void **state)
{
	struct tp_task *t = unit_task(state);
	struct ksig_origin by = { KSIG_BY_TIMER, 0, 0 };
	struct linux_siginfo info = {
		.si_signo = 14, .si_code = LINUX_SI_TIMER,
	};

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	info.u.timer.timerid = 1;
	ksig_generate_timer(t->t.group, NULL, false, &info, &by);
	info.u.timer.timerid = 2;
	ksig_generate_timer(t->t.group, &t->t, true, &info, &by);
	tp_story(*state);
	ksig_timer_forget(t->t.group, 1);
	ksig_timer_set(t->t.group, 2, false);
	assert_int_equal(tp_sigpending(t), TP_SET(14));
	assert_int_equal(take(t, ~0ull), -LINUX_EAGAIN);
	assert_story(*state, "100 discard ALRM disarmed\n"
			     "100 discard ALRM disarmed\n");
	assert_int_equal(tp_sigpending(t), 0);
	assert_int_equal(ksig_timer_overrun(t->t.group, 1), -LINUX_EINVAL);
}

static void forcing_unblocks_and_resets(void **state)
{
	struct tp_task *t = unit_task(state);
	struct linux_siginfo info = {
		.si_signo = LINUX_SIGFPE, .si_code = LINUX_FPE_INTDIV,
	};
	struct ksig_fault fault = { 0, 0, 0 };

	tp_handle(t, LINUX_SIGFPE, 0);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(LINUX_SIGFPE));
	/* One is pending and blocked already. */
	tp_tgkill(t, PID, PID, LINUX_SIGFPE);
	ksig_force_fault(&t->t, &info, &fault);
	assert_false(t->t.blocked & TP_SET(LINUX_SIGFPE));
	assert_int_equal(tp_return(t), KSIG_DUMP);
	assert_int_equal(t->t.group->exit_sig, LINUX_SIGFPE);
	assert_true(t->t.group->flags & KSIG_GROUP_DUMPED);
}

static const struct CMUnitTest tests[] = {
	UNIT(standard_coalesces_realtime_queues),
	UNIT(private_first_lowest_first_synchronous_first),
	UNIT(a_fault_comes_before_everything),
	UNIT(limit_standard_signals_pass),
	UNIT(limit_is_per_user),
	UNIT(no_memory_is_like_over_the_limit),
	UNIT(untraced_limits_and_coalescing),
	UNIT(untraced_another_takes_it),
	UNIT(untraced_unblocked_while_it_is_queued),
	UNIT(timers_count_overruns),
	UNIT(a_disarmed_timer_is_forgotten),
	UNIT(forcing_unblocks_and_resets),
};
UNIT_MAIN(tests)
