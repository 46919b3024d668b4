/* SPDX-License-Identifier: MIT */
/* Group stop and continue, and what the parent is told of them. */
#include "unit.h"

/* A parent (PID) that looks at SIGCHLD, and its child 200, as a job. */
static struct tp_task *job(void **state)
{
	struct tp_task *t = unit_task(state), *c;

	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(LINUX_SIGCHLD));
	c = tp_fork(t, 200);
	ksig_group_set_pgrp(c->t.group, 200, 1);
	tp_story(*state);
	return c;
}

static void all_threads_stop(void **state)
{
	struct tp_task *c = job(state), *u = tp_thread(c, 201);

	tp_generate(tp_group(c), LINUX_SIGTSTP);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_true(u->t.has_deliverable);
	assert_story(*state, "200 generate TSTP shared\n"
			     "200 deliver TSTP stop\n");
	assert_int_equal(tp_return(u), KSIG_PARK);
	assert_story(*state, "200 stopped TSTP\n"
			     "100 generate CHLD shared blocked\n");
	assert_int_equal(tp_group(c)->child_event, KSIG_CHILD_STOPPED);
	/* Spurious looks change nothing; other signals wait. */
	assert_int_equal(tp_return(c), KSIG_PARK);
	c->nr_wakes = 0;
	tp_handle(c, 10, 0);
	tp_generate(tp_group(c), 10);
	assert_int_equal(c->nr_wakes, 0);
	tp_story(*state);
	tp_generate(tp_group(c), LINUX_SIGCONT);
	assert_int_equal(c->wake, KSIG_WAKE_CONTINUE);
	assert_int_equal(u->wake, KSIG_WAKE_CONTINUE);
	assert_int_equal(tp_return(u), KSIG_RUN);
	assert_int_equal(tp_return(c), KSIG_RUN);
	assert_story(*state, "200 continued\n"
			     "200 generate CONT shared ignored\n"
			     "100 generate CHLD shared blocked coalesced\n"
			     "201 deliver USR1 handler\n");
	assert_int_equal(tp_group(c)->child_event, KSIG_CHILD_CONTINUED);
}

static void stop_and_cont_flush_each_other(void **state)
{
	struct tp_task *c = job(state);
	ksig_sigset stops = TP_SET(LINUX_SIGTSTP) | TP_SET(LINUX_SIGTTIN);

	tp_mask(c, LINUX_SIG_BLOCK, stops | TP_SET(LINUX_SIGCONT));
	tp_generate(tp_group(c), LINUX_SIGTSTP);
	tp_generate_task(c, LINUX_SIGTTIN);
	tp_generate(tp_group(c), LINUX_SIGCONT);
	assert_story(*state, "200 generate TSTP shared blocked\n"
			     "200 generate TTIN blocked\n"
			     "200 discard TSTP sigcont\n"
			     "200 discard TTIN sigcont\n"
			     "200 generate CONT shared blocked\n");
	tp_generate(tp_group(c), LINUX_SIGTSTP);
	assert_story(*state, "200 discard CONT stop\n"
			     "200 generate TSTP shared blocked\n");
}

static void cont_works_blocked_or_ignored(void **state)
{
	struct tp_task *c = job(state);

	tp_mask(c, LINUX_SIG_BLOCK, TP_SET(LINUX_SIGCONT));
	tp_generate(tp_group(c), LINUX_SIGSTOP);
	assert_int_equal(tp_return(c), KSIG_PARK);
	tp_generate(tp_group(c), LINUX_SIGCONT);
	assert_int_equal(tp_return(c), KSIG_RUN);
	tp_action(c, LINUX_SIGCONT, LINUX_SIG_IGN, 0, 0);
	tp_generate(tp_group(c), LINUX_SIGSTOP);
	assert_int_equal(tp_return(c), KSIG_PARK);
	tp_generate(tp_group(c), LINUX_SIGCONT);
	assert_int_equal(tp_return(c), KSIG_RUN);
}

/* Rule 7: to the parent it stopped, and that is all. */
static void cont_during_an_unfinished_stop(void **state)
{
	struct tp_task *c = job(state), *u = tp_thread(c, 201);

	tp_generate(tp_group(c), LINUX_SIGSTOP);
	tp_return(c);
	tp_story(*state);
	tp_generate(tp_group(c), LINUX_SIGCONT);
	assert_int_equal(tp_return(u), KSIG_RUN);
	assert_int_equal(tp_return(c), KSIG_RUN);
	assert_story(*state, "200 continued\n"
			     "200 generate CONT shared ignored\n"
			     "100 generate CHLD shared blocked\n");
	assert_int_equal(tp_group(c)->nr_child_events, 1);
	assert_int_equal(tp_group(c)->child_event, KSIG_CHILD_STOPPED);
}

static void kill_ends_a_stop(void **state)
{
	struct tp_task *c = job(state);

	tp_generate(tp_group(c), LINUX_SIGSTOP);
	tp_return(c);
	tp_generate(tp_group(c), LINUX_SIGKILL);
	assert_int_equal(c->wake, KSIG_WAKE_KILL);
	assert_int_equal(tp_return(c), KSIG_EXIT);
	assert_int_equal(c->t.group->exit_sig, LINUX_SIGKILL);
}

static void nocldstop_and_ignored(void **state)
{
	struct tp_task *t = unit_task(state), *c = job(state);

	tp_action(t, LINUX_SIGCHLD, TP_HANDLER(17),
		  LINUX_SA_NOCLDSTOP | LINUX_SA_RESTORER, 0);
	tp_generate(tp_group(c), LINUX_SIGSTOP);
	tp_return(c);
	tp_generate(tp_group(c), LINUX_SIGCONT);
	tp_return(c);
	assert_int_equal(tp_sigpending(t), 0);
	assert_int_equal(tp_group(c)->nr_child_events, 2);
}

