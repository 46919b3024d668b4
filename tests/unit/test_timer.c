/* SPDX-License-Identifier: MIT */
/*
 * POSIX timers and interval timers on a machine without a kernel underneath.
 * What is expected was observed on 6.18 unless it says otherwise.
 */
#include "unit.h"

#define MS 1000000ull
#define SPEC (TP_SCRATCH + 0x100)
#define OUT (TP_SCRATCH + 0x200)

static int64_t create(struct tp_task *t, int32_t clock, int32_t notify,
		      int32_t signo, int32_t tid)
{
	struct linux_sigevent ev = {
		.value = 77, .signo = signo, .notify = notify, .tid = tid,
	};
	int64_t ret;

	tp_poke(tp_of(t), TP_SCRATCH, &ev, sizeof(ev));
	ret = TP_CALL3(t, LINUX_NR_timer_create, clock, TP_SCRATCH, OUT);
	return ret ? ret : (int32_t)tp_peek64(tp_of(t), OUT);
}

static int64_t set(struct tp_task *t, int64_t id, int flags, uint64_t value,
		   uint64_t interval)
{
	struct linux_itimerspec its = {
		{ (int64_t)(interval / 1000000000), (int64_t)(interval %
							    1000000000) },
		{ (int64_t)(value / 1000000000), (int64_t)(value %
							   1000000000) },
	};

	tp_poke(tp_of(t), SPEC, &its, sizeof(its));
	return TP_CALL4(t, LINUX_NR_timer_settime, id, flags, SPEC, OUT);
}

static uint64_t ns_at(struct tp_task *t, uint64_t uaddr)
{
	return tp_peek64(tp_of(t), uaddr) * 1000000000 +
	       tp_peek64(tp_of(t), uaddr + 8);
}

/* timer_gettime(2): the value; the interval is ns_at(OUT). */
static uint64_t get(struct tp_task *t, int64_t id)
{
	assert_int_equal(TP_CALL2(t, LINUX_NR_timer_gettime, id, OUT), 0);
	return ns_at(t, OUT + 16);
}

static int64_t overrun(struct tp_task *t, int64_t id)
{
	return TP_CALL2(t, LINUX_NR_timer_getoverrun, id, 0);
}

/* sigtimedwait without waiting; its siginfo is in info. */
static struct linux_siginfo info;
static int64_t take(struct tp_task *t, int sig)
{
	struct linux_timespec zero = { 0, 0 };
	ksig_sigset s = TP_SET(sig);
	int64_t ret;

	tp_poke(tp_of(t), SPEC, &s, sizeof(s));
	tp_poke(tp_of(t), SPEC + 8, &zero, sizeof(zero));
	ret = TP_CALL4(t, LINUX_NR_rt_sigtimedwait, SPEC, OUT, SPEC + 8, 8);
	tp_peek(tp_of(t), &info, OUT, sizeof(info));
	return ret;
}

static void create_errors(void **state)
{
	struct tp_task *t = unit_task(state), *other = tp_fork(t, 200);

	assert_int_equal(create(t, 1, LINUX_SIGEV_SIGNAL, 10, 0), 0);
	/* Failures use ids up, but for the clock's and the limit's. */
	assert_int_equal(create(t, 1, LINUX_SIGEV_SIGNAL, 65, 0), -22);
	assert_int_equal(create(t, 1, LINUX_SIGEV_SIGNAL, 0, 0), -22);
	assert_int_equal(create(t, 1, LINUX_SIGEV_NONE, 99, 0), 3);
	assert_int_equal(create(t, 1, 9, 10, 0), -22);
	assert_int_equal(create(t, 1, LINUX_SIGEV_THREAD, 10, 0), 5);
	assert_int_equal(create(t, 1, 4, 10, other->t.tid), -22);
	assert_int_equal(create(t, 1, 4 | 1, 10, PID), -22);
	assert_int_equal(create(t, 1, 4 | 2, 10, PID), -22);
	assert_int_equal(TP_CALL3(t, LINUX_NR_timer_create, 1, 0, 8), -14);
	assert_int_equal(create(t, 1, 4, 10, PID), 10);
	assert_int_equal(create(t, 4, 0, 10, 0), -LINUX_EOPNOTSUPP);
	assert_int_equal(create(t, 6, 0, 10, 0), -LINUX_EOPNOTSUPP);
	assert_int_equal(create(t, 8, 0, 10, 0), -LINUX_EOPNOTSUPP);
	assert_int_equal(create(t, 10, 0, 10, 0), -22);
	assert_int_equal(create(t, 11, 0, 10, 0), -22);	/* the port's */
	assert_int_equal(create(t, 32, 0, 10, 0), -22);
	assert_int_equal(create(t, -1, 0, 10, 0), -22);
	/* clock_getcpuclockid(3), pthread_getcpuclockid(3) */
	assert_int_equal(create(t, ~PID * 8 | 2, 0, 10, 0), 11);
	assert_int_equal(create(t, ~PID * 8 | 6, 0, 10, 0), 12);
	assert_int_equal(create(t, ~PID * 8 | 1, 0, 10, 0), 13);
	assert_int_equal(create(t, ~201 * 8 | 2, 0, 10, 0), -22);
	assert_int_equal(create(t, ~201 * 8 | 6, 0, 10, 0), -22);
	assert_int_equal(TP_CALL3(t, LINUX_NR_timer_create, 99, 8, OUT), -14);
	assert_int_equal(TP_CALL2(t, LINUX_NR_timer_delete, 13, 0), 0);
	assert_int_equal(TP_CALL2(t, LINUX_NR_timer_delete, 13, 0), -22);
}

