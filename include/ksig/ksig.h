/* SPDX-License-Identifier: MIT */
/*
 * libksig: Linux's signal subsystem as a library. Public functions.
 *
 * Errors are negated LINUX_E* values. Unless a comment says otherwise a
 * function takes the locks it needs, and is called with none held.
 */
#ifndef KSIG_KSIG_H
#define KSIG_KSIG_H

#include <ksig/port.h>

#define KSIG_VERSION "0.1.0"

/* ------------------------------------------------------- life of a machine */

/*
 * Prepare k (any memory; need not be zeroed). Returns 0 or -LINUX_EINVAL for
 * a table or a config of another size or version, or a missing callback.
 */
int ksig_init(struct ksig *k, const struct ksig_port *port,
	      const struct ksig_config *config);
/* All groups have been reaped. Frees what ksig allocated. */
void ksig_finish(struct ksig *k);

/* ------------------------------------------------- tasks: tree, clone, exit */

/* The state that the first process starts with: exec inherits these. */
struct ksig_start {
	int32_t pid, ppid, pgid, sid;
	uint32_t uid;			/* real, for RLIMIT_SIGPENDING */
	ksig_sigset blocked;
	ksig_sigset ignored;		/* dispositions that are SIG_IGN */
	uint64_t rlimit_sigpending;
	int32_t altstack_flags;		/* raw: exec keeps them */
	bool orphaned;			/* no job control outside: its process
					 * group counts as orphaned */
};

/* A process whose parent is not one of ours. 0 or -LINUX_ENOMEM. */
int ksig_start(struct ksig *k, struct ksig_group *g, struct ksig_sighand *h,
	       struct ksig_task *t, const struct ksig_start *how);

/*
 * parent has cloned child with flags (LINUX_CLONE_*) and thread id tid.
 * g is used unless CLONE_THREAD, h unless CLONE_SIGHAND; both may be NULL
 * where unused. Returns 0, or -LINUX_EINVAL for flags that exclude each other
 * or are newer than config.linux_version; then nothing has changed. With
 * KSIG_CLONE_UNLESS_SIGNAL also -LINUX_ERESTARTNOINTR: parent has a signal to
 * deliver. Then a kill(2) of the process group that came before is not
 * missed by the child.
 */
#define KSIG_CLONE_UNLESS_SIGNAL (1ull << 63)
int ksig_clone(struct ksig_task *parent, struct ksig_task *child,
	       struct ksig_group *g, struct ksig_sighand *h, uint64_t flags,
	       int32_t exit_signal, int32_t tid);

/*
 * t has executed a new program: it is alone in its group by now (ksig_exit()
 * was called for the others) and takes the group's pid as its tid. h is used
 * if t's sighand was shared with another group; returns h if it was used up,
 * or the unused one.
 */
void ksig_exec(struct ksig_task *t, struct ksig_sighand *h);

/*
 * t begins an execve(2): every other task of its group gets KSIG_EXIT at its
 * next return to user mode; when they have gone t calls ksig_exec().
 * -LINUX_EAGAIN: the group dies already, and t with it.
 */
int ksig_exec_begin(struct ksig_task *t);

/*
 * exit_group(2): every other task of t's group gets KSIG_EXIT at its next
 * return to user mode (exit_sig is 0). status: as wait(2) tells it, unless
 * something else ends the group already.
 */
void ksig_group_exit(struct ksig_task *t, int32_t status);

/* t has begun to exit: it takes no more shared signals, others must. */
void ksig_exit_begin(struct ksig_task *t);

/*
 * t has gone. With the group's last task the group becomes a zombie with
 * wait status status, its children go to the next subreaper or outside
 * (reaper_pid), and its parent is notified: info's chld arm is taken from
 * chld if not NULL (utime, stime, uid). Returns true for the last task.
 * With KSIG_EXIT_OWN status is what t itself has exited with: if a signal or
 * exit_group(2) has ended the group, even while t was on its way here, that
 * counts instead.
 */
#define KSIG_EXIT_OWN 0x10000
bool ksig_exit(struct ksig_task *t, int32_t status,
	       const struct linux_siginfo *chld);

/*
 * The zombie g has been waited for: after this its memory is the port's. Not
 * needed for one that wait4 or waitid of ksig_syscall() has reaped: of that
 * child_event() tells. While g's memory is there, a second time does nothing.
 */
void ksig_reap(struct ksig_group *g);
/* t's memory is not used any more after ksig_exit() (with ptrace(2): after
 * port->task_reaped()); its group's and sighand's are until these say so. */
bool ksig_sighand_unused(const struct ksig_sighand *h);

