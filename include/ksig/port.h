/* SPDX-License-Identifier: MIT */
/*
 * The porting manual: what ksig asks of the machine it runs on.
 *
 * A port fills one table of callbacks. Each says what it does, what it
 * returns, whether it may sleep, and which locks ksig holds when it calls.
 * Nothing else is asked: there is no "current" (tasks are arguments), no
 * sleeping (a call that has to wait returns KSIG_CALL_PARK or KSIG_PARK and
 * is called again), no exit and no core dump (those are outcomes of
 * ksig_return_to_user()).
 *
 * THE HARDEST CONTRACT: between ksig saying PARK for a task and that task
 * being asleep, wake() may be called for it by another CPU. That wake must
 * not be lost: the task has to be made runnable and call again. A port whose
 * wake() sets a flag that the parking code tests after it has put the task on
 * its sleep queue is correct; one that only looks at a sleep queue is not.
 */
#ifndef KSIG_PORT_H
#define KSIG_PORT_H

#include <ksig/trace.h>

/* Why wake() is called. */
enum ksig_wake {
	KSIG_WAKE_SIGNAL = 1,	/* something may be deliverable: leave a wait,
				 * return to user mode soon */
	KSIG_WAKE_KILL,		/* the same, and out of every wait there is */
	KSIG_WAKE_CONTINUE,	/* group stop has ended */
	KSIG_WAKE_ACCEPT,	/* a sigtimedwait, signalfd read or wait may
				 * go on */
};

/* One piece of a vectored copy to user memory. */
struct ksig_piece {
	uint64_t uaddr;
	const void *src;
	uint64_t bytes;
};

/* What child_event() tells. */
enum ksig_child_event {
	KSIG_CHILD_EXITED = 1,	/* a zombie, to be waited for */
	KSIG_CHILD_AUTOREAP,	/* dead, and nobody will wait for it */
	KSIG_CHILD_STOPPED,
	KSIG_CHILD_CONTINUED,
	KSIG_CHILD_REAPED,	/* a wait of ksig_syscall() has reaped it */
};

#define KSIG_PORT_VERSION 1u

struct ksig_port {
	uint32_t size;		/* sizeof(struct ksig_port): append-only */
	uint32_t version;	/* KSIG_PORT_VERSION */

	/*
	 * Take and drop a lock. A spinlock with interrupts off in a kernel;
	 * nothing at all in a port with one thread. Never recursive.
	 */
	void (*lock)(struct ksig *k, struct ksig_lock *l);
	void (*unlock)(struct ksig *k, struct ksig_lock *l);
	/* Optional: is it held by the caller? For assertions. */
	bool (*lock_held)(struct ksig *k, const struct ksig_lock *l);

	/*
	 * Memory for queue entries and users. May return NULL: ksig then
	 * degrades as Linux does. Must not sleep: siglock may be held.
	 */
	void *(*alloc)(struct ksig *k, size_t bytes);
	void (*free)(struct ksig *k, void *p, size_t bytes);

	/*
	 * Copy from and to the memory of t. 0, or -LINUX_EFAULT if any byte
	 * cannot be read or written (what was copied before is unspecified).
	 * May sleep; no locks held. copy_to_user takes pieces so that a frame
	 * is one call.
	 */
	int (*copy_from_user)(struct ksig_task *t, void *dst, uint64_t uaddr,
			      uint64_t bytes);
	int (*copy_to_user)(struct ksig_task *t,
			    const struct ksig_piece *pieces, uint32_t nr);

	/*
	 * The registers with which t will return to user mode. The pointer
	 * stays good until that return; ksig calls regs_set() after it has
	 * changed them. t is the caller's own task; no locks held.
	 */
	struct ksig_regs *(*regs_get)(struct ksig_task *t);
	void (*regs_set)(struct ksig_task *t);

	/*
	 * The extended state (x87, SSE, AVX ...) in the standard format of
	 * XSAVE, config.xstate_bytes long, in memory of the port's with room
	 * for 4 bytes more where ksig may edit it, being a copy or written
	 * again by xstate_set before the task runs; NULL: cannot be had (the
	 * task is gone). xstate_set
	 * loads one (already checked, 0 or -LINUX_EFAULT when the CPU refuses
	 * it); image NULL: the initial state that handlers start with.
	 */
	void *(*xstate_get)(struct ksig_task *t);
	int (*xstate_set)(struct ksig_task *t, const void *image);

	/*
	 * Make t look at its signals: see enum ksig_wake and the contract at
	 * the top. siglock held; must not sleep, must not call ksig.
	 */
	void (*wake)(struct ksig_task *t, enum ksig_wake why);

	/* Monotonic time in ns. Any context, any locks. */
	uint64_t (*clock_now)(struct ksig *k);

	/*
	 * Call wake(t, KSIG_WAKE_ACCEPT)'s equivalent at deadline_ns of
	 * clock_now(), by calling the parked call again; UINT64_MAX cancels.
	 * One timer a task. siglock may be held.
	 */
	void (*timer_set)(struct ksig_task *t, uint64_t deadline_ns);

	/* Who t is. No siglock held; tree_lock may be. */
	void (*cred_get)(struct ksig_task *t, struct ksig_cred *out);

	/*
	 * g (a child) changed state. Tasks that wait in ksig_syscall() are
	 * woken by ksig; a port that serves wait(2) itself wakes its own.
	 * AUTOREAP: the port frees it by ksig_reap() once the last user has
	 * gone. REAPED: g has left the tree, and ksig does not look at it
	 * again: its memory is the port's. tree_lock held.
	 */
	void (*child_event)(struct ksig_group *g, enum ksig_child_event ev);