static void set_errors(void **state)
{
	struct tp_task *t = unit_task(state);
	int64_t id = create(t, 1, LINUX_SIGEV_SIGNAL, 10, 0);
	struct linux_itimerspec bad = { { 0, 0 }, { 0, 1000000000 } };

	assert_int_equal(TP_CALL4(t, LINUX_NR_timer_settime, 99, 0, 0, 0),
			 -22);
	assert_int_equal(TP_CALL4(t, LINUX_NR_timer_settime, 99, 0, 8, 0),
			 -14);
	tp_poke(*state, SPEC, &bad, sizeof(bad));
	assert_int_equal(TP_CALL4(t, LINUX_NR_timer_settime, id, 0, SPEC, 0),
			 -22);
	assert_int_equal(set(t, 99, 0, 1, 0), -22);
	assert_int_equal(set(t, id, 0x10, MS, 0), 0);
	assert_int_equal(TP_CALL4(t, LINUX_NR_timer_settime, id, 0, SPEC, 8),
			 -14);
	assert_int_equal(TP_CALL2(t, LINUX_NR_timer_gettime, 99, 8), -22);
	assert_int_equal(TP_CALL2(t, LINUX_NR_timer_gettime, id, 8), -14);
	assert_int_equal(overrun(t, 99), -22);
}

static void limit(void **state)
{
	struct tp_task *t = unit_task(state);

	ksig_group_set_rlimit(t->t.group, 3);
	assert_int_equal(create(t, 1, 0, 10, 0), 0);
	assert_int_equal(create(t, 1, LINUX_SIGEV_NONE, 10, 0), 1);
	assert_int_equal(create(t, 1, 0, 10, 0), 2);
	assert_int_equal(create(t, 1, 0, 10, 0), -LINUX_EAGAIN);
	assert_int_equal(create(t, 1, 0, 99, 0), -LINUX_EAGAIN);
	assert_int_equal(create(t, 99, 0, 10, 0), -22);
	/* What is left for others is less. */
	assert_int_equal(TP_CALL2(t, LINUX_NR_timer_delete, 0, 0), 0);
	assert_int_equal(t->t.user->nr_pending, 2);
	((struct tp *)*state)->fail_alloc = 1;
	assert_int_equal(create(t, 1, 0, 10, 0), -LINUX_EAGAIN);
}

static void one_shot(void **state)
{
	struct tp_task *t = unit_task(state);
	struct tp *m = *state;
	int64_t id = create(t, 1, LINUX_SIGEV_SIGNAL, 10, 0);

	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10));
	set(t, id, 0, 5 * MS, 0);
	tp_tick(m, 4 * MS, NULL);
	assert_int_equal(get(t, id), MS);
	assert_int_equal(tp_sigpending(t), 0);
	tp_tick(m, MS, NULL);
	assert_int_equal(get(t, id), 0);
	assert_int_equal(take(t, 10), 10);
	assert_int_equal(info.si_code, LINUX_SI_TIMER);
	assert_int_equal(info.u.timer.timerid, id);
	assert_int_equal(info.u.timer.overrun, 0);
	assert_int_equal(info.u.timer.value, 77);
	/* Absolute, in the past: at once. The default event tells the id. */
	assert_int_equal(TP_CALL3(t, LINUX_NR_timer_create, 0, 0, OUT), 0);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(14));
	set(t, id + 1, LINUX_TIMER_ABSTIME, 1, 0);
	tp_tick(m, 0, NULL);
	assert_int_equal(take(t, 14), 14);
	assert_int_equal(info.u.timer.value, id + 1);
	/* A relative one does not care what time it is. */
	set(t, id + 1, 0, MS, 0);
	m->realtime_ns += 1000 * MS;
	tp_tick(m, MS / 2, NULL);
	assert_int_equal(tp_sigpending(t), 0);
	/* An absolute one does. */
	set(t, id + 1, LINUX_TIMER_ABSTIME, m->realtime_ns + m->now_ns + MS,
	    0);
	m->realtime_ns += 1000 * MS;
	tp_tick(m, 0, NULL);
	assert_int_equal(take(t, 14), 14);
}

