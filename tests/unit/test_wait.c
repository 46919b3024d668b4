/* SPDX-License-Identifier: MIT */
/* core/wait.c, sys/wait4.c, sys/prctl.c; every rule was seen on 6.18. */
#include "unit.h"

#define STATUS	(TP_SCRATCH + 0x200)
#define INFO	(TP_SCRATCH + 0x300)
#define RUSAGE	(TP_SCRATCH + 0x400)
#define BAD	0x10ull
#define UNTOUCHED 0x5a

static int64_t wait4(struct tp_task *t, int32_t pid, uint32_t options)
{
	return TP_CALL4(t, LINUX_NR_wait4, (int64_t)pid, STATUS, options, 0);
}

static int32_t status(struct tp_task *t)
{
	return (int32_t)tp_peek64(tp_of(t), STATUS);
}

static int64_t waitid(struct tp_task *t, int type, int32_t id, uint32_t options)
{
	uint8_t old[128];

	memset(old, UNTOUCHED, sizeof(old));
	tp_poke(tp_of(t), INFO, old, sizeof(old));
	return tp_call(t, LINUX_NR_waitid, (uint64_t)type, (uint64_t)id, INFO,
		       options, 0, 0);
}

/* What waitid has written: all of it, and nothing else. */
static void check_info(struct tp_task *t, int32_t code, int32_t pid,
		       int32_t value)
{
	struct linux_siginfo info;
	uint8_t *rest = (uint8_t *)&info;
	size_t i;

	tp_peek(tp_of(t), &info, INFO, sizeof(info));
	assert_int_equal(info.si_signo, code ? LINUX_SIGCHLD : 0);
	assert_int_equal(info.si_errno, 0);
	assert_int_equal(info.si_code, code);
	assert_int_equal(info.u.chld.pid, pid);
	assert_int_equal(info.u.chld.uid, code ? 1000 : 0);
	assert_int_equal(info.u.chld.status, value);
	for (i = 12; i < sizeof(info); i++)
		if (i < 16 || i >= 28)
			assert_int_equal(rest[i], UNTOUCHED);
}

static void stop(struct tp_task *c, int sig)
{
	tp_generate(tp_group(c), sig);
	assert_int_equal(tp_return(c), KSIG_PARK);
}

static void cont(struct tp_task *c)
{
	tp_generate(tp_group(c), LINUX_SIGCONT);
	assert_int_equal(tp_return(c), KSIG_RUN);
}

static void a_zombie_is_reaped_once(void **state)
{
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);
	struct tp *m = *state;

	tp_story(m);
	assert_int_equal(wait4(t, -1, LINUX_WNOHANG), 0);
	tp_exit(c, 0x300);
	assert_int_equal(waitid(t, LINUX_P_PID, 200,
				LINUX_WEXITED | LINUX_WNOWAIT), 0);
	check_info(t, LINUX_CLD_EXITED, 200, 3);
	assert_int_equal(wait4(t, -1, 0), 200);
	assert_int_equal(status(t), 0x300);
	assert_int_equal(tp_group(c)->child_event, KSIG_CHILD_REAPED);
	assert_null(ksig_group_find(&m->k, 200));
	assert_int_equal(wait4(t, -1, 0), -LINUX_ECHILD);
	assert_story(m, "200 exit 300\n100 generate CHLD shared ignored\n"
		     "100 wait 200 300 kept\n100 wait 200 300\n");
}

static void siginfo_tells_how_it_ended(void **state)
{
	static const struct {
		int32_t status, code, value;
	} cases[] = {
		{ 0, LINUX_CLD_EXITED, 0 },
		{ 0x2c00, LINUX_CLD_EXITED, 0x2c },
		{ 9, LINUX_CLD_KILLED, 9 },
		{ 0x86, LINUX_CLD_DUMPED, 6 },
	};
	struct tp_task *t = unit_task(state), *c;
	int32_t i;

	for (i = 0; i < 4; i++) {
		c = tp_fork(t, 200 + i);
		tp_exit(c, cases[i].status);
		assert_int_equal(waitid(t, LINUX_P_ALL, 0, LINUX_WEXITED), 0);
		check_info(t, cases[i].code, 200 + i, cases[i].value);
	}
}