/* The task or group with this id, or NULL. Locks: none; the caller's port
 * keeps them from going away. */
struct ksig_task *ksig_task_find(struct ksig *k, int32_t tid);
struct ksig_group *ksig_group_find(struct ksig *k, int32_t pid);

/* Job control: process group and session of g. */
void ksig_group_set_pgrp(struct ksig_group *g, int32_t pgid, int32_t sid);
/* g's parent is outside: is it a job-control shell of g's process group? */
void ksig_group_set_outside_job_control(struct ksig_group *g, bool on);
void ksig_group_set_subreaper(struct ksig_group *g, bool on);
/* g is the init of a pid namespace: see KSIG_GROUP_UNKILLABLE. */
void ksig_group_set_init(struct ksig_group *g);
void ksig_group_set_parent(struct ksig_group *g, struct ksig_group *parent,
			   int32_t outside_ppid);
/*
 * PR_SET_PDEATHSIG: sig (0: none) when t's parent thread dies. A port clears
 * it where Linux does beyond fork: exec of a set-id program, new credentials.
 */
void ksig_task_set_pdeathsig(struct ksig_task *t, int sig);
/* RLIMIT_SIGPENDING, and the real uid that is charged. */
void ksig_group_set_rlimit(struct ksig_group *g, uint64_t entries);
int ksig_task_set_user(struct ksig_task *t, uint32_t uid);

/* ----------------------------------------------------------- generation */

/*
 * Generate info->si_signo for one task (private) or for a group (shared).
 * No permission is checked. origin is for the trace. Returns 0, or
 * -LINUX_EAGAIN when the queue is full and the caller wants to know (rule
 * 10 of docs/LINUX-MAP.md: real-time signals not made by kill(2)).
 */
int ksig_generate_task(struct ksig_task *t, const struct linux_siginfo *info,
		       const struct ksig_origin *origin);
/* Takes g's siglock alone: the port keeps g, and the sighand of its tasks,
 * from going away. */
int ksig_generate_group(struct ksig_group *g, const struct linux_siginfo *info,
			const struct ksig_origin *origin);

/*
 * The same for every group of process group pgid (a terminal's signals).
 * -LINUX_ESRCH if there is none.
 */
int ksig_generate_pgrp(struct ksig *k, int32_t pgid,
		       const struct linux_siginfo *info,
		       const struct ksig_origin *origin);

/*
 * Descriptor fd, of owner's, is ready (reason: LINUX_POLL_*): SIGIO or what
 * F_SETSIG says. Nobody is told if whoever set the owner may not signal it.
 * 0, or -LINUX_EINVAL for a reason or a signal that there is not.
 */
int ksig_generate_io(struct ksig *k, const struct ksig_io_owner *owner,
		     int32_t fd, int32_t reason);
/* Urgent data on a socket: SIGURG. */
void ksig_generate_urg(struct ksig *k, const struct ksig_io_owner *owner);

/*
 * Timers of a port with a kernel underneath, which makes their signals.
 *
 * Timer timerid of g has been made; t: SIGEV_THREAD_ID's. It is charged to
 * the user of by, one of g's tasks. 0, -LINUX_EAGAIN if that is over its limit
 * (the port then says so), or without memory.
 */
int ksig_timer_adopt(struct ksig_group *g, struct ksig_task *by,
		     struct ksig_task *t, int32_t timerid);
/*
 * Timer timerid of g has expired, 1 + info->u.timer.overrun times. One entry a
 * timer: while it is pending, overrun counts instead. t is who the signal is
 * for, or with to_thread false who is asked first (NULL: the main thread). A
 * timer that is not known is adopted.
 */
int ksig_generate_timer(struct ksig_group *g, struct ksig_task *t,
			bool to_thread, const struct linux_siginfo *info,
			const struct ksig_origin *origin);
/* It has been set anew, or disarmed: what it left pending counts no more. */
void ksig_timer_set(struct ksig_group *g, int32_t timerid, bool periodic);
/* It has been deleted. */
void ksig_timer_forget(struct ksig_group *g, int32_t timerid);
/* timer_getoverrun(2), or -LINUX_EINVAL. */
int32_t ksig_timer_overrun(struct ksig_group *g, int32_t timerid);

/*
 * Timers of a port without one: the time that alarm_set() was called for has
 * come. current: the task that this CPU has interrupted, or NULL.
 */
void ksig_timer_expire(struct ksig_group *g, int32_t alarm,
		       struct ksig_task *current);

/*
 * t itself has faulted: the signal is forced (unblocked and set to default if
 * it was blocked or ignored). fault goes into the frame and stays with t.
 */
