/* SPDX-License-Identifier: MIT */
/*
 * The map of the core: every function that crosses a file, a section a file,
 * in the order in which the files are best read. The annotations say which
 * locks a function needs (see ksig/annotate.h and, for the order of locks,
 * ksig/types.h). Functions that end in _locked need siglock and never drop
 * it; the others take what they need, only the outermost one on a path does.
 */
#ifndef KSIG_CORE_H
#define KSIG_CORE_H

#include <ksig/annotate.h>
#include <ksig/ksig.h>
#include "list.h"
#include "lock.h"
#include "sigset.h"

/* One instance taken out of a pending set. */
struct ksig__taken {
	uint64_t id, generated_ns;
	bool shared;
};

/* What ksig_return_to_user() has dequeued and is going to act on. */
struct ksig__delivery {
	struct linux_sigaction action;	/* as it was at dequeue */
	struct ksig__taken taken;
	int32_t sig;
	/* In this order they are the end of x86-64's frame: one piece. */
	struct {
		ksig_sigset saved_mask;
		struct linux_siginfo info;
	} tail;
};

/* What is to be generated, and for whom. */
struct ksig__generation {
	struct ksig_group *group;
	struct ksig_task *task;	/* preferred (shared) or only (private) target;
				 * NULL: the main thread, which has exited */
	const struct linux_siginfo *info;
	const struct ksig_origin *origin;
	bool shared;
	bool forced;		/* KILL and STOP reach an init in any case */
	struct ksig_timer *timer; /* whose it is, or NULL: it has the entry */
};

/* Is the Linux that k is like at least this one? */
#define KSIG__SINCE(k, major, minor) \
	((k)->config.linux_version >= ((major) << 16 | (minor) << 8))

/* How ksig__force_locked() treats the disposition. */
enum ksig__force {
	KSIG__FORCE_CURRENT,	/* as it is, unless blocked or ignored */
	KSIG__FORCE_DEFAULT,	/* SIG_DFL in any case */
	KSIG__FORCE_EXIT,	/* the same, and not to be changed any more */
};

/* -------------------------------------------------------- disposition.c */

/* Would action a ignore sig: SIG_IGN, or SIG_DFL and ignored by default? */
static inline bool ksig__action_ignores(const struct linux_sigaction *a,
					int sig)
{
	return a->handler == LINUX_SIG_IGN ||
	       (a->handler == LINUX_SIG_DFL &&
		ksig_sigset_has(KSIG_SET_IGNORE, sig));
}

enum ksig_action ksig__default_action(int sig);
bool ksig__is_ignored_locked(const struct ksig__generation *gen)
	KSIG_REQUIRES(ksig__siglock);
int ksig__disposition_set(struct ksig_task *t, int sig,
			  const struct linux_sigaction *act,
			  struct linux_sigaction *old)
	KSIG_EXCLUDES(ksig__siglock);
void ksig__disposition_reset_caught(struct ksig_sighand *h);

/* ------------------------------------------------------------ pending.c */

void ksig__pending_init(struct ksig_pending *p);
/* The instance of sig that is taken first; sig is in the set. */
struct ksig__taken ksig__pending_peek(const struct ksig_pending *p, int sig);
/*
 * The entries of p, which stays as it is meanwhile, as they have arrived: the
 * queues of its signals merged. Locks: p's.
 */
struct ksig__arrivals {
	const struct ksig_pending *p;
	ksig_sigset left;
	struct ksig_entry *next[KSIG_NSIG];	/* of those in left */
};
void ksig__arrivals_begin(struct ksig__arrivals *a,
			  const struct ksig_pending *p);
struct ksig_entry *ksig__arrivals_next(struct ksig__arrivals *a);
int ksig__take_synchronous_locked(struct ksig_task *t,
				  struct linux_siginfo *info,
				  struct ksig__taken *taken)
	KSIG_REQUIRES(ksig__siglock);
/* ksig__dequeue_locked() of queue.h where there are timers' entries. */
int ksig__dequeue_timers_locked(struct ksig_task *t, ksig_sigset mask,
				struct linux_siginfo *info,
				struct ksig__taken *taken)
	KSIG_REQUIRES(ksig__siglock);
/* d->sig, which is in a set of t's, is taken. */
void ksig__take_fatal_locked(struct ksig_task *t, struct ksig__delivery *d)
	KSIG_REQUIRES(ksig__siglock);
/* A stop signal or SIGALRM was dequeued. */
void ksig__taken_locked(struct ksig_task *t, int sig, bool shared)
	KSIG_REQUIRES(ksig__siglock);
/* Discard every instance of a signal in set. t NULL: p is g's shared set. */
void ksig__pending_flush_locked(struct ksig_group *g, struct ksig_task *t,
				ksig_sigset set, enum ksig_discard_why why)
	KSIG_REQUIRES(ksig__siglock);
