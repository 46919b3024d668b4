/* SPDX-License-Identifier: MIT */
/* Where Linux has changed: both sides of each row of docs/VERSIONS.md. */
#include "unit.h"

#define V(major, minor) ((major) << 16 | (minor) << 8)
#define MS 1000000ull

static void be(void **state, uint32_t version)
{
	((struct tp *)*state)->k.config.linux_version = version;
}

/* 5.1: pidfd_send_signal(2); 6.9: its scopes. */
static void pidfd(void **state)
{
	struct tp_task *t = unit_task(state);

	t->call.pidfd_pid = PID;
	be(state, V(5, 0));
	assert_int_equal(TP_CALL4(t, LINUX_NR_pidfd_send_signal, 3, 0, 0, 0),
			 -LINUX_ENOSYS);
	be(state, V(5, 1));
	assert_int_equal(TP_CALL4(t, LINUX_NR_pidfd_send_signal, 3, 0, 0, 0),
			 0);
	be(state, V(6, 8));
	assert_int_equal(TP_CALL4(t, LINUX_NR_pidfd_send_signal, 3, 0, 0, 2),
			 -LINUX_EINVAL);
	be(state, V(6, 9));
	assert_int_equal(TP_CALL4(t, LINUX_NR_pidfd_send_signal, 3, 0, 0, 2),
			 0);
}

/* 5.5: CLONE_CLEAR_SIGHAND. */
static void clear_sighand(void **state)
{
	struct tp_task *t = unit_task(state), *c;

	be(state, V(5, 4));
	assert_null(tp_clone(t, 200, LINUX_CLONE_CLEAR_SIGHAND));
	be(state, V(5, 5));
	assert_null(tp_clone(t, 201, LINUX_CLONE_CLEAR_SIGHAND |
			     LINUX_CLONE_SIGHAND));
	tp_handle(t, 10, 0);
	c = tp_clone(t, 202, LINUX_CLONE_CLEAR_SIGHAND);
	assert_non_null(c);
	assert_int_equal(c->t.sighand->action[9].handler, LINUX_SIG_DFL);
}

/* 5.11: what is not known of sa_flags is not kept. */
static void unknown_flags(void **state)
{
	struct tp_task *t = unit_task(state);

	be(state, V(5, 10));
	tp_action(t, 10, TP_HANDLER(10), LINUX_SA_UNSUPPORTED, 0);
	assert_int_equal(t->t.sighand->action[9].flags, LINUX_SA_UNSUPPORTED);
	be(state, V(5, 11));
	tp_action(t, 10, TP_HANDLER(10), LINUX_SA_UNSUPPORTED, 0);
	assert_int_equal(t->t.sighand->action[9].flags, 0);
}

/* 5.16: a handler cannot come in time for a signal that is to end it all. */
static void immutable(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);
	struct linux_siginfo info = {
		.si_signo = LINUX_SIGSYS, .si_code = LINUX_SYS_SECCOMP,
	};

	be(state, V(5, 15));
	tp_handle(t, LINUX_SIGSYS, 0);
	ksig_force_exit(&u->t, &info);
	assert_int_equal(tp_handle(t, LINUX_SIGSYS, 0), 0);
	tp_return(u);
	assert_int_equal(tp_in_handler(u), LINUX_SIGSYS);
	be(state, V(5, 16));
	ksig_force_exit(&u->t, &info);
	assert_int_equal(tp_handle(t, LINUX_SIGSYS, 0), -LINUX_EINVAL);
	assert_int_equal(tp_return(u), KSIG_DUMP);
}

