/* SPDX-License-Identifier: MIT */
/*
 * The table of callbacks. Each lock is checked for its order (tree_lock
 * before siglock, never two siglocks) and is a point where others may go on,
 * as are user copies, allocations and wakes.
 */
#include <string.h>
#include "internal.h"

/* Who holds a lock: a thread's number from 1, or main. */
#define HELD_BY_MAIN	UINT64_MAX

static uint64_t holder(const struct sim *s)
{
	return s->cur ? (uint64_t)s->cur->number + 1 : HELD_BY_MAIN;
}

static void check_order(struct sim *s, struct sim_thread *th,
			const struct ksig_lock *l)
{
	if (l->word[0] == holder(s))
		sim_bug(s, "a lock is taken twice");
	if (!th)
		return;
	if (l == &s->k.tree_lock && th->siglock)
		sim_bug(s, "tree_lock is taken under a siglock");
	if (l != &s->k.tree_lock && th->siglock)
		sim_bug(s, "two siglocks are held");
}

static void port_lock(struct ksig *k, struct ksig_lock *l)
{
	struct sim *s = sim_of(k);
	struct sim_thread *th = s->cur;

	check_order(s, th, l);
	sim_point(s, SIM_POINT_LOCK, l);
	while (l->word[0])
		sim_lock_wait(s, l);
	l->word[0] = holder(s);
	sim_touch(s, SIM_TOUCH_ACQUIRE, l);
	if (!th)
		return;
	if (l == &k->tree_lock)
		th->has_tree = true;
	else
		th->siglock = l;
}

static void port_unlock(struct ksig *k, struct ksig_lock *l)
{
	struct sim *s = sim_of(k);
	struct sim_thread *th = s->cur;

	if (l->word[0] != holder(s))
		sim_bug(s, "a lock is dropped by who does not hold it");
	l->word[0] = 0;
	sim_touch(s, SIM_TOUCH_RELEASE, l);
	if (!th)
		return;
	if (l == &k->tree_lock)
		th->has_tree = false;
	else
		th->siglock = NULL;
	sim_lock_free(s, l);
	sim_point(s, SIM_POINT_UNLOCK, l);
}

static bool port_lock_held(struct ksig *k, const struct ksig_lock *l)
{
	return l->word[0] == holder(sim_of(k));
}

static void *port_alloc(struct ksig *k, size_t bytes)
{
	struct sim *s = sim_of(k);

	sim_point(s, SIM_POINT_ALLOC, NULL);
	if (++s->nr_allocs == s->o.fail_alloc)
		return NULL;
	return sim_kmalloc_core(s, bytes);
}

static void port_free(struct ksig *k, void *p, size_t bytes)
{
	(void)bytes;
	sim_kfree(sim_of(k), p);
}

static int port_from_user(struct ksig_task *t, void *dst, uint64_t uaddr,
			  uint64_t bytes)
{
	return sim_read_user(sim_task(t), dst, uaddr, bytes);
}

static int port_to_user(struct ksig_task *t, const struct ksig_piece *pieces,
			uint32_t nr)
{
	return sim_write_pieces(sim_task(t), pieces, nr);
}

static struct ksig_regs *port_regs_get(struct ksig_task *t)
{
	struct sim_task *st = sim_task(t);

	if (st->th.has_tree || st->th.siglock)
		sim_bug(st->s, "registers are read under a lock");
	return &st->regs;
}

static void port_regs_set(struct ksig_task *t)
{
	(void)t;
}

static void *port_xstate_get(struct ksig_task *t)
{
	return sim_task(t)->xstate;
}

#define XSTATE_FCW	0u	/* the x87 control word */
#define XSTATE_MXCSR	24u
#define XSTATE_BV	512u

static int port_xstate_set(struct ksig_task *t, const void *image)
{
	static const uint16_t fcw = 0x37f;
	static const uint32_t mxcsr = 0x1f80;
	struct sim_task *st = sim_task(t);

	if (image == st->xstate)
		return 0;
	if (image) {
		memcpy(st->xstate, image, SIM_XSTATE_BYTES);
		return 0;
	}
	memset(st->xstate, 0, SIM_XSTATE_BYTES);
	memcpy(st->xstate + XSTATE_FCW, &fcw, sizeof(fcw));
	memcpy(st->xstate + XSTATE_MXCSR, &mxcsr, sizeof(mxcsr));
	return 0;
}

static void port_wake(struct ksig_task *t, enum ksig_wake why)
{
	struct sim_task *st = sim_task(t);

	(void)why;
	if (!port_lock_held(t->k, &t->sighand->lock))
		sim_bug(st->s, "a task is woken without its siglock");
	sim_wake(st);
}

static uint64_t port_clock_now(struct ksig *k)
{
	return sim_of(k)->now_ns;
}

static void port_timer_set(struct ksig_task *t, uint64_t deadline_ns)
{
	sim_task(t)->ksig_deadline_ns = deadline_ns;
}

static void port_cred_get(struct ksig_task *t, struct ksig_cred *out)
{
	const struct sim_task *st = sim_task(t);

	if (st->s->cur && st->s->cur->siglock)
		sim_bug(st->s, "ids are read under a siglock");
	*out = (struct ksig_cred){
		st->ids.uid, st->ids.euid, st->ids.suid,
		sim_has_cap(st, SIM_CAP_KILL),
	};
}

/*
 * ksig wakes who waits. A zombie that nobody waits for is buried later: for
 * that tree_lock is needed, which is held. A pidfd tells of an end as well.
 */
static void port_child_event(struct ksig_group *g, enum ksig_child_event ev)
{
	struct sim *s = sim_of(g->k);

	if (ev == KSIG_CHILD_AUTOREAP ||
	    (ev == KSIG_CHILD_EXITED && !g->parent))
		sim_group(g)->is_gone = true;
	if (ev == KSIG_CHILD_EXITED || ev == KSIG_CHILD_AUTOREAP)
		sim_wake_channel(s, &s->files);
	if (ev == KSIG_CHILD_REAPED)
		sim_reaped(s, g);
}

static void port_poll_wake(struct ksig_group *g, struct ksig_task *t, int sig)
{
	(void)t;
	(void)sig;
	sim_signalfd_event(sim_of(g->k), g);
}

static void port_trace(struct ksig *k, const struct ksig_event *ev)
{
	struct sim *s = sim_of(k);

	s->o.trace(s->o.trace_arg, ev);
}

static void port_bug(struct ksig *k, const char *what)
{
	sim_bug(sim_of(k), "%s", what);
}

void sim_port_init(struct sim *s)
{
	s->port = (struct ksig_port){
		.size = sizeof(s->port),
		.version = KSIG_PORT_VERSION,
		.lock = port_lock,
		.unlock = port_unlock,
		.lock_held = port_lock_held,
		.alloc = port_alloc,
		.free = port_free,
		.copy_from_user = port_from_user,
		.copy_to_user = port_to_user,
		.regs_get = port_regs_get,
		.regs_set = port_regs_set,
		.xstate_get = port_xstate_get,
		.xstate_set = port_xstate_set,
		.wake = port_wake,
		.clock_now = port_clock_now,
		.timer_set = port_timer_set,
		.cred_get = port_cred_get,
		.child_event = port_child_event,
		.poll_wake = s->o.is_plain ? NULL : port_poll_wake,
		.clock_read = sim_clock_read,
		.alarm_set = sim_alarm_set,
		.task_reaped = sim_task_reaped,
		.may_trace = sim_may_trace,
		.trace = s->o.trace ? port_trace : NULL,
		.bug = port_bug,
	};
}
