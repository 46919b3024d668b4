/* SPDX-License-Identifier: MIT */
/*
 * What a scenario is played on. One interpreter (actor.c, do_*.c) and one
 * director (director.c) serve all machines; a machine is this table.
 *
 * Two sides, which may be different processes:
 *
 * The DIRECTOR is outside of what is played. It calls start(), then for each
 * statement post() (for a par block several times), settle(), where() for
 * every actor, and reads the lines that were written meanwhile
 * (struct scn_board); at last finish(). linux.c: the process scenario-play,
 * which looks at the actors through /proc. sim: the function that plays; it
 * runs the coroutines in settle().
 *
 * An ACTOR is a task of the machine. It runs scn_actor_main(), which calls
 * idle() for a step, carries it out by call() and its kind, writes its result
 * to the board, and so on until it dies. Everything in the ACTOR part below is
 * called by a running actor, on its own stack, in main code or in a handler.
 * Whatever it calls may deliver signals before it returns: then the machine
 * has scn_handler() run on top, as a kernel would.
 *
 * The interpreter keeps nothing in libc (no errno, no malloc, no stdio), so
 * tasks may share memory in every way that clone(2) knows. Its C code passes
 * ordinary pointers to call(): stack, board, or what memory() gave it. So a
 * simulator may take every address as good, but what memory() made
 * inaccessible, the first page, and what is not canonical. Actors of
 * different processes do not rely on having copies of each other's memory
 * (a fork starts in scn_actor_main()), nor on sharing it, except for
 * SCN_MEM_SHARED and the board.
 */
#ifndef SCN_MACHINE_H
#define SCN_MACHINE_H

#include "scenario.h"

/*
 * The calls that the verbs make, in the order in which a simulator may want
 * to have them (x86-64 names; each by subject in do_*.c):
 *   signals    rt_sigaction rt_sigprocmask rt_sigpending rt_sigsuspend pause
 *              rt_sigtimedwait kill tkill tgkill rt_sigqueueinfo
 *              rt_tgsigqueueinfo sigaltstack
 *   tasks      getpid gettid getppid exit exit_group setsid setpgid getpgid
 *              getsid wait4 waitid prctl (PDEATHSIG, CHILD_SUBREAPER) prlimit64
 *              getuid setresuid capset sched_yield
 *   waiting    nanosleep clock_nanosleep futex (WAIT, WAKE, on
 *              SCN_MEM_SHARED) restart_syscall
 *   files      pipe2 read write readv close dup dup2 fcntl (F_SETOWN_EX,
 *              F_SETSIG, F_SETFL) poll ppoll select pselect6 epoll_create1
 *              epoll_ctl epoll_wait epoll_pwait epoll_pwait2 signalfd4
 *              eventfd2 socketpair sendmsg recvmsg memfd_create
 *   pidfd      pidfd_open pidfd_send_signal
 *   timers     timer_create timer_settime timer_gettime timer_getoverrun
 *              timer_delete setitimer getitimer alarm
 *   terminal   open "/dev/ptmx", ioctl (TIOCSPTLCK, TIOCGPTPEER, TIOCSCTTY,
 *              TIOCSPGRP, TIOCGPGRP, TIOCSWINSZ)
 *   ptrace     ptrace
 * A machine answers -ENOSYS to what it does not have.
 */

/* ---------------------------------------------------------------- the board
 *
 * Memory that the director and all actors share, at the same address in all
 * of them: actors, names, and the lines written in the present window. Its
 * fields are the interpreter's; a machine reads pid, tid, world_tid and `at`.
 */

/* What an actor is about: set by itself, for the director. */
enum scn_at {
	SCN_AT_NOTHING = 0,	/* not begun */
	SCN_AT_IDLE,		/* in idle(), waits for a step */
	SCN_AT_STEP,		/* in a step (blocked, if the machine settled) */
	SCN_AT_SPIN,		/* in spin(): runs, and does not finish */
};

struct scn_actor {
	struct scn_board *board;
	int index;
	char name[SCN_NAME_BYTES];
	int32_t pid, tid;	/* getpid(), gettid() as it sees them */
	int32_t ns;		/* index of the actor that is its pid
				 * namespace's init; SCN_OUTSIDE: the first */
	int32_t world_pid, world_tid;	/* as the director sees them */
	int32_t at;		/* enum scn_at; atomic */
	int32_t begun;		/* a spawn made it; it may have died since */
	uint64_t todo;		/* posted: a struct scn_stmt's address, else
				 * 0. Atomic; linux.c's futex is its low
				 * half: statements are 8-aligned, below it */
	uint32_t bell;		/* counts posts; linux.c's futex */
	uint64_t jump[8];	/* __builtin_setjmp's, for `longjmp` */
	uint64_t jump_mark;	/* mark() at that place */
	uint64_t jump_mask;	/* what siglongjmp(3) restores */
	int32_t depth;		/* handlers that run now */
	int32_t in_exec;	/* it has called exec() */
	int32_t quiet;		/* runs of handlers with `quiet` */
	const struct scn_stmt *current;	/* the posted step that runs now */
	uint64_t machine[8];	/* the machine's own */
};