void ksig__pending_flush_all_locked(struct ksig_group *g, ksig_sigset set,
				    enum ksig_discard_why why)
	KSIG_REQUIRES(ksig__siglock);
/* g has died, and is reaped: what is shared stays charged in between. */
void ksig__pending_exit_locked(struct ksig_group *g)
	KSIG_REQUIRES(ksig__siglock);
void ksig__pending_reap(struct ksig_group *g) KSIG_REQUIRES(ksig__tree);
/* exec: the timers' signals. */
void ksig__pending_flush_timers_locked(struct ksig_group *g,
				       struct ksig_task *t)
	KSIG_REQUIRES(ksig__siglock);

/* ------------------------------------------------------------ siginfo.c */

/* g's id as viewer sees it, 0: it does not. */
static inline int32_t ksig__pid_in(const struct ksig_group *g,
				   const struct ksig_group *viewer)
{
	const struct ksig_port *port = g->k->port;

	return port->pid_in ? port->pid_in(g, viewer) : g->pid;
}

/* Which arm of the union (sigaction(2)). */
enum ksig__layout {
	KSIG__LAYOUT_KILL,
	KSIG__LAYOUT_TIMER,
	KSIG__LAYOUT_POLL,
	KSIG__LAYOUT_FAULT,
	KSIG__LAYOUT_FAULT_MCEERR,
	KSIG__LAYOUT_CHLD,
	KSIG__LAYOUT_RT,
	KSIG__LAYOUT_SYS,
};
enum ksig__layout ksig__siginfo_layout(int sig, int32_t code);
bool ksig__siginfo_known(int sig, int32_t code);
/* Has sig si_codes of its own? */
bool ksig__siginfo_has_codes(int sig);
void ksig__siginfo_bare(struct linux_siginfo *i, int sig);
void ksig__siginfo_kernel(struct linux_siginfo *i, int sig);
void ksig__siginfo_kill(struct linux_siginfo *i, int sig, int32_t code,
			const struct ksig_task *from);
void ksig__siginfo_child(struct linux_siginfo *i, int sig, int32_t code,
			 int32_t status, const struct ksig_group *child);
void ksig__siginfo_to_signalfd(struct linux_signalfd_siginfo *out,
			       const struct linux_siginfo *info);

/* --------------------------------------------------------- permission.c */

/* May from generate info for target (task; NULL: zombie group g)? */
int ksig__may_generate(struct ksig_task *from, int64_t sig,
		       const struct linux_siginfo *info, struct ksig_group *g,
		       struct ksig_task *target)
	KSIG_REQUIRES(ksig__tree);

/* --------------------------------------------------------------- mask.c */

/* Is anything left that t would deliver? */
static inline bool ksig__has_deliverable(const struct ksig_task *t)
{
	return __atomic_load_n(&t->has_deliverable, __ATOMIC_ACQUIRE);
}

/*
 * Set t->has_deliverable to what the sets, the mask and the stop say.
 *
 * A set flag may be stale (somebody flushed the signal); a clear one never is
 * for a signal that t was chosen for. Locks: siglock; by t itself.
 * Linux: recalc_sigpending().
 */
static inline void ksig__recalc_locked(struct ksig_task *t)
	KSIG_REQUIRES(ksig__siglock)
{
	const struct ksig_group *g = t->group;
	bool on = ((t->pending.set | g->shared.set) &
		   ~ksig__set_read(&t->blocked)) ||
		  (t->flags & (KSIG_TASK_STOP_PENDING | KSIG_TASK_LEAVING |
			       KSIG_TASK_TRAP_STOP | KSIG_TASK_TRAP_NOTIFY |
			       KSIG_TASK_TRAP_SIGNAL)) ||
		  (g->flags & (KSIG_GROUP_EXIT | KSIG_GROUP_NOTIFY_STOP |
			       KSIG_GROUP_NOTIFY_CONT));

	__atomic_store_n(&t->has_deliverable, on, __ATOMIC_RELEASE);
}

void ksig__set_blocked_locked(struct ksig_task *t, ksig_sigset blocked)
	KSIG_REQUIRES(ksig__siglock);
void ksig__set_blocked_pending(struct ksig_task *t, ksig_sigset former)
	KSIG_EXCLUDES(ksig__siglock);
/* Set t's mask, which has neither KILL nor STOP; by t itself. The former. */
static inline ksig_sigset ksig__set_blocked(struct ksig_task *t,
					    ksig_sigset blocked)
	KSIG_EXCLUDES(ksig__siglock)
{
	ksig_sigset former = __atomic_exchange_n(&t->blocked, blocked,
						 __ATOMIC_SEQ_CST);

	if (ksig__set_read(&t->pending.set) |
	    ksig__set_read(&t->group->shared.set))
		ksig__set_blocked_pending(t, former);
	return former;
}
/* Keep t's mask to be restored later and set a temporary one. */
void ksig__mask_save_and_set(struct ksig_task *t, ksig_sigset blocked)
	KSIG_EXCLUDES(ksig__siglock);
