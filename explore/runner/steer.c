/* SPDX-License-Identifier: MIT */
/*
 * In the runner: lists the points of a run, or has a signal come at one.
 *
 * Only what the kernel could do is done: where the signal has no handler, or
 * is blocked, nothing is delivered.
 */
#include "explore/explore.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "explore/runner/aftermath.h"
#include "explore/runner/limits.h"
#include "explore/runner/list.h"
#include "explore/runner/nest.h"

#define PROCS_MAX	4096

/* A process of the guest. */
struct proc {
	int pid;
	uint32_t calls;
	uint32_t nr_calls;	/* those that do not count, too */
	bool is_armed;		/* its breakpoint is set */
	uint32_t hits;
};

static struct {
	struct xp_shared *s;
	struct proc procs[PROCS_MAX];
	uint32_t nr_procs;
	uint64_t began_ms, exec_ns;	/* exec_ns: of the program */
	uint64_t starved_ms;		/* before that ... */
	uint64_t more_ms;		/* ... and since, as far as is known */
	int still, still_tid;
	int64_t still_nr;
	struct ksig_host_thread *held; /* until the handler has run */
	uint64_t timer_ms;	/* until then a timer may end a wait */
} me;

/* The processes are numbered in the order in which they are first seen. */
static struct proc *proc_of(int pid)
{
	uint32_t i;

	for (i = me.nr_procs; i > 0; i--)
		if (me.procs[i - 1].pid == pid)
			return &me.procs[i - 1];
	if (me.nr_procs == PROCS_MAX)
		return NULL;
	memset(&me.procs[me.nr_procs], 0, sizeof(me.procs[0]));
	me.procs[me.nr_procs].pid = pid;
	return &me.procs[me.nr_procs++];
}

/* The run is over, with guests left: they end with us. A copy's run is only
 * one of many. */
static void stop(int end)
{
	me.s->o.end = end;
	if (me.s->mode != XP_BRANCH || !xp_branch_stop())
		_exit(0);
}

#define LATE_TIMES	8

/* On a busy machine a run takes longer: what it had no CPU for is not its
 * time, up to a point. */
static bool is_late(void)
{
	uint64_t past = xp_now_ms() - me.began_ms, max = me.s->timeout_ms, ms;

	if (past > LATE_TIMES * max)
		return true;
	/* It costs files of /proc: only when what there was is used up. */
	if (past > max + me.more_ms) {
		ms = xp_starved_ms();
		me.more_ms = ms > me.starved_ms ? ms - me.starved_ms : 0;
	}
	return past > max + me.more_ms;
}

/* Let tid go, stopped, for a debugger: all the others end with us. */
static void leave(int pid, int tid)
{
	me.s->o.left_pid = pid;
	/* It waits until the thread goes on: only some stops take a signal. */
	kill(pid, SIGSTOP);
	ptrace(PTRACE_DETACH, tid, 0, 0);
	stop(XP_END_NONE);
}

/* ------------------------------------------------------------- a survey */

void xp_note_handlers(struct xp_shared *s, struct ksig_host_thread *t,
		      const struct ksig_host_where *w)
{
	uint64_t new = w->caught & ~s->caught;
	int sig;

	s->caught |= w->caught;
	for (sig = 1; new && sig <= XP_SIGNALS; sig++)
		if (new & XP_BIT(sig))
			s->handlers[sig - 1] = ksig_host_handler(t, sig);
}

/* ---------------------------------------------------------------- a try */

static void deliver(struct ksig_host_thread *t, const struct ksig_host_where *w,
		    bool before)
{
	struct xp_outcome *o = &me.s->o;

	o->reached = true;
	ksig_host_break_none(t);
	ksig_host_calls(t, false);
	if (!me.s->sig)
		return;
	o->handler = ksig_host_handler(t, me.s->sig);
	if (!o->handler || (w->blocked_by_all & XP_BIT(me.s->sig)))
		return;
	o->delivered = true;
	if (me.s->leave == XP_LEAVE_DELIVERY)
		leave(w->pid, w->tid);
	if (me.s->explain)
		xp_stack_take(w->pid, w->tid, &o->at);
	ksig_host_signal(t, me.s->sig, me.s->from, before);
	xp_after_begin(me.s, w);
	if (me.s->mode == XP_NEST ||
	    (me.s->mode == XP_TRY && me.s->second_sig))
		xp_nest_begin(me.s, t, w);
	/* Another thread takes it, and this one is to stay where it is. */
	if (w->blocked & XP_BIT(me.s->sig)) {
		ksig_host_hold(t);
		me.held = t;
	}
}

static void try(struct ksig_host_thread *t, enum ksig_host_place place,
		struct proc *p, const struct ksig_host_where *w)
{
	const struct xp_point *x = &me.s->point;

