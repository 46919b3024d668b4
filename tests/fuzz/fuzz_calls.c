/* SPDX-License-Identifier: MIT */
/*
 * Sequences of system calls and events, on the unit tests' machine, with
 * every invariant checked after each (the machine does that) and no lock
 * left. The input is a program: an operation, a task, its arguments.
 *
 * The fuzzer plays a correct port: it parks, resumes and ends tasks as the
 * outcomes say. What a wrong port does is tests/misuse's subject.
 */
#include "../unit/tasks.h"
#include "input.h"

#define TASKS	10u
#define STEPS_MAX	400
#define FIRST_PID	100
#define PORT_TIMER	1000	/* ids of timers that the port makes */
#define POKED_BYTES	64u	/* what a call's pointers may show it */

struct world {
	struct input in;
	struct tp *m;
	struct tasks tasks;
	int32_t next_id;
};

/* What a call has come to; one of the port's ends as the input says. */
static void call_done(struct world *w, uint32_t i, int64_t ret)
{
	static const int16_t ends[] = { 0, 1, -4, -512, -513, -514, -516, -11 };
	struct tp_task *t = w->tasks.task[i];
	int64_t end;

	if (ret == TP_PARKED) {
		w->tasks.state[i] = TASK_PARKED;
		return;
	}
	if (ret == TP_PORT || ret == TP_NO_SUCH || ret == TP_UNKNOWN) {
		end = ends[in_byte(&w->in) % 8];
		if (ret == TP_PORT && (t->t.flags & KSIG_TASK_HAS_SAVED))
			ksig_sigmask_end(&t->t, end);
		tp_native(t, t->call.nr, end);
	}
	tasks_settle(&w->tasks, i);
}

static struct tp_task *any_task(struct world *w)
{
	uint32_t i = tasks_from(&w->tasks, in_byte(&w->in) % TASKS);

	return i < TASKS ? w->tasks.task[i] : NULL;
}

/* A pointer, an id, a small number or anything. */
static uint64_t argument(struct world *w)
{
	struct tp_task *t;
	uint8_t kind = in_byte(&w->in);

	switch (kind >> 5) {
	case 0:
		return TP_SCRATCH + (kind & 31) * 8;
	case 1:
		t = any_task(w);
		return t ? (uint64_t)t->t.tid : 0;
	case 2:
		t = any_task(w);
		return t ? (uint64_t)(-(int64_t)t->t.group->pgid) : 0;
	case 3:
		return (uint64_t)-(int64_t)(kind & 31);
	case 4:
		return TP_BASE + TP_BYTES - (kind & 31);
	case 5:
		return in_u64(&w->in);
	default:
		return kind & 63;
	}
}

static const int64_t calls[] = {
	LINUX_NR_rt_sigaction, LINUX_NR_rt_sigprocmask, LINUX_NR_pause,
	LINUX_NR_wait4, LINUX_NR_kill, LINUX_NR_rt_sigpending,
	LINUX_NR_rt_sigtimedwait, LINUX_NR_rt_sigqueueinfo,
	LINUX_NR_rt_sigsuspend, LINUX_NR_sigaltstack, LINUX_NR_prctl,
	LINUX_NR_tkill, LINUX_NR_restart_syscall, LINUX_NR_tgkill,
	LINUX_NR_waitid, LINUX_NR_pselect6, LINUX_NR_ppoll,
	LINUX_NR_epoll_pwait, LINUX_NR_signalfd, LINUX_NR_signalfd4,
	LINUX_NR_rt_tgsigqueueinfo, LINUX_NR_io_pgetevents,
	LINUX_NR_pidfd_send_signal, LINUX_NR_io_uring_enter,
	LINUX_NR_epoll_pwait2, LINUX_NR_getitimer, LINUX_NR_setitimer,
	LINUX_NR_alarm, LINUX_NR_timer_create, LINUX_NR_timer_settime,
	LINUX_NR_timer_gettime, LINUX_NR_timer_getoverrun,
	LINUX_NR_timer_delete,
};
#define NR_CALLS (sizeof(calls) / sizeof(calls[0]))

static void poke(struct world *w)
{
	uint8_t bytes[POKED_BYTES], n = in_byte(&w->in) % (POKED_BYTES + 1);

	in_bytes(&w->in, bytes, n);
	tp_poke(w->m, TP_SCRATCH, bytes, n);
}

static void system_call(struct world *w, uint32_t i)
{
	struct tp_task *t = w->tasks.task[i];
	uint8_t which = in_byte(&w->in);
	int64_t nr = which < 5 * NR_CALLS ? calls[which % NR_CALLS] :
					     (int64_t)in_u64(&w->in) % 512;
	uint64_t a[6];
	int n;

	poke(w);
	for (n = 0; n < 6; n++)
		a[n] = argument(w);
	t->call.pidfd_pid = (int32_t)argument(w);
	call_done(w, i, tp_call(t, nr, a[0], a[1], a[2], a[3], a[4], a[5]));
}