void ksig__mask_restore(struct ksig_task *t) KSIG_EXCLUDES(ksig__siglock);

/* ----------------------------------------------------------- stopcont.c */

void ksig__stopcont_generate_locked(struct ksig_group *g, int sig)
	KSIG_REQUIRES(ksig__siglock);

/* ------------------------------------------------------------- target.c */

/*
 * Would t take sig now? A thread that has been woken for another signal is
 * passed over: it may be a while until it gets to this one.
 * Locks: siglock. Linux: wants_signal().
 */
static inline bool ksig__wants(const struct ksig_task *t, int sig)
{
	if (ksig_sigset_has(ksig__set_read(&t->blocked), sig))
		return false;
	if (!(t->flags & (KSIG_TASK_EXITING | KSIG_TASK_STOPPED |
			  KSIG_TASK_TRACED)) && !t->has_deliverable)
		return true;
	return sig == LINUX_SIGKILL && !(t->flags & KSIG_TASK_EXITING);
}

/*
 * Have t look at its signals; kill: also out of a group stop.
 * Locks: siglock. Linux: signal_wake_up().
 */
static inline void ksig__signal_wake_locked(struct ksig_task *t, bool kill)
	KSIG_REQUIRES(ksig__siglock)
{
	enum ksig_wake why = KSIG_WAKE_SIGNAL;

	if (kill) {
		ksig__flags_clear(&t->flags, KSIG_TASK_STOPPED |
				  KSIG_TASK_TRACED | KSIG_TASK_LISTENING);
		why = KSIG_WAKE_KILL;
	} else if (t->park.kind == KSIG_PARK_SIGTIMEDWAIT) {
		why = KSIG_WAKE_ACCEPT;
	}
	__atomic_store_n(&t->has_deliverable, true, __ATOMIC_RELEASE);
	t->k->port->wake(t, why);
}

void ksig__target_locked(const struct ksig__generation *gen, uint64_t id)
	KSIG_REQUIRES(ksig__siglock);
void ksig__retarget_locked(struct ksig_task *t, ksig_sigset which)
	KSIG_REQUIRES(ksig__siglock);

/* ----------------------------------------------------------- generate.c */

int ksig__generate_locked(const struct ksig__generation *gen)
	KSIG_REQUIRES(ksig__siglock);
/* task: see struct ksig__generation; shared and NULL: g's main thread. */
int ksig__generate(struct ksig_group *g, struct ksig_task *task, bool shared,
		   const struct linux_siginfo *info,
		   const struct ksig_origin *origin)
	KSIG_EXCLUDES(ksig__siglock);
/* The same, sent from an ancestor of g's pid namespace. */
int ksig__generate_above(struct ksig_group *g, struct ksig_task *task,
			 bool shared, const struct linux_siginfo *info,
			 const struct ksig_origin *origin)
	KSIG_EXCLUDES(ksig__siglock);
void ksig__force_locked(struct ksig_task *t, const struct linux_siginfo *info,
			const struct ksig_origin *origin,
			enum ksig__force how)
	KSIG_REQUIRES(ksig__siglock);
/* SIGSEGV because sig could not be delivered (0: a bad frame). */
void ksig__force_segv(struct ksig_task *t, int sig)
	KSIG_EXCLUDES(ksig__siglock);

/* --------------------------------------------------------------- kill.c */

/* All of kill.c: sig 0 only checks. info->si_signo is sig otherwise. */
#define KSIG__NO_SUCH	1	/* no such task of ours: the port decides */
int ksig__kill(struct ksig_task *from, int32_t pid, int64_t sig,
	       const struct linux_siginfo *info,
	       const struct ksig_origin *origin)
	KSIG_EXCLUDES(ksig__tree, ksig__siglock);
int ksig__kill_pid(struct ksig_task *from, int32_t pid, int64_t sig,
		   const struct linux_siginfo *info,
		   const struct ksig_origin *origin)
	KSIG_EXCLUDES(ksig__tree, ksig__siglock);
int ksig__kill_pgrp(struct ksig_task *from, int32_t pgid, int64_t sig,
		    const struct linux_siginfo *info,
		    const struct ksig_origin *origin)
	KSIG_EXCLUDES(ksig__tree, ksig__siglock);
/* tgid <= 0: any */
int ksig__kill_tid(struct ksig_task *from, int32_t tgid, int32_t tid,
		   int64_t sig, const struct linux_siginfo *info,
		   const struct ksig_origin *origin)
	KSIG_EXCLUDES(ksig__tree, ksig__siglock);