	if (me.s->o.reached) {
		if (xp_nest_at(t, place, w) && me.s->mode == XP_NEST)
			stop(XP_END_GONE);
		xp_after_at(t, place, w);
	}
	if (me.s->o.reached || (uint32_t)(p - me.procs) != x->proc)
		return;
	if (place == KSIG_HOST_CALL && p->calls == x->call) {
		if (x->kind != XP_INSN)
			deliver(t, w, x->kind == XP_BEFORE_CALL);
		else if (ksig_host_break(t, x->ip) == 0)
			p->is_armed = true;
	} else if (place == KSIG_HOST_CALL && p->is_armed &&
		   xp_call_base(p->calls) != x->call) {
		/* It has not come that way, this time. */
		ksig_host_break_none(t);
		p->is_armed = false;
		if (me.s->mode == XP_BRANCH)
			stop(XP_END_NONE);
	} else if (place == KSIG_HOST_BREAK && ++p->hits == x->hit) {
		deliver(t, w, true);
	}
}

/* ------------------------------------------------------------- both */

static void comm_of(int pid)
{
	ksig_host_comm(pid, me.s->o.comm, sizeof(me.s->o.comm));
}

static void dying(const struct ksig_host_where *w)
{
	me.held = NULL;		/* it may be one of those that go */
	if (me.s->o.dying_of)
		return;
	me.s->o.dying_of = w->dying_of;
	if (me.s->mode != XP_TRY)
		return;
	if (me.s->leave == XP_LEAVE_FAILED)
		leave(w->pid, w->tid);
	comm_of(w->pid);
	xp_stack_take(w->pid, w->tid, &me.s->o.stack);
}

/* Its time is up, in a call or step of its. */
static void late(const struct ksig_host_where *w)
{
	if (me.s->mode == XP_TRY) {
		comm_of(w->pid);
		xp_stack_take(w->pid, w->tid, &me.s->o.stack);
	}
	stop(XP_END_TIMEOUT);
}

/* Does it take too much? Then it is stopped. */
static bool is_too_much(const struct ksig_host_where *w)
{
	int end = xp_limits_look(me.s);

	if (end == XP_END_NONE)
		return false;
	if (me.s->mode == XP_TRY && w) {
		comm_of(w->pid);
		xp_stack_take(w->pid, w->tid, &me.s->o.stack);
	}
	stop(end);
	return true;
}

#define FOR_EVER	UINT64_MAX
#define SLACK_MS	100u	/* for a timer's signal to come */

/* A timer that is set now, or no longer: when could it still wake somebody? */
static void note_timer(struct ksig_host_thread *t,
		       const struct ksig_host_where *w)
{
	struct itimerval it;
	uint64_t arg[6];

	if (w->nr != SYS_alarm && w->nr != SYS_setitimer &&
	    w->nr != SYS_timer_settime)
		return;
	ksig_host_args(t, arg);
	if (w->nr == SYS_timer_settime) {
		me.timer_ms = FOR_EVER;
	} else if (w->nr == SYS_alarm) {
		me.timer_ms = !arg[0] ? 0 :
			      xp_now_ms() + 1000 * arg[0] + SLACK_MS;
	} else if (arg[0] == ITIMER_REAL &&
		   ksig_host_mem_read(w->pid, &it, arg[1], sizeof(it)) == 0) {
		uint64_t ms = (uint64_t)it.it_value.tv_sec * 1000 +
			      (uint64_t)it.it_value.tv_usec / 1000 + 1;

		if (it.it_interval.tv_sec || it.it_interval.tv_usec)
			me.timer_ms = FOR_EVER;
		else if (it.it_value.tv_sec || it.it_value.tv_usec)
			me.timer_ms = xp_now_ms() + ms + SLACK_MS;
		else
			me.timer_ms = 0;
	}
}

/* A copy of the trunk, which was at the entry of the point's call. */
static void begin_copy(const struct ksig_host_where *w)
{
	me.nr_procs = 0;
	proc_of(w->pid)->calls = me.s->point.call - 1;
	me.began_ms = xp_now_ms();
	me.starved_ms = xp_starved_ms();
	me.more_ms = 0;
	me.still = 0;
	me.held = NULL;
	me.timer_ms = 0;
	xp_after_reset();
}