static void overruns(void **state)
{
	struct tp_task *t = unit_task(state);
	struct tp *m = *state;
	int64_t id = create(t, 1, LINUX_SIGEV_SIGNAL, 10, 0);

	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10));
	set(t, id, 0, 10 * MS, 10 * MS);
	tp_tick(m, 55 * MS, NULL);
	assert_int_equal(tp_nr_alarms(m), 0);	/* it waits to be taken */
	assert_int_equal(get(t, id), 5 * MS);
	assert_int_equal(overrun(t, id), 0);
	assert_int_equal(take(t, 10), 10);
	assert_int_equal(info.u.timer.overrun, 4);
	assert_int_equal(overrun(t, id), 4);
	assert_int_equal(tp_nr_alarms(m), 1);
	tp_tick(m, 5 * MS, NULL);
	assert_int_equal(take(t, 10), 10);
	assert_int_equal(info.u.timer.overrun, 0);
	assert_int_equal(overrun(t, id), 0);
	/* Of a nanosecond: DELAYTIMER_MAX. */
	set(t, id, LINUX_TIMER_ABSTIME, 1, 1);
	m->now_ns += 5000 * MS;
	tp_tick(m, 0, NULL);
	m->now_ns += 5000 * MS;
	assert_int_equal(take(t, 10), 10);
	assert_int_equal(info.u.timer.overrun, INT32_MAX);
	assert_int_equal(overrun(t, id), INT32_MAX);
	set(t, id, 0, 0, 50 * MS);
	assert_int_equal(ns_at(t, OUT), 1);
	assert_int_equal(overrun(t, id), 0);
	assert_int_equal(get(t, id), 0);
	assert_int_equal(ns_at(t, OUT), 0);
}

static void silent(void **state)
{
	struct tp_task *t = unit_task(state);
	struct tp *m = *state;
	int64_t id = create(t, 1, LINUX_SIGEV_NONE, 0, 0);

	set(t, id, 0, 5 * MS, 0);
	assert_int_equal(get(t, id), 5 * MS);
	tp_tick(m, 8 * MS, NULL);
	assert_int_equal(get(t, id), 0);
	set(t, id, 0, 5 * MS, 5 * MS);
	tp_tick(m, 23 * MS, NULL);
	assert_int_equal(get(t, id), 2 * MS);
	assert_int_equal(overrun(t, id), 0);
	assert_int_equal(tp_nr_alarms(m), 0);
}

/* Disarmed, set anew or deleted: see ksig__timer_delete_locked(). */
static void stale(void **state)
{
	struct tp_task *t = unit_task(state);
	struct tp *m = *state;
	int64_t id = create(t, 1, LINUX_SIGEV_SIGNAL, 10, 0), r;

	tp_handle(t, 10, 0);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10));
	set(t, id, 0, MS, 0);
	tp_tick(m, MS, NULL);
	set(t, id, 0, 0, 0);
	assert_int_equal(tp_sigpending(t), TP_SET(10));
	tp_kill(t, PID, 10);	/* coalesces, and is lost */
	assert_int_equal(take(t, 10), -LINUX_EAGAIN);
	assert_int_equal(tp_sigpending(t), 0);
	set(t, id, 0, MS, 0);
	tp_tick(m, MS, NULL);
	set(t, id, 0, MS, 0);
	tp_tick(m, MS, NULL);
	assert_int_equal(take(t, 10), 10);
	assert_int_equal(take(t, 10), -LINUX_EAGAIN);
	set(t, id, 0, MS, 0);
	tp_tick(m, MS, NULL);
	r = (int64_t)t->t.user->nr_pending;
	assert_int_equal(TP_CALL2(t, LINUX_NR_timer_delete, id, 0), 0);
	assert_int_equal(t->t.user->nr_pending, r);
	assert_int_equal(get(t, create(t, 1, 0, 10, 0)), 0);
	tp_mask(t, LINUX_SIG_UNBLOCK, TP_SET(10));
	assert_int_equal(tp_in_handler(t), 0);
	assert_int_equal(t->t.user->nr_pending, r);
}