	/*
	 * Optional. A signal became pending for g (t NULL) or for t: a
	 * signalfd's poll state may have changed. siglock held.
	 */
	void (*poll_wake)(struct ksig_group *g, struct ksig_task *t, int sig);

	/*
	 * Optional. An instance of POSIX timer timerid of g was delivered or
	 * accepted, with this overrun: what timer_getoverrun(2) tells. siglock
	 * held.
	 */
	void (*timer_taken)(struct ksig_group *g, int32_t timerid,
			    int32_t overrun);

	/* Optional. Every event, in order. siglock may be held. */
	void (*trace)(struct ksig *k, const struct ksig_event *ev);

	/* A broken invariant. Must not return. */
	void (*bug)(struct ksig *k, const char *what);

	/*
	 * Optional. Memory as xstate_get's (it may be the same), but with
	 * nothing read into it: sigreturn builds there what xstate_set gets.
	 */
	void *(*xstate_buffer)(struct ksig_task *t);

	/*
	 * Optional, for a machine with pid namespaces. g's id in the pid
	 * namespace that viewer is in, 0: g is not there. NULL: all are in
	 * one, and g->pid it is. Ids in calls' arguments are always those of
	 * ksig: a port with namespaces translates them before. Any locks.
	 */
	int32_t (*pid_in)(const struct ksig_group *g,
			  const struct ksig_group *viewer);

	/*
	 * Optional. May a legacy (FXSAVE) image that sigreturn is to load lie
	 * at any address? Machines differ. NULL: at multiples of 16 only.
	 */
	bool (*fx_anywhere)(struct ksig *k);

	/*
	 * Optional. What wait4(2) and waitid(2) tell of the time and memory
	 * that g has used, it and the children it has waited for; *out is all
	 * zero. NULL: they tell zeros. tree_lock held.
	 */
	void (*rusage_get)(struct ksig_group *g, struct linux_rusage *out);

	/*
	 * Optional, both or none: time for POSIX and interval timers. A port
	 * without them has no timer_create(2), setitimer(2) and alarm(2)
	 * (ENOSYS), or a kernel underneath that makes their signals.
	 *
	 * The time of clock in ns, above 0; KSIG_NO_TIME: there is no such
	 * clock. CPU clocks are g's, those of a thread t's. Siglock may be
	 * held; must not sleep, must not call ksig.
	 */
	uint64_t (*clock_read)(struct ksig_group *g, struct ksig_task *t,
			       enum ksig_clock clock);
	/*
	 * Call ksig_timer_expire(g, alarm, ...) when that clock reaches
	 * expires_ns (at once if it has, but not from here); KSIG_NO_TIME
	 * cancels. alarm is a timer's id, or KSIG_ALARM_REAL and its kind: it
	 * replaces what was asked for it before. A call too early or for what
	 * is not there does no harm. siglock held; must not sleep.
	 */
	void (*alarm_set)(struct ksig_group *g, struct ksig_task *t,
			  enum ksig_clock clock, int32_t alarm,
			  uint64_t expires_ns);

	/*
	 * Optional; without it ptrace(2) is not served. t has exited and ksig
	 * does not look at it again: its memory is the port's. For a task
	 * without tracer it is called inside ksig_exit(); a traced one stays
	 * a zombie of its tracer's before. tree_lock held.
	 */
	void (*task_reaped)(struct ksig_task *t);

	/*
	 * Optional. May tracer trace t, another process's (ptrace(2), "Ptrace
	 * access mode checking")? NULL: if all of t's uids are tracer's real
	 * one. tree_lock held.
	 */
	bool (*may_trace)(struct ksig_task *tracer, struct ksig_task *t);

	/*
	 * Optional, all three or none (not for ports without xstate_bytes, or
	 * with less than XSAVE's 576): a frame is written and read where it
	 * lies. t is the caller's, no locks held, all may sleep.
	 *
	 * t's extended state straight from the processor to its memory and
	 * back, without the image in between, as XSAVE and XRSTOR do it for
	 * all of config.xfeatures. uaddr is aligned to 64. *bv: the components
	 * that are in use. 0, or -LINUX_EFAULT: not all of it is there, or
	 * XRSTOR refuses; then the state is unspecified, and xstate_set
	 * follows.
	 */
	int (*xstate_write)(struct ksig_task *t, uint64_t uaddr,
			    uint64_t *bv);
	int (*xstate_read)(struct ksig_task *t, uint64_t uaddr);
	/*
	 * Call use(at, arg), where at is t's memory from uaddr on: use()
	 * reads and writes those bytes itself. 0, or -LINUX_EFAULT: one of
	 * them cannot be had, and use() was left there, or not called at all
	 * (what it has written is unspecified). For this it holds no locks
	 * and calls nothing of the port's. Other threads may be writing there.
	 */
	int (*user_window)(struct ksig_task *t, uint64_t uaddr, uint64_t bytes,
			   void (*use)(void *at, void *arg), void *arg);
};

#define KSIG_NO_TIME UINT64_MAX

/* alarm_set()'s alarm of an interval timer: - 1 - which. */
#define KSIG_ALARM_REAL		(-1)
#define KSIG_ALARM_VIRTUAL	(-2)
#define KSIG_ALARM_PROF		(-3)

#endif /* KSIG_PORT_H */
