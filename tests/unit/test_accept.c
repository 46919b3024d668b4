/* SPDX-License-Identifier: MIT */
/* sigtimedwait(2) and signalfd(2). */
#include "unit.h"

#define INFO	(TP_SCRATCH + 64)
#define RECORD	(TP_SCRATCH + 256)

/* ms < 0: without a time-out */
static int64_t wait_for(struct tp_task *t, ksig_sigset set, int64_t ms)
{
	struct linux_timespec ts = { ms / 1000, ms % 1000 * 1000000 };

	tp_poke(tp_of(t), TP_SCRATCH, &set, sizeof(set));
	tp_poke(tp_of(t), TP_SCRATCH + 8, &ts, sizeof(ts));
	return TP_CALL4(t, LINUX_NR_rt_sigtimedwait, TP_SCRATCH, INFO,
			ms < 0 ? 0 : TP_SCRATCH + 8, 8);
}

static void errors(void **state)
{
	struct tp_task *t = unit_task(state);
	struct linux_timespec bad = { 0, 1000000000 };

	assert_int_equal(TP_CALL4(t, LINUX_NR_rt_sigtimedwait, TP_SCRATCH, 0,
				  0, 4), -LINUX_EINVAL);
	assert_int_equal(TP_CALL4(t, LINUX_NR_rt_sigtimedwait, 8, 0, 0, 8),
			 -LINUX_EFAULT);
	assert_int_equal(TP_CALL4(t, LINUX_NR_rt_sigtimedwait, TP_SCRATCH, 0,
				  8, 8), -LINUX_EFAULT);
	tp_poke(*state, TP_SCRATCH + 8, &bad, sizeof(bad));
	assert_int_equal(TP_CALL4(t, LINUX_NR_rt_sigtimedwait, TP_SCRATCH, 0,
				  TP_SCRATCH + 8, 8), -LINUX_EINVAL);
	bad.tv_nsec = 0;
	bad.tv_sec = -1;
	tp_poke(*state, TP_SCRATCH + 8, &bad, sizeof(bad));
	assert_int_equal(TP_CALL4(t, LINUX_NR_rt_sigtimedwait, TP_SCRATCH, 0,
				  TP_SCRATCH + 8, 8), -LINUX_EINVAL);
}

static void a_signal_comes(void **state)
{
	struct tp_task *t = unit_task(state);

	tp_handle(t, 10, 0);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10) | TP_SET(12));
	assert_int_equal(wait_for(t, TP_SET(10), -1), TP_PARKED);
	assert_int_equal(t->deadline_ns, UINT64_MAX);
	assert_int_equal(tp_resume(t), TP_PARKED);
	tp_generate(tp_group(t), 12);
	assert_int_equal(tp_resume(t), TP_PARKED);
	tp_generate(tp_group(t), 10);
	assert_int_equal(t->wake, KSIG_WAKE_ACCEPT);
	assert_int_equal(tp_resume(t), 10);
	assert_int_equal(t->t.blocked, TP_SET(10) | TP_SET(12));
	assert_int_equal(tp_in_handler(t), 0);
	assert_story(*state, "100 generate USR2 shared blocked\n"
			     "100 generate USR1 shared\n"
			     "100 accept USR1\n");
	tp_mask(t, LINUX_SIG_UNBLOCK, TP_SET(10));
}

static void time_passes(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state);

	assert_int_equal(wait_for(t, TP_SET(10), 0), -LINUX_EAGAIN);
	m->now_ns = 5000;
	assert_int_equal(wait_for(t, TP_SET(10), 3), TP_PARKED);
	assert_int_equal(t->deadline_ns, 3005000);
	m->now_ns = 3004999;
	assert_int_equal(tp_resume(t), TP_PARKED);
	m->now_ns = 3005000;
	assert_int_equal(tp_resume(t), -LINUX_EAGAIN);
	assert_int_equal(t->deadline_ns, UINT64_MAX);
	/* At the deadline a signal of the set still wins. */
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10));
	assert_int_equal(wait_for(t, TP_SET(10), 3), TP_PARKED);
	m->now_ns += 10000000;
	tp_generate(tp_group(t), 10);
	assert_int_equal(tp_resume(t), 10);
}

