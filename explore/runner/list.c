/* SPDX-License-Identifier: MIT */
/*
 * In the runner of a survey: which places of each process are points, by
 * --points and by the part of the run that is wanted.
 */
#include "explore/runner/list.h"

#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include "explore/runner/access.h"
#include "explore/check.h"

#define PROCS_MAX	4096u
/* Each time that a breakpoint is passed costs two stops. */
#define HITS_MAX	64u
/* Where all are wanted, in which round the others come: after the 128th, of a
 * call; after all that are chosen, of an instruction. */
#define ROUND_CALLS	8
#define ROUND_OTHERS	32

struct process {
	int pid;
	struct xp_part *part;
	struct xp_unsafe *unsafe;
	struct xp_access *access;
	bool was_looked_at;	/* for unsafe functions */
	bool is_entered;	/* a name is reached before the next call */
	int32_t errno_off;	/* from %fs; 0: not known */
	uint64_t unsafe_sp;	/* in one of them while sp is below */
	uint32_t in_call;	/* 1 + the point whose call is being made */
};

static struct {
	struct xp_shared *s;
	struct xp_seen *seen;
	struct process *procs[PROCS_MAX];
} me;

void xp_list_begin(struct xp_shared *s)
{
	me.s = s;
	me.seen = xp_seen_new();
	if (s->only_enters) {
		s->nr_enters = 0;
		s->enters_all = false;
	} else {
		xp_enters_sort(s);
	}
}

static struct process *parent_of(const struct ksig_host_where *w, uint32_t n)
{
	while (n-- > 0)
		if (me.procs[n] && me.procs[n]->pid == w->parent)
			return me.procs[n];
	return NULL;
}

static struct process *process(uint32_t n, const struct ksig_host_where *w)
{
	struct process *p, *parent;

	if (n >= PROCS_MAX)
		return NULL;
	if (me.procs[n])
		return me.procs[n];
	p = calloc(1, sizeof(*p));
	if (!p)
		return NULL;
	parent = parent_of(w, n);
	p->pid = w->pid;
	p->part = xp_part_new(&me.s->window, parent ? parent->part : NULL);
	p->access = xp_access_new(w->pid);
	if (!p->part || !p->access) {
		free(p->part);
		free(p);
		return NULL;
	}
	me.procs[n] = p;
	return p;
}

/* A new program: other functions. */
static void new_program(struct process *p, struct ksig_host_thread *t)
{
	xp_unsafe_free(p->unsafe);
	xp_access_free(p->access);
	p->access = xp_access_new(p->pid);
	p->unsafe = NULL;
	p->was_looked_at = false;
	p->errno_off = 0;
	p->unsafe_sp = 0;
	xp_part_exec(p->part, t, p->pid);
}

/* When there is a handler, there are the libraries. */
static void look_at(struct process *p, const struct ksig_host_where *w)
{
	uint64_t at;

	p->was_looked_at = true;
	p->unsafe = xp_unsafe_load(p->pid);
	at = xp_errno_at(p->unsafe, p->pid, w->fs_base);
	p->errno_off = at ? (int32_t)(at - w->fs_base) : 0;
}

static struct xp_point *add(const struct process *p, uint32_t proc,
			    uint32_t calls, const struct ksig_host_where *w,
			    int kind, int round)
{
	struct xp_point *x;

	if (me.s->nr_points == XP_POINTS_MAX || round < 0)
		return NULL;
	x = &me.s->points[me.s->nr_points++];
	memset(x, 0, sizeof(*x));
	x->proc = proc;
	x->call = kind == XP_INSN ? xp_call_base(calls) : calls;
	x->ip = kind == XP_INSN ? w->ip : 0;
	x->nr = (int16_t)(kind == XP_INSN ? -1 : w->nr);
	x->kind = (uint8_t)kind;
	x->round = (uint8_t)round;
	x->may = w->caught & ~w->blocked_by_all;
	x->errno_off = p->errno_off;
	x->place = me.s->nr_places;
	x->result = XP_NO_RESULT;
	return x;
}

/* All places are wanted, not only some of many. */
static bool wants_all(void)
{
	return !(me.s->choice & XP_AT_INSNS) || xp_has_window(&me.s->window);
}

static bool has_room(void)
{
	return me.s->nr_points < XP_POINTS_MAX / 2;
}

/* ------------------------------------------------------------- system calls */

static bool is_chosen_call(const struct process *p,
			   const struct ksig_host_where *w)
{
	uint32_t c = me.s->choice;

	/* A call is an access to what the kernel has of the program. */
	return xp_part_has(p->part, w->ip - 2) &&
	       ((c & (XP_AT_SYSCALLS | XP_AT_ACCESSES)) ||
		((c & XP_AT_CALLS) && p->unsafe_sp));
}

static void list_call(struct process *p, uint32_t proc, uint32_t calls,
		      const struct ksig_host_where *w)
{
	int kind, last, round;
	struct xp_point *x;

	if (!is_chosen_call(p, w))
		return;
	/* With a new disposition the signal may be another matter. */
	last = w->nr == SYS_rt_sigaction ? XP_BEFORE_CALL : XP_IN_CALL;
	for (kind = XP_BEFORE_CALL; kind <= last; kind++) {
		round = xp_seen_call(me.seen, proc, w->ip, kind);
		if (wants_all() && round < 0)
			round = ROUND_CALLS;
		x = add(p, proc, calls, w, kind, round);
		if (x && kind == XP_IN_CALL && xp_is_transfer(w->nr))
			p->in_call = me.s->nr_points;
	}
}