void ksig_force_fault(struct ksig_task *t, const struct linux_siginfo *info,
		      const struct ksig_fault *fault);

/* The same for what ends the process whatever it has set: seccomp(2)'s kill. */
void ksig_force_exit(struct ksig_task *t, const struct linux_siginfo *info);

/* ------------------------------------------------------- return to user */

enum ksig_outcome {
	KSIG_RUN = 0,	/* go to user mode with regs_get()'s registers */
	KSIG_PARK,	/* stopped (park.kind): sleep, and call again */
	KSIG_EXIT,	/* the group dies of group->exit_sig */
	KSIG_DUMP,	/* the same, after a core dump */
};

/*
 * t is about to return to user mode. Delivers everything deliverable: frames
 * are written and registers changed; a call in regs (orig_ax != -1, ax a
 * -LINUX_ERESTART*) is restarted or gets EINTR; the saved mask is restored if
 * no handler took it. To be called on every return for which has_deliverable
 * is set, ax is a restart code, or KSIG_TASK_HAS_SAVED is set.
 */
enum ksig_outcome ksig_return_to_user(struct ksig_task *t);

/* --------------------------------------------------------- system calls */

enum ksig_call_outcome {
	KSIG_CALL_DONE = 0,	/* call.ret is the result */
	KSIG_CALL_PARK,		/* wait (t->park), then call again with the
				 * same struct; a woken call that finds nothing
				 * parks again */
	KSIG_CALL_PORT,		/* checked; the rest is the port's:
				 * signalfd: make or change the fd (call.set);
				 * ppoll and its kind: do the call, then
				 * ksig_sigmask_end() */
	KSIG_CALL_SIGRETURN,	/* registers were replaced: no result to set */
	KSIG_CALL_UNKNOWN,	/* not a call of ours */
	KSIG_CALL_NO_SUCH,	/* kill and its kind: no task of ours has that
				 * id; call.ret is -LINUX_ESRCH */
};

struct ksig_call {
	int64_t nr;		/* LINUX_NR_* */
	uint64_t arg[6];
	int64_t ret;
	ksig_sigset set;	/* KSIG_CALL_PORT of signalfd: its mask */
	int32_t pidfd_pid;	/* in, pidfd_send_signal: arg[0]'s pid, which
				 * the port looked up; negative errno: that.
				 * The same of waitid with P_PIDFD: arg[1]'s */
	bool pidfd_thread;	/* in: that was opened with PIDFD_THREAD */
	bool pidfd_nonblock;	/* in: and with PIDFD_NONBLOCK */
	struct ksig_task *tracee; /* KSIG_CALL_PORT of ptrace: it is stopped,
				 * and t is its tracer */
};

/*
 * Serve a system call of t. After KSIG_CALL_DONE the port puts call.ret into
 * the result register with orig_ax = call.nr and goes on with
 * ksig_return_to_user().
 */
enum ksig_call_outcome ksig_syscall(struct ksig_task *t,
				    struct ksig_call *call);

/*
 * ptrace(2), what a port does for it. A request that is not about signals
 * (memory, registers, PTRACE_SYSCALL ...) is KSIG_CALL_PORT: the port serves
 * it on call.tracee; one that resumes ends with ksig_ptrace_resume(), which
 * returns 0 or a negative errno (-LINUX_EIO: sig is no signal).
 */
int ksig_ptrace_resume(struct ksig_task *tracer, struct ksig_task *t,
		       uint64_t sig);
/*
 * t is where ptrace(2) has a PTRACE_EVENT_* stop: if its tracer asked for it,
 * t stops. True: park it while ksig_ptrace_is_stopped(), before it goes on
 * (to user mode or, LINUX_PTRACE_EVENT_EXIT, to its exit). An exec is told
 * in any case: without the option it may mean SIGTRAP.
 */
bool ksig_ptrace_event(struct ksig_task *t, int event, uint64_t message);
/* The same after ksig_clone() with these arguments: FORK, VFORK or CLONE. */
bool ksig_ptrace_clone(struct ksig_task *t, uint64_t flags,
		       int32_t exit_signal, int32_t tid);
/* A stop at a system call's entry or exit, after PTRACE_SYSCALL. */
bool ksig_ptrace_syscall(struct ksig_task *t, uint64_t message);
/*
 * After that, and after the stop if there was one: t gets the signal that its
 * tracer ended it with. False: t is to die, and does not make the call.
 * Locks: takes siglock. Linux: ptrace_report_syscall().
 */
bool ksig_ptrace_syscall_end(struct ksig_task *t);
bool ksig_ptrace_is_stopped(const struct ksig_task *t);

