/* SPDX-License-Identifier: MIT */
/* kill(2) and its kind: who, permission, which error first. */
#include "unit.h"

static struct tp_task *stranger(struct tp *m, int32_t pid, uint32_t uid)
{
	struct tp_task *t = tp_start(m, pid);

	t->cred = (struct ksig_cred){ uid, uid, uid, false };
	ksig_task_set_user(&t->t, uid);
	return t;
}

static void existence_and_validity(void **state)
{
	struct tp_task *t = unit_task(state);

	assert_int_equal(tp_kill(t, PID, 0), 0);
	assert_int_equal(tp_kill(t, PID, 65), -LINUX_EINVAL);
	assert_int_equal(tp_kill(t, PID, -1), -LINUX_EINVAL);
	assert_int_equal(tp_kill(t, 777, 0), TP_NO_SUCH);
	assert_int_equal(t->call.ret, -LINUX_ESRCH);
	assert_int_equal(tp_kill(t, INT32_MIN, 1), -LINUX_ESRCH);
	assert_int_equal(tp_kill(t, -777, 1), TP_NO_SUCH);
	assert_int_equal(TP_CALL2(t, LINUX_NR_tkill, 0, 10), -LINUX_EINVAL);
	assert_int_equal(TP_CALL2(t, LINUX_NR_tkill, PID, 65),
			 -LINUX_EINVAL);
	assert_int_equal(tp_tgkill(t, 0, PID, 10), -LINUX_EINVAL);
	assert_int_equal(tp_tgkill(t, PID, -1, 10), -LINUX_EINVAL);
	assert_int_equal(tp_tgkill(t, 7, PID, 10), -LINUX_ESRCH);
	assert_int_equal(tp_tgkill(t, PID, 999, 10), TP_NO_SUCH);
	assert_int_equal(tp_tgkill(t, PID, PID, 0), 0);
}

static void permission(void **state)
{
	struct tp_task *t = unit_task(state);
	struct tp_task *o = stranger(*state, 300, 2000);

	assert_int_equal(tp_kill(t, 300, 0), -LINUX_EPERM);
	assert_int_equal(tp_kill(t, 300, 10), -LINUX_EPERM);
	assert_int_equal(tp_tgkill(t, 300, 300, 10), -LINUX_EPERM);
	/* Inside the session SIGCONT needs no more. */
	assert_int_equal(tp_kill(t, 300, LINUX_SIGCONT), 0);
	ksig_group_set_pgrp(o->t.group, 300, 300);
	assert_int_equal(tp_kill(t, 300, LINUX_SIGCONT), -LINUX_EPERM);
	o->cred.suid = 1000;
	assert_int_equal(tp_kill(t, 300, 0), 0);
	o->cred.suid = 2000;
	t->cred.euid = 2000;
	assert_int_equal(tp_kill(t, 300, 0), 0);
	t->cred.euid = 1000;
	t->cred.cap_kill = true;
	assert_int_equal(tp_kill(t, 300, 0), 0);
}

static void a_zombie_can_be_signalled(void **state)
{
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);

	tp_exit(c, 0);
	assert_int_equal(tp_kill(t, 200, 0), 0);
	assert_int_equal(tp_kill(t, 200, 9), 0);
	assert_int_equal(tp_tgkill(t, 200, 200, 9), 0);
	tp_reap(c);
	assert_int_equal(tp_kill(t, 200, 0), TP_NO_SUCH);
}

static void process_groups(void **state)
{
	struct tp_task *t = unit_task(state);
	struct tp_task *a = tp_fork(t, 200), *b = tp_fork(t, 201);

	stranger(*state, 300, 2000);
	ksig_group_set_pgrp(b->t.group, 201, 1);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(10));
	tp_mask(a, LINUX_SIG_BLOCK, TP_SET(10));
	tp_mask(b, LINUX_SIG_BLOCK, TP_SET(10));
	tp_story(*state);
	assert_int_equal(tp_kill(t, 0, 10), 0);
	assert_story(*state, "200 generate USR1 shared blocked\n"
			     "100 generate USR1 shared blocked\n");
	assert_int_equal(tp_kill(t, -201, 10), 0);
	assert_int_equal(tp_kill(t, -300, 10), -LINUX_EPERM);
	tp_story(*state);
	/* kill(-1): not itself; EPERM is not told. */
	assert_int_equal(tp_kill(t, -1, 12), 0);
	assert_story(*state, "200 generate USR2 shared\n"
			     "201 generate USR2 shared\n");
	tp_exit(a, 12);
	tp_exit(b, 12);
	tp_reap(a);
	tp_reap(b);
	assert_int_equal(tp_kill(t, -1, 12), 0);
	assert_int_equal(tp_kill(t, -1, 65), -LINUX_EINVAL);
}