static void at_call(struct process *p, struct ksig_host_thread *t,
		    uint32_t proc, uint32_t calls,
		    const struct ksig_host_where *w)
{
	xp_note_handlers(me.s, t, w);
	xp_access_call(p->access, w->nr);
	xp_part_call(p->part, t, w, proc == 0);
	p->in_call = 0;
	p->is_entered = !me.s->only_enters && xp_is_entered(me.s, proc,
						       xp_call_base(calls));
	if ((w->caught & me.s->wanted) && !p->was_looked_at)
		look_at(p, w);
}

/* ------------------------------------------------------------- instructions */

/* What there is to say of the instruction: enum xp_choice, as bits. */
static uint32_t kinds_of(struct process *p, struct ksig_host_thread *t,
			 const struct ksig_host_where *w, bool is_name)
{
	uint32_t kinds = XP_AT_INSNS;
	struct ksig_regs r;
	const char *cause;

	if (p->unsafe_sp && w->sp > p->unsafe_sp) {
		p->unsafe_sp = 0;
		kinds |= XP_AT_CALLS;	/* it has just returned */
	}
	if (!p->unsafe_sp && xp_unsafe_at(p->unsafe, w->ip, &cause))
		p->unsafe_sp = w->sp;
	if (p->unsafe_sp)
		kinds |= XP_AT_CALLS;
	/* A name has a breakpoint in place of its code. */
	if (is_name) {
		kinds |= XP_AT_ACCESSES;
	} else {
		ksig_host_regs(t, &r);
		if (xp_access_is_shared(p->access, &r))
			kinds |= XP_AT_ACCESSES;
	}
	return kinds;
}

static void list_insn(struct process *p, uint32_t proc, uint32_t calls,
		      const struct ksig_host_where *w, uint32_t kinds)
{
	bool chosen = (kinds & me.s->choice) && xp_part_has(p->part, w->ip) &&
		      (w->caught & me.s->wanted & ~w->blocked_by_all);
	struct xp_point *x;
	uint32_t hit;
	int round = xp_seen_insn(me.seen, proc, xp_call_base(calls), w->ip,
				 chosen, &hit);

	if (round < 0 && wants_all() && has_room())
		round = ROUND_OTHERS;
	if (!chosen || hit > HITS_MAX)
		return;
	x = add(p, proc, calls, w, XP_INSN, round);
	if (x) {
		x->hit = hit;
		x->what = (uint8_t)kinds;
	}
}

static bool steps(const struct process *p, enum ksig_host_place place,
		  const struct ksig_host_where *w)
{
	bool may = (w->caught & me.s->wanted) ||
	/* From the call that installs a handler on, not from the next one. */
		   (place == KSIG_HOST_CALL && w->nr == SYS_rt_sigaction);

	return may && !(me.s->choice == XP_AT_SYSCALLS) &&
	       me.s->nr_steps < me.s->steps_max &&
	       (p->is_entered || xp_part_goes_on(p->part));
}

static void count(const struct ksig_host_where *w)
{
	if (w->caught & me.s->wanted & ~w->blocked_by_all) {
		if (++me.s->nr_steps == me.s->steps_max)
			me.s->is_cut = true;
	} else if (w->caught & me.s->wanted) {
		me.s->nr_blocked++;
	}
}

static void at_insn(struct process *p, struct ksig_host_thread *t,
		    uint32_t proc, uint32_t calls,
		    const struct ksig_host_where *w)
{
	bool is_name = xp_part_insn(p->part, w), was_call = p->in_call;

	if (was_call)
		me.s->points[p->in_call - 1].result = w->result;
	p->in_call = 0;
	if (me.s->only_enters) {
		if (is_name)
			xp_enter(me.s, proc, xp_call_base(calls));
		return;
	}
	/* After the one step over a call that nobody else has wanted. */
	if (was_call && !steps(p, KSIG_HOST_STEPPED, w))
		return;
	count(w);
	if ((w->caught & me.s->wanted) && !p->was_looked_at)
		look_at(p, w);
	if (me.s->choice != XP_AT_SYSCALLS)
		list_insn(p, proc, calls, w, kinds_of(p, t, w, is_name));
}

void xp_list_at(struct ksig_host_thread *t, enum ksig_host_place place,
		uint32_t proc, uint32_t calls, const struct ksig_host_where *w)
{
	struct process *p = process(proc, w);

	if (!p)
		return;
	me.s->nr_places++;
	switch (place) {
	case KSIG_HOST_EXEC:
		new_program(p, t);
		break;
	case KSIG_HOST_CALL:
		at_call(p, t, proc, calls, w);
		if (me.s->only_enters)
			break;
		if (!(w->caught & me.s->wanted))
			break;
		if (w->caught & me.s->wanted & ~w->blocked_by_all)
			list_call(p, proc, calls, w);
		else
			me.s->nr_blocked++;
		break;
	default:
		at_insn(p, t, proc, calls, w);
	}
	if (xp_has_window(&me.s->window))
		xp_part_counts(me.s->mark_seen);
	ksig_host_step(t, !me.s->only_enters &&
		       (p->in_call || steps(p, place, w)));
}