/* Kernel-made, no permission asked, siblings' siglocks one by one. */
int ksig__generate_pgrp(struct ksig *k, int32_t pgid,
			const struct linux_siginfo *info,
			const struct ksig_origin *origin)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock);

/* ------------------------------------------------------------- accept.c */

enum ksig_call_outcome ksig__timedwait_begin(struct ksig_task *t,
					     ksig_sigset set,
					     uint64_t timeout_ns,
					     struct linux_siginfo *info,
					     int64_t *ret)
	KSIG_EXCLUDES(ksig__siglock);
enum ksig_call_outcome ksig__timedwait_again(struct ksig_task *t,
					     struct linux_siginfo *info,
					     int64_t *ret)
	KSIG_EXCLUDES(ksig__siglock);
/* t waits for a reason / does so no longer. */
void ksig__park_locked(struct ksig_task *t, enum ksig_park_kind kind,
		       ksig_sigset set) KSIG_REQUIRES(ksig__siglock);
void ksig__unpark_locked(struct ksig_task *t) KSIG_REQUIRES(ksig__siglock);

/* ------------------------------------------------------------ deliver.c */

/* ksig_return_to_user() is the whole of it. */

/* ---------------------------------------------------------- groupstop.c */

/* sig was dequeued and is to stop the group: false if that was undone. */
bool ksig__stop_begin_locked(struct ksig_task *t, int sig)
	KSIG_REQUIRES(ksig__siglock);
/* t is no longer to be waited for; true: it was the last, tell the parent. */
bool ksig__stop_leave_locked(struct ksig_task *t)
	KSIG_REQUIRES(ksig__siglock);
/* The same, and t is stopped now. */
bool ksig__stop_join_locked(struct ksig_task *t) KSIG_REQUIRES(ksig__siglock);
void ksig__stop_clone_locked(struct ksig_task *child)
	KSIG_REQUIRES(ksig__siglock);

/* --------------------------------------------------------------- wait.c */

enum ksig__wait_kind {
	KSIG__WAIT_ALL,
	KSIG__WAIT_PID,
	KSIG__WAIT_PGID,	/* id 0: the caller's */
};

/* What a wait asks for, and what it has found. */
struct ksig__wait {
	enum ksig__wait_kind kind;
	int32_t id;
	uint32_t options;	/* LINUX_W* */
	/* Of the child that is told of: */
	int32_t pid;
	uint32_t uid;
	int32_t status;		/* as wait4(2) gives it */
	int32_t code;		/* CLD_* */
	int32_t code_status;	/* si_status */
	struct linux_rusage rusage;
};

/* *ret: the child's id, 0 (WNOHANG: nothing yet) or a negative errno. */
enum ksig_call_outcome ksig__wait(struct ksig_task *t, struct ksig__wait *w,
				  int64_t *ret)
	KSIG_EXCLUDES(ksig__tree, ksig__siglock);
/* CLD_* and si_status of one that ended with a wait status. */
int32_t ksig__exit_code(int32_t status, int32_t *code_status);

/* -------------------------------------------------------- ptrace_stop.c */

/*
 * t stops for its tracer: code is what wait(2) tells, cld what SIGCHLD does.
 * t->trap.info is set if has_info. Returns true if a group stop is complete
 * with it. The caller tells, by ksig__notify_trap(), without siglock.
 */
bool ksig__trap_locked(struct ksig_task *t, int32_t code, int32_t cld,
		       bool has_info, uint64_t message)
	KSIG_REQUIRES(ksig__siglock);
/* The same because of job control, or PTRACE_INTERRUPT. */
bool ksig__trap_stop_locked(struct ksig_task *t) KSIG_REQUIRES(ksig__siglock);
/* The same because t has dequeued d. */
void ksig__trap_signal_locked(struct ksig_task *t,
			      const struct ksig__delivery *d)
	KSIG_REQUIRES(ksig__siglock);
/* t was resumed from that: true: d is to be acted on. */
bool ksig__trap_resumed_locked(struct ksig_task *t, struct ksig__delivery *d)
	KSIG_REQUIRES(ksig__siglock);
/* t dies in it. */
void ksig__trap_drop_locked(struct ksig_task *t) KSIG_REQUIRES(ksig__siglock);
/* t goes on, with sig if that was a signal-delivery-stop. */
void ksig__trap_end_locked(struct ksig_task *t) KSIG_REQUIRES(ksig__siglock);
/* Job control has changed: the tracer of t, which is SEIZED, is to know. */
void ksig__trap_notify_locked(struct ksig_task *t)
	KSIG_REQUIRES(ksig__siglock);

/* --------------------------------------------------------- ptrace_req.c */

