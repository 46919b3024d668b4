/* SPDX-License-Identifier: MIT */
/*
 * core/save.c, core/load*.c, core/state.c: states of every kind go out and in
 * again, and go on as if nothing had happened; damaged ones are refused.
 */
#include <stdio.h>
#include "unit.h"
#include "../../core/state.h"

#define SPEC	(TP_SCRATCH + 0x200)
#define OUT	(TP_SCRATCH + 0x300)
#define SAVE_MAX 0x40000
#define HEAD	40	/* bytes before the first record */
#define SIGRT(n) (34 + (n))

struct image {
	size_t nr;
	uint8_t bytes[SAVE_MAX];
};

static struct tp_task *task(struct tp *m, int32_t tid)
{
	return (struct tp_task *)ksig_task_find(&m->k, tid);
}

static void save(struct tp *m, struct image *i)
{
	i->nr = ksig_save_to(&m->k, i->bytes, sizeof(i->bytes));
	assert_true(i->nr <= sizeof(i->bytes));
}

/* ------------------------------------------------------- what is saved */

static int64_t timer(struct tp_task *t, int sig, int32_t tid,
		     uint64_t interval_ns)
{
	struct linux_sigevent ev = {
		.value = 7, .signo = sig, .tid = tid,
		.notify = tid ? LINUX_SIGEV_THREAD_ID : LINUX_SIGEV_SIGNAL,
	};
	uint64_t spec[4] = { 0, interval_ns, 0, 1000 };
	int64_t id;

	tp_poke(tp_of(t), TP_SCRATCH, &ev, sizeof(ev));
	assert_int_equal(TP_CALL3(t, LINUX_NR_timer_create,
				  KSIG_CLOCK_MONOTONIC, TP_SCRATCH, OUT), 0);
	id = (int32_t)tp_peek64(tp_of(t), OUT);
	tp_poke(tp_of(t), SPEC, spec, sizeof(spec));
	assert_int_equal(TP_CALL4(t, LINUX_NR_timer_settime, id, 0, SPEC, 0),
			 0);
	return id;
}

/* Timers armed, queued, overrun, deleted while queued, parked, a thread's. */
static void build_timers(struct tp *m, struct tp_task *t)
{
	uint64_t it[4] = { 0, 70, 0, 5000 };
	int64_t id;

	timer(t, SIGRT(5), 0, 3000);
	timer(t, SIGRT(5), 0, 0);
	timer(t, SIGRT(6), 101, 400);
	id = timer(t, SIGRT(7), 0, 0);
	tp_action(t, SIGRT(8), LINUX_SIG_IGN, 0, 0);
	timer(t, SIGRT(8), 0, 500);
	timer(t, SIGRT(8), 0, 600);
	tp_poke(m, SPEC, it, sizeof(it));
	TP_CALL3(t, LINUX_NR_setitimer, LINUX_ITIMER_REAL, SPEC, 0);
	tp_tick(m, 2500, t);
	assert_int_equal(TP_CALL2(t, LINUX_NR_timer_delete, id, 0), 0);
	timer(t, SIGRT(5), 0, 0);
}

static void build_parked(struct tp *m, struct tp_task *t)
{
	ksig_sigset set = TP_SET(SIGRT(9)) | TP_SET(LINUX_SIGUSR2);
	uint64_t timeout[2] = { 0, 100000 };
	struct tp_task *c = tp_thread(t, 101);

	tp_poke(m, TP_SCRATCH, &set, sizeof(set));
	tp_poke(m, SPEC, timeout, sizeof(timeout));
	assert_int_equal(TP_CALL4(c, LINUX_NR_rt_sigtimedwait, TP_SCRATCH,
				  OUT, SPEC, 8), TP_PARKED);
	c = tp_thread(t, 102);
	set = ~TP_SET(LINUX_SIGUSR2);
	tp_poke(m, TP_SCRATCH, &set, sizeof(set));
	assert_int_equal(TP_CALL2(c, LINUX_NR_rt_sigsuspend, TP_SCRATCH, 8),
			 TP_PARKED);
	c = tp_fork(t, 150);
	tp_fork(c, 151);
	assert_int_equal(TP_CALL4(c, LINUX_NR_wait4, -1, OUT, 0, 0),
			 TP_PARKED);
}