/*
 * The mask argument of ppoll, pselect6, epoll_pwait, epoll_pwait2 and
 * io_pgetevents ends: ret is what the call returned (with restart codes). If
 * it was not interrupted the mask is restored now; if it was,
 * ksig_return_to_user() delivers under the temporary mask and restores it.
 */
void ksig_sigmask_end(struct ksig_task *t, int64_t ret);

/* Set t's mask as rt_sigprocmask(SIG_SETMASK) does. */
void ksig_set_blocked(struct ksig_task *t, ksig_sigset blocked);

/* Set t's process's action for sig as rt_sigaction(2) does: 0 or -errno. */
int ksig_set_action(struct ksig_task *t, int sig,
		    const struct linux_sigaction *act);

/* A signalfd with mask: is something readable for t? */
bool ksig_signalfd_ready(struct ksig_task *t, ksig_sigset mask);
/*
 * read(2) of a signalfd by t: up to bytes / 128 records to uaddr.
 * KSIG_CALL_DONE with *ret, or KSIG_CALL_PARK unless nonblock.
 */
enum ksig_call_outcome ksig_signalfd_read(struct ksig_task *t,
					  ksig_sigset mask, uint64_t uaddr,
					  uint64_t bytes, bool nonblock,
					  int64_t *ret);

/* What is pending in both sets, blocked or not. */
ksig_sigset ksig_pending_all(struct ksig_task *t);

/* Is the group's action for sig to ignore it (SIG_IGN, or default ignore)? */
bool ksig_is_ignored(struct ksig_task *t, int sig);

/* All invariants of k, for tests: 0, or calls port->bug(). */
int ksig_check(struct ksig *k);

/* -------------------------------------------------------- save and load */

/*
 * The whole state of k as bytes, the same for every machine: written piece
 * by piece by write(), each of at least one byte. write() returns 0, or
 * anything else to end it. Returns 0 or what write() did. Allocates nothing;
 * takes no lock: nothing else may use k meanwhile, and no task may be inside
 * a call of ksig's. What is the port's is not in it: registers, extended
 * state, user memory, credentials, the ksig_call of a parked task, its
 * descriptors.
 */
int ksig_save(struct ksig *k,
	      int (*write)(void *arg, const void *bytes, size_t nr),
	      void *arg);
/* The same into buf. Returns the size in bytes: all there if <= room. */
size_t ksig_save_to(struct ksig *k, void *buf, size_t room);

/*
 * Memory of the port's that a load asks for, one piece a call, NULL: none;
 * and what it gives back when it fails. What is in it does not matter, but
 * task->port and group->port stay as they are given. g is the group that it
 * is for; only g->pid is to be looked at. May sleep; no lock is held. No
 * callback may use k but port->alloc() with it.
 */
struct ksig_load_memory {
	void *arg;
	struct ksig_group *(*group)(struct ksig *k, int32_t pid, void *arg);
	struct ksig_sighand *(*sighand)(struct ksig *k, struct ksig_group *g,
					void *arg);
	struct ksig_task *(*task)(struct ksig *k, struct ksig_group *g,
				  int32_t tid, void *arg);
	void (*drop_group)(struct ksig *k, struct ksig_group *g, void *arg);
	void (*drop_sighand)(struct ksig *k, struct ksig_sighand *h,
			     void *arg);
	void (*drop_task)(struct ksig *k, struct ksig_task *t, void *arg);
};

/*
 * The reverse, into a k that ksig_init() has prepared with the saved config
 * and in which nothing has been started. At its end, which cannot fail,
 * alarm_set() and timer_set() are called for what was to be called: times are
 * as saved, so the port's clocks have to go on where they were (or later).
 * Nobody else may use k meanwhile. Returns 0, or, with k as it was and
 * everything given back:
 * -LINUX_EOPNOTSUPP: of another version, or with records, flags or clocks that
 *	this one does not know, or timers or tracers that the port cannot have;
 * -LINUX_EINVAL: damaged, cut short, contradicting itself, or of another
 *	config; or k is in use;
 * -LINUX_ENOMEM.
 */
int ksig_load(struct ksig *k, const void *bytes, size_t nr,
	      const struct ksig_load_memory *memory);
/* The config that a save was made with: 0, or as above. Only the head of
 * the save is looked at. It has no xstate_gaps: those are the processor's. */
int ksig_saved_config(const void *bytes, size_t nr,
		      struct ksig_config *config);

/* "SIGINT", "SIGRT34": the name without allocation; buf of 16 bytes. */
const char *ksig_signal_name(int sig, char *buf);

#endif /* KSIG_KSIG_H */