static void alone_in_the_world(void **state)
{
	struct tp_task *t = unit_task(state);

	assert_int_equal(tp_kill(t, -1, 12), TP_NO_SUCH);
}

static int64_t queue(struct tp_task *t, int64_t nr, int32_t pid, int32_t tid,
		     int sig, int32_t code, uint8_t last)
{
	struct linux_siginfo info = { .si_signo = 33, .si_code = code };

	info.u.bytes[111] = last;
	tp_poke(tp_of(t), TP_SCRATCH, &info, sizeof(info));
	if (nr == LINUX_NR_rt_sigqueueinfo)
		return TP_CALL3(t, nr, (int64_t)pid, sig, TP_SCRATCH);
	return TP_CALL4(t, nr, (int64_t)pid, (int64_t)tid, sig, TP_SCRATCH);
}

static void sigqueueinfo_rules(void **state)
{
	const int64_t q = LINUX_NR_rt_sigqueueinfo;
	const int64_t tq = LINUX_NR_rt_tgsigqueueinfo;
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	tp_mask(c, LINUX_SIG_BLOCK, ~0ull);
	assert_int_equal(queue(t, q, 200, 0, 10, -1, 0), 0);
	assert_int_equal(queue(t, q, 200, 0, 10, 0, 0), -LINUX_EPERM);
	assert_int_equal(queue(t, q, 200, 0, 10, LINUX_SI_TKILL, 0),
			 -LINUX_EPERM);
	assert_int_equal(queue(t, q, PID, 0, 10, 5, 0), 0);
	assert_int_equal(queue(t, q, 999, 0, 10, -1, 0), TP_NO_SUCH);
	assert_int_equal(queue(t, q, PID, 0, 65, -1, 0), -LINUX_EINVAL);
	/* Codes nobody knows may have nothing behind byte 48. */
	assert_int_equal(queue(t, q, PID, 0, 40, -99, 1), -LINUX_E2BIG);
	assert_int_equal(queue(t, q, PID, 0, 40, -99, 0), 0);
	assert_int_equal(queue(t, q, PID, 0, 40, -1, 1), 0);
	assert_int_equal(TP_CALL3(t, q, PID, 10, 8), -LINUX_EFAULT);
	assert_int_equal(queue(t, tq, 200, 200, 12, -1, 0), 0);
	assert_int_equal(queue(t, tq, 200, 200, 12, 0, 0), -LINUX_EPERM);
	assert_int_equal(queue(t, tq, PID, PID, 12, 0, 0), 0);
	assert_int_equal(queue(t, tq, 0, 200, 12, -1, 0), -LINUX_EINVAL);
	assert_int_equal(queue(t, tq, PID, 200, 12, -1, 0), -LINUX_ESRCH);
	assert_int_equal(c->t.pending.set, TP_SET(12));
	assert_int_equal(c->t.group->shared.set, TP_SET(10));
}

/* A code that nobody knows: the rest is read too, and may not be there. */
static void the_rest_of_a_siginfo_is_missing(void **state)
{
	struct linux_siginfo info = { .si_signo = 40, .si_code = -99 };
	struct tp_task *t = unit_task(state);
	uint64_t at = TP_BASE + TP_BYTES - 48;

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	tp_poke(*state, at, &info, 48);
	assert_int_equal(TP_CALL3(t, LINUX_NR_rt_sigqueueinfo, PID, 40, at),
			 -LINUX_EFAULT);
	assert_int_equal(tp_sigpending(t), 0);
	info.si_code = -1;
	tp_poke(*state, at, &info, 48);
	assert_int_equal(TP_CALL3(t, LINUX_NR_rt_sigqueueinfo, PID, 40, at),
			 0);
	assert_int_equal(tp_sigpending(t), TP_SET(40));
}