/* Queues: by the limit some lose their entry. */
static void build_queues(struct tp_task *t)
{
	struct tp_task *c = tp_fork(t, 160);
	int i;

	tp_mask(c, LINUX_SIG_BLOCK, ~0ull);
	ksig_group_set_rlimit(c->t.group, 20);
	tp_handle(c, LINUX_SIGTERM, LINUX_SA_RESTART);
	for (i = 0; i < 30; i++)
		tp_kill(t, 160, i % 3 ? SIGRT(i % 4) : LINUX_SIGTERM);
	tp_tgkill(t, 160, 160, SIGRT(1));
	tp_tgkill(t, 160, 160, LINUX_SIGHUP);
	assert_int_equal(ksig_task_set_user(&c->t, 77), 0);
	tp_kill(t, 160, LINUX_SIGINT);
}

static void build_ptrace(struct tp_task *t)
{
	struct tp_task *c = tp_fork(t, 170), *x = tp_thread(c, 171);

	assert_int_equal(TP_CALL4(t, LINUX_NR_ptrace, LINUX_PTRACE_SEIZE, 170,
				  0, 0), 0);
	assert_int_equal(TP_CALL4(t, LINUX_NR_ptrace, LINUX_PTRACE_SEIZE, 171,
				  0, 0), 0);
	tp_tgkill(t, 170, 170, LINUX_SIGUSR1);
	assert_int_equal(tp_return(c), KSIG_PARK);
	tp_exit(x, 0x300);
	assert_true(x->t.flags & KSIG_TASK_ZOMBIE);
	c = tp_fork(t, 175);
	TP_CALL4(c, LINUX_NR_ptrace, LINUX_PTRACE_TRACEME, 0, 0, 0);
	tp_exit(c, 0x500);
	assert_true(c->t.flags & KSIG_TASK_ZOMBIE);
}

static void build_stops(struct tp_task *t)
{
	struct tp_task *c = tp_fork(t, 180), *x = tp_thread(c, 181);

	tp_thread(c, 182);
	tp_generate(tp_group(c), LINUX_SIGSTOP);
	tp_return(c);
	assert_int_equal(tp_return(x), KSIG_PARK);
	c = tp_fork(t, 185);
	ksig_group_set_pgrp(c->t.group, 185, 1);
	tp_generate(tp_group(c), LINUX_SIGSTOP);
	assert_int_equal(tp_return(c), KSIG_PARK);
	assert_true(c->t.group->flags & KSIG_GROUP_STOPPED);
	c = tp_fork(t, 186);
	tp_mask(c, LINUX_SIG_BLOCK, TP_SET(LINUX_SIGTERM) | TP_SET(SIGRT(2)));
	tp_kill(t, 186, SIGRT(2));
	tp_kill(t, 186, LINUX_SIGTERM);
	tp_exit(c, 0x200);
	assert_int_equal(c->t.group->shared.queued, TP_SET(SIGRT(2)) |
			 TP_SET(LINUX_SIGTERM));	/* charged still */
	c = tp_fork(t, 187);
	tp_thread(c, 188);
	tp_exit(c, 0);
}

/* Everything there is, around process PID, of which one thread is free. */
static struct tp_task *build(struct tp *m)
{
	struct tp_task *t = task(m, PID), *c;

	tp_handle(t, LINUX_SIGCHLD, 0);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(LINUX_SIGCHLD) | TP_SET(SIGRT(5)) |
		TP_SET(SIGRT(6)) | TP_SET(SIGRT(7)));
	c = tp_clone(t, 190, LINUX_CLONE_VM | LINUX_CLONE_SIGHAND);
	ksig_task_set_pdeathsig(&c->t, LINUX_SIGHUP);
	ksig_group_set_pgrp(c->t.group, 185, 1);
	tp_start(m, 90);
	build_stops(t);
	build_ptrace(t);
	build_queues(t);
	build_parked(m, t);
	build_timers(m, t);
	tp_handle(t, LINUX_SIGUSR1, 0);
	tp_tgkill(t, PID, PID, LINUX_SIGUSR1);
	assert_int_equal(tp_in_handler(t), LINUX_SIGUSR1);
	tp_story(m);
	return t;
}