/* Rule 34, 6.13 and later. */
static void parked(void **state)
{
	struct tp_task *t = unit_task(state);
	struct tp *m = *state;
	int64_t id = create(t, 1, LINUX_SIGEV_SIGNAL, 10, 0);

	tp_action(t, 10, LINUX_SIG_IGN, 0, 0);
	set(t, id, 0, 10 * MS, 10 * MS);
	tp_tick(m, 55 * MS, NULL);
	assert_int_equal(tp_nr_alarms(m), 0);
	assert_int_equal(get(t, id), 5 * MS);
	tp_handle(t, 10, LINUX_SA_NODEFER);
	assert_int_equal(tp_in_handler(t), 10);
	assert_int_equal(overrun(t, id), 4);
	tp_tick(m, 5 * MS, NULL);
	tp_return(t);
	assert_int_equal(overrun(t, id), 0);
	tp_sigreturn(t);
	tp_sigreturn(t);
	/* Pending when it is ignored: the same. */
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10));
	set(t, id, 0, 10 * MS, 10 * MS);
	tp_tick(m, 35 * MS, NULL);
	tp_action(t, 10, LINUX_SIG_IGN, 0, 0);
	tp_tick(m, 20 * MS, NULL);
	assert_int_equal(tp_sigpending(t), 0);
	tp_handle(t, 10, 0);
	assert_int_equal(take(t, 10), 10);
	assert_int_equal(info.u.timer.overrun, 4);
	tp_mask(t, LINUX_SIG_UNBLOCK, TP_SET(10));
	/* Disarmed meanwhile: nothing comes back; one shot: lost. */
	tp_action(t, 10, LINUX_SIG_IGN, 0, 0);
	tp_tick(m, 20 * MS, NULL);
	set(t, id, 0, MS, 0);
	tp_tick(m, 20 * MS, NULL);
	tp_handle(t, 10, 0);
	assert_int_equal(tp_in_handler(t), 0);
	/* The order of return: the last one parked first. */
	tp_action(t, 40, LINUX_SIG_IGN, 0, 0);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(40));
	tp_mask(t, LINUX_SIG_UNBLOCK, TP_SET(40));
	set(t, create(t, 1, 0, 40, 0), 0, MS, MS);
	set(t, create(t, 1, 0, 40, 0), 0, 2 * MS, MS);
	tp_tick(m, 2 * MS, NULL);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(40));
	tp_handle(t, 40, 0);
	assert_int_equal(take(t, 40), 40);
	assert_int_equal(info.u.timer.timerid, id + 2);
	assert_int_equal(take(t, 40), 40);
	assert_int_equal(info.u.timer.timerid, id + 1);
}

/* The corners that only observation tells. */
static void parked_for_other_reasons(void **state)
{
	struct tp_task *t = unit_task(state);
	struct tp *m = *state;
	int64_t id = create(t, 1, LINUX_SIGEV_SIGNAL, LINUX_SIGURG, 0);

	/* By its default action: a handler does not bring it back. */
	set(t, id, 0, 10 * MS, 10 * MS);
	tp_tick(m, 55 * MS, NULL);
	tp_handle(t, LINUX_SIGURG, 0);
	tp_tick(m, 55 * MS, NULL);
	tp_return(t);
	assert_int_equal(tp_in_handler(t), 0);
	assert_int_equal(get(t, id), 10 * MS);
	/* Discarded by a stop signal: back after SIG_IGN. */
	id = create(t, 1, LINUX_SIGEV_SIGNAL, LINUX_SIGCONT, 0);
	tp_handle(t, LINUX_SIGCONT, 0);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(LINUX_SIGCONT) |
		TP_SET(LINUX_SIGTSTP));
	set(t, id, 0, 10 * MS, 10 * MS);
	tp_tick(m, 10 * MS, NULL);
	assert_true(tp_sigpending(t) & TP_SET(LINUX_SIGCONT));
	tp_kill(t, PID, LINUX_SIGTSTP);
	tp_tick(m, 50 * MS, NULL);
	assert_false(tp_sigpending(t) & TP_SET(LINUX_SIGCONT));
	tp_action(t, LINUX_SIGCONT, LINUX_SIG_IGN, 0, 0);
	tp_handle(t, LINUX_SIGCONT, 0);
	assert_true(tp_sigpending(t) & TP_SET(LINUX_SIGCONT));
}

