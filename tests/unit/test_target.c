/* SPDX-License-Identifier: MIT */
/* The choice of the thread: main first, rotation, retarget, fatal. */
#include "unit.h"

static void main_thread_first_then_rotation(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state);
	struct tp_task *u = tp_thread(t, 101), *v = tp_thread(t, 102);

	m->tells_targets = true;
	tp_handle(t, 10, 0);
	tp_handle(t, 12, 0);
	tp_handle(t, 15, 0);
	tp_story(m);
	tp_generate(tp_group(t), 10);
	/* The main thread has not got to it: the next is asked. */
	tp_generate(tp_group(t), 12);
	tp_generate(tp_group(t), 15);
	tp_generate(tp_group(t), 1);
	assert_story(m, "100 generate USR1 shared\n100 target USR1 main\n"
			"100 generate USR2 shared\n101 target USR2 rotation\n"
			"100 generate TERM shared\n102 target TERM rotation\n"
			"100 generate HUP shared\n100 target HUP none\n");
	assert_int_equal(v->wake, KSIG_WAKE_SIGNAL);
	assert_int_equal(u->nr_wakes, 1);
	assert_int_equal(tp_return(t), KSIG_EXIT);	/* of HUP, lowest */
}

static void a_blocking_thread_is_not_chosen(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);

	m->tells_targets = true;
	tp_handle(t, 10, 0);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10));
	tp_generate(tp_group(t), 10);
	assert_story(m, "100 generate USR1 shared\n"
			"101 target USR1 rotation\n");
	/* It blocks it before it gets there: nobody is left. */
	tp_mask(u, LINUX_SIG_BLOCK, TP_SET(10));
	assert_story(m, "");
	assert_false(u->t.has_deliverable);
	tp_mask(t, LINUX_SIG_UNBLOCK, TP_SET(10));
	assert_int_equal(tp_in_handler(t), 10);
}

static void blocking_hands_over(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state);
	struct tp_task *u = tp_thread(t, 101), *v = tp_thread(t, 102);

	m->tells_targets = true;
	tp_handle(t, 10, 0);
	tp_handle(t, 12, 0);
	tp_mask(u, LINUX_SIG_BLOCK, TP_SET(10));
	tp_generate(tp_group(t), 10);
	tp_story(m);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10));
	assert_story(m, "102 target USR1 retarget\n");
	assert_false(u->t.has_deliverable);
	/* And once more, by exiting. */
	tp_mask(u, LINUX_SIG_UNBLOCK, TP_SET(10));
	assert_int_equal(tp_in_handler(u), 10);
	tp_generate(tp_group(t), 12);
	tp_story(m);
	ksig_exit_begin(&t->t);
	assert_story(m, "101 target USR2 retarget\n");
	(void)v;
}

static void fatal_ends_the_group_at_once(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);

	m->tells_targets = true;
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(15));
	tp_story(m);
	tp_generate(tp_group(t), 15);
	assert_story(m, "100 generate TERM shared\n101 target TERM fatal\n");
	assert_int_equal(tp_return(u), KSIG_EXIT);
	assert_int_equal(tp_return(u), KSIG_EXIT);
}

static void fatal_wakes_all(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);

	tp_generate(tp_group(t), 15);
	assert_int_equal(t->wake, KSIG_WAKE_KILL);
	assert_int_equal(u->wake, KSIG_WAKE_KILL);
	assert_int_equal(tp_return(u), KSIG_EXIT);
	assert_int_equal(tp_return(t), KSIG_EXIT);
	assert_int_equal(t->t.group->exit_sig, 15);
	/* It is delivered once, to who gets there first. */
	assert_story(m, "100 generate TERM shared\n"
			"101 deliver TERM terminate\n");
	/* A dying process takes no more, and nothing happens. */
	assert_int_equal(tp_generate(tp_group(t), LINUX_SIGCONT), 0);
	assert_int_equal(tp_generate(tp_group(t), 10), 0);
	tp_exit(u, 15);
	tp_exit(t, 15);
	assert_story(m, "100 generate CONT shared ignored\n"
			"100 generate USR1 shared ignored\n"
			"100 exit f\n");
}

static void core_dumps_are_decided_at_delivery(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);

	tp_generate(tp_group(t), LINUX_SIGQUIT);
	assert_false(t->t.group->flags & KSIG_GROUP_EXIT);
	assert_int_equal(tp_return(t), KSIG_DUMP);
	assert_int_equal(u->wake, KSIG_WAKE_KILL);
	assert_int_equal(tp_return(u), KSIG_EXIT);
}

static void the_main_thread_may_be_gone(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);

	tp_handle(t, 10, 0);
	tp_exit(t, 0);
	assert_null(u->t.group->leader);
	assert_int_equal(tp_kill(u, PID, 10), 0);
	assert_int_equal(tp_in_handler(u), 10);
	/* Its id still means something to tkill(2). */
	assert_int_equal(tp_tgkill(u, PID, PID, 10), 0);
	assert_story(m, "100 generate USR1 shared\n"
			"101 deliver USR1 handler\n");
}

static void a_thread_id_prefers_that_thread(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);

	m->tells_targets = true;
	tp_handle(t, 10, 0);
	assert_int_equal(tp_kill(t, 101, 10), 0);
	assert_true(u->t.has_deliverable);
	assert_story(m, "100 generate USR1 shared\n101 target USR1 main\n");
}

static const struct CMUnitTest tests[] = {
	UNIT(main_thread_first_then_rotation),
	UNIT(a_blocking_thread_is_not_chosen),
	UNIT(blocking_hands_over),
	UNIT(fatal_ends_the_group_at_once),
	UNIT(fatal_wakes_all),
	UNIT(core_dumps_are_decided_at_delivery),
	UNIT(the_main_thread_may_be_gone),
	UNIT(a_thread_id_prefers_that_thread),
};
UNIT_MAIN(tests)
