/* SPDX-License-Identifier: MIT */
/*
 * ports/host: unmodified Linux programs on libksig's signals, by ptrace(2)
 * and seccomp(2). This is what a command needs of it.
 */
#ifndef KSIG_HOST_H
#define KSIG_HOST_H

#include <stddef.h>
#include <stdint.h>
#include <ksig/trace.h>

/* Exit statuses of ksig's own failures, as env(1) and timeout(1) have them. */
#define KSIG_HOST_FAILED	125
#define KSIG_HOST_REFUSED	126
#define KSIG_HOST_NOT_FOUND	127

/*
 * Somebody who decides where signals come (ksig explore). It is asked, in the
 * runner, while a thread of a guest stands still at one of these places; the
 * thread goes on when at() returns. With a driver every system call stops, and
 * nothing of the runner's is put into guests.
 */
struct ksig_host_thread;

enum ksig_host_place {
	KSIG_HOST_EXEC,		/* it begins a new program */
	KSIG_HOST_CALL,		/* at the entry of a system call */
	KSIG_HOST_STEPPED,	/* an instruction, or a call, has been made */
	KSIG_HOST_BREAK,	/* before the instruction at a breakpoint */
	KSIG_HOST_DYING,	/* its process is about to die of a signal */
	KSIG_HOST_BRANCH,	/* it is a branch, before its call */
	KSIG_HOST_BRANCHED,	/* it has made one, and is before its call */
};

struct ksig_host_driver {
	void (*at)(void *arg, struct ksig_host_thread *t,
		   enum ksig_host_place place);
	/* Nothing has happened for quiet_ns; called each quiet_ns then. */
	void (*quiet)(void *arg);
	uint64_t quiet_ns;
	/* The last guest has gone. */
	void (*over)(void *arg);
	/* Or NULL. Process pid has ended, nr_left have not; in it, the only
	 * thing to be asked for is a release. */
	void (*died)(void *arg, int pid, int status, int nr_left);
	/* Not every call stops: those that libksig serves, some that a driver
	 * must know of, and those of threads with ksig_host_calls(). */
	bool few_calls;
	void *arg;
};

struct ksig_host_options {
	char **argv;	/* CMD and its arguments; argv[0] is sought in PATH */

	const struct ksig_host_driver *driver;	/* or NULL */

	/* Every event, or NULL: nobody looks. */
	void (*trace)(void *arg, const struct ksig_event *ev);
	/*
	 * What was traced so far must be out when this returns: the invoker
	 * may see the first guest's end right after. last: every guest has
	 * gone, nothing follows.
	 */
	void (*flush)(void *arg, bool last);
	/* Called once in the runner before the first event. */
	void (*started)(void *arg, int pid, uint64_t now_ns);
	void *arg;
};

/*
 * The calling process becomes CMD: same pid, so its exit status, its stops
 * and its death are seen by whoever waits, as without ksig. A detached
 * process of the same image runs the guests, calls trace and flush, and keeps
 * of our descriptors only those that are close-on-exec. Does not return on
 * success; otherwise says why in one line on stderr and returns one of the
 * statuses above.
 */
int ksig_host_run(const struct ksig_host_options *o);

/* For rendering, within trace(). */
const char *ksig_host_comm(int pid, char *buf, size_t n); /* program's name */
int ksig_host_mem_read(int pid, void *dst, uint64_t addr, size_t n); /* 0, -1 */
const char *ksig_host_syscall_name(int64_t nr);		/* "read" */

/* --------------------------------------------- for a driver, within at() */
struct ksig_host_where {
	int pid, tid;
	uint64_t ip, sp;
	int64_t nr;		/* of the call that is at its entry, or -1 */
	int64_t result;		/* of one that has been made: KSIG_HOST_STEPPED */
	uint64_t fs_base;
	/* Signals, as bits, SIG is 1 << (SIG - 1): with a handler; blocked by
	 * it; blocked by each thread of its process. */
	uint64_t caught, blocked, blocked_by_all;
	int dying_of;		/* KSIG_HOST_DYING: the signal */
	int64_t branch;		/* KSIG_HOST_BRANCHED: its pid, or -errno */
	int parent;		/* a guest's pid, or 0 */
};
void ksig_host_where(struct ksig_host_thread *t, struct ksig_host_where *w);
/* All of them. */
void ksig_host_regs(struct ksig_host_thread *t, struct ksig_regs *r);
/* The thread of an event, within trace(). */
struct ksig_host_thread *ksig_host_thread(const struct ksig_event *ev);
/* Children of its process that have ended and that it has not waited for. */
uint32_t ksig_host_zombies(struct ksig_host_thread *t);
/* The call's arguments, at its entry. */
void ksig_host_args(struct ksig_host_thread *t, uint64_t arg[6]);
/* The handler of sig, 0: none. */
uint64_t ksig_host_handler(struct ksig_host_thread *t, int sig);
/* From now on it stops after each instruction, or no longer does. */
void ksig_host_step(struct ksig_host_thread *t, bool on);
/* Set a breakpoint in its process, or drop all. 0 or -errno. */
int ksig_host_break(struct ksig_host_thread *t, uint64_t addr);
void ksig_host_break_none(struct ksig_host_thread *t);
/*
 * Generate sig for its process, as if process from had called kill(2) now. At
 * a call: before it, or as the call is made (before: false), which interrupts
 * a call that would sleep.
 */
void ksig_host_signal(struct ksig_host_thread *t, int sig, int from,
		      bool before);
/* It does not go on when at() returns, but when it is released. */
void ksig_host_hold(struct ksig_host_thread *t);
void ksig_host_release(struct ksig_host_thread *t);
/* With few_calls: it stops at the entry of each call, or no longer does. */
void ksig_host_calls(struct ksig_host_thread *t, bool on);
/*
 * At KSIG_HOST_CALL, and if it may: a copy of its process begins before this
 * call (KSIG_HOST_BRANCH) and stops at the entry of each. It itself makes the
 * call after that, with KSIG_HOST_CALL once more (KSIG_HOST_BRANCHED tells
 * when it may be held). What a fork shares the two share: open files.
 */
bool ksig_host_may_branch(struct ksig_host_thread *t);
void ksig_host_branch(struct ksig_host_thread *t);
/* All processes but its own. */
void ksig_host_kill_others(struct ksig_host_thread *t);
/* In quiet() and at(): each thread of each guest. */
struct ksig_host_state {
	int pid, tid;
	bool is_held;		/* by its driver */
	bool is_stopped;	/* it is in our hands, or in a group stop */
	int64_t waits_in;	/* a call that libksig serves, or -1 ... */
	bool waits_timed;	/* ... which has a time-out */
};
void ksig_host_each(void (*f)(void *arg, const struct ksig_host_state *s),
		    void *arg);

#endif /* KSIG_HOST_H */
