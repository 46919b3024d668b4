/* SPDX-License-Identifier: MIT */
/*
 * In the runner: follows handlers, instruction by instruction, from their
 * frame to their return.
 */
#include "explore/check.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <unistd.h>
#include "explore/runner/access.h"
#include "ports/host/host.h"

#define DEPTH_MAX	16
#define STEPS_MAX	2000000u	/* in a handler; it is let go then */
#define LOOKS_MAX	300000u		/* outside of handlers */
#define STACKS_MAX	200u		/* of what was interrupted */
#define TIMES_MAX	30u		/* that a signal is made to come */

/* A handler that runs. */
struct level {
	int sig;
	uint64_t below_sp;	/* of what is interrupted */
	uint64_t handler;
	uint64_t errno_at;
	int errno_was;
	char inside[XP_NAME_MAX]; /* the unsafe function interrupted, or "" */
	int nr_waits;
	bool last_found;	/* the last wait has found a child */
};

static struct {
	struct xp_shared *s;
	struct xp_faults *f;
	int sig;		/* to be delivered; 0: none */
	uint32_t times;
	uint64_t last_ip, last_sp; /* where it was, by a breakpoint */
	int pid;		/* who is followed: the first that handles */
	struct xp_unsafe *unsafe;
	struct xp_access *access;
	struct level level[DEPTH_MAX];
	int depth;
	uint64_t leaves_sp;	/* within an unsafe call, until above this */
	uint64_t nr_steps, nr_looks;
	int looks_pid;		/* whose waits are looked at: the first's */
	uint32_t nr_stacks;
	bool waits;		/* a wait is being made */
	uint64_t began_ms;
	int still;
} me;

static void stop(int end)
{
	me.s->o.end = end;
	_exit(0);
}

static struct xp_fault_item *item(enum xp_fault kind, const struct level *l,
				  const char *function)
{
	struct xp_fault_item *i;
	uint32_t n;

	for (n = 0; n < me.f->nr; n++) {
		i = &me.f->item[n];
		if (i->kind == kind && (!l || i->handler == l->handler) &&
		    strcmp(i->function, function) == 0)
			return NULL;	/* it is known */
	}
	if (me.f->nr == XP_FAULTS_MAX)
		return NULL;
	i = &me.f->item[me.f->nr++];
	memset(i, 0, sizeof(*i));
	i->kind = kind;
	i->sig = l ? l->sig : 0;
	i->handler = l ? l->handler : 0;
	if (l)
		xp_frame_of(me.pid, l->handler, &i->name);
	strncpy(i->function, function, sizeof(i->function) - 1);
	return i;
}

/* ---------------------------------------------- a handler's begin and end */

/* malloc for __libc_malloc, fwrite for _IO_fwrite: what people write. */
static const char *plain(const char *name)
{
	static const char *const prefixes[] = { "__libc_", "_IO_", "__" };
	size_t i, n;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		n = strlen(prefixes[i]);
		if (strncmp(name, prefixes[i], n) == 0 &&
		    xp_unsafe_named(name + n))
			return name + n;
	}
	return name;
}

/* The outermost unsafe function in what was interrupted. */
static void note_inside(struct level *l, int pid)
{
	struct xp_stack st;
	uint32_t i;

	if (me.nr_stacks++ >= STACKS_MAX)
		return;
	xp_stack_take(pid, pid, &st);
	for (i = 0; i < st.nr; i++)
		if (xp_frame_is_libc(&st.frame[i]) &&
		    xp_unsafe_named(st.frame[i].function))
			strcpy(l->inside, plain(st.frame[i].function));
}

static void begins(const struct ksig_event *ev)
{
	struct ksig_host_thread *t = ksig_host_thread(ev);
	struct ksig_host_where w;
	struct level *l;

	ksig_host_where(t, &w);
	if (w.pid != w.tid || (me.pid && me.pid != w.pid))
		return;
	if (!me.pid) {
		me.pid = w.pid;
		me.unsafe = xp_unsafe_load(w.pid);
	}
	if (!me.access)
		me.access = xp_access_new(w.pid);
	if (me.depth == DEPTH_MAX)
		return;
	l = &me.level[me.depth++];
	memset(l, 0, sizeof(*l));
	l->sig = ev->sig;
	l->handler = ev->u.deliver.handler;
	me.f->nr_handled++;
	xp_flags_code(w.pid, l->handler);
	me.f->code = l->handler;
	l->errno_at = xp_errno_at(me.unsafe, w.pid, w.fs_base);
	if (l->errno_at && ksig_host_mem_read(w.pid, &l->errno_was, l->errno_at,
					      sizeof(l->errno_was)) != 0)
		l->errno_at = 0;
	/* The host still has the registers of what is interrupted. */
	l->below_sp = (uint64_t)ptrace(PTRACE_PEEKUSER, w.tid,
				       offsetof(struct user, regs.rsp), 0);
	note_inside(l, w.pid);
	me.nr_steps = 0;
	ksig_host_step(t, true);
}