enum scn_line_kind {
	SCN_LINE_EVENT,		/* "handler USR1 ...", "say ..." */
	SCN_LINE_RESULT,	/* of a posted step: value only */
	SCN_LINE_TRACE,		/* whole */
};

struct scn_line {
	uint32_t ready;		/* set last, atomic */
	uint8_t kind;
	int32_t actor;		/* -1: none (trace) */
	const struct scn_stmt *stmt;	/* RESULT: of which step */
	char text[SCN_LINE_BYTES];
};
#define SCN_LINES_MAX	1024	/* a window; more: the play fails */

enum scn_name_kind {
	SCN_IS_NONE, SCN_IS_FD, SCN_IS_TIMER, SCN_IS_MEMORY,
};

struct scn_name {
	int64_t value;		/* descriptor, timer id, address */
	uint64_t bytes;		/* of memory; else 0 */
	uint8_t kind;		/* enum scn_name_kind */
	int32_t pair;		/* of a pty: the index of its other end */
};

struct scn_board {
	const struct scn_file *file;
	const struct scn_machine *machine;
	struct scn_actor actor[SCN_ACTORS_MAX];
	struct scn_name name[SCN_NAMES_MAX];
	const struct scn_stmt *slot[SCN_HANDLES_MAX];	/* its `handle` */
	struct scn_stmt own[3];	/* the director's steps before the first */
	uint64_t unmapped;	/* linux.c: where memory() maps next */
	uint32_t first_uid;	/* outside's: uids are shown if different */
	uint32_t nr_lines;	/* atomic; since the window began */
	struct scn_line line[SCN_LINES_MAX];
};

/* ---------------------------------------------------------------- machine */

enum scn_where {
	SCN_IS_UNBORN,
	SCN_IS_READY,		/* idle: may be posted to */
	SCN_IS_BUSY,		/* its step blocks, or it spins */
	SCN_IS_STOPPED,		/* group stop (/proc's T) */
	SCN_IS_TRACED,		/* stopped for an actor that ptraces it (t) */
	SCN_IS_ZOMBIE,		/* process ended, not reaped: *status counts */
	SCN_IS_GONE,		/* reaped; a thread that ended; a leader that
				 * ended before its group */
};

struct scn_spawn {
	uint64_t flags;		/* LINUX_CLONE_*, without the signal */
	int32_t exit_signal;
	int32_t *pidfd;		/* CLONE_PIDFD's, or NULL */
};

enum scn_fault {
	SCN_FAULT_MAPERR,	/* touch address: nothing is mapped: SEGV */
	SCN_FAULT_ACCERR,	/* write to address: it may not: SEGV */
	SCN_FAULT_GP,		/* a non-canonical address: SEGV, SI_KERNEL */
	SCN_FAULT_BUS,		/* touch address beyond its file's end: BUS */
	SCN_FAULT_DIV,		/* divide by zero: FPE */
	SCN_FAULT_ILL,		/* ud2: ILL */
	SCN_FAULT_TRAP,		/* int3: TRAP (SI_KERNEL on x86) */
	SCN_FAULT_SYS,		/* a call that seccomp traps: SYS; the call is
				 * number 10000, with data 7 (si_errno) */
	SCN_FAULT_STACK,	/* run out of stack, into a page that may not
				 * be touched: SEGV_ACCERR, and no room for a
				 * frame */
};

enum scn_memory {
	SCN_MEM_DATA,		/* read and write */
	SCN_MEM_SHARED,		/* the same memory in children too */
	SCN_MEM_READONLY,
	SCN_MEM_NONE,		/* mapped, no access (PROT_NONE) */
	SCN_MEM_UNMAPPED,	/* an address where nothing is */
	SCN_MEM_BUS,		/* a mapping beyond its file's end */
};

struct scn_machine {
	const char *name;	/* "linux", "sim", ... */
	unsigned int port;	/* enum scn_port */

	/* ------------------------------------------------------- DIRECTOR */

	/*
	 * Make the task of actor 0, `outside`: a process that is the leader
	 * of a session of its own, nothing blocked, all dispositions default,
	 * RLIMIT_CORE too small for a core. It begins in scn_actor_main(). The
	 * director then posts it the fork of A, and A its setsid(), as
	 * ordinary steps.
	 * 0 or negative errno.
	 */
	int (*start)(struct scn_board *b);

	/* Give s to a, whose todo is 0, and let idle() return it. */
	void (*post)(struct scn_actor *a, const struct scn_stmt *s);