/* Is t's tracer in another process than t's parent? */
static inline bool ksig__is_reparented(const struct ksig_task *t)
{
	return t->tracer->group != t->group->parent;
}

void ksig__ptrace_inherit(struct ksig_task *parent, struct ksig_task *child,
			  uint64_t flags, int32_t exit_signal)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock);
/* t exits: whom it traces is let go, or killed. */
void ksig__ptrace_exit(struct ksig_task *t) KSIG_REQUIRES(ksig__tree)
	KSIG_EXCLUDES(ksig__siglock);
/* t has executed: a dead main thread goes without a word. */
void ksig__ptrace_exec(struct ksig_task *t) KSIG_REQUIRES(ksig__tree)
	KSIG_EXCLUDES(ksig__siglock);
/* The zombie z has been waited for by its tracer. */
void ksig__ptrace_reap(struct ksig_task *z) KSIG_REQUIRES(ksig__tree)
	KSIG_EXCLUDES(ksig__siglock);
int ksig__ptrace_traceme(struct ksig_task *t)
	KSIG_EXCLUDES(ksig__tree, ksig__siglock);
int ksig__ptrace_attach(struct ksig_task *tracer, int32_t tid, bool seize,
			uint64_t addr, uint64_t options)
	KSIG_EXCLUDES(ksig__tree, ksig__siglock);
/* The tracee tid of tracer; any_state: it need not be stopped. Or NULL. */
struct ksig_task *ksig__ptrace_find(struct ksig_task *tracer, int32_t tid,
				    bool any_state) KSIG_REQUIRES(ksig__tree)
	KSIG_EXCLUDES(ksig__siglock);
int ksig__ptrace_detach(struct ksig_task *tracer, struct ksig_task *t,
			uint64_t sig)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock);
int ksig__ptrace_interrupt(struct ksig_task *t) KSIG_REQUIRES(ksig__tree)
	KSIG_EXCLUDES(ksig__siglock);
int ksig__ptrace_listen(struct ksig_task *t) KSIG_REQUIRES(ksig__tree)
	KSIG_EXCLUDES(ksig__siglock);

/* -------------------------------------------------------------- fatal.c */

/*
 * The group dies of sig (0: of exit_group); every task leaves soon. except
 * (or NULL) knows already.
 */
void ksig__group_kill_locked(struct ksig_group *g, int sig,
			     struct ksig_task *except)
	KSIG_REQUIRES(ksig__siglock);
/* t leaves because its group dies: take what it dies of, for the story. */
void ksig__fatal_take_locked(struct ksig_task *t)
	KSIG_REQUIRES(ksig__siglock);

/* ------------------------------------------------------------- notify.c */

/* g's stop or continuation (CLD_*) is told to its parent. */
void ksig__notify_stop(struct ksig_group *g, int32_t code, int32_t status)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock);
/* t is in a ptrace stop; complete: its group has stopped with that. */
void ksig__notify_trap(struct ksig_task *t, int32_t code, bool complete)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock);
/* t, of which status tells the end, is a zombie of its tracer's. */
void ksig__notify_tracer_exit(struct ksig_task *t, int32_t status, int32_t sig)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock);
/* Who waits for g's main thread, or traces in tracer's group, looks again. */
void ksig__wake_waiters(struct ksig_group *parent)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock);
/* Does parent wait for nobody: SIGCHLD is ignored, or SA_NOCLDWAIT? */
bool ksig__ignores_children_locked(const struct ksig_group *parent)
	KSIG_REQUIRES(ksig__siglock);
/*
 * The signal that tells g's parent of its end: SIGCHLD if that is another
 * program than the one that chose. (What wait(2) goes by stays.)
 * Linux: do_notify_parent(), which compares the two's counts of execs.
 */
int32_t ksig__exit_signal(const struct ksig_group *g)
	KSIG_REQUIRES(ksig__tree);

/*
 * g is a zombie: tell its parent. If nobody will wait for it, it leaves the
 * tree here.
 */
void ksig__notify_exit(struct ksig_group *g)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock);

/* ----------------------------------------------------------- altstack.c */

/* Is sp inside the area, whatever SS_AUTODISARM says? */
static inline bool ksig__altstack_has(const struct ksig_task *t, uint64_t sp)
{
	return sp > t->altstack.sp && sp - t->altstack.sp <= t->altstack.size;
}

/* Does t run on it? With SS_AUTODISARM it never counts as in use. */
static inline bool ksig__altstack_in_use(const struct ksig_task *t,
					 uint64_t sp)
{
	return !(t->altstack.flags & LINUX_SS_AUTODISARM) &&
	       ksig__altstack_has(t, sp);
}

int ksig__altstack_set(struct ksig_task *t, const struct linux_stack *ss,
		       uint64_t sp, struct linux_stack *old);
void ksig__altstack_disarm(struct ksig_task *t);