static void orphaned_groups_do_not_stop(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state), *c = job(state), *g;

	/* The parent is in the same group: no link to outside of it. */
	g = tp_fork(c, 300);
	tp_exit(t, 0);
	tp_story(m);
	tp_generate(tp_group(g), LINUX_SIGTSTP);
	assert_int_equal(tp_return(g), KSIG_RUN);
	assert_story(m, "300 generate TSTP shared\n"
			"300 discard TSTP orphaned\n");
	tp_generate(tp_group(g), LINUX_SIGSTOP);
	assert_int_equal(tp_return(g), KSIG_PARK);
}

static void becoming_orphaned_hangs_up_the_stopped(void **state)
{
	struct tp_task *t = unit_task(state), *c = job(state);

	tp_handle(c, LINUX_SIGHUP, 0);
	tp_generate(tp_group(c), LINUX_SIGTSTP);
	assert_int_equal(tp_return(c), KSIG_PARK);
	tp_story(*state);
	tp_exit(t, 0);
	assert_story(*state, "100 discard CHLD exit\n"
			     "200 generate HUP shared\n"
			     "200 continued\n"
			     "200 generate CONT shared ignored\n"
			     "100 exit 0\n");
	assert_int_equal(tp_return(c), KSIG_RUN);
	assert_int_equal(tp_in_handler(c), LINUX_SIGHUP);
}

static void a_thread_born_into_a_stop_joins(void **state)
{
	struct tp_task *c = job(state), *u = tp_thread(c, 201), *v;

	tp_generate(tp_group(c), LINUX_SIGSTOP);
	tp_return(c);
	v = tp_thread(u, 202);
	assert_true(v->t.has_deliverable);
	assert_int_equal(tp_return(u), KSIG_PARK);
	assert_false(c->t.group->flags & KSIG_GROUP_STOPPED);
	assert_int_equal(tp_return(v), KSIG_PARK);
	assert_true(c->t.group->flags & KSIG_GROUP_STOPPED);
}

static void an_exiting_thread_is_not_waited_for(void **state)
{
	struct tp_task *c = job(state), *u = tp_thread(c, 201);

	tp_generate(tp_group(c), LINUX_SIGSTOP);
	tp_return(c);
	tp_story(*state);
	ksig_exit_begin(&u->t);
	assert_story(*state, "200 stopped STOP\n"
			     "100 generate CHLD shared blocked\n");
	tp_exit(u, 0);
}

/* A stop while a call waits: it is made again, and nobody notices. */
static void a_stop_in_sigsuspend(void **state)
{
	struct tp_task *c = job(state);
	ksig_sigset set = 0;

	tp_handle(c, 10, 0);
	tp_mask(c, LINUX_SIG_SETMASK, TP_SET(10));
	tp_poke(*state, TP_SCRATCH, &set, sizeof(set));
	assert_int_equal(TP_CALL2(c, LINUX_NR_rt_sigsuspend, TP_SCRATCH, 8),
			 TP_PARKED);
	tp_generate(tp_group(c), LINUX_SIGSTOP);
	assert_int_equal(tp_resume(c), -LINUX_ERESTARTNOHAND);
	assert_int_equal(c->outcome, KSIG_PARK);
	tp_generate(tp_group(c), LINUX_SIGCONT);
	assert_int_equal(tp_return(c), KSIG_RUN);
	assert_int_equal(c->t.blocked, TP_SET(10));
	assert_int_equal(c->regs.ip, TP_CODE - 2);
	assert_int_equal(c->regs.ax, LINUX_NR_rt_sigsuspend);
}

static void stop_signals_lost_to_cont(void **state)
{
	struct tp *m = *state;
	struct tp_task *c = job(state);
	struct linux_siginfo info = { .si_signo = LINUX_SIGCONT };

	/* Between dequeue and stop: the mark is what SIGCONT wipes out. */
	tp_generate(tp_group(c), LINUX_SIGTSTP);
	c->t.group->outside_job_control = false;
	c->t.flags |= KSIG_TASK_STOP_DEQUEUED;
	tp_generate(tp_group(c), LINUX_SIGCONT);
	assert_false(c->t.flags & KSIG_TASK_STOP_DEQUEUED);
	assert_int_equal(tp_return(c), KSIG_RUN);
	(void)m;
	(void)info;
}

static void a_stop_replaces_nothing_when_stopped(void **state)
{
	struct tp_task *c = job(state);

	tp_generate(tp_group(c), LINUX_SIGSTOP);
	tp_return(c);
	tp_generate(tp_group(c), LINUX_SIGTSTP);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_int_equal(c->t.group->stop_sig, LINUX_SIGSTOP);
	tp_generate(tp_group(c), LINUX_SIGCONT);
	assert_int_equal(tp_return(c), KSIG_RUN);
	assert_int_equal(c->t.group->shared.set, 0);
}

static const struct CMUnitTest tests[] = {
	UNIT(all_threads_stop),
	UNIT(stop_and_cont_flush_each_other),
	UNIT(cont_works_blocked_or_ignored),
	UNIT(cont_during_an_unfinished_stop),
	UNIT(kill_ends_a_stop),
	UNIT(nocldstop_and_ignored),
	UNIT(orphaned_groups_do_not_stop),
	UNIT(becoming_orphaned_hangs_up_the_stopped),
	UNIT(a_thread_born_into_a_stop_joins),
	UNIT(an_exiting_thread_is_not_waited_for),
	UNIT(a_stop_in_sigsuspend),
	UNIT(stop_signals_lost_to_cont),
	UNIT(a_stop_replaces_nothing_when_stopped),
};
UNIT_MAIN(tests)
