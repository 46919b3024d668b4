/* SPDX-License-Identifier: MIT */
/* The system calls' arguments: masks, sizes, pointers, order of errors. */
#include "unit.h"

static void dispatch(void **state)
{
	struct tp_task *t = unit_task(state);

	assert_int_equal(TP_CALL0(t, 9999), TP_UNKNOWN);
	assert_int_equal(TP_CALL0(t, 0), TP_UNKNOWN);
}

static void sigprocmask(void **state)
{
	const int64_t nr = LINUX_NR_rt_sigprocmask;
	struct tp_task *t = unit_task(state);

	assert_int_equal(TP_CALL4(t, nr, 0, 0, 0, 4), -LINUX_EINVAL);
	assert_int_equal(TP_CALL4(t, nr, 0, 8, 0, 8), -LINUX_EFAULT);
	assert_int_equal(TP_CALL4(t, nr, 3, TP_SCRATCH, 0, 8),
			 -LINUX_EINVAL);
	assert_int_equal(TP_CALL4(t, nr, 3, 0, 0, 8), 0);
	assert_int_equal(tp_mask(t, LINUX_SIG_SETMASK, ~0ull), 0);
	assert_int_equal(t->t.blocked, ~(TP_SET(9) | TP_SET(19)));
	assert_int_equal(tp_mask(t, LINUX_SIG_SETMASK, 6), 0);
	assert_int_equal(tp_mask(t, LINUX_SIG_BLOCK, 1), 0);
	assert_int_equal(tp_mask(t, LINUX_SIG_UNBLOCK, 4), 0);
	assert_int_equal(t->t.blocked, 3);
	/* Set, although the old one cannot be told. */
	assert_int_equal(TP_CALL4(t, nr, LINUX_SIG_UNBLOCK, TP_SCRATCH, 8, 8),
			 -LINUX_EFAULT);
	assert_int_equal(t->t.blocked, 3);
	assert_int_equal(TP_CALL4(t, nr, 0, 0, TP_SCRATCH, 8), 0);
	assert_int_equal(tp_peek64(*state, TP_SCRATCH), 3);
}

static void sigpending(void **state)
{
	const int64_t nr = LINUX_NR_rt_sigpending;
	struct tp_task *t = unit_task(state);
	uint64_t all = ~0ull;

	tp_mask(t, LINUX_SIG_SETMASK, ~0ull);
	tp_kill(t, PID, 10);
	tp_tgkill(t, PID, PID, 40);
	assert_int_equal(TP_CALL2(t, nr, TP_SCRATCH, 9), -LINUX_EINVAL);
	assert_int_equal(TP_CALL2(t, nr, 8, 8), -LINUX_EFAULT);
	tp_poke(*state, TP_SCRATCH, &all, sizeof(all));
	assert_int_equal(TP_CALL2(t, nr, TP_SCRATCH, 4), 0);
	assert_int_equal(tp_peek64(*state, TP_SCRATCH),
			 0xffffffff00000200ull);
	assert_int_equal(tp_sigpending(t), TP_SET(10) | TP_SET(40));
	assert_int_equal(ksig_pending_all(&t->t), TP_SET(10) | TP_SET(40));
}

static void suspending(void **state)
{
	struct tp_task *t = unit_task(state);
	const int64_t nr = LINUX_NR_rt_sigsuspend;

	assert_int_equal(TP_CALL2(t, nr, TP_SCRATCH, 7), -LINUX_EINVAL);
	assert_int_equal(TP_CALL2(t, nr, 8, 8), -LINUX_EFAULT);
	assert_int_equal(TP_CALL0(t, LINUX_NR_pause), TP_PARKED);
	assert_int_equal(t->t.park.kind, KSIG_PARK_PAUSE);
	tp_handle(t, 10, 0);
	tp_generate_task(t, 10);
	t->call.nr = LINUX_NR_pause;
	assert_int_equal(tp_resume(t), -LINUX_ERESTARTNOHAND);
	assert_int_equal(t->t.park.kind, KSIG_PARK_NONE);
	tp_sigreturn(t);
	assert_int_equal((int64_t)t->regs.ax, -LINUX_EINTR);
}

static void signalfd(void **state)
{
	struct tp_task *t = unit_task(state);
	uint64_t set = ~0ull;

	tp_poke(*state, TP_SCRATCH, &set, sizeof(set));
	assert_int_equal(TP_CALL4(t, LINUX_NR_signalfd4, -1, TP_SCRATCH, 8,
				  LINUX_SFD_CLOEXEC | LINUX_SFD_NONBLOCK),
			 TP_PORT);
	assert_int_equal(t->call.set, ~(TP_SET(9) | TP_SET(19)));
	assert_int_equal(TP_CALL4(t, LINUX_NR_signalfd, -1, TP_SCRATCH, 8,
				  77), TP_PORT);
	assert_int_equal(TP_CALL4(t, LINUX_NR_signalfd4, -1, TP_SCRATCH, 8,
				  1), -LINUX_EINVAL);
	assert_int_equal(TP_CALL4(t, LINUX_NR_signalfd4, -1, TP_SCRATCH, 4,
				  0), -LINUX_EINVAL);
	assert_int_equal(TP_CALL4(t, LINUX_NR_signalfd4, -1, 8, 8, 1),
			 -LINUX_EFAULT);
}