/* What a port has of its own goes over by hand. */
static void copy_port(struct tp *to, struct tp *from)
{
	struct tp_task *t, *o;

	memcpy(to->memory, from->memory, sizeof(to->memory));
	to->now_ns = from->now_ns;
	to->cpu_ns = from->cpu_ns;
	to->realtime_ns = from->realtime_ns;
	for (t = to->tasks; t; t = t->next) {
		o = task(from, t->t.tid);
		t->regs = o->regs;
		memcpy(t->xstate, o->xstate, sizeof(t->xstate));
		t->cred = o->cred;
		t->call = o->call;
	}
}

/* ------------------------------------------------------------ round trips */

static struct tp *loaded(const struct image *i, struct tp *from)
{
	struct tp *m = malloc(sizeof(*m));
	struct image *again = malloc(sizeof(*again));

	assert_non_null(m);
	assert_non_null(again);
	tp_init(m, true);
	if (from)
		m->now_ns = from->now_ns;
	assert_int_equal(tp_load(m, i->bytes, i->nr), 0);
	ksig_check(&m->k);
	save(m, again);
	assert_int_equal(again->nr, i->nr);
	assert_memory_equal(again->bytes, i->bytes, i->nr);
	free(again);
	return m;
}

static void finish(struct tp *m)
{
	tp_finish(m);
	free(m);
}

static int count_writes(void *arg, const void *bytes, size_t nr)
{
	size_t *left = arg;

	assert_non_null(bytes);
	if (*left < nr)
		return -5;
	*left -= nr;
	return 0;
}

static void the_same_bytes_come_back(void **state)
{
	struct image *i = malloc(sizeof(*i)), *j = malloc(sizeof(*j));
	struct ksig_config config;
	struct tp *m = *state, *n;
	size_t nr;

	save(m, i);
	finish(loaded(i, m));
	build(m);
	save(m, i);
	n = loaded(i, m);
	assert_int_equal(tp_nr_alarms(n), tp_nr_alarms(m));
	assert_int_equal(task(n, 101)->deadline_ns, task(m, 101)->deadline_ns);
	finish(n);
	/* Saving changes nothing, fits exactly or says how much it needs. */
	save(m, j);
	assert_int_equal(i->nr, j->nr);
	assert_memory_equal(i->bytes, j->bytes, i->nr);
	memset(j->bytes, 0xee, sizeof(j->bytes));
	assert_int_equal(ksig_save_to(&m->k, j->bytes, 100), i->nr);
	assert_int_equal(j->bytes[100], 0xee);
	assert_int_equal(ksig_save_to(&m->k, NULL, 0), i->nr);
	nr = i->nr;
	assert_int_equal(ksig_save(&m->k, count_writes, &nr), 0);
	assert_int_equal(nr, 0);
	nr = i->nr - 1;
	assert_int_equal(ksig_save(&m->k, count_writes, &nr), -5);
	memset(&config, 0xa5, sizeof(config));
	assert_int_equal(ksig_saved_config(i->bytes, i->nr, &config), 0);
	assert_int_equal(config.xstate_gaps[0].bytes, 0);
	assert_int_equal(config.linux_version, m->k.config.linux_version);
	assert_int_equal(config.xstate_bytes, TP_XSTATE_BYTES);
	assert_int_equal(config.xfeatures, m->k.config.xfeatures);
	assert_int_equal(config.size, sizeof(config));
	free(i);
	free(j);
}