static void pidfd_rules(void **state)
{
	const int64_t nr = LINUX_NR_pidfd_send_signal;
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);
	struct linux_siginfo info = { .si_signo = 10, .si_code = -1 };

	tp_mask(c, LINUX_SIG_BLOCK, ~0ull);
	t->call.pidfd_pid = 200;
	assert_int_equal(TP_CALL4(t, nr, 3, 10, 0, 0), 0);
	assert_int_equal(c->t.group->shared.set, TP_SET(10));
	assert_int_equal(TP_CALL4(t, nr, 3, 12, 0,
				  LINUX_PIDFD_SIGNAL_THREAD), 0);
	assert_int_equal(c->t.pending.set, TP_SET(12));
	assert_int_equal(TP_CALL4(t, nr, 3, 12, 0, 3), -LINUX_EINVAL);
	assert_int_equal(TP_CALL4(t, nr, 3, 12, 0, 8), -LINUX_EINVAL);
	assert_int_equal(TP_CALL4(t, nr, 3, 12, 8, 0), -LINUX_EFAULT);
	tp_poke(*state, TP_SCRATCH, &info, sizeof(info));
	assert_int_equal(TP_CALL4(t, nr, 3, 12, TP_SCRATCH, 0),
			 -LINUX_EINVAL);
	assert_int_equal(TP_CALL4(t, nr, 3, 10, TP_SCRATCH, 0), 0);
	info.si_code = 0;
	tp_poke(*state, TP_SCRATCH, &info, sizeof(info));
	assert_int_equal(TP_CALL4(t, nr, 3, 10, TP_SCRATCH, 0),
			 -LINUX_EPERM);
	assert_int_equal(TP_CALL4(t, nr, 3, 10, 0,
				  LINUX_PIDFD_SIGNAL_PROCESS_GROUP),
			 TP_NO_SUCH);
	t->call.pidfd_pid = -LINUX_EBADF;
	assert_int_equal(TP_CALL4(t, nr, 3, 10, 0, 0), -LINUX_EBADF);
	t->call.pidfd_pid = 200;
	tp_of(t)->k.config.linux_version = 0x060100;
	assert_int_equal(TP_CALL4(t, nr, 3, 10, 0, 1), -LINUX_EINVAL);
}

/* Processes from 200 on are in a pid namespace of their own: 200 is 1. */
static int32_t pid_in(const struct ksig_group *g,
		      const struct ksig_group *viewer)
{
	if (viewer->pid < 200)
		return g->pid;
	return g->pid < 200 ? 0 : g->pid - 199;
}

static int32_t sender_of(struct tp_task *t, int sig)
{
	const struct ksig_list *l;

	for (l = t->t.group->shared.queue.next;
	     l != &t->t.group->shared.queue; l = l->next) {
		const struct ksig_entry *e = (const void *)l;

		if (e->info.si_signo == sig)
			return ((const int32_t *)e->info.kept)[4];
	}
	return -1;
}

static void pid_namespaces(void **state)
{
	struct tp *m = *state;
	struct tp_task *t = unit_task(state), *init = tp_fork(t, 200);
	struct tp_task *a = tp_fork(init, 201), *b;

	m->port.pid_in = pid_in;
	ksig_group_set_init(init->t.group);
	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	tp_mask(init, LINUX_SIG_BLOCK, TP_SET(10) | TP_SET(12));
	tp_mask(a, LINUX_SIG_BLOCK, TP_SET(10) | TP_SET(12));
	/* By number, within; from above no id is seen; kill(0) tells its own. */
	tp_kill(a, 200, 10);
	assert_int_equal(sender_of(init, 10), 2);
	tp_kill(t, 200, 12);
	assert_int_equal(sender_of(init, 12), 0);
	tp_kill(a, 0, 10);
	assert_int_equal(sender_of(t, 10), 2);
	/* Neither its init nor who is outside is meant by -1. */
	tp_story(m);
	tp_kill(a, -1, 12);
	assert_story(m, "");
	tp_kill(init, -1, 12);
	assert_story(m, "201 generate USR2 shared blocked\n");
	assert_int_equal(tp_kill(a, 200, LINUX_SIGKILL), 0);
	assert_story(m, "200 generate KILL shared ignored\n");
	/* Orphans are its init's; SIGCHLD has the id that the parent knows. */
	b = tp_fork(a, 202);
	tp_exit(a, 12);
	assert_ptr_equal(b->t.group->parent, init->t.group);
	assert_int_equal(tp_kill(t, 200, LINUX_SIGKILL), 0);
	assert_int_equal(tp_return(init), KSIG_EXIT);
	tp_exit(b, LINUX_SIGKILL);
	tp_exit(init, LINUX_SIGKILL);
	assert_int_equal(sender_of(t, LINUX_SIGCHLD), 200);
}

