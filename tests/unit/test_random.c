/* SPDX-License-Identifier: MIT */
/*
 * Random life: processes and threads that do whatever a port may have them
 * do, with every invariant checked after each step (the machine does that)
 * and every lock's order too. KSIG_SEED=n repeats one run, KSIG_STEPS=n sets
 * its length.
 */
#include <stdio.h>
#include "tasks.h"
#include "unit.h"

#define RUNS		30
#define STEPS		1500

struct world {
	struct tp *m;
	uint64_t random;
	struct tasks tasks;
	int32_t next_id;
};

static uint32_t rnd(struct world *w, uint32_t below)
{
	w->random ^= w->random << 13;
	w->random ^= w->random >> 7;
	w->random ^= w->random << 17;
	return (uint32_t)(w->random >> 33) % below;
}

static int rnd_sig(struct world *w)
{
	static const uint8_t likely[] = {
		1, 10, 11, 12, 14, 15, 17, 18, 18, 19, 20, 21, 34, 40, 64,
	};

	return rnd(w, 100) == 0 ? (int)rnd(w, 66) :
				  likely[rnd(w, sizeof(likely))];
}

static ksig_sigset rnd_set(struct world *w)
{
	ksig_sigset set = 0;
	uint32_t n = rnd(w, 8);

	if (rnd(w, 10) == 0)
		return ~0ull;
	while (n--)
		set |= 1ull << rnd(w, 64);
	return set;
}

static struct tp_task *rnd_task(struct world *w)
{
	uint32_t i = tasks_from(&w->tasks, rnd(w, TASKS_MAX));

	return i < TASKS_MAX ? w->tasks.task[i] : NULL;
}

static void call(struct world *w, uint32_t i, int64_t ret)
{
	if (ret == TP_PARKED) {
		w->tasks.state[i] = TASK_PARKED;
		return;
	}
	if (ret == TP_PORT || ret == TP_NO_SUCH || ret == TP_UNKNOWN) {
		w->tasks.task[i]->outcome = KSIG_RUN;
		if (ret == TP_PORT)
			ksig_sigmask_end(&w->tasks.task[i]->t,
					 rnd(w, 2) ? 0 : -LINUX_EINTR);
		tp_native(w->tasks.task[i], 271, ret == TP_PORT ? -LINUX_EINTR :
							     -LINUX_ESRCH);
	}
	tasks_settle(&w->tasks, i);
}

static void wait_call(struct world *w, uint32_t i)
{
	struct tp_task *t = w->tasks.task[i];
	struct linux_timespec ts = { 0, rnd(w, 3) * 50 };
	ksig_sigset set = rnd_set(w);

	tp_poke(w->m, TP_SCRATCH, &set, sizeof(set));
	tp_poke(w->m, TP_SCRATCH + 8, &ts, sizeof(ts));
	switch (rnd(w, 4)) {
	case 0:
		call(w, i, TP_CALL0(t, LINUX_NR_pause));
		break;
	case 1:
		call(w, i, TP_CALL2(t, LINUX_NR_rt_sigsuspend, TP_SCRATCH,
				    8));
		break;
	case 2:
		call(w, i, TP_CALL4(t, LINUX_NR_rt_sigtimedwait, TP_SCRATCH,
				    TP_SCRATCH + 64,
				    rnd(w, 2) ? TP_SCRATCH + 8 : 0, 8));
		break;
	default:
		call(w, i, tp_call(t, LINUX_NR_ppoll, 0, 0, 0, TP_SCRATCH, 8,
				   0));
	}
}

static void send_call(struct world *w, uint32_t i)
{
	struct tp_task *t = w->tasks.task[i], *o = rnd_task(w);
	struct linux_siginfo info = { .si_code = -1 - (int)rnd(w, 3) };
	int sig = rnd_sig(w);

	tp_poke(w->m, TP_SCRATCH, &info, sizeof(info));
	switch (rnd(w, 6)) {
	case 0:
		call(w, i, tp_kill(t, o->t.group->pid, sig));
		break;
	case 1:
		call(w, i, tp_tgkill(t, o->t.group->pid, o->t.tid, sig));
		break;
	case 2:
		call(w, i, tp_kill(t, rnd(w, 8) ? -o->t.group->pgid : -1,
				   sig == 9 ? 18 : sig));
		break;
	case 3:
		call(w, i, TP_CALL3(t, LINUX_NR_rt_sigqueueinfo,
				    o->t.group->pid, sig, TP_SCRATCH));
		break;
	case 4:
		if (sig)
			tp_generate(tp_group(o), sig > 64 ? 1 : sig);
		break;
	default:
		if (sig && sig < 65) {
			info.si_signo = sig;
			info.u.timer.timerid = 1003;
			ksig_generate_timer(o->t.group, &o->t, rnd(w, 2),
				&info,
				&(struct ksig_origin){ KSIG_BY_TIMER, 0, 0 });
			if (!rnd(w, 4))
				ksig_timer_set(o->t.group, 1003, rnd(w, 2));
		}
	}
}