/* The end of the story, in both machines: the same lines, the same state. */
static void go_on(struct tp *m, int step)
{
	struct tp_task *t = task(m, PID);

	switch (step) {
	case 0:
		tp_sigreturn(t);
		break;
	case 1:		/* The sleeper of sigtimedwait. */
		tp_tgkill(t, PID, 101, SIGRT(9));
		assert_int_equal(tp_resume(task(m, 101)), SIGRT(9));
		break;
	case 2:
		tp_tick(m, 9000, t);
		break;
	case 3:		/* Timers' signals, parked ones too. */
		tp_handle(t, SIGRT(8), 0);
		tp_handle(t, SIGRT(5), LINUX_SA_NODEFER);
		tp_handle(t, SIGRT(7), LINUX_SA_NODEFER);
		tp_handle(t, SIGRT(6), LINUX_SA_NODEFER);
		tp_handle(t, LINUX_SIGALRM, 0);
		tp_mask(t, LINUX_SIG_UNBLOCK, ~TP_SET(LINUX_SIGCHLD));
		break;
	case 4:
		while (tp_in_handler(t))
			tp_sigreturn(t);
		break;
	case 5:		/* What is queued, in its order. */
		tp_mask(task(m, 160), LINUX_SIG_UNBLOCK, TP_SET(LINUX_SIGTERM));
		tp_handle(task(m, 160), SIGRT(1), 0);
		tp_mask(task(m, 160), LINUX_SIG_UNBLOCK, TP_SET(SIGRT(1)));
		break;
	case 6:		/* The stop that had begun is complete. */
		tp_return(task(m, 182));
		tp_generate(tp_group(task(m, 180)), LINUX_SIGCONT);
		tp_return(task(m, 181));
		break;
	case 7:		/* Of the tracer: resumed with the signal. */
		TP_CALL4(t, LINUX_NR_ptrace, LINUX_PTRACE_CONT, 170, 0,
			 LINUX_SIGUSR1);
		tp_return(task(m, 170));
		break;
	case 8:
		TP_CALL4(t, LINUX_NR_wait4, -1, OUT, LINUX_WALL, 0);
		TP_CALL4(t, LINUX_NR_wait4, -1, OUT, LINUX_WALL, 0);
		TP_CALL4(t, LINUX_NR_wait4, -1, OUT,
			 LINUX_WALL | LINUX_WUNTRACED, 0);
		break;
	case 9:		/* A process group, in its order. */
		tp_kill(t, -185, LINUX_SIGCONT);
		tp_kill(t, -PID, LINUX_SIGWINCH);
		break;
	case 10:	/* A child dies, who waits for it is told. */
		tp_exit(task(m, 151), 0x700);
		assert_int_equal(tp_resume(task(m, 150)), 151);
		break;
	case 11:
		tp_handle(t, LINUX_SIGUSR2, 0);
		tp_tgkill(t, PID, 102, LINUX_SIGUSR2);
		tp_resume(task(m, 102));
		break;
	default:	/* Orphans, of which one has asked for a signal. */
		tp_exit(task(m, 101), 0);
		tp_exit(task(m, 102), 0);
		tp_exit(t, 0);
	}
}

static void life_goes_on_as_before(void **state)
{
	struct image *i = malloc(sizeof(*i)), *j = malloc(sizeof(*j));
	struct tp *m = *state, *n;
	char *lines = malloc(sizeof(m->story));
	int step;

	build(m);
	save(m, i);
	n = loaded(i, m);
	copy_port(n, m);
	for (step = 0; step <= 12; step++) {
		go_on(m, step);
		go_on(n, step);
		strcpy(lines, tp_story(m));
		assert_string_equal(tp_story(n), lines);
		assert_true(step != 12 || lines[0]);
		save(m, i);
		save(n, j);
		assert_int_equal(i->nr, j->nr);
		assert_memory_equal(i->bytes, j->bytes, i->nr);
	}
	free(lines);
	free(i);
	free(j);
	finish(n);
}

/* ------------------------------------------------------------- refusals */

static void set_sum(struct image *i)
{
	uint64_t sum = 0xcbf29ce484222325ull;
	size_t n;

	for (n = 0; n < i->nr - 8; n++)
		sum = (sum ^ i->bytes[n]) * 0x100000001b3ull;
	for (n = 0; n < 8; n++)
		i->bytes[i->nr - 8 + n] = (uint8_t)(sum >> 8 * n);
}

/*
 * A load that may be refused. One that is not passes every check, can be
 * saved, and its tasks can die.
 */
static int try(const struct image *i)
{
	static struct image j;
	static struct tp m;
	int err;

	tp_init(&m, true);
	err = tp_load(&m, i->bytes, i->nr);
	if (!err)
		save(&m, &j);
	tp_finish(&m);
	return err;
}