static void threads(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);
	struct tp *m = *state;
	int64_t id = create(t, 1, LINUX_SIGEV_THREAD_ID, 10, 101);
	int64_t cpu = create(u, 3, LINUX_SIGEV_SIGNAL, 12, 0);

	tp_handle(t, 10, 0);
	tp_handle(t, 12, 0);
	set(t, id, 0, MS, MS);
	set(u, cpu, 0, 5 * MS, 0);
	tp_tick(m, MS, NULL);
	assert_false(t->t.has_deliverable);
	tp_return(u);
	assert_int_equal(tp_in_handler(u), 10);
	/* For the process, but who runs is asked first. */
	id = create(t, 1, LINUX_SIGEV_SIGNAL, 12, 0);
	tp_sigreturn(u);
	tp_return(u);
	set(t, id, 0, MS / 2, 0);
	tp_tick(m, MS / 2, u);
	assert_false(t->t.has_deliverable);
	assert_true(u->t.has_deliverable);
	/* With the thread goes what was for it. */
	tp_exit(u, 0);
	tp_tick(m, 100 * MS, t);
	assert_int_equal(tp_nr_alarms(m), 0);
	assert_int_equal(get(t, cpu), 0);
}

/* A fault's number does not make it one: it is not taken before others. */
static void by_the_number_of_a_fault(void **state)
{
	struct tp_task *t = unit_task(state);
	struct tp *m = *state;
	ksig_sigset both = TP_SET(LINUX_SIGSEGV) | TP_SET(LINUX_SIGBUS);
	int64_t id = create(t, 1, LINUX_SIGEV_THREAD_ID, LINUX_SIGSEGV, PID);

	tp_handle(t, LINUX_SIGSEGV, 0);
	tp_handle(t, LINUX_SIGBUS, 0);
	tp_mask(t, LINUX_SIG_BLOCK, both);
	tp_tgkill(t, PID, PID, LINUX_SIGSEGV);
	set(t, id, 0, MS, 0);
	tp_tick(m, MS, NULL);
	tp_tgkill(t, PID, PID, LINUX_SIGBUS);
	tp_story(m);
	tp_mask(t, LINUX_SIG_UNBLOCK, both);
	assert_story(m, "100 deliver BUS handler\n"
			"100 deliver SEGV handler\n");
	tp_sigreturn(t);
	assert_story(m, "100 return SEGV\n100 deliver SEGV handler\n");
}

static void inheritance(void **state)
{
	struct tp_task *t = unit_task(state), *c;
	struct tp *m = *state;
	struct linux_itimerval it = { { 0, 0 }, { 5, 0 } };
	int64_t id = create(t, 1, LINUX_SIGEV_SIGNAL, 10, 0);

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	tp_poke(m, SPEC, &it, sizeof(it));
	TP_CALL3(t, LINUX_NR_setitimer, 0, SPEC, 0);
	set(t, id, 0, MS, MS);
	tp_tick(m, MS, NULL);
	assert_int_equal(tp_sigpending(t), TP_SET(10));
	c = tp_fork(t, 200);
	TP_CALL2(c, LINUX_NR_getitimer, 0, OUT);
	assert_int_equal(tp_peek64(m, OUT + 16), 0);
	assert_int_equal(TP_CALL2(c, LINUX_NR_timer_gettime, id, OUT), -22);
	assert_int_equal(create(c, 1, 0, 10, 0), 0);
	tp_exec(t);
	assert_int_equal(tp_sigpending(t), 0);
	assert_int_equal(TP_CALL2(t, LINUX_NR_timer_gettime, id, OUT), -22);
	TP_CALL2(t, LINUX_NR_getitimer, 0, OUT);
	assert_int_equal(tp_peek64(m, OUT + 16), 4);
	assert_int_equal(tp_nr_alarms(m), 1);
}

/* See ksig.h: an alarm too early, or for what is not armed, does no harm. */
static void alarms_out_of_time(void **state)
{
	struct tp_task *t = unit_task(state);
	struct ksig_group *g = t->t.group;
	struct tp *m = *state;
	int32_t id = (int32_t)create(t, 1, LINUX_SIGEV_SIGNAL, 10, 0);

	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10));
	ksig_timer_expire(g, id, &t->t);
	assert_int_equal(tp_sigpending(t), 0);
	set(t, id, 0, 5 * MS, 0);
	/* Too early: the port's alarm is used up, and is asked for anew. */
	memset(m->alarms, 0, sizeof(m->alarms));
	ksig_timer_expire(g, id, &t->t);
	assert_int_equal(tp_sigpending(t), 0);
	assert_int_equal(tp_nr_alarms(m), 1);
	/* Too late: until then it is about to fire. */
	m->now_ns += 6 * MS;
	assert_int_equal(get(t, id), 1);
	tp_tick(m, 0, NULL);
	assert_int_equal(get(t, id), 0);
	assert_int_equal(take(t, 10), 10);
	ksig_timer_expire(g, id, &t->t);
	assert_int_equal(tp_sigpending(t), 0);
}

static uint64_t no_clock(struct ksig_group *g, struct ksig_task *t,
			 enum ksig_clock clock)
{
	(void)g;
	(void)t;
	(void)clock;
	return KSIG_NO_TIME;
}