/* ------------------------------------------------------------ restart.c */

/* A handler is to run: what becomes of the interrupted call. */
enum ksig_restart ksig__restart_for_handler(struct ksig_regs *regs,
					    uint32_t sa_flags,
					    int64_t *call_nr);
/* No handler ran. True: the registers have changed. */
bool ksig__restart_without_handler(struct ksig_regs *regs);

/* -------------------------------------------------------------- timer.c */

#define KSIG__EACH_TIMER(tm, g) \
	for ((tm) = KSIG__CONTAINER((g)->timers.next, struct ksig_timer, \
				    node); \
	     &(tm)->node != &(g)->timers; \
	     (tm) = KSIG__CONTAINER((tm)->node.next, struct ksig_timer, node))

struct ksig_timer *ksig__timer_find_locked(struct ksig_group *g, int32_t id)
	KSIG_REQUIRES(ksig__siglock);
void ksig__timer_free(struct ksig_timer *tm) KSIG_REQUIRES(ksig__siglock);
void ksig__timer_unpark_locked(struct ksig_timer *tm)
	KSIG_REQUIRES(ksig__siglock);
void ksig__timer_reset_locked(struct ksig_timer *tm)
	KSIG_REQUIRES(ksig__siglock);
void ksig__timer_delete_locked(struct ksig_timer *tm)
	KSIG_REQUIRES(ksig__siglock);
void ksig__timer_ignored_locked(struct ksig_timer *tm)
	KSIG_REQUIRES(ksig__siglock);
/* gen->timer's signal is pending already: true, and counted. */
bool ksig__timer_overruns_locked(const struct ksig__generation *gen,
				 uint64_t id) KSIG_REQUIRES(ksig__siglock);
void ksig__timers_unpark_locked(struct ksig_task *t, int sig)
	KSIG_REQUIRES(ksig__siglock);
void ksig__timer_discarded_locked(struct ksig_timer *tm,
				  enum ksig_discard_why why)
	KSIG_REQUIRES(ksig__siglock);
/* False: it counts no more. */
bool ksig__timer_taken_locked(struct ksig_entry *e,
			      struct linux_siginfo *info)
	KSIG_REQUIRES(ksig__siglock);

/* ---------------------------------------------------------- timer_set.c */

struct ksig__timer_spec {
	uint64_t value_ns, interval_ns;
};
void ksig__timer_rearm_locked(struct ksig_timer *tm)
	KSIG_REQUIRES(ksig__siglock);
bool ksig__timer_is_due_locked(struct ksig_timer *tm)
	KSIG_REQUIRES(ksig__siglock);
struct ksig_timer *ksig__timer_new_unlimited_locked(struct ksig_task *t,
						    int32_t id)
	KSIG_REQUIRES(ksig__siglock);
struct ksig_timer *ksig__timer_new_locked(struct ksig_task *t, int32_t id)
	KSIG_REQUIRES(ksig__siglock);
int ksig__timer_create(struct ksig_task *t, enum ksig_clock clock,
		       struct ksig_task *clock_task,
		       const struct linux_sigevent *ev)
	KSIG_EXCLUDES(ksig__siglock);
int ksig__timer_settime(struct ksig_task *t, int32_t id, bool absolute,
			const struct ksig__timer_spec *spec,
			struct ksig__timer_spec *old)
	KSIG_EXCLUDES(ksig__siglock);
int ksig__timer_gettime(struct ksig_task *t, int32_t id,
			struct ksig__timer_spec *out)
	KSIG_EXCLUDES(ksig__siglock);
int ksig__timer_delete(struct ksig_task *t, int32_t id)
	KSIG_EXCLUDES(ksig__siglock);
void ksig__timers_task_gone_locked(struct ksig_task *t)
	KSIG_REQUIRES(ksig__siglock);
void ksig__timers_free_locked(struct ksig_group *g)
	KSIG_REQUIRES(ksig__siglock);

/* ------------------------------------------------------------- itimer.c */

bool ksig__itimer_exists(struct ksig_group *g, int32_t which);
void ksig__itimer_get(struct ksig_task *t, int which,
		      struct ksig__timer_spec *out)
	KSIG_EXCLUDES(ksig__siglock);
void ksig__itimer_set(struct ksig_task *t, int which,
		      const struct ksig__timer_spec *spec,
		      struct ksig__timer_spec *old)
	KSIG_EXCLUDES(ksig__siglock);
void ksig__itimer_expire_locked(struct ksig_group *g, int32_t alarm,
				struct ksig_task *current)
	KSIG_REQUIRES(ksig__siglock);
/* SIGALRM was dequeued from g's shared set. */
void ksig__itimer_taken_locked(struct ksig_group *g)
	KSIG_REQUIRES(ksig__siglock);