/* A state with a little of everything, so that each bit can be tried. */
static void small(struct tp *m)
{
	struct tp_task *t = task(m, PID), *c = tp_fork(t, 160);

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	tp_handle(t, LINUX_SIGUSR1, 0);
	timer(t, SIGRT(5), 0, 3000);
	tp_action(t, SIGRT(8), LINUX_SIG_IGN, 0, 0);
	timer(t, SIGRT(8), 0, 500);
	tp_tick(m, 2500, t);
	tp_kill(t, PID, SIGRT(1));
	tp_tgkill(t, PID, PID, SIGRT(3));
	ksig_group_set_rlimit(t->t.group, 0);
	tp_kill(t, PID, SIGRT(2));
	TP_CALL4(t, LINUX_NR_ptrace, LINUX_PTRACE_SEIZE, 160, 0, 0);
	tp_generate(tp_group(c), LINUX_SIGSTOP);
	tp_return(c);
	c = tp_fork(t, 161);
	TP_CALL4(c, LINUX_NR_ptrace, LINUX_PTRACE_TRACEME, 0, 0, 0);
	tp_exit(c, 0x500);
}

static void cut_short(void **state)
{
	struct image *i = malloc(sizeof(*i));
	size_t nr;

	small(*state);
	save(*state, i);
	assert_int_equal(try(i), 0);
	nr = i->nr;
	/* As it is, and with a sum that is right for what is left. */
	for (i->nr = 0; i->nr < nr; i->nr++)
		assert_int_equal(try(i), -LINUX_EINVAL);
	save(*state, i);
	for (i->nr--; i->nr >= HEAD + 8; i->nr--) {
		set_sum(i);
		assert_true(try(i) < 0);
	}
	free(i);
}