/* A thread's clock ends with it; a machine may lose one. */
static void clocks_that_go(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);
	struct tp *m = *state;
	int64_t cpu = create(u, 3, LINUX_SIGEV_SIGNAL, 12, 0);
	int64_t none = create(u, 3, LINUX_SIGEV_NONE, 0, 0);
	int64_t id = create(t, 1, LINUX_SIGEV_THREAD_ID, 10, 101);

	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10) | TP_SET(12));
	tp_mask(u, LINUX_SIG_BLOCK, TP_SET(10) | TP_SET(12));
	set(u, cpu, 0, 5 * MS, 5 * MS);
	set(u, none, 0, 5 * MS, 5 * MS);
	set(t, id, 0, 20 * MS, 0);
	tp_tick(m, 6 * MS, u);
	assert_int_equal(get(t, none), 4 * MS);
	tp_exit(u, 0);
	/* It does not go on, and tells no time. */
	assert_int_equal(take(t, 12), 12);
	assert_int_equal(tp_nr_alarms(m), 1);
	assert_int_equal(get(t, cpu), 0);
	assert_int_equal(ns_at(t, OUT), 5 * MS);
	assert_int_equal(get(t, none), 0);
	assert_int_equal(set(t, cpu, 0, MS, 0), 0);
	assert_int_equal(tp_nr_alarms(m), 1);
	/* Whom it is for has gone too: nobody gets it. */
	tp_tick(m, 20 * MS, t);
	assert_int_equal(tp_nr_alarms(m), 0);
	assert_int_equal(tp_sigpending(t), 0);
	id = create(t, 1, LINUX_SIGEV_SIGNAL, 10, 0);
	set(t, id, LINUX_TIMER_ABSTIME, 1, 0);
	m->port.clock_read = no_clock;
	ksig_timer_expire(t->t.group, (int32_t)id, &t->t);
	assert_int_equal(tp_sigpending(t), 0);
}

/* 292 years, and the interval after them: "never". */
static void never(void **state)
{
	struct tp_task *t = unit_task(state);
	struct tp *m = *state;
	int64_t id = create(t, 1, LINUX_SIGEV_SIGNAL, 10, 0);

	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10));
	set(t, id, 0, MS, 9300000000ull * 1000000000);
	assert_int_equal(get(t, id), MS);
	assert_int_equal(ns_at(t, OUT), INT64_MAX);
	tp_tick(m, MS, NULL);
	assert_int_equal(take(t, 10), 10);
	assert_int_equal(info.u.timer.overrun, 0);
	assert_int_equal(get(t, id), INT64_MAX - m->now_ns);
	assert_int_equal(tp_nr_alarms(m), 1);
}

static int64_t setitimer(struct tp_task *t, int which, int64_t usec,
			 int64_t every)
{
	struct linux_itimerval it = {
		{ every / 1000000, every % 1000000 },
		{ usec / 1000000, usec % 1000000 },
	};

	tp_poke(tp_of(t), SPEC, &it, sizeof(it));
	return TP_CALL3(t, LINUX_NR_setitimer, which, SPEC, OUT);
}

static int64_t getitimer(struct tp_task *t, int which)
{
	TP_CALL2(t, LINUX_NR_getitimer, which, OUT);
	return (int64_t)(tp_peek64(tp_of(t), OUT + 16) * 1000000 +
			 tp_peek64(tp_of(t), OUT + 24));
}

static void itimer_real(void **state)
{
	struct tp_task *t = unit_task(state);
	struct tp *m = *state;

	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(14));
	setitimer(t, 0, 10000, 10000);
	tp_tick(m, 35 * MS, NULL);
	assert_int_equal(getitimer(t, 0), 0);	/* waits to be taken */
	assert_int_equal(tp_peek64(m, OUT + 8), 10000);
	assert_int_equal(take(t, 14), 14);
	assert_int_equal(info.si_code, LINUX_SI_KERNEL);
	assert_int_equal(getitimer(t, 0), 5000);	/* in phase */
	/* Ignored, it stops; only a shared SIGALRM sets it going. */
	tp_mask(t, LINUX_SIG_UNBLOCK, TP_SET(14));
	tp_action(t, 14, LINUX_SIG_IGN, 0, 0);
	tp_tick(m, 35 * MS, NULL);
	tp_handle(t, 14, LINUX_SA_NODEFER);
	tp_tick(m, 35 * MS, NULL);
	assert_int_equal(tp_in_handler(t), 0);
	assert_int_equal(getitimer(t, 0), 0);
	tp_tgkill(t, PID, PID, 14);
	assert_int_equal(getitimer(t, 0), 0);
	tp_kill(t, PID, 14);
	assert_true(getitimer(t, 0) > 0);
	/* What it left pending stays when it is disarmed. */
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(14));
	setitimer(t, 0, 10, 0);
	tp_tick(m, MS, NULL);
	setitimer(t, 0, 0, 10);
	assert_int_equal(getitimer(t, 0), 0);
	assert_int_equal(tp_peek64(m, OUT + 8), 0);
	assert_int_equal(tp_sigpending(t), TP_SET(14));
}