static void check_errno(const struct level *l)
{
	struct xp_fault_item *i;
	int now;

	if (!l->errno_at || ksig_host_mem_read(me.pid, &now, l->errno_at,
					       sizeof(now)) != 0 ||
	    now == l->errno_was)
		return;
	i = item(XP_ERRNO, l, "");
	if (i) {
		i->before = l->errno_was;
		i->after = now;
	}
}

static void ends(struct ksig_host_thread *t, bool by_jump)
{
	struct level *l = &me.level[--me.depth];
	struct xp_fault_item *i;

	if (!by_jump)
		check_errno(l);
	if (by_jump)
		me.f->wakes |= XP_BIT(l->sig);
	if (by_jump && l->inside[0] &&
	    (i = item(XP_UNSAFE_JUMP, l, l->inside)))
		strncpy(i->cause, xp_unsafe_named(l->inside),
			sizeof(i->cause) - 1);
	if (l->nr_waits && l->last_found)
		item(XP_ONE_WAIT, l, "");
	me.leaves_sp = 0;
	if (!me.depth)
		ksig_host_step(t, me.f->waits);
}

static void returns(const struct ksig_event *ev)
{
	struct ksig_host_thread *t = ksig_host_thread(ev);
	struct ksig_host_where w;

	ksig_host_where(t, &w);
	if (w.tid == me.pid && me.depth && !ev->u.ret.by_longjmp)
		ends(t, false);
}

/*
 * Has the handler been left by a jump? Then the stack is as short as that of
 * what it has interrupted, or shorter, wherever the handler had its own.
 */
#define STACK_BYTES_MAX (64u << 20)

static bool is_left(const struct ksig_host_where *w)
{
	const struct level *l = &me.level[me.depth - 1];

	return w->sp >= l->below_sp && w->sp - l->below_sp < STACK_BYTES_MAX;
}

static void trace(void *arg, const struct ksig_event *ev)
{
	(void)arg;
	if (!ev->task)
		return;
	if (ev->kind == KSIG_EV_DELIVER &&
	    ev->u.deliver.action == KSIG_ACT_HANDLER)
		begins(ev);
	else if (ev->kind == KSIG_EV_RETURN)
		returns(ev);
}

/* -------------------------------------------------- what it does in between */

static void note_writes(struct ksig_host_thread *t, int sig)
{
	struct ksig_regs r;

	if (!me.access || me.f->waits)
		return;
	ksig_host_regs(t, &r);
	xp_flags_set(me.f, me.access, &r, sig);
}

static void stepped(struct ksig_host_thread *t, const struct ksig_host_where *w)
{
	struct xp_fault_item *i;
	const char *name, *cause;
	struct level *l;

	if (++me.nr_steps > STEPS_MAX) {
		ksig_host_step(t, false);
		return;
	}
	while (me.depth && is_left(w))
		ends(t, true);
	if (!me.depth)
		return;
	l = &me.level[me.depth - 1];
	note_writes(t, l->sig);
	if (me.waits) {
		me.waits = false;
		l->nr_waits++;
		l->last_found = w->result > 0;
	}
	/* What an unsafe function calls by itself is its own affair. */
	if (me.leaves_sp && w->sp <= me.leaves_sp)
		return;
	me.leaves_sp = 0;
	name = xp_unsafe_at(me.unsafe, w->ip, &cause);
	if (!name)
		return;
	me.leaves_sp = w->sp;
	i = item(XP_UNSAFE_CALL, l, name);
	if (!i)
		return;
	strncpy(i->cause, cause, sizeof(i->cause) - 1);
	xp_stack_take(w->pid, w->tid, &i->stack);
}

static void come(struct ksig_host_thread *t)
{
	ksig_host_signal(t, me.sig, me.s->from, true);
	if (++me.times == TIMES_MAX) {
		me.sig = 0;
		ksig_host_break_none(t);
	}
}

static const char *wait_name(int64_t nr)
{
	return nr == SYS_poll || nr == SYS_ppoll ? "poll" :
	       nr == SYS_select || nr == SYS_pselect6 ? "select" : "epoll_wait";
}