/* The calls with a mask, and where it is. */
static void mask_arguments(void **state)
{
	static const struct {
		int64_t nr;
		uint64_t arg[6];
	} cases[] = {
#define M TP_SCRATCH
#define P (TP_SCRATCH + 16)
		{ LINUX_NR_ppoll, { 0, 0, 0, M, 8, 0 } },
		{ LINUX_NR_pselect6, { 0, 0, 0, 0, 0, P } },
		{ LINUX_NR_epoll_pwait, { 3, 0, 0, 0, M, 8 } },
		{ LINUX_NR_epoll_pwait2, { 3, 0, 0, 0, M, 8 } },
		{ LINUX_NR_io_pgetevents, { 0, 0, 0, 0, 0, P } },
		{ LINUX_NR_io_uring_enter, { 3, 0, 0, 1, M, 8 } },
		{ LINUX_NR_io_uring_enter, { 3, 0, 0, 9, P, 24 } },
	};
	struct tp_task *t = unit_task(state);
	uint64_t set = ~0ull, pair[3] = { M, 8, 0 };
	size_t i;

	tp_poke(*state, M, &set, sizeof(set));
	tp_poke(*state, P, pair, sizeof(pair));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const uint64_t *a = cases[i].arg;

		assert_int_equal(tp_call(t, cases[i].nr, a[0], a[1], a[2],
					 a[3], a[4], a[5]), TP_PORT);
		assert_int_equal(t->t.blocked, ~(TP_SET(9) | TP_SET(19)));
		assert_true(t->t.flags & KSIG_TASK_HAS_SAVED);
		ksig_sigmask_end(&t->t, 0);
		assert_int_equal(t->t.blocked, 0);
	}
}

static void mask_argument_errors(void **state)
{
	struct linux_timespec ts = { 0, -1 };
	struct tp_task *t = unit_task(state);
	uint64_t pair[3] = { TP_SCRATCH, 7, 0 };

	/* No mask is no error. */
	assert_int_equal(tp_call(t, LINUX_NR_ppoll, 0, 0, 0, 0, 7, 0),
			 TP_PORT);
	assert_int_equal(tp_call(t, LINUX_NR_pselect6, 0, 0, 0, 0, 0, 0),
			 TP_PORT);
	assert_int_equal(tp_call(t, LINUX_NR_io_uring_enter, 0, 0, 0, 0, 8,
				 7), TP_PORT);
	assert_int_equal(tp_call(t, LINUX_NR_io_uring_enter, 0, 0, 0, 9, 8,
				 7), TP_PORT);
	assert_int_equal(tp_call(t, LINUX_NR_io_uring_enter, 0, 0, 0, 9, 8,
				 24), -LINUX_EFAULT);
	assert_int_equal(tp_call(t, LINUX_NR_ppoll, 0, 0, 0, TP_SCRATCH, 7,
				 0), -LINUX_EINVAL);
	assert_int_equal(tp_call(t, LINUX_NR_ppoll, 0, 0, 0, 8, 8, 0),
			 -LINUX_EFAULT);
	assert_int_equal(tp_call(t, LINUX_NR_pselect6, 0, 0, 0, 0, 0, 8),
			 -LINUX_EFAULT);
	/* The time-out is looked at before the mask. */
	tp_poke(*state, TP_SCRATCH + 32, &ts, sizeof(ts));
	tp_poke(*state, TP_SCRATCH + 64, pair, sizeof(pair));
	assert_int_equal(tp_call(t, LINUX_NR_ppoll, 0, 0, TP_SCRATCH + 32, 8,
				 8, 0), -LINUX_EINVAL);
	assert_int_equal(tp_call(t, LINUX_NR_ppoll, 0, 0, 8, TP_SCRATCH, 7,
				 0), -LINUX_EFAULT);
	assert_int_equal(tp_call(t, LINUX_NR_pselect6, 0, 0, 0, 0, 8, 0 +
				 TP_SCRATCH + 64), -LINUX_EFAULT);
	assert_false(t->t.flags & KSIG_TASK_HAS_SAVED);
}

static const struct CMUnitTest tests[] = {
	UNIT(dispatch),
	UNIT(sigprocmask),
	UNIT(sigpending),
	UNIT(suspending),
	UNIT(signalfd),
	UNIT(mask_arguments),
	UNIT(mask_argument_errors),
};
UNIT_MAIN(tests)