static void every_bit(void **state)
{
	struct image *i = malloc(sizeof(*i));
	size_t bit, nr[2] = { 0, 0 };

	small(*state);
	save(*state, i);
	assert_int_equal(try(i), 0);
	for (bit = 0; bit < (i->nr - 8) * 8; bit++) {
		i->bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		/* The sum alone finds it ... */
		if (bit % 61 == 0)
			assert_true(try(i) < 0);
		/* ... and without the sum the rest does, or it is harmless. */
		set_sum(i);
		nr[try(i) == 0]++;
		i->bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	set_sum(i);
	assert_int_equal(try(i), 0);
	/* Registers, times and other numbers that may be anything. */
	assert_true(nr[0] > 1000 && nr[1] > 1000);
	free(i);
}

/* Every four bytes are another number that means something. */
static void every_number(void **state)
{
	static const uint32_t values[] = {
		0, 1, 2, 64, 65, PID, 160, 161, 0x7fffffff, 0x80000000u,
		0xffffffffu,
	};
	struct image *i = malloc(sizeof(*i));
	size_t at, v;
	uint8_t was[4];
	int n;

	small(*state);
	save(*state, i);
	for (at = HEAD; at + 12 <= i->nr; at += 4) {
		memcpy(was, i->bytes + at, 4);
		for (v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
			for (n = 0; n < 4; n++)
				i->bytes[at + (size_t)n] =
					(uint8_t)(values[v] >> 8 * n);
			set_sum(i);
			try(i);
		}
		memcpy(i->bytes + at, was, 4);
	}
	free(i);
}

static void no_memory(void **state)
{
	struct image *i = malloc(sizeof(*i));
	struct tp *m = malloc(sizeof(*m));
	int64_t n, nr_failed = 0;
	int err;

	build(*state);
	save(*state, i);
	for (n = 1; ; n++) {
		tp_init(m, true);
		m->fail_alloc = n;
		err = tp_load(m, i->bytes, i->nr);
		if (m->fail_alloc)
			break;
		assert_int_equal(err, -LINUX_ENOMEM);
		nr_failed++;
		/* As it was: the next one succeeds. */
		assert_int_equal(tp_load(m, i->bytes, i->nr), 0);
		tp_finish(m);
	}
	assert_int_equal(err, 0);
	assert_true(nr_failed > 50);
	tp_finish(m);
	free(m);
	free(i);
}

static void what_is_not_known(void **state)
{
	struct image *i = malloc(sizeof(*i));
	struct ksig_config config;
	struct tp *m = *state, *n = malloc(sizeof(*n));

	small(m);
	save(m, i);
	/* In use. */
	assert_int_equal(ksig_load(&m->k, i->bytes, i->nr, NULL),
			 -LINUX_EINVAL);
	/* Another magic, version, config, record. */
	i->bytes[0]++;
	assert_int_equal(try(i), -LINUX_EINVAL);
	i->bytes[0]--;
	i->bytes[8]++;
	assert_int_equal(try(i), -LINUX_EOPNOTSUPP);
	assert_int_equal(ksig_saved_config(i->bytes, i->nr, &config),
			 -LINUX_EOPNOTSUPP);
	assert_int_equal(ksig_saved_config(i->bytes, HEAD - 1, &config),
			 -LINUX_EINVAL);
	i->bytes[8]--;
	i->bytes[12]++;
	set_sum(i);
	assert_int_equal(try(i), -LINUX_EINVAL);
	i->bytes[12]--;
	i->bytes[HEAD] = 99;
	set_sum(i);
	assert_int_equal(try(i), -LINUX_EOPNOTSUPP);
	save(m, i);
	/* A port without time, or without ptrace. */
	tp_init(n, true);
	n->port.clock_read = NULL;
	n->port.alarm_set = NULL;
	assert_int_equal(tp_load(n, i->bytes, i->nr), -LINUX_EOPNOTSUPP);
	tp_init(n, true);
	n->port.task_reaped = NULL;
	assert_int_equal(tp_load(n, i->bytes, i->nr), -LINUX_EOPNOTSUPP);
	tp_finish(n);
	free(n);
	free(i);
}

/* What the nth record of its type has in it; NULL: there is none. */
static uint8_t *record(struct image *i, uint32_t type, int nth)
{
	uint32_t frame[2];
	size_t at;

	for (at = HEAD; at < i->nr; at += sizeof(frame) + frame[1]) {
		memcpy(frame, i->bytes + at, sizeof(frame));
		if (frame[0] == type && nth-- == 0)
			return i->bytes + at + sizeof(frame);
	}
	return NULL;
}

/* Only of timers there may be two of a standard signal. */
static void twice_the_same_signal(void **state)
{
	static const struct {
		int entry, sig, err;
	} cases[] = {
		{ 0, LINUX_SIGUSR2, 0 },	/* as it is */
		{ 0, LINUX_SIGTERM, -LINUX_EINVAL },
		{ 1, LINUX_SIGUSR1, 0 },	/* behind a timer's */
		{ 1, LINUX_SIGUSR2, -LINUX_EINVAL },	/* and one before */
	};
	struct image *i = malloc(sizeof(*i));
	struct tp_task *t = unit_task(state);
	const size_t signo = 8;		/* after owner and user */
	size_t n;

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	timer(t, LINUX_SIGUSR1, 0, 0);
	tp_kill(t, PID, LINUX_SIGUSR2);
	timer(t, LINUX_SIGUSR2, 0, 0);
	tp_tick(*state, 2500, t);
	tp_kill(t, PID, LINUX_SIGTERM);
	for (n = 0; n < sizeof(cases) / sizeof(cases[0]); n++) {
		save(*state, i);
		record(i, KSIG__RECORD_ENTRY, cases[n].entry)[signo] =
			(uint8_t)cases[n].sig;
		set_sum(i);
		assert_int_equal(try(i), cases[n].err);
	}
	free(i);
}

/* Nobody can set it: sigaction(2). Its flags mean nothing, and may stand. */
static void an_action_of_kill(void **state)
{
	struct image *i = malloc(sizeof(*i));
	struct tp_task *t = unit_task(state);
	struct linux_sigaction *a;

	a = &t->t.sighand->action[LINUX_SIGKILL - 1];
	a->flags = LINUX_SA_RESTART;
	save(*state, i);
	a->flags = 0;
	assert_int_equal(record(i, KSIG__RECORD_ACTION, 0)[0], LINUX_SIGKILL);
	assert_int_equal(try(i), 0);
	record(i, KSIG__RECORD_ACTION, 0)[4] = LINUX_SIG_IGN;
	set_sum(i);
	assert_int_equal(try(i), -LINUX_EINVAL);
	free(i);
}

/* A user stays until it is used next; without tasks and charges, unsaved. */
static void a_user_that_is_charged_nothing(void **state)
{
	struct image *i = malloc(sizeof(*i));
	struct tp_task *t = unit_task(state);
	struct tp *m = *state;

	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(SIGRT(1)));
	assert_int_equal(ksig_task_set_user(&t->t, 77), 0);
	tp_tgkill(t, PID, PID, SIGRT(1));
	assert_int_equal(ksig_task_set_user(&t->t, 1000), 0);
	save(m, i);
	assert_non_null(record(i, KSIG__RECORD_USER, 1));
	tp_handle(t, SIGRT(1), 0);
	tp_mask(t, LINUX_SIG_UNBLOCK, TP_SET(SIGRT(1)));
	assert_int_equal(tp_in_handler(t), SIGRT(1));
	assert_non_null(m->k.users->next);
	save(m, i);
	assert_non_null(record(i, KSIG__RECORD_USER, 0));
	assert_null(record(i, KSIG__RECORD_USER, 1));
	finish(loaded(i, m));
	free(i);
}