static int any_signal(struct world *w)
{
	return in_byte(&w->in) % KSIG_NSIG + 1;
}

static void handle(struct world *w, uint32_t i)
{
	int sig = any_signal(w);
	uint64_t flags = in_u64(&w->in) & 0xffffffffull;
	ksig_sigset mask = in_u64(&w->in);
	uint64_t where = in_byte(&w->in) % 8;

	call_done(w, i, tp_action(w->tasks.task[i], sig, where < 2 ? where :
				  TP_HANDLER(sig), flags | LINUX_SA_RESTORER,
				  mask));
}

/* The frame's return; sometimes from a place where there is none. */
static void handler_returns(struct world *w, uint32_t i)
{
	struct tp_task *t = w->tasks.task[i];

	if (!tp_in_handler(t)) {
		if (in_byte(&w->in) % 8)
			return;
		t->regs.sp = argument(w);
	}
	tp_sigreturn(t);
	tasks_settle(&w->tasks, i);
}

static void birth(struct world *w, uint32_t i)
{
	uint8_t how = in_byte(&w->in);
	uint64_t flags = 0;

	if (!tasks_have_room(&w->tasks))
		return;
	if (how & 1)
		flags |= LINUX_CLONE_VM | LINUX_CLONE_SIGHAND |
			 LINUX_CLONE_THREAD;
	else if (how & 2)
		flags |= LINUX_CLONE_VM | LINUX_CLONE_SIGHAND;
	else if (how & 4)
		flags |= LINUX_CLONE_CLEAR_SIGHAND;
	if (how & 8)
		flags |= LINUX_CLONE_PARENT;
	if (how & 16)
		flags |= LINUX_CLONE_VFORK | LINUX_CLONE_VM;
	if (how & 32 && !(how & 1))
		flags |= in_byte(&w->in) % (KSIG_NSIG + 1);
	tasks_put(&w->tasks, tp_clone(w->tasks.task[i], w->next_id++, flags));
}

static void death(struct world *w, uint32_t i)
{
	struct tp_task *t = w->tasks.task[i];
	struct ksig_group *g = t->t.group;
	bool last = g->nr_tasks == 1;
	struct tp_group *tg = tp_group(t);

	tp_exit(t, g->exit_sig ? g->exit_sig : in_byte(&w->in) << 8);
	w->tasks.state[i] = TASK_NONE;
	if (last && tg->child_event == KSIG_CHILD_AUTOREAP)
		ksig_reap(g);
}

/* Whatever else changes a process's life. */
static void change(struct world *w, uint32_t i)
{
	struct tp_task *t = w->tasks.task[i], *o;
	struct ksig_group *g = t->t.group;

	switch (in_byte(&w->in) % 11) {
	case 0:
		ksig_group_set_pgrp(g, g->pid, g->sid);
		break;
	case 1:
		o = any_task(w);
		ksig_group_set_pgrp(g, o->t.group->pgid, o->t.group->sid);
		break;
	case 2:
		if (g->nr_tasks == 1)
			tp_exec(t);
		else
			ksig_group_exit(&t->t, 0);
		break;
	case 3:
		ksig_task_set_user(&t->t, in_byte(&w->in) % 3);
		break;
	case 4:
		ksig_exit_begin(&t->t);
		w->tasks.state[i] = TASK_DYING;
		return;
	case 5:
		ksig_group_set_subreaper(g, in_byte(&w->in) & 1);
		break;
	case 6:
		ksig_group_set_init(g);
		break;
	case 7:
		ksig_group_set_rlimit(g, in_byte(&w->in) % 4);
		break;
	case 8:
		ksig_task_set_pdeathsig(&t->t, in_byte(&w->in) % 65);
		break;
	case 9:
		t->cred.euid = t->cred.uid = in_byte(&w->in) % 3;
		break;
	default:
		ksig_group_set_outside_job_control(g, in_byte(&w->in) & 1);
	}
	if (t->t.has_deliverable) {
		tasks_return(&w->tasks, i);
	}
}

static void fault(struct world *w, uint32_t i)
{
	static const uint8_t sigs[] = { 4, 5, 7, 8, 11, 31 };
	struct ksig_fault f = { in_byte(&w->in), in_byte(&w->in), 0 };
	struct linux_siginfo info = {
		.si_signo = sigs[in_byte(&w->in) % sizeof(sigs)],
		.si_code = in_byte(&w->in) % 8 + 1,
	};

	f.cr2 = in_u64(&w->in);
	ksig_force_fault(&w->tasks.task[i]->t, &info, &f);
	tasks_return(&w->tasks, i);
}

