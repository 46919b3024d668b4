/* SPDX-License-Identifier: MIT */
/* Dispositions: sigaction(2), what is ignored, flushing. */
#include "unit.h"

static struct linux_sigaction get(struct tp_task *t, int sig)
{
	struct linux_sigaction a;

	assert_int_equal(TP_CALL4(t, LINUX_NR_rt_sigaction, sig, 0,
				  TP_SCRATCH, 8), 0);
	tp_peek(tp_of(t), &a, TP_SCRATCH, sizeof(a));
	return a;
}

static void errors(void **state)
{
	struct tp_task *t = unit_task(state);

	assert_int_equal(tp_action(t, 0, 1, 0, 0), -LINUX_EINVAL);
	assert_int_equal(tp_action(t, 65, 1, 0, 0), -LINUX_EINVAL);
	assert_int_equal(tp_action(t, LINUX_SIGKILL, 1, 0, 0), -LINUX_EINVAL);
	assert_int_equal(tp_action(t, LINUX_SIGSTOP, 0, 0, 0), -LINUX_EINVAL);
	assert_int_equal(TP_CALL4(t, LINUX_NR_rt_sigaction, 9, 0, 0, 8), 0);
	assert_int_equal(TP_CALL4(t, LINUX_NR_rt_sigaction, 10, 0, 0, 4),
			 -LINUX_EINVAL);
	assert_int_equal(TP_CALL4(t, LINUX_NR_rt_sigaction, 0, 8, 0, 8),
			 -LINUX_EFAULT);
	/* Set, although the old one cannot be told. */
	tp_handle(t, 10, 0);
	assert_int_equal(TP_CALL4(t, LINUX_NR_rt_sigaction, 12, TP_SCRATCH,
				  8, 8), -LINUX_EFAULT);
	assert_int_equal(get(t, 12).handler, TP_HANDLER(10));
}

static void unknown_flags_are_dropped(void **state)
{
	struct tp_task *t = unit_task(state);
	struct linux_sigaction a;

	tp_action(t, 10, TP_HANDLER(10), ~0ull, ~0ull);
	a = get(t, 10);
	assert_int_equal(a.flags, 0xdc000807);
	assert_int_equal(a.mask, ~(TP_SET(9) | TP_SET(19)));
	assert_int_equal(a.restorer, TP_RESTORER);
}

static void ignored_is_dropped_and_blocked_is_kept(void **state)
{
	struct tp_task *t = unit_task(state);

	tp_action(t, 10, LINUX_SIG_IGN, 0, 0);
	tp_kill(t, PID, 10);
	tp_kill(t, PID, LINUX_SIGCHLD);
	assert_story(*state, "100 generate USR1 shared ignored\n"
			     "100 generate CHLD shared ignored\n");
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10) | TP_SET(LINUX_SIGCHLD));
	tp_kill(t, PID, 10);
	tp_kill(t, PID, LINUX_SIGCHLD);
	assert_int_equal(tp_sigpending(t), TP_SET(10) | TP_SET(17));
	tp_mask(t, LINUX_SIG_SETMASK, 0);
	assert_story(*state, "100 generate USR1 shared blocked\n"
			     "100 generate CHLD shared blocked\n"
			     "100 discard USR1 ignored\n"
			     "100 discard CHLD ignored\n");
	assert_true(ksig_is_ignored(&t->t, 10));
	assert_false(ksig_is_ignored(&t->t, 12));
	assert_false(ksig_is_ignored(&t->t, 0));
}

static void ignoring_flushes_every_set(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	tp_mask(u, LINUX_SIG_BLOCK, ~0ull);
	tp_kill(t, PID, 34);
	tp_kill(t, PID, 34);
	tp_tgkill(t, PID, 101, 34);
	tp_kill(t, PID, 35);
	tp_story(*state);
	tp_action(t, 34, LINUX_SIG_IGN, 0, 0);
	assert_story(*state, "100 discard RT34 now ignored\n"
			     "100 discard RT34 now ignored\n"
			     "101 discard RT34 now ignored\n");
	assert_int_equal(tp_sigpending(u), TP_SET(35));
	/* SIG_DFL flushes what is ignored by default. */
	tp_kill(t, PID, LINUX_SIGWINCH);
	tp_story(*state);
	tp_action(t, LINUX_SIGWINCH, LINUX_SIG_DFL, 0, 0);
	assert_story(*state, "100 discard WINCH now ignored\n");
}

static void init_has_no_default_action(void **state)
{
	struct tp_task *t = unit_task(state);
	struct ksig_origin outside = { KSIG_BY_OUTSIDE, 1, 1 };
	struct linux_siginfo info = { .si_signo = LINUX_SIGKILL };

	t->t.group->flags |= KSIG_GROUP_UNKILLABLE;
	tp_kill(t, PID, LINUX_SIGTERM);
	tp_kill(t, PID, LINUX_SIGKILL);
	assert_story(*state, "100 generate TERM shared ignored\n"
			     "100 generate KILL shared ignored\n");
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(LINUX_SIGTERM));
	tp_kill(t, PID, LINUX_SIGTERM);
	tp_mask(t, LINUX_SIG_SETMASK, 0);
	assert_story(*state, "100 generate TERM shared blocked\n"
			     "100 discard TERM init\n");
	ksig_generate_group(t->t.group, &info, &outside);
	assert_int_equal(tp_return(t), KSIG_EXIT);
}

/* A port that knows of a new action by other ways: as the call does. */
static void set_by_the_port(void **state)
{
	struct tp_task *t = unit_task(state);
	struct linux_sigaction a = { TP_HANDLER(10), ~0ull, 0, ~0ull };

	assert_int_equal(ksig_set_action(&t->t, LINUX_SIGKILL, &a),
			 -LINUX_EINVAL);
	assert_int_equal(ksig_set_action(&t->t, 10, &a), 0);
	assert_int_equal(get(t, 10).flags, 0xdc000807);
	assert_int_equal(get(t, 10).mask, ~(TP_SET(9) | TP_SET(19)));
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10));
	tp_kill(t, PID, 10);
	a.handler = LINUX_SIG_IGN;
	assert_int_equal(ksig_set_action(&t->t, 10, &a), 0);
	assert_int_equal(tp_sigpending(t), 0);
}

static const struct CMUnitTest tests[] = {
	UNIT(errors),
	UNIT(unknown_flags_are_dropped),
	UNIT(ignored_is_dropped_and_blocked_is_kept),
	UNIT(ignoring_flushes_every_set),
	UNIT(init_has_no_default_action),
	UNIT(set_by_the_port),
};
UNIT_MAIN(tests)