void ksig__itimers_stop_locked(struct ksig_group *g)
	KSIG_REQUIRES(ksig__siglock);
void ksig__itimers_resume_locked(struct ksig_group *g)
	KSIG_REQUIRES(ksig__siglock);

/* ------------------------------------------------------------ idtable.c */

void ksig__table_init(struct ksig_table *tb);
void ksig__table_finish(struct ksig *k, struct ksig_table *tb);
/* Among nodes of the same id the one added last is found first. */
void ksig__table_add(struct ksig *k, struct ksig_table *tb,
		     struct ksig_node *n, int32_t id)
	KSIG_REQUIRES(ksig__tree);
/* The same, found after prev, which has that id. */
void ksig__table_add_after(struct ksig *k, struct ksig_table *tb,
			   struct ksig_node *n, struct ksig_node *prev)
	KSIG_REQUIRES(ksig__tree);
void ksig__table_del(struct ksig *k, struct ksig_table *tb,
		     struct ksig_node *n) KSIG_REQUIRES(ksig__tree);

/* The first node from n on, itself included, that has this id, or NULL. */
static inline struct ksig_node *ksig__node_with(struct ksig_node *n,
						int32_t id)
{
	while (n && n->id != id)
		n = n->next;
	return n;
}

static inline struct ksig_node *ksig__table_find(const struct ksig_table *tb,
						 int32_t id)
{
	return ksig__node_with(tb->bucket[(uint32_t)id & tb->mask], id);
}

/* --------------------------------------------------------------- tree.c */

void ksig__tree_init(struct ksig *k);
void ksig__tree_finish(struct ksig *k);
void ksig__tree_add_task(struct ksig_task *t) KSIG_REQUIRES(ksig__tree);
void ksig__tree_del_task(struct ksig_task *t) KSIG_REQUIRES(ksig__tree);
void ksig__tree_add_group(struct ksig_group *g) KSIG_REQUIRES(ksig__tree);
void ksig__tree_del_group(struct ksig_group *g) KSIG_REQUIRES(ksig__tree);
void ksig__tree_set_parent(struct ksig_group *g, struct ksig_task *parent)
	KSIG_REQUIRES(ksig__tree);
struct ksig_task *ksig__tree_find_task(struct ksig *k, int32_t tid);
struct ksig_group *ksig__tree_find_group(struct ksig *k, int32_t pid);
/* The members of process group pgid, who joined last first; or NULL. */
struct ksig_group *ksig__pgrp_first(struct ksig *k, int32_t pgid);
struct ksig_group *ksig__pgrp_next(const struct ksig_group *g);
/* t has exited: its children go to another thread, or another group. */
void ksig__tree_reparent(struct ksig_task *t) KSIG_REQUIRES(ksig__tree)
	KSIG_EXCLUDES(ksig__siglock);
/*
 * All of g has gone but perhaps a main thread that is its tracer's zombie:
 * that, or g, can be waited for.
 */
bool ksig__group_is_complete(const struct ksig_group *g)
	KSIG_REQUIRES(ksig__tree);
void ksig__group_complete(struct ksig_group *g, int32_t tracer_sig)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock);
/* Exit of t: false if it was done before. Locks: see ksig_exit_begin(). */
bool ksig__exit_begin_locked(struct ksig_task *t)
	KSIG_REQUIRES(ksig__siglock);

/* -------------------------------------------------------------- pgrp.c */

/* Is process group pgid orphaned, with ignored (or NULL) left out? */
bool ksig__pgrp_is_orphaned(struct ksig *k, int32_t pgid,
			    const struct ksig_group *ignored)
	KSIG_REQUIRES(ksig__tree);
/*
 * The link between g and parent goes (g or parent exits): if that orphans
 * g's process group and it has stopped members, they get HUP and CONT.
 */
void ksig__pgrp_check_orphaned(struct ksig_group *g,
			       const struct ksig_group *parent,
			       const struct ksig_group *ignored)
	KSIG_REQUIRES(ksig__tree) KSIG_EXCLUDES(ksig__siglock);

/* --------------------------------------------------------------- user.c */

struct ksig_user *ksig__user_get(struct ksig *k, uint32_t uid)
	KSIG_REQUIRES(ksig__tree);
void ksig__user_put(struct ksig *k, struct ksig_user *u)
	KSIG_REQUIRES(ksig__tree);
void ksig__users_finish(struct ksig *k);

/* ---------------------------------------------------------- lifecycle.c */

void ksig__task_init(struct ksig *k, struct ksig_task *t, int32_t tid);
/* g->port stays. */
void ksig__group_init(struct ksig *k, struct ksig_group *g, int32_t pid);

/* --------------------------------- state.c, save.c: state.h; load*.c: load.h */

/* -------------------------------------------------------------- trace.c */