	/*
	 * Let everybody run for pass_ns of time (usually 0) from now on, or,
	 * if it is -1, until `until` has finished what it is in, or has died;
	 * and then until nobody can: each is idle, blocked, stopped, dead or
	 * spinning. What was posted runs before time passes. A step that is
	 * followed by `pass` is settled with it, in one call, so that a timer
	 * which it sets cannot expire before. 0, or -ETIMEDOUT: it does not
	 * settle (the watchdog's 10 seconds; sim: so many decisions).
	 */
	int (*settle)(struct scn_board *b, int64_t pass_ns,
		      struct scn_actor *until);

	/* How a is, while all is settled. status: wait(2)'s, of a zombie. */
	enum scn_where (*where)(struct scn_actor *a, int32_t *status);

	/* End everybody; nothing of the scenario is left. */
	void (*finish)(struct scn_board *b);

	/* ---------------------------------------------------------- ACTOR */

	/* The actor that is running. */
	struct scn_actor *(*self)(void);

	/* A step, or sleep until there is one. In main code only. Signals
	 * that arrive meanwhile run their handlers and do not end it. */
	const struct scn_stmt *(*idle)(struct scn_actor *a);

	/* A system call by its x86-64 number; its result or -errno. Does not
	 * return if the task dies of it. */
	int64_t (*call)(struct scn_actor *a, int64_t nr,
			const uint64_t arg[6]);

	/*
	 * clone(2), clone3(2), vfork(2) by flags. child begins in
	 * scn_actor_main(child) on a stack of its own, whatever it shares.
	 * Returns its id, in the parent only, or -errno. (With CLONE_VFORK:
	 * once the child has executed or died.)
	 */
	int64_t (*spawn)(struct scn_actor *a, struct scn_actor *child,
			 const struct scn_spawn *how);

	/* execve(2) of the same program: a begins in scn_actor_main() again,
	 * its signals as exec leaves them. Returns -errno if it fails. */
	int64_t (*exec)(struct scn_actor *a);

	/* The address to put into sa_handler for slot (0 to
	 * SCN_HANDLES_MAX - 1): entering it runs scn_handler(slot, ...). */
	uint64_t (*handler_address)(int slot);
	/* For sa_restorer: code that makes rt_sigreturn(2). */
	uint64_t (*restorer_address)(void);

	/*
	 * rt_sigreturn(2) with the stack pointer at frame + 8, where a
	 * handler's return would have it; frame is any address. Does not
	 * return here.
	 */
	void (*sigreturn)(struct scn_actor *a, uint64_t frame);

	/*
	 * `longjmp` leaves handlers: mark() at the place to jump back to
	 * (what the stack pointer is there), unwind() after having landed.
	 * A machine whose C stack is the task's needs to do nothing.
	 */
	uint64_t (*mark)(struct scn_actor *a);
	void (*unwind)(struct scn_actor *a, uint64_t mark);

	/*
	 * The task faults. Returns if a handler returned with the frame's ip
	 * at after_fault() (scn_handler() sees to that, not for TRAP and SYS,
	 * which go on by themselves).
	 */
	void (*fault)(struct scn_actor *a, enum scn_fault kind, uint64_t addr);
	uint64_t (*after_fault)(struct scn_actor *a);

	/* Memory of the task's address space, page aligned; 0 if there is
	 * none. It is never freed before finish(). */
	uint64_t (*memory)(struct scn_actor *a, enum scn_memory kind,
			   uint64_t bytes);

	/* Use cpu_ns of CPU time in user mode; -1: for ever (a->at is
	 * SCN_AT_SPIN meanwhile). */
	void (*spin)(struct scn_actor *a, int64_t cpu_ns);
};

/* ------------------------------------------ what the interpreter gives back */

/* Where every actor begins, after spawn() and exec(). Never returns: the
 * actor dies of exit(2). */
void scn_actor_main(struct scn_actor *a);

/*
 * A handler has been entered: the machine calls this with what the task's
 * registers hold then (rdi, rsi, rdx), on the stack that delivery chose where
 * the C stack is the task's. When it returns, the machine makes the task
 * return from the handler, through sa_restorer. info and uc are the
 * addresses of struct linux_siginfo and of the ucontext in the frame.
 */
void scn_handler(struct scn_actor *a, int slot, uint64_t sig, uint64_t info,
		 uint64_t uc);

/* A trace line of the machine ("generate USR1 shared ..."), with its "who". */
void scn_trace_line(struct scn_board *b, const char *text);

/* ------------------------------------------------------------- director.c */

/* Prepare a board for a file: before start(). */
void scn_board_init(struct scn_board *b, const struct scn_file *f,
		    const struct scn_machine *m);

/*
 * Play b's file from start() to finish(). The transcript, in the file's own
 * syntax, is appended to out (NUL terminated). Returns 0, or negative errno
 * with a word about it in why: the play broke off.
 */
int scn_play(struct scn_board *b, struct scn_text *out, char why[160]);

/* 1 if the file's expectation and the transcript agree, else 0: then a
 * unified difference is appended to diff. */
int scn_compare(const struct scn_file *f, const struct scn_machine *m,
		const struct scn_text *transcript, struct scn_text *diff);

#endif /* SCN_MACHINE_H */
