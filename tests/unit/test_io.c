/* SPDX-License-Identifier: MIT */
/* Signals of descriptors: F_SETOWN, F_SETSIG; as observed on 6.18. */
#include "unit.h"

static struct linux_siginfo info;

static int64_t take(struct tp_task *t, int sig)
{
	struct linux_timespec zero = { 0, 0 };
	ksig_sigset s = TP_SET(sig);
	int64_t ret;

	tp_poke(tp_of(t), TP_SCRATCH, &s, sizeof(s));
	tp_poke(tp_of(t), TP_SCRATCH + 8, &zero, sizeof(zero));
	ret = TP_CALL4(t, LINUX_NR_rt_sigtimedwait, TP_SCRATCH,
		       TP_SCRATCH + 64, TP_SCRATCH + 8, 8);
	tp_peek(tp_of(t), &info, TP_SCRATCH + 64, sizeof(info));
	return ret;
}

static struct ksig_io_owner owner(enum ksig_io_kind kind, int32_t id, int sig)
{
	struct ksig_io_owner o = { kind, id, 1000, 1000, sig };

	return o;
}

static void what_is_told(void **state)
{
	static const struct {
		int sig, code;
	} cases[] = {
		{ LINUX_SIGIO, 1 }, { 40, 1 }, { LINUX_SIGCHLD, -5 },
		{ LINUX_SIGUSR2, 1 }, { LINUX_SIGTRAP, -5 },
		{ LINUX_SIGURG, 1 },
	};
	static const int64_t bands[] = { 0x41, 0x304, 0x441, 8, 0x82, 0x18 };
	struct tp_task *t = unit_task(state);
	struct ksig_io_owner o = owner(KSIG_IO_GROUP, PID, 0);
	struct tp *m = *state;
	size_t i;

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	assert_int_equal(ksig_generate_io(&m->k, &o, 5, 1), 0);
	assert_int_equal(take(t, LINUX_SIGIO), LINUX_SIGIO);
	assert_int_equal(info.si_code, LINUX_SI_KERNEL);
	assert_int_equal(info.u.poll.fd, 0);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		o.sig = cases[i].sig;
		ksig_generate_io(&m->k, &o, 5, LINUX_POLL_IN);
		assert_int_equal(take(t, o.sig), o.sig);
		assert_int_equal(info.si_code, cases[i].code);
		assert_int_equal(info.u.poll.fd, 5);
		assert_int_equal(info.u.poll.band, 0x41);
	}
	o.sig = 40;
	for (i = 0; i < 6; i++) {
		ksig_generate_io(&m->k, &o, 5, (int)i + 1);
		assert_int_equal(take(t, 40), 40);
		assert_int_equal(info.si_code, i + 1);
		assert_int_equal(info.u.poll.band, bands[i]);
	}
	ksig_generate_urg(&m->k, &o);
	assert_int_equal(take(t, LINUX_SIGURG), LINUX_SIGURG);
	assert_int_equal(info.si_code, LINUX_SI_KERNEL);
	assert_int_equal(ksig_generate_io(&m->k, &o, 5, 0), -LINUX_EINVAL);
	assert_int_equal(ksig_generate_io(&m->k, &o, 5, 7), -LINUX_EINVAL);
	o.sig = 65;
	assert_int_equal(ksig_generate_io(&m->k, &o, 5, 1), -LINUX_EINVAL);
}

static void overflow_becomes_sigio(void **state)
{
	struct tp_task *t = unit_task(state);
	struct ksig_io_owner o = owner(KSIG_IO_GROUP, PID, 40);
	struct tp *m = *state;

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	ksig_group_set_rlimit(t->t.group, 1);
	ksig_generate_io(&m->k, &o, 5, 1);
	ksig_generate_io(&m->k, &o, 5, 1);
	assert_int_equal(take(t, 40), 40);
	assert_int_equal(take(t, 40), -LINUX_EAGAIN);
	assert_int_equal(take(t, LINUX_SIGIO), LINUX_SIGIO);
	assert_int_equal(info.si_code, LINUX_SI_KERNEL);
}

static void who_gets_it(void **state)
{
	struct tp_task *t = unit_task(state), *u = tp_thread(t, 101);
	struct tp_task *c = tp_fork(t, 200), *other = tp_fork(t, 300);
	struct ksig_io_owner o = owner(KSIG_IO_TASK, 101, 40);
	struct tp *m = *state;

	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(40));
	tp_mask(u, LINUX_SIG_BLOCK, TP_SET(40));
	tp_mask(c, LINUX_SIG_BLOCK, TP_SET(40));
	tp_mask(other, LINUX_SIG_BLOCK, TP_SET(40));
	ksig_group_set_pgrp(other->t.group, 300, 1);
	ksig_generate_io(&m->k, &o, 5, 1);
	assert_int_equal(take(t, 40), -LINUX_EAGAIN);
	assert_int_equal(take(u, 40), 40);
	o.kind = KSIG_IO_GROUP;	/* a thread's id means its process */
	ksig_generate_io(&m->k, &o, 5, 1);
	assert_int_equal(take(t, 40), 40);
	o = owner(KSIG_IO_PGRP, PID, 40);
	ksig_generate_io(&m->k, &o, 5, 1);
	assert_int_equal(take(t, 40), 40);
	assert_int_equal(take(c, 40), 40);
	assert_int_equal(take(other, 40), -LINUX_EAGAIN);
	o = owner(KSIG_IO_NOBODY, 0, 40);
	ksig_generate_io(&m->k, &o, 5, 1);
	o = owner(KSIG_IO_TASK, 999, 40);
	ksig_generate_io(&m->k, &o, 5, 1);
	assert_int_equal(tp_sigpending(t) | tp_sigpending(c), 0);
}

/* fcntl(2): as kill(2), but by the ids of who set the owner. */
static void permission(void **state)
{
	struct tp_task *t = unit_task(state);
	struct ksig_io_owner o = { KSIG_IO_GROUP, PID, 7, 8, 40 };
	struct tp *m = *state;

	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(40));
	ksig_generate_io(&m->k, &o, 5, 1);
	assert_int_equal(tp_sigpending(t), 0);
	t->cred.suid = 7;
	ksig_generate_io(&m->k, &o, 5, 1);
	assert_int_equal(take(t, 40), 40);
	t->cred.suid = 1000;
	t->cred.uid = 8;
	ksig_generate_io(&m->k, &o, 5, 1);
	assert_int_equal(take(t, 40), 40);
	t->cred.uid = 1000;
	t->cred.euid = 8;	/* does not count */
	ksig_generate_io(&m->k, &o, 5, 1);
	assert_int_equal(tp_sigpending(t), 0);
	o.euid = 0;
	ksig_generate_io(&m->k, &o, 5, 1);
	assert_int_equal(take(t, 40), 40);
}

static const struct CMUnitTest tests[] = {
	UNIT(what_is_told),
	UNIT(overflow_becomes_sigio),
	UNIT(who_gets_it),
	UNIT(permission),
};
UNIT_MAIN(tests)