static inline bool ksig__tracing(const struct ksig *k)
{
	return k->port->trace != NULL;
}

/* The clock, for the trace alone: it may be slow. */
static inline uint64_t ksig__trace_now(struct ksig *k)
{
	return k->port->trace ? k->port->clock_now(k) : 0;
}

static inline uint64_t ksig__next_id(struct ksig *k)
{
	return __atomic_add_fetch(&k->next_id, 1, __ATOMIC_RELAXED);
}

/* To be called only if somebody listens; ksig__trace_*() below look. */
void ksig__emit_generate(const struct ksig__generation *gen, uint64_t id,
			 enum ksig_gen_result result,
			 const struct ksig__taken *into)
	KSIG_REQUIRES(ksig__siglock);
void ksig__emit_generate_dead(const struct ksig_group *g,
			      const struct linux_siginfo *info,
			      const struct ksig_origin *origin);
void ksig__emit_target(const struct ksig_group *g, const struct ksig_task *t,
		       int sig, uint64_t id, enum ksig_target_why why);
void ksig__emit_retarget(const struct ksig_task *t, ksig_sigset which)
	KSIG_REQUIRES(ksig__siglock);
void ksig__emit_discard(const struct ksig_group *g, const struct ksig_task *t,
			int sig, uint64_t id, uint64_t generated_ns,
			enum ksig_discard_why why);
void ksig__emit_deliver(const struct ksig_task *t,
			const struct ksig__delivery *d,
			enum ksig_action action,
			const struct ksig_frame *frame);
void ksig__emit_accept(const struct ksig_task *t, int sig,
		       const struct linux_siginfo *info,
		       const struct ksig__taken *taken,
		       enum ksig_accept_how how);
void ksig__emit_group(const struct ksig_group *g, enum ksig_event_kind kind,
		      int sig, int32_t status);
void ksig__emit_trap(const struct ksig_task *t, enum ksig_event_kind kind,
		     int32_t code, bool group_stop);
void ksig__emit_wait(const struct ksig_task *t, int32_t pid, int32_t status,
		     bool kept);

static inline void ksig__trace_generate(const struct ksig__generation *gen,
					uint64_t id,
					enum ksig_gen_result result,
					const struct ksig__taken *into)
	KSIG_REQUIRES(ksig__siglock)
{
	if (ksig__tracing(gen->group->k))
		ksig__emit_generate(gen, id, result, into);
}

static inline void ksig__trace_discard(const struct ksig_group *g,
				       const struct ksig_task *t, int sig,
				       uint64_t id, uint64_t generated_ns,
				       enum ksig_discard_why why)
{
	if (ksig__tracing(g->k))
		ksig__emit_discard(g, t, sig, id, generated_ns, why);
}

static inline void ksig__trace_deliver(const struct ksig_task *t,
				       const struct ksig__delivery *d,
				       enum ksig_action action,
				       const struct ksig_frame *frame)
{
	if (ksig__tracing(t->k))
		ksig__emit_deliver(t, d, action, frame);
}

static inline void ksig__trace_accept(const struct ksig_task *t, int sig,
				      const struct linux_siginfo *info,
				      const struct ksig__taken *taken,
				      enum ksig_accept_how how)
{
	if (ksig__tracing(t->k))
		ksig__emit_accept(t, sig, info, taken, how);
}

static inline void ksig__trace_group(const struct ksig_group *g,
				     enum ksig_event_kind kind, int sig,
				     int32_t status)
{
	if (ksig__tracing(g->k))
		ksig__emit_group(g, kind, sig, status);
}

/* ------------------------------------------------------------- frames.c */

/* The record of the handlers that run: for the trace only. */
void ksig__frames_push(struct ksig_task *t, const struct ksig_frame *f);
void ksig__frames_left(struct ksig_task *t, uint64_t sp);
void ksig__frames_return(struct ksig_task *t, uint64_t frame);

/* ------------------------------------------------------------- arch/<cpu> */

void ksig__arch_init(struct ksig *k);
uint64_t ksig__arch_sp(const struct ksig_regs *regs);
/*
 * Write the frame for d and set the registers for its handler. On success 0
 * and the frame's address; on failure -LINUX_EFAULT, registers unchanged.
 */
int ksig__arch_frame_push(struct ksig_task *t, struct ksig_regs *regs,
			  struct ksig__delivery *d, uint64_t *frame);
/* Is an interrupted call in regs? *err is its restart code (positive). */
bool ksig__arch_call_interrupted(const struct ksig_regs *regs, int32_t *err,
				 int64_t *nr);
void ksig__arch_call_again(struct ksig_regs *regs);
void ksig__arch_call_restart_block(struct ksig_regs *regs);
void ksig__arch_call_result(struct ksig_regs *regs, int64_t ret);

#endif /* KSIG_CORE_H */