static void a_stop_is_told_once(void **state)
{
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);

	stop(c, LINUX_SIGTTIN);
	assert_int_equal(wait4(t, 200, LINUX_WNOHANG), 0);
	assert_int_equal(waitid(t, LINUX_P_PID, 200,
				LINUX_WSTOPPED | LINUX_WNOWAIT), 0);
	check_info(t, LINUX_CLD_STOPPED, 200, LINUX_SIGTTIN);
	assert_int_equal(wait4(t, 200, LINUX_WUNTRACED | LINUX_WCONTINUED),
			 200);
	assert_int_equal(status(t), LINUX_SIGTTIN << 8 | 0x7f);
	assert_int_equal(wait4(t, 200, LINUX_WUNTRACED | LINUX_WNOHANG), 0);
	/* It does not stop again while it is stopped. */
	tp_generate(tp_group(c), LINUX_SIGSTOP);
	assert_int_equal(wait4(t, 200, LINUX_WUNTRACED | LINUX_WNOHANG), 0);
	cont(c);
	stop(c, LINUX_SIGSTOP);
	assert_int_equal(wait4(t, 200, LINUX_WUNTRACED), 200);
	assert_int_equal(status(t), LINUX_SIGSTOP << 8 | 0x7f);
}

static void a_continuation_is_told_once(void **state)
{
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);

	stop(c, LINUX_SIGSTOP);
	cont(c);
	assert_int_equal(wait4(t, 200, LINUX_WUNTRACED | LINUX_WNOHANG), 0);
	assert_int_equal(waitid(t, LINUX_P_PID, 200,
				LINUX_WCONTINUED | LINUX_WNOWAIT), 0);
	check_info(t, LINUX_CLD_CONTINUED, 200, LINUX_SIGCONT);
	assert_int_equal(wait4(t, 200, LINUX_WCONTINUED), 200);
	assert_int_equal(status(t), 0xffff);
	assert_int_equal(wait4(t, 200, LINUX_WCONTINUED | LINUX_WNOHANG), 0);
	/* The next stop takes an untold one away. */
	stop(c, LINUX_SIGSTOP);
	cont(c);
	stop(c, LINUX_SIGSTOP);
	assert_int_equal(wait4(t, 200, LINUX_WCONTINUED | LINUX_WNOHANG), 0);
}

static void a_zombie_has_nothing_else_to_tell(void **state)
{
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);

	stop(c, LINUX_SIGSTOP);
	cont(c);
	tp_exit(c, 0);
	assert_int_equal(waitid(t, LINUX_P_PID, 200, LINUX_WNOHANG |
				LINUX_WSTOPPED | LINUX_WCONTINUED),
			 -LINUX_ECHILD);
	check_info(t, 0, 0, 0);
	assert_int_equal(wait4(t, 200, 0), 200);
}

static void errors_come_in_linux_order(void **state)
{
	struct tp_task *t = unit_task(state);
	uint32_t e = LINUX_WEXITED;

	assert_int_equal(wait4(t, -1, 0x100), -LINUX_EINVAL);
	assert_int_equal(wait4(t, INT32_MIN, 0x100), -LINUX_EINVAL);
	assert_int_equal(wait4(t, INT32_MIN, 0), -LINUX_ESRCH);
	assert_int_equal(wait4(t, -1, e), -LINUX_EINVAL);
	assert_int_equal(wait4(t, -1, LINUX_WNOWAIT), -LINUX_EINVAL);
	assert_int_equal(wait4(t, -1, 0), -LINUX_ECHILD);
	assert_int_equal(waitid(t, 9, 0, e), -LINUX_EINVAL);
	assert_int_equal(waitid(t, LINUX_P_ALL, 0, 0), -LINUX_EINVAL);
	assert_int_equal(waitid(t, LINUX_P_ALL, 0, e | 0x100), -LINUX_EINVAL);
	assert_int_equal(waitid(t, LINUX_P_PID, 0, e), -LINUX_EINVAL);
	assert_int_equal(waitid(t, LINUX_P_PGID, -1, e), -LINUX_EINVAL);
	assert_int_equal(waitid(t, LINUX_P_PIDFD, -1, e), -LINUX_EINVAL);
	check_info(t, 0, 0, 0);
	t->call.pidfd_pid = -LINUX_EBADF;
	assert_int_equal(waitid(t, LINUX_P_PIDFD, 5, e), -LINUX_EBADF);
	t->call.pidfd_pid = -LINUX_ESRCH;
	assert_int_equal(waitid(t, LINUX_P_PIDFD, 5, e), -LINUX_ECHILD);
	t->call.pidfd_pid = 0;
	/* Nobody to wait for, but the result cannot be written. */
	assert_int_equal(TP_CALL4(t, LINUX_NR_waitid, LINUX_P_ALL, 0, BAD, e),
			 -LINUX_EFAULT);
}