static int64_t timer(struct tp_task *t, uint64_t value, uint64_t interval)
{
	struct linux_sigevent ev = { .signo = 10 };
	struct linux_itimerspec its = {
		{ 0, (int64_t)interval }, { 0, (int64_t)value },
	};
	int64_t id;

	tp_poke(tp_of(t), TP_SCRATCH, &ev, sizeof(ev));
	tp_poke(tp_of(t), TP_SCRATCH + 64, &its, sizeof(its));
	assert_int_equal(TP_CALL3(t, LINUX_NR_timer_create, 1, TP_SCRATCH,
				  TP_SCRATCH + 128), 0);
	id = (int32_t)tp_peek64(tp_of(t), TP_SCRATCH + 128);
	TP_CALL4(t, LINUX_NR_timer_settime, id, 0, TP_SCRATCH + 64, 0);
	return id;
}

/* 6.4: a timer's signal prefers the task that it has interrupted. */
static void timers_prefer_who_runs(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);
	struct tp *m = *state;

	tp_handle(t, 10, 0);
	be(state, V(6, 3));
	timer(t, MS, 0);
	tp_tick(m, MS, u);
	assert_true(t->t.has_deliverable && !u->t.has_deliverable);
	tp_return(t);
	be(state, V(6, 4));
	timer(t, MS, 0);
	tp_tick(m, MS, u);
	assert_true(!t->t.has_deliverable && u->t.has_deliverable);
}

/* 6.13: an ignored periodic timer waits; before, it went on and counted. */
static void ignored_timers(void **state)
{
	struct tp_task *t = unit_task(state);
	struct tp *m = *state;
	int64_t id;

	be(state, V(6, 12));
	tp_action(t, 10, LINUX_SIG_IGN, 0, 0);
	id = timer(t, 10 * MS, 10 * MS);
	tp_tick(m, 35 * MS, NULL);
	assert_int_equal(tp_nr_alarms(m), 1);
	tp_handle(t, 10, 0);
	assert_int_equal(tp_in_handler(t), 0);
	tp_tick(m, 5 * MS, NULL);
	tp_return(t);
	assert_int_equal(tp_in_handler(t), 10);
	assert_int_equal(TP_CALL2(t, LINUX_NR_timer_getoverrun, id, 0), 3);
	tp_sigreturn(t);
	TP_CALL2(t, LINUX_NR_timer_delete, id, 0);
	be(state, V(6, 13));
	tp_action(t, 10, LINUX_SIG_IGN, 0, 0);
	id = timer(t, 10 * MS, 10 * MS);
	tp_tick(m, 35 * MS, NULL);
	assert_int_equal(tp_nr_alarms(m), 0);
	tp_handle(t, 10, 0);
	assert_int_equal(tp_in_handler(t), 10);
	assert_int_equal(TP_CALL2(t, LINUX_NR_timer_getoverrun, id, 0), 2);
}

/* 6.13: what a timer left pending is dropped; before, it was delivered. */
static void deleted_timers(void **state)
{
	struct tp_task *t = unit_task(state);
	struct tp *m = *state;
	int64_t id;

	tp_handle(t, 10, 0);
	be(state, V(6, 13));
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10));
	id = timer(t, MS, 0);
	tp_tick(m, MS, NULL);
	TP_CALL2(t, LINUX_NR_timer_delete, id, 0);
	tp_mask(t, LINUX_SIG_UNBLOCK, TP_SET(10));
	assert_int_equal(tp_in_handler(t), 0);
	be(state, V(6, 12));
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10));
	id = timer(t, MS, 0);
	tp_tick(m, MS, NULL);
	TP_CALL2(t, LINUX_NR_timer_delete, id, 0);
	tp_mask(t, LINUX_SIG_UNBLOCK, TP_SET(10));
	assert_int_equal(tp_in_handler(t), 10);
	assert_int_equal(t->t.user->nr_pending, 0);
}

static const struct CMUnitTest tests[] = {
	UNIT(pidfd),
	UNIT(clear_sighand),
	UNIT(unknown_flags),
	UNIT(immutable),
	UNIT(timers_prefer_who_runs),
	UNIT(ignored_timers),
	UNIT(deleted_timers),
};
UNIT_MAIN(tests)