/* From above: to who is dead, and what tells of no sender. */
static void from_above_the_namespace(void **state)
{
	struct tp *m = *state;
	const int64_t q = LINUX_NR_rt_tgsigqueueinfo;
	struct tp_task *t = unit_task(state), *c = tp_fork(t, 200);
	struct tp_task *d = tp_thread(c, 201);

	m->port.pid_in = pid_in;
	tp_mask(c, LINUX_SIG_BLOCK, ~0ull);
	/* A thread that is a zombie of its tracer's. */
	assert_int_equal(TP_CALL4(t, LINUX_NR_ptrace, LINUX_PTRACE_SEIZE, 201,
				  0, 0), 0);
	tp_exit(d, 0);
	tp_story(m);
	assert_int_equal(tp_tgkill(t, 200, 201, 10), 0);
	assert_story(m, "");
	assert_int_equal(d->t.pending.set | c->t.group->shared.set, 0);
	/* No field for a sender: the timer's id, at its place, stays. */
	assert_int_equal(queue(t, LINUX_NR_rt_sigqueueinfo, 200, 0, 10,
			       LINUX_SI_TIMER, 7), 0);
	assert_int_equal(queue(t, q, 200, 200, 12, -1, 7), 0);
	tp_exit(c, 0);
	tp_story(m);
	assert_int_equal(tp_kill(t, 200, 10), 0);
	assert_story(m, "200 generate USR1 shared\n200 discard USR1 exit\n");
}

/* The tables grow, also without memory; who joined a group last is first. */
static void many_processes(void **state)
{
	struct tp_task *t = unit_task(state), *c[3] = { NULL, NULL, NULL };
	enum { NR = 3 * KSIG_TABLE_FIRST };
	struct tp *m = *state;
	int32_t i;

	for (i = 0; i < NR; i++) {
		m->fail_alloc = i < NR / 2;
		assert_non_null(tp_fork(t, 1000 + i));
		m->fail_alloc = 0;
		if (i == 2)
			assert_int_equal(m->k.by_pid.mask,
					 KSIG_TABLE_FIRST - 1);
	}
	assert_true(m->k.by_pid.mask >= NR / 2);
	for (i = 0; i < NR; i++)
		assert_int_equal(ksig_group_find(&m->k, 1000 + i)->pid,
				 1000 + i);
	assert_null(ksig_group_find(&m->k, 1000 + NR));
	for (i = 2; i >= 0; i--) {
		c[i] = (void *)ksig_task_find(&m->k, 1000 + i);
		ksig_group_set_pgrp(c[i]->t.group, 5000, 1);
	}
	for (i = 0; i < 3; i++)
		tp_mask(c[i], LINUX_SIG_BLOCK, TP_SET(10));
	tp_story(m);
	assert_int_equal(tp_kill(t, -5000, 10), 0);
	assert_story(m, "1000 generate USR1 shared blocked\n"
		     "1001 generate USR1 shared blocked\n"
		     "1002 generate USR1 shared blocked\n");
	ksig_check(&m->k);
}

/* A number that is none, with a code that some signals have. */
static void queueing_wild_numbers(void **state)
{
	static const int32_t wild[] = { -829383486, -1, INT32_MIN, 32, 65 };
	struct linux_siginfo info = { .si_code = 1 };
	struct tp_task *t = unit_task(state);
	size_t i;

	tp_poke(*state, TP_SCRATCH, &info, sizeof(info));
	for (i = 0; i < sizeof(wild) / sizeof(wild[0]); i++)
		assert_int_equal(TP_CALL3(t, LINUX_NR_rt_sigqueueinfo, PID,
					  (int64_t)wild[i], TP_SCRATCH),
				 wild[i] == 32 ? 0 : -LINUX_EINVAL);
}

static const struct CMUnitTest tests[] = {
	UNIT(existence_and_validity),
	UNIT(permission),
	UNIT(a_zombie_can_be_signalled),
	UNIT(process_groups),
	UNIT(alone_in_the_world),
	UNIT(sigqueueinfo_rules),
	UNIT(the_rest_of_a_siginfo_is_missing),
	UNIT(queueing_wild_numbers),
	UNIT(pidfd_rules),
	UNIT(pid_namespaces),
	UNIT(from_above_the_namespace),
	UNIT(many_processes),
};
UNIT_MAIN(tests)