static void what_cannot_be_told_is_lost(void **state)
{
	struct tp_task *t = unit_task(state), *c;
	int32_t kept = 7;

	tp_exit(tp_fork(t, 200), 0);
	assert_int_equal(TP_CALL4(t, LINUX_NR_waitid, LINUX_P_ALL, 0, BAD,
				  LINUX_WEXITED), -LINUX_EFAULT);
	assert_int_equal(wait4(t, -1, 0), -LINUX_ECHILD);
	tp_exit(tp_fork(t, 201), 0);
	tp_poke(tp_of(t), STATUS, &kept, sizeof(kept));
	assert_int_equal(tp_call(t, LINUX_NR_waitid, LINUX_P_ALL, 0, INFO,
				 LINUX_WEXITED, BAD, 0), -LINUX_EFAULT);
	tp_exit(tp_fork(t, 202), 0x300);
	assert_int_equal(TP_CALL4(t, LINUX_NR_wait4, -1, BAD, 0, 0),
			 -LINUX_EFAULT);
	tp_exit(tp_fork(t, 203), 0x300);
	assert_int_equal(TP_CALL4(t, LINUX_NR_wait4, -1, STATUS, 0, BAD),
			 -LINUX_EFAULT);
	assert_int_equal(status(t), 0x300);
	assert_int_equal(wait4(t, -1, 0), -LINUX_ECHILD);
	/* Nothing found, nothing written: no fault. */
	c = tp_fork(t, 204);
	assert_int_equal(TP_CALL4(t, LINUX_NR_wait4, -1, BAD, LINUX_WNOHANG,
				  BAD), 0);
	tp_exit(c, 0);
}

static void rusage(struct ksig_group *g, struct linux_rusage *out)
{
	out->utime_sec = g->pid;
}

static void rusage_is_the_ports_or_zero(void **state)
{
	struct tp_task *t = unit_task(state);
	struct tp *m = *state;
	struct linux_rusage ru;

	tp_exit(tp_fork(t, 200), 0);
	memset(&ru, UNTOUCHED, sizeof(ru));
	tp_poke(m, RUSAGE, &ru, sizeof(ru));
	assert_int_equal(TP_CALL4(t, LINUX_NR_wait4, -1, 0, 0, RUSAGE), 200);
	tp_peek(m, &ru, RUSAGE, sizeof(ru));
	assert_int_equal(ru.utime_sec, 0);
	assert_int_equal(ru.other[13], 0);
	m->port.rusage_get = rusage;
	tp_exit(tp_fork(t, 201), 0);
	assert_int_equal(tp_call(t, LINUX_NR_waitid, LINUX_P_ALL, 0, 0,
				 LINUX_WEXITED, RUSAGE, 0), 0);
	assert_int_equal(tp_peek64(m, RUSAGE), 201);
}