static void itimer_errors_and_alarm(void **state)
{
	struct tp_task *t = unit_task(state);

	assert_int_equal(TP_CALL3(t, LINUX_NR_setitimer, 3, 0, 0), -22);
	assert_int_equal(TP_CALL3(t, LINUX_NR_setitimer, 3, 8, 0), -14);
	assert_int_equal(TP_CALL3(t, LINUX_NR_setitimer, 0, 0, 0), 0);
	assert_int_equal(TP_CALL3(t, LINUX_NR_setitimer, 0, 0, 8), -14);
	assert_int_equal(TP_CALL2(t, LINUX_NR_getitimer, 3, 8), -22);
	assert_int_equal(TP_CALL2(t, LINUX_NR_getitimer, 0, 8), -14);
	assert_int_equal(setitimer(t, 0, -1, 0), -22);
	setitimer(t, 0, 3000000, 0);
	assert_int_equal(TP_CALL2(t, LINUX_NR_alarm, 0, 0), 3);
	setitimer(t, 0, 300000, 0);
	assert_int_equal(TP_CALL2(t, LINUX_NR_alarm, 0, 0), 1);
	setitimer(t, 0, 1600000, 0);
	assert_int_equal(TP_CALL2(t, LINUX_NR_alarm, 0, 0), 2);
	setitimer(t, 0, 1400000, 0);
	assert_int_equal(TP_CALL2(t, LINUX_NR_alarm, 0xffffffff, 0), 1);
	assert_int_equal(TP_CALL2(t, LINUX_NR_alarm, 0, 0), 0xffffffff);
	assert_int_equal(TP_CALL2(t, LINUX_NR_alarm, 0, 0), 0);
}

static void itimer_cpu(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);
	struct tp *m = *state;

	tp_handle(t, LINUX_SIGVTALRM, 0);
	tp_action(t, LINUX_SIGPROF, LINUX_SIG_IGN, 0, 0);
	setitimer(t, 1, 5000, 5000);
	setitimer(t, 2, 5000, 5000);
	tp_tick(m, 50 * MS, NULL);	/* everything sleeps */
	assert_int_equal(getitimer(t, 1), 5000);
	tp_tick(m, 6 * MS, u);
	assert_true(u->t.has_deliverable);	/* who runs is asked first */
	assert_false(t->t.has_deliverable);
	tp_return(u);
	assert_int_equal(tp_in_handler(u), LINUX_SIGVTALRM);
	assert_int_equal(getitimer(t, 1), 4000);
	/* Ignored or not, it goes on. */
	assert_int_equal(getitimer(t, 2), 4000);
	tp_handle(t, LINUX_SIGPROF, 0);
	tp_tick(m, 4 * MS, t);
	tp_return(t);
	assert_int_equal(tp_in_handler(t), LINUX_SIGPROF);
	setitimer(t, 2, 0, 0);
	assert_int_equal(tp_nr_alarms(m), 1);
}

static void itimer_never(void **state)
{
	struct tp_task *t = unit_task(state);
	struct tp *m = *state;

	assert_int_equal(setitimer(t, 0, 9300000000 * 1000000,
				   9300000000 * 1000000), 0);
	assert_int_equal(getitimer(t, 0),
			 (int64_t)((INT64_MAX - m->now_ns) / 1000));
	assert_int_equal(tp_peek64(m, OUT), INT64_MAX / 1000000000);
}

/* A kernel underneath makes the signals: ports/host. */
static void of_the_port(void **state)
{
	struct tp_task *t = unit_task(state);
	struct ksig_group *g = t->t.group;
	struct ksig_origin by = { KSIG_BY_TIMER, 0, 0 };
	struct linux_siginfo i = { .si_signo = 10, .si_code = -2 };
	int n;

	assert_int_equal(ksig_timer_adopt(g, &t->t, NULL, 5), 0);
	ksig_group_set_rlimit(g, 1);
	assert_int_equal(ksig_timer_adopt(g, &t->t, NULL, 6), -LINUX_EAGAIN);
	ksig_timer_set(g, 5, true);
	i.u.timer.timerid = 5;
	tp_action(t, 10, LINUX_SIG_IGN, 0, 0);
	for (n = 0; n < 3; n++)
		ksig_generate_timer(g, &t->t, false, &i, &by);
	tp_handle(t, 10, 0);
	assert_int_equal(tp_in_handler(t), 10);
	assert_int_equal(ksig_timer_overrun(g, 5), 2);
	ksig_timer_forget(g, 5);
	assert_int_equal(t->t.user->nr_pending, 0);
}

