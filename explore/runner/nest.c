/* SPDX-License-Identifier: MIT */
/*
 * --twice: the points inside a handler are listed, or a second signal comes at
 * one of them. Such a point is (number of the handler's system calls,
 * instruction, how often since that call).
 */
#include "explore/runner/nest.h"

#include <sys/syscall.h>
#include "explore/runner/aftermath.h"

#define STACK_MAX	(1u << 20)	/* of a frame, and what is around it */
#define STEPS_MAX	200000u	/* of a handler that does not return */

static struct {
	struct xp_shared *s;
	struct xp_seen *seen;
	int tid;		/* who runs the handler; 0: nobody */
	uint64_t sp;		/* of what it has interrupted */
	bool same_stack;	/* the handler runs on that, too */
	uint32_t calls, hits, steps;
} me;

void xp_nest_begin(struct xp_shared *s, struct ksig_host_thread *t,
		   const struct ksig_host_where *w)
{
	const struct xp_point *x = &s->second;

	me.s = s;
	me.tid = w->tid;
	me.sp = w->sp;
	if (s->mode == XP_NEST) {
		me.seen = xp_seen_new();
		ksig_host_step(t, true);
		return;
	}
	s->o.second_missing = true;
	if (x->kind == XP_INSN && !x->call)
		ksig_host_break(t, x->ip);
}

static void add(const struct ksig_host_where *w, int kind, int round,
		uint32_t hit)
{
	struct xp_shared *s = me.s;
	struct xp_point *x;
	uint64_t may = w->caught & ~w->blocked_by_all & s->wanted;

	if (s->nr_points == XP_POINTS_MAX || round < 0 || !may)
		return;
	x = &s->points[s->nr_points++];
	*x = (struct xp_point){
		.call = me.calls, .ip = kind == XP_INSN ? w->ip : 0,
		.hit = hit, .nr = (int16_t)(kind == XP_INSN ? -1 : w->nr),
		.kind = (uint8_t)kind, .round = (uint8_t)round, .may = may,
		.result = XP_NO_RESULT,
	};
}

static bool list(enum ksig_host_place place, const struct ksig_host_where *w)
{
	uint32_t hit;
	int round, kind;

	if (place == KSIG_HOST_CALL) {
		for (kind = XP_BEFORE_CALL; kind <= XP_IN_CALL; kind++)
			add(w, kind, xp_seen_call(me.seen, 0, w->ip, kind), 0);
		return false;
	}
	/* On an alternate stack it cannot be told that it was left by a jump. */
	if (!me.steps)
		me.same_stack = me.sp - w->sp < STACK_MAX;
	if ((me.same_stack && w->sp >= me.sp) || ++me.steps == STEPS_MAX)
		return true;
	round = xp_seen_insn(me.seen, 0, me.calls, w->ip, true, &hit);
	add(w, XP_INSN, round, hit);
	return false;
}

static void deliver(struct ksig_host_thread *t, const struct ksig_host_where *w,
		    bool before)
{
	struct xp_shared *s = me.s;

	ksig_host_break_none(t);
	me.tid = 0;
	if (!ksig_host_handler(t, s->second_sig) ||
	    (w->blocked & XP_BIT(s->second_sig)))
		return;
	s->o.second_missing = false;
	if (s->explain)
		xp_stack_take(w->pid, w->tid, &s->o.at_second);
	ksig_host_signal(t, s->second_sig, s->from, before);
}

static void try(struct ksig_host_thread *t, enum ksig_host_place place,
		const struct ksig_host_where *w)
{
	const struct xp_point *x = &me.s->second;

	if (place == KSIG_HOST_CALL) {
		if (me.calls != x->call)
			ksig_host_break_none(t);
		else if (x->kind == XP_INSN)
			ksig_host_break(t, x->ip);
		else
			deliver(t, w, x->kind == XP_BEFORE_CALL);
	} else if (place == KSIG_HOST_BREAK && ++me.hits == x->hit) {
		deliver(t, w, true);
	}
}

bool xp_nest_at(struct ksig_host_thread *t, enum ksig_host_place place,
		const struct ksig_host_where *w)
{
	if (!me.tid || w->tid != me.tid)
		return false;
	if (place == KSIG_HOST_CALL) {
		me.calls++;
		me.hits = 0;
		if (w->nr == SYS_rt_sigreturn &&
		    xp_frame_interrupted(w, NULL) == me.sp) {
			ksig_host_break_none(t);
			me.tid = 0;
			return true;
		}
	}
	if (place == KSIG_HOST_EXEC) {
		me.tid = 0;
		return true;
	}
	if (me.s->mode == XP_NEST)
		return list(place, w);
	try(t, place, w);
	return false;
}