static void a_sleeper_is_woken_by_what_it_waits_for(void **state)
{
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);
	uint32_t wakes;

	assert_int_equal(wait4(t, -1, LINUX_WUNTRACED), TP_PARKED);
	assert_int_equal(t->t.park.kind, KSIG_PARK_WAIT);
	/* A wake for nothing: it waits again. */
	assert_int_equal(tp_resume(t), TP_PARKED);
	wakes = t->nr_wakes;
	stop(c, LINUX_SIGSTOP);
	assert_int_equal(t->nr_wakes, wakes + 1);
	assert_int_equal(t->wake, KSIG_WAKE_ACCEPT);
	assert_int_equal(tp_resume(t), 200);
	assert_int_equal(t->t.park.kind, KSIG_PARK_NONE);
	/* It waits for nothing but death: a stop wakes it in vain. */
	assert_int_equal(wait4(t, 200, 0), TP_PARKED);
	cont(c);
	assert_int_equal(tp_resume(t), TP_PARKED);
	tp_exit(c, 0);
	assert_int_equal(tp_resume(t), 200);
}

static void a_signal_interrupts(void **state)
{
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);

	tp_handle(t, 10, 0);
	assert_int_equal(waitid(t, LINUX_P_PID, 200, LINUX_WEXITED),
			 TP_PARKED);
	tp_generate(tp_group(t), 10);
	assert_int_equal(tp_resume(t), -LINUX_ERESTARTSYS);
	check_info(t, 0, 0, 0);
	assert_int_equal(t->regs.ax, 0);
	assert_int_equal(tp_in_handler(t), 10);
	tp_sigreturn(t);
	assert_int_equal((int64_t)t->regs.ax, -LINUX_EINTR);
	/* What is there wins over a signal. */
	assert_int_equal(wait4(t, 200, 0), TP_PARKED);
	tp_exit(c, 0);
	tp_generate(tp_group(t), 10);
	assert_int_equal(tp_resume(t), 200);
	assert_int_equal(tp_in_handler(t), 10);
}

static void ignored_children_are_waited_for_in_vain(void **state)
{
	struct tp_task *t = unit_task(state), *a = tp_fork(t, 200);
	struct tp_task *b = tp_fork(t, 201);

	tp_action(t, LINUX_SIGCHLD, LINUX_SIG_IGN, 0, 0);
	assert_int_equal(wait4(t, -1, 0), TP_PARKED);
	tp_exit(a, 0);
	assert_int_equal(t->wake, KSIG_WAKE_ACCEPT);
	assert_int_equal(tp_resume(t), TP_PARKED);
	tp_exit(b, 0);
	assert_int_equal(tp_resume(t), -LINUX_ECHILD);
}

static void clone_children_need_their_option(void **state)
{
	static const struct {
		uint32_t options;
		int64_t thread, fork;
	} cases[] = {
		{ 0, 0, 201 },
		{ LINUX_WCLONE, 200, 0 },
		{ LINUX_WALL, 200, 200 },
		{ LINUX_WALL | LINUX_WCLONE, 200, 200 },
	};
	struct tp_task *t = unit_task(state);
	uint32_t i;

	tp_exit(tp_clone(t, 200, 10), 0);
	tp_exit(tp_fork(t, 201), 0);
	for (i = 0; i < 4; i++) {
		assert_int_equal(waitid(t, LINUX_P_PID, 200, LINUX_WEXITED |
					LINUX_WNOWAIT | cases[i].options),
				 cases[i].thread ? 0 : -LINUX_ECHILD);
		assert_int_equal(waitid(t, LINUX_P_ALL, 0, LINUX_WEXITED |
					LINUX_WNOWAIT | cases[i].options), 0);
		check_info(t, LINUX_CLD_EXITED, cases[i].thread &&
			   cases[i].options ? 200 : 201, 0);
	}
}