static void another_signal_interrupts(void **state)
{
	struct tp_task *t = unit_task(state);

	tp_handle(t, 12, LINUX_SA_RESTART);
	assert_int_equal(wait_for(t, TP_SET(10), -1), TP_PARKED);
	tp_generate(tp_group(t), 12);
	assert_int_equal(tp_resume(t), -LINUX_EINTR);
	assert_int_equal(tp_in_handler(t), 12);
	tp_sigreturn(t);
	assert_int_equal((int64_t)t->regs.ax, -LINUX_EINTR);
	/* One that is pending already, too. */
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(12));
	tp_generate(tp_group(t), 12);
	assert_int_equal(wait_for(t, TP_SET(10), -1), TP_PARKED);
	tp_resume(t);
	ksig_set_blocked(&t->t, t->t.blocked);
}

static void ignored_and_even_fatal_ones_are_taken(void **state)
{
	struct tp_task *t = unit_task(state);

	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10) | TP_SET(15));
	tp_action(t, 10, LINUX_SIG_IGN, 0, 0);
	assert_int_equal(wait_for(t, TP_SET(10) | TP_SET(15), -1),
			 TP_PARKED);
	tp_generate(tp_group(t), 10);
	assert_int_equal(tp_resume(t), 10);
	assert_int_equal(wait_for(t, TP_SET(10) | TP_SET(15), -1),
			 TP_PARKED);
	tp_generate(tp_group(t), 15);
	assert_false(t->t.group->flags & KSIG_GROUP_EXIT);
	assert_int_equal(tp_resume(t), 15);
	/* KILL is in no set. */
	assert_int_equal(wait_for(t, ~0ull, -1), TP_PARKED);
	tp_generate(tp_group(t), LINUX_SIGKILL);
	assert_int_equal(tp_resume(t), -LINUX_EINTR);
	assert_int_equal(t->outcome, KSIG_EXIT);
}

/* Another thread than the one asked first waits for it: that decides. */
static void a_waiting_thread_saves_the_group(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);

	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(15));
	tp_mask(u, LINUX_SIG_BLOCK, TP_SET(15));
	assert_int_equal(wait_for(u, TP_SET(15), -1), TP_PARKED);
	tp_generate(tp_group(t), 15);
	assert_int_equal(tp_resume(u), 15);
}

static void what_cannot_be_told_is_lost(void **state)
{
	struct tp_task *t = unit_task(state);
	ksig_sigset set = TP_SET(10);

	tp_mask(t, LINUX_SIG_BLOCK, set);
	tp_generate(tp_group(t), 10);
	tp_poke(*state, TP_SCRATCH, &set, sizeof(set));
	assert_int_equal(TP_CALL4(t, LINUX_NR_rt_sigtimedwait, TP_SCRATCH, 8,
				  0, 8), -LINUX_EFAULT);
	assert_int_equal(tp_sigpending(t), 0);
}

static enum ksig_call_outcome fd_read(struct tp_task *t, ksig_sigset set,
				      uint64_t bytes, bool nonblock,
				      int64_t *ret)
{
	enum ksig_call_outcome outcome;

	outcome = ksig_signalfd_read(&t->t, set, RECORD, bytes, nonblock, ret);
	ksig_check(t->t.k);
	return outcome;
}

static struct linux_signalfd_siginfo record(struct tp_task *t, int n)
{
	struct linux_signalfd_siginfo r;

	tp_peek(tp_of(t), &r, RECORD + (uint64_t)n * sizeof(r), sizeof(r));
	return r;
}