static void signalfd_read(struct world *w, uint32_t i)
{
	struct tp_task *t = w->tasks.task[i];
	ksig_sigset mask = in_u64(&w->in);
	uint64_t uaddr = argument(w), bytes = argument(w);
	int64_t ret = 0;

	ksig_signalfd_ready(&t->t, mask);
	/* One that would wait is given up at once: nonblock. */
	if (ksig_signalfd_read(&t->t, mask, uaddr, bytes, true, &ret) ==
	    KSIG_CALL_DONE) {
		tp_native(t, 0, ret);
		tasks_settle(&w->tasks, i);
	}
}

static void port_timer(struct world *w, struct tp_task *t, int32_t id)
{
	uint8_t how = in_byte(&w->in);

	switch (how % 4) {
	case 0:
		ksig_timer_forget(t->t.group, id);
		break;
	case 1:
		ksig_timer_set(t->t.group, id, how & 64);
		break;
	case 2:
		ksig_timer_overrun(t->t.group, id);
		break;
	default:
		ksig_timer_adopt(t->t.group, &t->t, how & 64 ? &t->t : NULL,
				 id);
	}
}

/* From the kernel, for anybody in any state. */
static void event(struct world *w)
{
	static const struct ksig_origin by_timer = { KSIG_BY_TIMER, 0, 0 };
	struct linux_siginfo info = { .si_code = LINUX_SI_TIMER };
	struct tp_task *t = any_task(w);
	uint8_t kind = in_byte(&w->in);

	info.si_signo = any_signal(w);
	switch (kind % 6) {
	case 0:
		tp_generate(tp_group(t), info.si_signo);
		break;
	case 1:
		tp_generate_task(t, info.si_signo);
		break;
	case 2:
		info.u.timer.timerid = PORT_TIMER + in_byte(&w->in) % 4;
		ksig_generate_timer(t->t.group, kind & 64 ? &t->t : NULL,
				    kind & 64 && kind & 128, &info, &by_timer);
		break;
	case 3:
		port_timer(w, t, PORT_TIMER + kind % 4);
		break;
	case 4:
		info.si_code = LINUX_SI_KERNEL;
		ksig_generate_pgrp(&w->m->k, t->t.group->pgid, &info,
				   &by_timer);
		break;
	default:
		tp_tick(w->m, in_byte(&w->in), kind & 64 ? t : NULL);
	}
	ksig_check(&w->m->k);
}

static void user_step(struct world *w, uint32_t i, uint8_t op)
{
	struct tp_task *t = w->tasks.task[i];

	if (!tp_in_handler(t) && (op & 32))
		t->regs.sp = TP_STACK_TOP;
	switch (op % 12) {
	case 0:
		birth(w, i);
		break;
	case 1:
		change(w, i);
		break;
	case 2:
		fault(w, i);
		break;
	case 3:
	case 4:
		handle(w, i);
		break;
	case 5:
	case 6:
		handler_returns(w, i);
		break;
	case 7:
		signalfd_read(w, i);
		break;
	default:
		system_call(w, i);
	}
}

static void step(struct world *w)
{
	uint8_t op = in_byte(&w->in);
	uint32_t i = tasks_from(&w->tasks, (op >> 4) % TASKS);

	op = in_byte(&w->in);
	w->m->fail_alloc = op & 128 ? op >> 5 & 3 : 0;
	w->m->fail_copy = op & 64 ? op >> 3 & 7 : 0;
	if (op % 5 == 0)
		event(w);
	switch (w->tasks.state[i]) {
	case TASK_NONE:
		break;
	case TASK_USER:
		user_step(w, i, in_byte(&w->in));
		break;
	case TASK_PARKED:
		call_done(w, i, tp_resume(w->tasks.task[i]));
		break;
	case TASK_STOPPED:
		tasks_return(&w->tasks, i);
		break;
	case TASK_DYING:
		death(w, i);
		break;
	}
	w->m->fail_alloc = w->m->fail_copy = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static struct tp m;
	struct world w = {
		.in = { data, bytes }, .m = &m, .next_id = FIRST_PID,
		.tasks = { .max = TASKS },
	};
	int n;

	tp_init(w.m, true);
	tasks_put(&w.tasks, tp_start(w.m, w.next_id++));
	for (n = 0; n < STEPS_MAX && w.in.left &&
	     tasks_from(&w.tasks, 0) < TASKS; n++) {
		w.m->story_len = 0;
		step(&w);
	}
	tp_finish(w.m);
	return 0;
}