static void process_groups_and_pidfds(void **state)
{
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);
	struct tp_task *d = tp_fork(t, 201);

	ksig_group_set_pgrp(&tp_group(c)->g, 200, 1);
	assert_int_equal(wait4(t, -77, 0), -LINUX_ECHILD);
	assert_int_equal(wait4(t, 77, 0), -LINUX_ECHILD);
	assert_int_equal(wait4(t, PID, 0), -LINUX_ECHILD);
	assert_int_equal(wait4(t, 0, 0), TP_PARKED);
	/* The group is the one of the time of the call. */
	ksig_group_set_pgrp(&tp_group(t)->g, 200, 1);
	tp_exit(c, 0);
	assert_int_equal(tp_resume(t), TP_PARKED);
	tp_exit(d, 0);
	assert_int_equal(tp_resume(t), 201);
	assert_int_equal(wait4(t, 0, 0), 200);
	c = tp_fork(t, 202);
	t->call.pidfd_pid = 202;
	assert_int_equal(waitid(t, LINUX_P_PIDFD, 5, LINUX_WEXITED |
				LINUX_WNOHANG), 0);
	t->call.pidfd_pid = 202;
	assert_int_equal(waitid(t, LINUX_P_PIDFD, 5, LINUX_WEXITED),
			 TP_PARKED);
	tp_exit(c, 0);
	assert_int_equal(tp_resume(t), 0);
	check_info(t, LINUX_CLD_EXITED, 202, 0);
}

static void a_pidfd_that_does_not_block(void **state)
{
	struct tp_task *t = unit_task(state);
	struct ksig_call call = {
		.nr = LINUX_NR_waitid,
		.arg = { LINUX_P_PIDFD, 5, INFO, LINUX_WEXITED },
		.pidfd_pid = 200, .pidfd_nonblock = true,
	};

	tp_fork(t, 200);
	assert_int_equal(ksig_syscall(&t->t, &call), KSIG_CALL_DONE);
	assert_int_equal(call.ret, -LINUX_EAGAIN);
	call.arg[3] |= LINUX_WNOHANG;
	assert_int_equal(ksig_syscall(&t->t, &call), KSIG_CALL_DONE);
	assert_int_equal(call.ret, 0);
}

/* The caller's own come first, then the other threads' in their order. */
static void children_of_other_threads(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);
	struct tp_task *v = tp_thread(t, 102);

	tp_exit(tp_fork(t, 200), 0);
	tp_exit(tp_fork(v, 201), 0);
	tp_exit(tp_fork(u, 202), 0);
	tp_exit(tp_fork(u, 203), 0);
	assert_int_equal(wait4(u, 200, LINUX_WNOTHREAD), -LINUX_ECHILD);
	assert_int_equal(wait4(u, -1, LINUX_WNOTHREAD), 202);
	assert_int_equal(wait4(u, -1, 0), 203);
	assert_int_equal(wait4(u, -1, 0), 201);
	assert_int_equal(wait4(u, -1, LINUX_WNOTHREAD), -LINUX_ECHILD);
	assert_int_equal(wait4(u, -1, 0), 200);
	/* Those of a dead thread are its heir's, after its own. */
	tp_exit(tp_fork(u, 204), 0);
	tp_exit(tp_fork(t, 205), 0);
	tp_exit(u, 0);
	assert_int_equal(wait4(t, -1, LINUX_WNOTHREAD), 205);
	assert_int_equal(wait4(t, -1, LINUX_WNOTHREAD), 204);
}

static void every_waiting_thread_is_woken(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);
	struct tp_task *c = tp_fork(t, 200);

	assert_int_equal(wait4(t, -1, 0), TP_PARKED);
	assert_int_equal(wait4(u, -1, 0), TP_PARKED);
	tp_exit(c, 0);
	assert_int_equal(u->wake, KSIG_WAKE_ACCEPT);
	assert_int_equal(tp_resume(u), 200);
	assert_int_equal(t->wake, KSIG_WAKE_ACCEPT);
	assert_int_equal(tp_resume(t), -LINUX_ECHILD);
}

static void a_dead_main_thread_is_no_zombie(void **state)
{
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);
	struct tp_task *d = tp_thread(c, 201);

	tp_exit(c, 0x300);
	assert_int_equal(wait4(t, 200, LINUX_WNOHANG), 0);
	assert_int_equal(wait4(t, 201, LINUX_WNOHANG), -LINUX_ECHILD);
	stop(d, LINUX_SIGSTOP);
	assert_int_equal(wait4(t, 200, LINUX_WUNTRACED), 200);
	cont(d);
	assert_int_equal(wait4(t, 200, 0), TP_PARKED);
	tp_exit(d, 0x500);
	assert_int_equal(tp_resume(t), 200);
	assert_int_equal(status(t), 0x500);
}