/* In the run that looks at waits: at a call, outside of handlers. */
static void look_at_wait(struct ksig_host_thread *t,
			 const struct ksig_host_where *w, uint64_t may)
{
	struct xp_fault_item *i;
	uint64_t arg[6];
	int sig;

	if (!me.looks_pid)
		me.looks_pid = w->pid;
	if (w->pid != me.looks_pid)
		return;
	if (!me.access)
		me.access = xp_access_new(w->pid);
	xp_flags_code(w->pid, me.f->code);
	ksig_host_args(t, arg);
	sig = xp_flags_wait(me.f, w->nr, arg, may);
	i = sig ? item(XP_MISSED, NULL, wait_name(w->nr)) : NULL;
	if (i) {
		i->sig = sig;
		xp_stack_take(w->pid, w->tid, &i->stack);
	}
	ksig_host_step(t, may && me.access && me.nr_looks < LOOKS_MAX);
}

/* ... and at an instruction. */
static void look(struct ksig_host_thread *t)
{
	struct ksig_regs r;

	me.nr_looks++;
	ksig_host_regs(t, &r);
	xp_flags_look(me.f, me.access, &r);
	if (me.nr_looks == LOOKS_MAX)
		ksig_host_step(t, false);
}

static void call(struct ksig_host_thread *t, const struct ksig_host_where *w)
{
	const uint64_t may = w->caught & ~w->blocked & ~XP_UNASKED;
	struct xp_fault_item *i;

	xp_note_handlers(me.s, t, w);
	if (w->tid == me.pid && me.depth) {
		me.waits = w->nr == SYS_wait4 || w->nr == SYS_waitid;
		xp_flags_call(me.f, w->nr, me.level[me.depth - 1].sig);
	} else if (me.f->waits) {
		look_at_wait(t, w, may);
	} else if (w->nr == SYS_pause && may) {
		i = item(XP_PAUSE, NULL, "");
		if (i) {
			i->sig = __builtin_ctzll(may) + 1;
			xp_stack_take(w->pid, w->tid, &i->stack);
		}
	}
	if (!me.sig || me.depth || !(may & XP_BIT(me.sig)))
		return;
	if (!me.f->inside) {
		come(t);
	} else if (!me.unsafe) {
		me.pid = w->pid;
		me.unsafe = xp_unsafe_load(w->pid);
		xp_unsafe_break(me.unsafe, t);
	}
}

/* At an unsafe function's first instruction; not again after the handler. */
static void inside(struct ksig_host_thread *t, const struct ksig_host_where *w)
{
	if (!me.sig || (w->blocked & XP_BIT(me.sig)) ||
	    (w->ip == me.last_ip && w->sp == me.last_sp))
		return;
	me.last_ip = w->ip;
	me.last_sp = w->sp;
	come(t);
}

static void at(void *arg, struct ksig_host_thread *t,
	       enum ksig_host_place place)
{
	struct ksig_host_where w;

	(void)arg;
	me.still = 0;
	ksig_host_where(t, &w);
	if (place == KSIG_HOST_EXEC &&
	    (w.pid == me.pid || w.pid == me.looks_pid)) {
		/* Another program: other functions. */
		xp_unsafe_free(me.unsafe);
		me.unsafe = NULL;
		xp_access_free(me.access);
		me.access = NULL;
		me.pid = me.depth = 0;
	}
	if (place == KSIG_HOST_CALL && w.pid == w.tid)
		call(t, &w);
	else if (place != KSIG_HOST_EXEC && w.tid == me.pid && me.depth)
		stepped(t, &w);
	else if (place == KSIG_HOST_BREAK && w.tid == me.pid)
		inside(t, &w);
	else if (place == KSIG_HOST_STEPPED && w.tid == me.looks_pid &&
		 me.access && me.f->waits)
		look(t);
	if (xp_now_ms() - me.began_ms > me.s->timeout_ms)
		stop(XP_END_TIMEOUT);
}

static void quiet(void *arg)
{
	int tid, end;
	int64_t nr;

	(void)arg;
	if (xp_now_ms() - me.began_ms > me.s->timeout_ms)
		stop(XP_END_TIMEOUT);
	end = xp_waiting(&tid, &nr);
	me.still = end == XP_END_NONE ? 0 : me.still + 1;
	/* A timer of its own may still come: that is for the time-out. */
	if (me.still >= XP_STILL_TIMES && end != XP_END_PAUSED)
		stop(end);
}

static void over(void *arg)
{
	(void)arg;
	stop(XP_END_GONE);
}

void xp_watch(struct xp_shared *s, struct xp_faults *f, int sig,
	      struct ksig_host_driver *d,
	      void (**tr)(void *arg, const struct ksig_event *ev))
{
	me.s = s;
	me.f = f;
	me.sig = sig;
	me.began_ms = xp_now_ms();
	d->at = at;
	d->quiet = quiet;
	d->over = over;
	d->quiet_ns = XP_QUIET_NS;
	*tr = trace;
}