static int32_t taken[3];
static void timer_taken(struct ksig_group *g, int32_t timerid, int32_t overrun)
{
	taken[0]++;
	taken[1] = timerid;
	taken[2] = overrun;
	assert_int_equal(g->pid, PID);
}

/* Before 6.13 the kernel underneath goes on firing: ours is not to arm. */
static void of_the_port_before_6_13(void **state)
{
	struct tp_task *t = unit_task(state);
	struct ksig_group *g = t->t.group;
	struct ksig_origin by = { KSIG_BY_TIMER, 0, 0 };
	struct linux_siginfo i = { .si_signo = 10, .si_code = -2 };
	struct tp *m = *state;
	int n;

	m->k.config.linux_version = 0x060c00;
	m->port.timer_taken = timer_taken;
	assert_int_equal(ksig_timer_adopt(g, &t->t, NULL, 5), 0);
	ksig_timer_set(g, 5, true);
	i.u.timer.timerid = 5;
	tp_action(t, 10, LINUX_SIG_IGN, 0, 0);
	for (n = 0; n < 3; n++)
		ksig_generate_timer(g, &t->t, false, &i, &by);
	assert_int_equal(tp_nr_alarms(m), 0);
	tp_handle(t, 10, 0);
	assert_int_equal(tp_in_handler(t), 0);
	assert_int_equal(taken[0], 0);
	ksig_generate_timer(g, &t->t, false, &i, &by);
	tp_return(t);
	assert_int_equal(tp_in_handler(t), 10);
	assert_int_equal(taken[0], 1);
	assert_int_equal(taken[1], 5);
	assert_int_equal(taken[2], 3);
	ksig_timer_forget(g, 5);
}

/* What the kernel underneath tells of a process that is dead already. */
static void of_the_port_when_dead(void **state)
{
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);
	struct ksig_group *g = c->t.group;
	struct ksig_origin by = { KSIG_BY_TIMER, 0, 0 };
	struct linux_siginfo i = { .si_signo = 10, .si_code = -2 };
	struct tp *m = *state;
	int64_t nr;

	assert_int_equal(ksig_timer_adopt(g, &c->t, NULL, 5), 0);
	assert_int_equal(ksig_timer_overrun(g, 5), 0);
	tp_exit(c, 0);
	nr = m->nr_allocs;
	assert_int_equal(ksig_timer_adopt(g, &c->t, NULL, 6), 0);
	i.u.timer.timerid = 6;
	tp_story(m);
	assert_int_equal(ksig_generate_timer(g, &c->t, false, &i, &by), 0);
	assert_story(m, "");
	ksig_timer_set(g, 5, true);
	ksig_timer_forget(g, 5);
	ksig_timer_expire(g, 5, NULL);
	assert_int_equal(ksig_timer_overrun(g, 5), -LINUX_EINVAL);
	assert_int_equal(m->nr_allocs, nr);
}

/* A port without clocks has no timers. */
static void absent(void **state)
{
	struct tp_task *t = unit_task(state);
	struct tp *m = *state;
	int64_t nr;

	m->port.clock_read = NULL;
	m->port.alarm_set = NULL;
	for (nr = LINUX_NR_timer_create; nr <= LINUX_NR_timer_delete; nr++)
		assert_int_equal(TP_CALL0(t, nr), -LINUX_ENOSYS);
	for (nr = LINUX_NR_getitimer; nr <= LINUX_NR_setitimer; nr++)
		assert_int_equal(TP_CALL0(t, nr), -LINUX_ENOSYS);
}

static const struct CMUnitTest tests[] = {
	UNIT(create_errors),
	UNIT(set_errors),
	UNIT(limit),
	UNIT(one_shot),
	UNIT(overruns),
	UNIT(silent),
	UNIT(stale),
	UNIT(parked),
	UNIT(parked_for_other_reasons),
	UNIT(threads),
	UNIT(by_the_number_of_a_fault),
	UNIT(inheritance),
	UNIT(alarms_out_of_time),
	UNIT(clocks_that_go),
	UNIT(never),
	UNIT(itimer_real),
	UNIT(itimer_errors_and_alarm),
	UNIT(itimer_cpu),
	UNIT(itimer_never),
	UNIT(of_the_port),
	UNIT(of_the_port_before_6_13),
	UNIT(of_the_port_when_dead),
	UNIT(absent),
};
UNIT_MAIN(tests)