static void the_adopter_is_woken(void **state)
{
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);
	struct tp_task *d = tp_fork(c, 201);

	assert_int_equal(TP_CALL2(t, LINUX_NR_prctl,
				  LINUX_PR_SET_CHILD_SUBREAPER, 1), 0);
	assert_int_equal(TP_CALL2(t, LINUX_NR_prctl,
				  LINUX_PR_GET_CHILD_SUBREAPER, STATUS), 0);
	assert_int_equal(status(t), 1);
	tp_exit(d, 0);
	assert_int_equal(wait4(t, 201, 0), -LINUX_ECHILD);
	assert_int_equal(wait4(t, -1, 0), TP_PARKED);
	tp_exit(c, 0);
	assert_int_equal(tp_resume(t), 200);
	assert_int_equal(wait4(t, 201, 0), 201);
}

static void death_of_the_parent_thread_is_told(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);
	struct tp_task *c = tp_fork(u, 200), *d;
	struct linux_siginfo info;
	ksig_sigset set = TP_SET(12);
	struct tp *m = *state;

	assert_int_equal(TP_CALL2(c, LINUX_NR_prctl, LINUX_PR_SET_PDEATHSIG,
				  65), -LINUX_EINVAL);
	assert_int_equal(TP_CALL2(c, LINUX_NR_prctl, LINUX_PR_SET_PDEATHSIG,
				  12), 0);
	assert_int_equal(TP_CALL2(c, LINUX_NR_prctl, LINUX_PR_GET_PDEATHSIG,
				  STATUS), 0);
	assert_int_equal(status(c), 12);
	d = tp_fork(c, 300);
	assert_int_equal(d->t.pdeath_sig, 0);
	assert_int_equal(tp_thread(c, 201)->t.pdeath_sig, 0);
	tp_mask(c, LINUX_SIG_BLOCK, set);
	tp_story(m);
	/* The process lives on: a thread is enough. */
	tp_exit(u, 0);
	assert_story(m, "200 generate USR2 shared\n");
	tp_poke(m, TP_SCRATCH, &set, sizeof(set));
	assert_int_equal(TP_CALL4(c, LINUX_NR_rt_sigtimedwait, TP_SCRATCH,
				  INFO, 0, 8), 12);
	tp_peek(m, &info, INFO, sizeof(info));
	assert_int_equal(info.si_code, LINUX_SI_USER);
	assert_int_equal(info.u.kill.pid, PID);
	assert_int_equal(info.u.kill.uid, 1000);
	/* The new parent's death counts as well; not without permission. */
	tp_story(m);
	c->cred = (struct ksig_cred){ 5, 5, 5, false };
	tp_exit(t, 0);
	assert_null(strstr(tp_story(m), "USR2"));
}

static void other_prctls_are_the_ports(void **state)
{
	struct tp_task *t = unit_task(state);

	assert_int_equal(TP_CALL2(t, LINUX_NR_prctl, 3, 0), TP_UNKNOWN);
}

static const struct CMUnitTest tests[] = {
	UNIT(a_zombie_is_reaped_once),
	UNIT(siginfo_tells_how_it_ended),
	UNIT(a_stop_is_told_once),
	UNIT(a_continuation_is_told_once),
	UNIT(a_zombie_has_nothing_else_to_tell),
	UNIT(errors_come_in_linux_order),
	UNIT(what_cannot_be_told_is_lost),
	UNIT(rusage_is_the_ports_or_zero),
	UNIT(a_sleeper_is_woken_by_what_it_waits_for),
	UNIT(a_signal_interrupts),
	UNIT(ignored_children_are_waited_for_in_vain),
	UNIT(clone_children_need_their_option),
	UNIT(process_groups_and_pidfds),
	UNIT(a_pidfd_that_does_not_block),
	UNIT(children_of_other_threads),
	UNIT(every_waiting_thread_is_woken),
	UNIT(a_dead_main_thread_is_no_zombie),
	UNIT(the_adopter_is_woken),
	UNIT(death_of_the_parent_thread_is_told),
	UNIT(other_prctls_are_the_ports),
};
UNIT_MAIN(tests)