static void signalfd_reads_many(void **state)
{
	struct tp_task *t = unit_task(state);
	int64_t ret;

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	assert_false(ksig_signalfd_ready(&t->t, ~0ull));
	fd_read(t, ~0ull, 127, true, &ret);
	assert_int_equal(ret, -LINUX_EINVAL);
	fd_read(t, ~0ull, 128, true, &ret);
	assert_int_equal(ret, -LINUX_EAGAIN);
	tp_kill(t, PID, 12);
	tp_tgkill(t, PID, PID, 40);
	tp_kill(t, PID, LINUX_SIGSEGV);
	assert_true(ksig_signalfd_ready(&t->t, TP_SET(12)));
	assert_false(ksig_signalfd_ready(&t->t, TP_SET(10)));
	fd_read(t, ~0ull, 128 * 5, true, &ret);
	assert_int_equal(ret, 3 * 128);
	assert_int_equal(record(t, 0).ssi_signo, 40);
	assert_int_equal(record(t, 0).ssi_code, LINUX_SI_TKILL);
	assert_int_equal(record(t, 1).ssi_signo, LINUX_SIGSEGV);
	assert_int_equal(record(t, 2).ssi_signo, 12);
	assert_int_equal(record(t, 2).ssi_pid, PID);
	assert_int_equal(record(t, 2).ssi_uid, 1000);
}

static void signalfd_waits(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);
	int64_t ret;

	tp_handle(t, 12, LINUX_SA_RESTART);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10));
	tp_mask(u, LINUX_SIG_BLOCK, TP_SET(10) | TP_SET(12));
	assert_int_equal(fd_read(t, TP_SET(10), 128, false, &ret),
			 KSIG_CALL_PARK);
	assert_int_equal(fd_read(u, TP_SET(10), 128, false, &ret),
			 KSIG_CALL_PARK);
	t->nr_wakes = u->nr_wakes = 0;
	tp_generate_task(u, 10);
	assert_int_equal(t->nr_wakes, 0);
	assert_int_equal(u->wake, KSIG_WAKE_ACCEPT);
	assert_int_equal(fd_read(u, TP_SET(10), 128, false, &ret),
			 KSIG_CALL_DONE);
	assert_int_equal(ret, 128);
	tp_generate(tp_group(t), 12);
	assert_int_equal(fd_read(t, TP_SET(10), 128, false, &ret),
			 KSIG_CALL_DONE);
	assert_int_equal(ret, -LINUX_ERESTARTSYS);
	tp_native(t, 0, ret);
	assert_int_equal(tp_in_handler(t), 12);
	assert_int_equal(t->t.group->nr_signalfd, 0);
}

static void signalfd_of_a_bad_buffer(void **state)
{
	struct tp_task *t = unit_task(state);
	int64_t ret;

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	tp_kill(t, PID, 40);
	tp_kill(t, PID, 40);
	ksig_signalfd_read(&t->t, ~0ull, TP_BASE + TP_BYTES - 128, 256, true,
			   &ret);
	assert_int_equal(ret, 128);
	tp_kill(t, PID, 40);
	ksig_signalfd_read(&t->t, ~0ull, 8, 256, true, &ret);
	assert_int_equal(ret, -LINUX_EFAULT);
	assert_int_equal(tp_sigpending(t), 0);
}