/* Of a batch: is it for us, as in a run with one try? */
static bool in_copy(struct ksig_host_thread *t, enum ksig_host_place place,
		    const struct ksig_host_where *w)
{
	static uint64_t trunk_timer_ms;

	if (place == KSIG_HOST_CALL && xp_branch_is_trunk(w->pid)) {
		me.timer_ms = trunk_timer_ms;	/* not the last copy's */
		note_timer(t, w);
		trunk_timer_ms = me.timer_ms;
	}
	if (!xp_branch_at(t, place, w, me.timer_ms != 0))
		return false;
	if (place == KSIG_HOST_BRANCH)
		begin_copy(w);
	return place != KSIG_HOST_BRANCH;
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Which call of the first process is the first after a time of --from, --to? */
static void note_time(const struct proc *p)
{
	const struct xp_mark *m[2] = { &me.s->window.from, &me.s->window.to };
	uint64_t ns = now_ns() - me.exec_ns;
	int i;

	for (i = 0; i < 2; i++)
		if (p == me.procs && m[i]->kind == XP_MARK_TIME &&
		    !me.s->mark_call[i] && ns >= m[i]->n)
			me.s->mark_call[i] = p->nr_calls;
}

static void at(void *arg, struct ksig_host_thread *t,
	       enum ksig_host_place place)
{
	struct ksig_host_where w;
	struct proc *p;

	(void)arg;
	me.s->runner = getpid();
	ksig_host_where(t, &w);
	if (me.s->mode == XP_BRANCH && !in_copy(t, place, &w))
		return;
	if (place == KSIG_HOST_DYING) {
		dying(&w);
		return;
	}
	if (place == KSIG_HOST_CALL)
		xp_limits_call(me.s, t, &w);
	if (is_too_much(&w))
		return;
	/* Of other threads the order is not ours to say. */
	if (w.tid != w.pid)
		return;
	p = proc_of(w.pid);
	me.still = 0;
	if (place == KSIG_HOST_EXEC) {
		me.held = NULL;
		me.exec_ns = me.exec_ns ? me.exec_ns : now_ns();
	}
	me.s->o.procs = me.nr_procs;
	if (!p || me.nr_procs > me.s->procs_max) {
		stop(XP_END_LIMIT);
		return;
	}
	if (place == KSIG_HOST_CALL) {
		p->calls = xp_call_next(p->calls, w.nr);
		p->nr_calls++;
		if (is_late()) {
			late(&w);
			return;
		}
		note_timer(t, &w);
		if (w.nr == SYS_exit_group)
			me.s->o.zombies += ksig_host_zombies(t);
		/* It has not failed so far: it ends otherwise than it should. */
		if (me.s->leave == XP_LEAVE_FAILED && me.s->o.delivered &&
		    w.nr == SYS_exit_group)
			leave(w.pid, w.tid);
	}
	switch (me.s->mode) {
	case XP_SURVEY:
		xp_list_at(t, place, (uint32_t)(p - me.procs), p->calls, &w);
		break;
	case XP_TRY:
	case XP_BRANCH:
	case XP_NEST:
		try(t, place, p, &w);
		break;
	case XP_BASELINE:
		if (place == KSIG_HOST_CALL) {
			xp_note_handlers(me.s, t, &w);
			note_time(p);
		}
	}
}

#define STOP_TRIES	100

/* A running thread, for its stack: nothing goes on after this. */
static void take_hung(int tid)
{
	const struct timespec pause = { 0, 1000000 };
	int i, st;

	if (ptrace(PTRACE_INTERRUPT, tid, 0, 0) != 0)
		return;
	for (i = 0; i < STOP_TRIES; i++) {
		if (waitpid(tid, &st, __WALL | WNOHANG) == tid)
			break;
		nanosleep(&pause, NULL);
	}
	if (i == STOP_TRIES || !WIFSTOPPED(st))
		return;
	if (me.s->leave == XP_LEAVE_FAILED)
		leave(tid, tid);
	comm_of(tid);
	xp_stack_take(tid, tid, &me.s->o.stack);
}

static void first_running(void *arg, const struct ksig_host_state *s)
{
	int *tid = arg;

	if (!*tid && !s->is_stopped)
		*tid = s->tid;
}

static void quiet(void *arg)
{
	int tid = 0, end;
	int64_t nr = -1;

	(void)arg;
	if (me.held) {
		ksig_host_release(me.held);
		me.held = NULL;
		return;
	}
	if (is_too_much(NULL))
		return;
	if (is_late()) {
		/* A timer that is set now and then must not hide a wait. */
		end = xp_waiting(&tid, &nr);
		if (me.s->mode == XP_TRY) {
			ksig_host_each(first_running, &tid);
			take_hung(tid);
		}
		me.s->o.blocked_in = nr;
		stop(end == XP_END_NONE ? XP_END_TIMEOUT : end);
		return;
	}
	end = xp_now_ms() < me.timer_ms ? XP_END_NONE : xp_waiting(&tid, &nr);
	if (end == XP_END_NONE) {
		me.still = 0;
		return;
	}
	if (me.still && (tid != me.still_tid || nr != me.still_nr))
		me.still = 0;
	me.still_tid = tid;
	me.still_nr = nr;
	if (++me.still < XP_STILL_TIMES)
		return;
	me.s->o.blocked_in = nr;
	if (me.s->mode == XP_TRY)
		take_hung(tid);
	stop(end);
}

static void over(void *arg)
{
	(void)arg;
	me.s->o.end = XP_END_GONE;
	_exit(0);
}

void xp_steer(struct xp_shared *s, struct ksig_host_driver *d)
{
	me.s = s;
	me.began_ms = xp_now_ms();
	if (s->mode == XP_SURVEY)
		xp_list_begin(s);
	d->at = at;
	d->quiet = quiet;
	d->over = over;
	d->quiet_ns = XP_QUIET_NS;
	if (s->mode == XP_BRANCH) {
		d->few_calls = true;
		d->died = xp_branch_died;
		xp_branch_init(s);
	}
}