/* The tables grow in a load too, and a process group keeps its order. */
static void a_large_process_group(void **state)
{
	enum { NR = KSIG_TABLE_FIRST + 40 };
	struct image *i = malloc(sizeof(*i));
	struct tp_task *t = unit_task(state);
	struct tp *m = *state, *n;
	char *lines = malloc(sizeof(m->story));
	int32_t pid;

	tp_mask(t, LINUX_SIG_BLOCK, ~0ull);
	for (pid = 1000; pid < 1000 + NR; pid++)
		tp_fork(t, pid);
	save(m, i);
	n = loaded(i, m);
	assert_true(n->k.by_pgid.mask >= NR);
	copy_port(n, m);
	tp_story(m);
	tp_story(n);
	tp_kill(t, -PID, LINUX_SIGTERM);
	tp_kill(task(n, PID), -PID, LINUX_SIGTERM);
	strcpy(lines, tp_story(m));
	assert_string_equal(tp_story(n), lines);
	for (pid = 1000; pid < 1000 + NR; pid++)
		assert_int_equal(tp_group(task(n, pid))->g.shared.set,
				 TP_SET(LINUX_SIGTERM));
	finish(n);
	free(lines);
	free(i);
}

/* In no state of ours, but harmless: its alarm takes it out of the list. */
static void a_parked_timer_with_an_alarm(void **state)
{
	struct image *i = malloc(sizeof(*i));
	struct tp_task *t = unit_task(state);
	struct ksig_list *node;
	struct ksig_timer *tm;
	struct tp *m = *state, *n;

	/* Parked by a stop signal, not because it is ignored. */
	tp_handle(t, LINUX_SIGCONT, 0);
	tp_mask(t, LINUX_SIG_BLOCK, TP_SET(LINUX_SIGCONT) |
		TP_SET(LINUX_SIGTSTP));
	timer(t, LINUX_SIGCONT, 0, 3000);
	tp_tick(m, 2500, NULL);
	tp_kill(t, PID, LINUX_SIGTSTP);
	node = t->t.group->timers.next;
	tm = (struct ksig_timer *)((char *)node -
				   offsetof(struct ksig_timer, node));
	assert_true(tm->flags & KSIG_TIMER_PARKED);
	tm->flags |= KSIG_TIMER_ARMED;
	save(m, i);
	tm->flags &= ~KSIG_TIMER_ARMED;
	n = loaded(i, m);
	tp_tick(n, 10000, NULL);
	assert_true(tp_sigpending(task(n, PID)) & TP_SET(LINUX_SIGCONT));
	assert_ptr_equal(task(n, PID)->t.group->parked_timers.next,
			 &task(n, PID)->t.group->parked_timers);
	ksig_check(&n->k);
	finish(n);
	free(i);
}

static const struct CMUnitTest tests[] = {
	UNIT(the_same_bytes_come_back),
	UNIT(life_goes_on_as_before),
	UNIT(cut_short),
	UNIT(every_bit),
	UNIT(every_number),
	UNIT(no_memory),
	UNIT(what_is_not_known),
	UNIT(twice_the_same_signal),
	UNIT(an_action_of_kill),
	UNIT(a_user_that_is_charged_nothing),
	UNIT(a_large_process_group),
	UNIT(a_parked_timer_with_an_alarm),
};

UNIT_MAIN(tests)