static void every_kind_fills_its_own_arm(void **state)
{
	struct tp_task *t = unit_task(state);
	struct ksig_origin by = { KSIG_BY_KERNEL, 0, 0 };
	struct linux_siginfo i;
	int64_t ret;

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	i = (struct linux_siginfo){ .si_signo = 40, .si_code = -2 };
	i.u.timer.timerid = 3;
	i.u.timer.overrun = 4;
	i.u.timer.value = 0x100000005;
	ksig_generate_group(t->t.group, &i, &by);
	i = (struct linux_siginfo){ .si_signo = LINUX_SIGIO, .si_code = 1 };
	i.u.poll.band = 0x41;
	i.u.poll.fd = 9;
	ksig_generate_group(t->t.group, &i, &by);
	i = (struct linux_siginfo){
		.si_signo = LINUX_SIGBUS, .si_code = LINUX_BUS_MCEERR_AO,
	};
	i.u.fault.addr = 0x5000;
	i.u.fault.addr_lsb = 12;
	ksig_generate_group(t->t.group, &i, &by);
	i = (struct linux_siginfo){
		.si_signo = LINUX_SIGSYS, .si_code = LINUX_SYS_SECCOMP,
	};
	i.u.sys.call_addr = 0x77;
	i.u.sys.syscall = 5;
	i.u.sys.arch = 6;
	ksig_generate_group(t->t.group, &i, &by);
	i = (struct linux_siginfo){
		.si_signo = LINUX_SIGCHLD, .si_code = LINUX_CLD_EXITED,
	};
	i.u.chld.pid = 8;
	i.u.chld.status = 3;
	i.u.chld.utime = 11;
	ksig_generate_group(t->t.group, &i, &by);
	fd_read(t, ~0ull, 128 * 5, true, &ret);
	assert_int_equal(ret, 128 * 5);
	assert_int_equal(record(t, 0).ssi_signo, LINUX_SIGBUS);
	assert_int_equal(record(t, 0).ssi_addr, 0x5000);
	assert_int_equal(record(t, 0).ssi_addr_lsb, 12);
	assert_int_equal(record(t, 1).ssi_syscall, 5);
	assert_int_equal(record(t, 1).ssi_arch, 6);
	assert_int_equal(record(t, 2).ssi_pid, 8);
	assert_int_equal(record(t, 2).ssi_status, 3);
	assert_int_equal(record(t, 2).ssi_utime, 11);
	assert_int_equal(record(t, 3).ssi_fd, 9);
	assert_int_equal(record(t, 3).ssi_band, 0x41);
	assert_int_equal(record(t, 4).ssi_tid, 3);
	assert_int_equal(record(t, 4).ssi_overrun, 4);
	assert_int_equal(record(t, 4).ssi_int, 5);
}

/* What tells of a descriptor, or has the code of what does. */
static void signalfd_of_other_codes(void **state)
{
	static const int32_t codes[] = { 3, LINUX_SI_SIGIO, 7 };
	struct tp_task *t = unit_task(state);
	struct linux_siginfo info = { .si_signo = 10 };
	struct linux_signalfd_siginfo r;
	int64_t ret;
	int i;

	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10));
	info.u.poll.band = 0x44;
	info.u.poll.fd = 9;
	for (i = 0; i < 3; i++) {
		info.si_code = codes[i];
		tp_poke(*state, INFO, &info, sizeof(info));
		assert_int_equal(TP_CALL3(t, LINUX_NR_rt_sigqueueinfo, PID,
					  10, INFO), 0);
		ksig_signalfd_read(&t->t, TP_SET(10), RECORD, 128, true,
				   &ret);
		assert_int_equal(ret, 128);
		r = record(t, 0);
		assert_int_equal(r.ssi_code, codes[i]);
		assert_int_equal(r.ssi_fd, i < 2 ? 9 : 0);
		assert_int_equal(r.ssi_band, i < 2 ? 0x44 : 0);
		assert_int_equal(r.ssi_pid, i < 2 ? 0 : 0x44);
	}
}

static const struct CMUnitTest tests[] = {
	UNIT(errors),
	UNIT(a_signal_comes),
	UNIT(time_passes),
	UNIT(another_signal_interrupts),
	UNIT(ignored_and_even_fatal_ones_are_taken),
	UNIT(a_waiting_thread_saves_the_group),
	UNIT(what_cannot_be_told_is_lost),
	UNIT(signalfd_reads_many),
	UNIT(signalfd_waits),
	UNIT(signalfd_of_a_bad_buffer),
	UNIT(signalfd_of_other_codes),
	UNIT(every_kind_fills_its_own_arm),
};
UNIT_MAIN(tests)