/* The timers of our own: made, set, set anew, ended, all kinds. */
static void timer_call(struct world *w, uint32_t i)
{
	static const int32_t clocks[] = { 0, 1, 2, 3 };
	static const int32_t notify[] = { 0, 1, 4, 4, 0, 7 };
	struct tp_task *t = w->tasks.task[i];
	struct linux_sigevent ev = {
		.signo = rnd_sig(w), .notify = notify[rnd(w, 6)],
		.tid = rnd_task(w)->t.tid,
	};
	struct linux_itimerspec its = {
		{ 0, rnd(w, 2) * rnd(w, 90) }, { 0, rnd(w, 4) * 30 },
	};
	int64_t id = rnd(w, 4);

	tp_poke(w->m, TP_SCRATCH, &ev, sizeof(ev));
	tp_poke(w->m, TP_SCRATCH + 64, &its, sizeof(its));
	switch (rnd(w, 7)) {
	case 0:
		call(w, i, TP_CALL3(t, LINUX_NR_timer_create,
				    clocks[rnd(w, 4)], TP_SCRATCH,
				    TP_SCRATCH + 256));
		break;
	case 1:
	case 2:
		call(w, i, TP_CALL4(t, LINUX_NR_timer_settime, id, rnd(w, 2),
				    TP_SCRATCH + 64, TP_SCRATCH + 256));
		break;
	case 3:
		call(w, i, TP_CALL2(t, LINUX_NR_timer_gettime, id,
				    TP_SCRATCH + 256));
		break;
	case 4:
		call(w, i, TP_CALL2(t, LINUX_NR_timer_delete, id, 0));
		break;
	case 5:
		its.it_value.tv_nsec /= 1000;
		tp_poke(w->m, TP_SCRATCH + 64, &its, sizeof(its));
		call(w, i, TP_CALL3(t, LINUX_NR_setitimer, rnd(w, 3),
				    TP_SCRATCH + 64, 0));
		break;
	default:
		tp_tick(w->m, rnd(w, 300), rnd(w, 2) ? t : NULL);
	}
}

static void own_call(struct world *w, uint32_t i)
{
	static const uint32_t flags[] = {
		0, LINUX_SA_NODEFER, LINUX_SA_RESETHAND, LINUX_SA_RESTART,
		LINUX_SA_NOCLDSTOP, LINUX_SA_NOCLDWAIT, LINUX_SA_SIGINFO,
	};
	struct tp_task *t = w->tasks.task[i];

	switch (rnd(w, 5)) {
	case 0:
		call(w, i, tp_mask(t, (int)rnd(w, 4), rnd_set(w)));
		break;
	case 1:
		call(w, i, tp_action(t, rnd_sig(w), rnd(w, 2), 0, 0));
		break;
	case 2:
		call(w, i, tp_action(t, rnd_sig(w), TP_HANDLER(1),
				     LINUX_SA_RESTORER | flags[rnd(w, 7)],
				     rnd_set(w)));
		break;
	case 3:
		/* Mostly a real one, sometimes whatever is there. */
		if (!tp_in_handler(t) && rnd(w, 50))
			break;
		tp_sigreturn(t);
		t->regs.sp = TP_STACK_TOP;
		tasks_settle(&w->tasks, i);
		break;
	default:
		tp_native(t, 0, -(int64_t)(511 + rnd(w, 6)));
		tasks_settle(&w->tasks, i);
	}
}

static void life_call(struct world *w, uint32_t i)
{
	struct tp_task *t = w->tasks.task[i];

	switch (rnd(w, 8)) {
	case 0:
	case 1:
		if (tasks_have_room(&w->tasks))
			tasks_put(&w->tasks, tp_fork(t, w->next_id++));
		break;
	case 2:
	case 3:
		if (tasks_have_room(&w->tasks))
			tasks_put(&w->tasks, tp_thread(t, w->next_id++));
		break;
	case 4:
		ksig_group_set_pgrp(t->t.group, t->t.group->pid, 1);
		break;
	case 5:
		if (t->t.group->nr_tasks == 1)
			tp_exec(t);
		break;
	case 6:
		ksig_task_set_user(&t->t, rnd(w, 3));
		break;
	default:
		ksig_exit_begin(&t->t);
		w->tasks.state[i] = TASK_DYING;
	}
	if (t->t.has_deliverable && w->tasks.state[i] == TASK_USER) {
		tasks_return(&w->tasks, i);
	}
}

static void die(struct world *w, uint32_t i)
{
	struct tp_task *t = w->tasks.task[i];
	bool last = t->t.group->nr_tasks == 1;
	struct ksig_group *g = t->t.group;

	tp_exit(t, g->exit_sig);
	w->tasks.state[i] = TASK_NONE;
	if (last && rnd(w, 2))
		ksig_reap(g);
}

/* Something from outside, for anybody in any state. */
static void outside(struct world *w)
{
	struct tp_task *t = rnd_task(w);

	if (rnd(w, 2))
		tp_generate(tp_group(t), rnd(w, 2) ? LINUX_SIGCONT : 10);
	else
		tp_generate_task(t, rnd(w, 30) ? 12 : LINUX_SIGKILL);
	ksig_check(&w->m->k);
}

static struct tp_task *first(struct world *w)
{
	struct tp_task *t = tp_start(w->m, w->next_id++);
	int sig;

	for (sig = 1; t && sig <= KSIG_NSIG; sig++)
		if (sig != LINUX_SIGTSTP && sig != LINUX_SIGTTIN)
			tp_handle(t, sig, 0);
	return t;
}

static void step(struct world *w)
{
	uint32_t i = tasks_from(&w->tasks, rnd(w, TASKS_MAX));

	w->m->now_ns += rnd(w, 40);
	if (rnd(w, 10) == 0)
		outside(w);
	switch (w->tasks.state[i]) {
	case TASK_NONE:
		break;
	case TASK_USER:
		if (!tp_in_handler(w->tasks.task[i]))
			w->tasks.task[i]->regs.sp = TP_STACK_TOP;
		switch (rnd(w, 11)) {
		case 0:
			wait_call(w, i);
			break;
		case 10:
			timer_call(w, i);
			break;
		case 1:
			life_call(w, i);
			break;
		case 2:
		case 3:
		case 4:
			send_call(w, i);
			break;
		case 5:
			tasks_return(&w->tasks, i);
			break;
		default:
			own_call(w, i);
		}
		break;
	case TASK_PARKED:
		call(w, i, tp_resume(w->tasks.task[i]));
		break;
	case TASK_STOPPED:
		tasks_return(&w->tasks, i);
		break;
	case TASK_DYING:
		die(w, i);
		break;
	}
}

static void run(uint64_t seed, int steps)
{
	struct world w = {
		.random = seed * 0x9e3779b97f4a7c15ull + 1,
		.tasks = { .max = TASKS_MAX },
	};
	int i;

	w.m = malloc(sizeof(*w.m));
	assert_non_null(w.m);
	tp_init(w.m, true);
	w.next_id = 1000;
	for (i = 0; i < steps; i++) {
		w.m->story_len = 0;
		if (!rnd_task(&w))
			tasks_put(&w.tasks, first(&w));
		if (rnd(&w, 50) == 0)
			w.m->fail_alloc = 1;
		step(&w);
		w.m->fail_alloc = 0;
	}
	tp_finish(w.m);
	free(w.m);
}

static void random_lives(void **state)
{
	const char *seed = getenv("KSIG_SEED"), *steps = getenv("KSIG_STEPS");
	uint64_t n;

	(void)state;
	if (seed) {
		run(strtoull(seed, NULL, 0), steps ? atoi(steps) : STEPS);
		return;
	}
	for (n = 1; n <= RUNS; n++) {
		fprintf(stderr, "KSIG_SEED=%llu\n", (unsigned long long)n);
		run(n, STEPS);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(random_lives),
};
UNIT_MAIN(tests)
