/* SPDX-License-Identifier: MIT */
/*
 * The data model. The embedder owns the memory of struct ksig, of every task
 * and of every group; it may look at any field, and changes none itself.
 *
 * Locking key, one letter a field:
 *   (c) constant once initialised      (t) ksig.tree_lock
 *   (s) the sighand's lock (siglock)   (o) only the task itself, while it runs
 *   (p) the port's: ksig never touches it
 *   (a) atomic
 * Order: tree_lock before siglock. Two siglocks are never held together.
 */
#ifndef KSIG_TYPES_H
#define KSIG_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ksig/abi.h>
#include <ksig/arch.h>

#define KSIG_NSIG	64	/* signals are 1..64; bit sig - 1 of a set */

/* A set of signals, in the ABI's own format. */
typedef uint64_t ksig_sigset;

/* A doubly linked list with a head of the same type. */
struct ksig_list {
	struct ksig_list *next, *prev;
};

/* Something that is found by its id: intrusive, in a table. */
struct ksig_node {
	struct ksig_node *next;		/* (t) in the same bucket */
	int32_t id;			/* (t) */
};

/* From ids to nodes. It grows with what is in it. */
#define KSIG_TABLE_FIRST 256u	/* buckets, a power of two */
struct ksig_table {
	struct ksig_node **bucket;	/* (t) first, or from port->alloc() */
	uint32_t mask;			/* (t) buckets - 1 */
	uint32_t nr;			/* (t) nodes */
	struct ksig_node *first[KSIG_TABLE_FIRST];
};

/* Storage for one lock; what is in it is the port's business. */
#if defined(__clang__)
struct __attribute__((capability("ksig_lock"))) ksig_lock {
#else
struct ksig_lock {
#endif
	uint64_t word[2];
};

struct ksig;
struct ksig_task;
struct ksig_group;

/* Pending signals are counted against RLIMIT_SIGPENDING per real user. */
struct ksig_user {
	struct ksig_user *next;		/* (t) ksig.users */
	uint32_t uid;			/* (c) */
	uint32_t nr_tasks;		/* (t) freed with the last one */
	uint64_t nr_pending;		/* (a) entries charged to this user */
};

/* Of a siginfo_t Linux keeps this much; what follows is always zero. */
#define KSIG_SIGINFO_KEPT_BYTES	48u

/* One signal instance waiting in a pending set. */
struct ksig_entry {
	struct ksig_list node;		/* (s) in ksig_pending.queue */
	union {
		/* The head of a struct linux_siginfo. */
		uint64_t kept[KSIG_SIGINFO_KEPT_BYTES / 8];
		struct {
			int32_t si_signo, si_errno, si_code, pad;
			int32_t timerid, overrun;	/* SI_TIMER */
		};
	} info;				/* (s) */
	uint64_t id;			/* (c) the instance's, for the trace */
	uint64_t generated_ns;		/* (c) */
	uint64_t arrival;		/* (c) number in its set */
	struct ksig_user *user;		/* (c) whom it is charged to; NULL: it
					 * is the first member of a ksig_timer,
					 * and that is charged */
};

/* Signals pending for a task (private) or for a group (shared). */
struct ksig_pending {
	ksig_sigset set;		/* (s) with an instance at least */
	ksig_sigset queued;		/* (s) of them: with entries */
	uint32_t nr_timers;		/* (s) entries that are of timers */
	uint64_t nr_arrivals;		/* (s) entries ever added */
	struct ksig_list queue;		/* (s) of ksig_entry; a signal's stand
					 * together, oldest first */
	union {
		/* In queued: its entries in queue. */
		struct {
			struct ksig_entry *first, *last;
		} entries;
		/*
		 * An instance without an entry (no memory, over the limit)
		 * lives in the set alone; its identity is for the trace.
		 */
		struct {
			uint64_t id, generated_ns;
		} bare;
	} of[KSIG_NSIG];		/* (s) by number - 1 */
};

/*
 * The clocks of timers, by Linux's numbers (clock_gettime(2)). The last two
 * are time in user mode only; clock ids of clock_getcpuclockid(3) mean them.
 */
enum ksig_clock {
	KSIG_CLOCK_REALTIME = 0,
	KSIG_CLOCK_MONOTONIC = 1,
	KSIG_CLOCK_PROCESS_CPUTIME = 2,
	KSIG_CLOCK_THREAD_CPUTIME = 3,
	KSIG_CLOCK_BOOTTIME = 7,
	KSIG_CLOCK_REALTIME_ALARM = 8,
	KSIG_CLOCK_BOOTTIME_ALARM = 9,
	KSIG_CLOCK_TAI = 11,
	KSIG_CLOCK_PROCESS_UTIME = 32,
	KSIG_CLOCK_THREAD_UTIME = 33,
};

/* ksig_timer.flags */
#define KSIG_TIMER_ARMED	1u	/* the port calls at expires_ns */
#define KSIG_TIMER_QUEUED	2u	/* entry is in a pending set */
#define KSIG_TIMER_STALE	4u	/* set anew since: entry counts no more */
#define KSIG_TIMER_PARKED	8u	/* periodic, its signal is ignored */
#define KSIG_TIMER_DELETED	16u	/* goes with its entry */
#define KSIG_TIMER_TO_THREAD	32u	/* SIGEV_THREAD_ID: for target only */
#define KSIG_TIMER_SILENT	64u	/* SIGEV_NONE: never expires */
#define KSIG_TIMER_PORT		128u	/* run by a kernel underneath */
#define KSIG_TIMER_PERIODIC	256u	/* of a PORT timer; else interval_ns */

/* A POSIX timer (timer_create(2)): one entry, however often it fires. */
struct ksig_timer {
	struct ksig_entry entry;	/* (s) first: its signal, made ready */
	struct ksig_group *group;	/* (c) */
	struct ksig_list node;		/* (s) ksig_group.timers */
	struct ksig_list parked;	/* (s) ksig_group.parked_timers */
	struct ksig_user *user;		/* (c) whom it is charged to */
	struct ksig_task *target;	/* (s) SIGEV_THREAD_ID; NULL: exited */
	struct ksig_task *clock_task;	/* (s) of a thread's CPU clock */
	int32_t id;			/* (c) */
	int32_t clock;			/* (c) enum ksig_clock */
	int32_t base;			/* (s) the clock of expires_ns */
	uint32_t flags;			/* (s) KSIG_TIMER_* */
	uint64_t expires_ns;		/* (s) 0: disarmed */
	uint64_t interval_ns;		/* (s) 0: fires once */
	uint64_t overrun;		/* (s) not yet told of */
	int32_t overrun_last;		/* (s) timer_getoverrun(2) */
};

/* An interval timer (setitimer(2)). */
struct ksig_itimer {
	uint64_t expires_ns;		/* (s) stays when it has expired */
	uint64_t interval_ns;		/* (s) */
	bool armed;			/* (s) the port calls at expires_ns */
};
#define KSIG_NR_ITIMERS	3		/* REAL, VIRTUAL, PROF */

/* The dispositions, shared by CLONE_SIGHAND, and the siglock. */
struct ksig_sighand {
	struct ksig_lock lock;		/* the siglock */
	uint32_t nr_refs;		/* (t) tasks that use it */
	struct linux_sigaction action[KSIG_NSIG]; /* (s) */
};

/* Why a task waits. The port parks it and calls the same function again. */
enum ksig_park_kind {
	KSIG_PARK_NONE = 0,
	KSIG_PARK_PAUSE,	/* pause(2) */
	KSIG_PARK_SIGSUSPEND,	/* rt_sigsuspend(2) */
	KSIG_PARK_SIGTIMEDWAIT,	/* until a signal of .set or .deadline_ns */
	KSIG_PARK_SIGNALFD,	/* a blocking read of a signalfd */
	KSIG_PARK_WAIT,		/* wait4(2), waitid(2) */
	KSIG_PARK_STOPPED,	/* group stop; ended by SIGCONT or SIGKILL */
	KSIG_PARK_TRACED,	/* ptrace(2) stop; ended by the tracer */
};

struct ksig_park {
	enum ksig_park_kind kind;	/* (s) */
	ksig_sigset set;		/* (s) signals waited for */
	uint64_t deadline_ns;		/* (o) absolute; UINT64_MAX: never */
	int32_t pgid;			/* (o) waited for: own at the call */
};

/* ksig_frame.restart: what became of the interrupted call. */
enum ksig_restart {
	KSIG_RESTART_NONE = 0,	/* no call was interrupted */
	KSIG_RESTART_EINTR,	/* it returned EINTR */
	KSIG_RESTART_RESTART,	/* it is called again */
	KSIG_RESTART_BLOCK,	/* it goes on by restart_syscall(2) */
};

/* A handler that is running, for the trace: outermost first. */
struct ksig_frame {
	uint64_t id;
	uint64_t entered_ns;
	uint64_t addr;		/* of the frame: pretcode's address */
	int32_t sig;
	enum ksig_restart restart;
	int64_t call_nr;	/* the interrupted call, or -1 */
	bool on_altstack;
};
#define KSIG_FRAMES_MAX	16	/* deeper nesting loses the outermost records */

/* ksig_task.flags */
#define KSIG_TASK_EXITING	1u	/* in exit: no longer a target */
#define KSIG_TASK_STOP_PENDING	2u	/* has yet to join the group stop */
#define KSIG_TASK_STOPPED	4u	/* has joined the group stop */
#define KSIG_TASK_HAS_SAVED	8u	/* saved_blocked is to be restored */
#define KSIG_TASK_DEAD		16u	/* ksig_exit() was called */
#define KSIG_TASK_STOP_DEQUEUED	32u	/* is about to begin a group stop */
#define KSIG_TASK_LEAVING	64u	/* another thread executes a program */
#define KSIG_TASK_PTRACED	128u	/* has a tracer */
#define KSIG_TASK_SEIZED	256u	/* by PTRACE_SEIZE */
#define KSIG_TASK_TRACED	512u	/* in a ptrace stop */
#define KSIG_TASK_TRAP_STOP	1024u	/* has yet to stop for its tracer */
#define KSIG_TASK_TRAP_NOTIFY	2048u	/* the same: job control changed */
#define KSIG_TASK_LISTENING	4096u	/* PTRACE_LISTEN: that ends the stop */
#define KSIG_TASK_TRAP_SIGNAL	8192u	/* its tracer decides about trap.sig */
#define KSIG_TASK_STOP_COUNTED	16384u	/* STOP_PENDING, and in nr_to_stop */
#define KSIG_TASK_ZOMBIE	32768u	/* dead, its tracer has yet to wait */

/* The ptrace stop that a task is in, or was in last. */
struct ksig_trap {
	int32_t code;		/* of wait(2), 0 once told; then the resume's
				 * signal */
	int32_t sig;		/* signal-delivery-stop: what was dequeued ... */
	uint64_t id, generated_ns;
	bool shared;
	bool has_info;
	int32_t by_tid;		/* who has resumed it */
	uint32_t by_uid;
	uint64_t message;	/* PTRACE_GETEVENTMSG */
	struct linux_siginfo info;
};

/* A thread. */
struct ksig_task {
	struct ksig *k;			/* (c) */
	struct ksig_group *group;	/* (c) */
	struct ksig_sighand *sighand;	/* (t) and only by the task itself */
	struct ksig_list in_group;	/* (t)(s) ksig_group.tasks */
	struct ksig_node by_tid;	/* (t) ksig.by_tid */
	int32_t tid;			/* (t) exec may change it */
	uint32_t flags;			/* (s) KSIG_TASK_* */

	struct ksig_pending pending;	/* (s) private */
	ksig_sigset blocked;		/* (s) written by the task only */
	ksig_sigset saved_blocked;	/* (o) of sigsuspend, ppoll: restored */
	ksig_sigset real_blocked;	/* (s) mask in sigtimedwait, or 0 */
	bool has_deliverable;		/* (a) look before returning to user */
	struct ksig_park park;

	struct linux_stack altstack;	/* (o) flags: as set, raw */
	struct ksig_fault fault;	/* (o) last one */
	uint64_t restart_deadline_ns;	/* (o) restart_block of our own waits */
	struct ksig_user *user;		/* (t) */
	uint32_t nr_children;		/* (t) groups whose parent_task it is */
	int32_t pdeath_sig;		/* (a) at the parent task's death */

	struct ksig_task *tracer;	/* (t) or NULL */
	struct ksig_list tracees;	/* (t) whose tracer it is, oldest first */
	struct ksig_list in_tracer;	/* (t) in tracer->tracees */
	uint32_t ptrace_options;	/* (s) LINUX_PTRACE_O_* */
	int32_t stop_sig;		/* (s) of the last stop it was to join */
	struct ksig_trap trap;		/* (s) */
	int32_t exit_status;		/* (t) KSIG_TASK_ZOMBIE: of the thread */
	uint32_t exit_uid;		/* (t) the same */

	struct ksig_frame frames[KSIG_FRAMES_MAX]; /* (o) */
	uint32_t nr_frames;		/* (o) */

	void *port;			/* (p) */
};

/* ksig_group.flags */
#define KSIG_GROUP_EXIT		1u	/* dying; exit_sig says of what */
#define KSIG_GROUP_STOPPED	2u	/* group stop complete */
#define KSIG_GROUP_CONTINUED	4u	/* continued and not yet waited for */
#define KSIG_GROUP_NOTIFY_STOP	8u	/* parent is owed CLD_STOPPED */
#define KSIG_GROUP_NOTIFY_CONT	16u	/* parent is owed CLD_CONTINUED */
#define KSIG_GROUP_UNKILLABLE	32u	/* an init: no default actions */
#define KSIG_GROUP_SUBREAPER	64u	/* adopts orphaned descendants */
#define KSIG_GROUP_DEAD		128u	/* zombie, until reaped */
#define KSIG_GROUP_DUMPED	256u	/* of exit_sig, with a core action */
#define KSIG_GROUP_LEADER_TRACED 512u	/* the leader is its tracer's zombie */
#define KSIG_GROUP_PARENT_EXEC	1024u	/* its parent is another program by now
					 * than when it was born */

/* A thread group: what a user calls a process. */
struct ksig_group {
	struct ksig *k;			/* (c) */
	int32_t pid;			/* (c) thread group id */
	int32_t pgid, sid;		/* (t) */
	int32_t outside_ppid;		/* (t) parent's pid if that is NULL */
	struct ksig_group *parent;	/* (t) NULL: not one of ours */
	struct ksig_list children;	/* (t) */
	struct ksig_list sibling;	/* (t) in parent->children */
	struct ksig_list all;		/* (t) ksig.groups */
	struct ksig_node by_pid;	/* (t) ksig.by_pid */
	struct ksig_node by_pgid;	/* (t) ksig.by_pgid: who joined last
					 * comes first */
	/*
	 * The thread of parent that made us, or an heir of it: it is asked
	 * first to take our SIGCHLD. NULL if the parent is outside.
	 */
	struct ksig_task *parent_task;	/* (t) */
	/*
	 * parent is NULL: does the outside parent keep our process group from
	 * being orphaned (same session, other group: a shell's job)?
	 */
	bool outside_job_control;	/* (t) */
	struct ksig_list tasks;		/* (t)(s) by age, leader first */
	struct ksig_task *leader;	/* (t)(s) NULL once it has exited ... */
	ksig_sigset leader_blocked;	/* (s) ... its mask then */
	struct ksig_list zombies;	/* (t) dead tasks with a tracer */
	struct ksig_task *zombie_leader; /* (t) the leader, if among them */
	uint32_t uid;			/* (t) the main thread's real one */
	struct ksig_task *next_target;	/* (s) where the next choice starts */
	uint32_t nr_tasks;		/* (s) alive */
	uint32_t flags;			/* (s) KSIG_GROUP_* */

	struct ksig_pending shared;	/* (s) */

	int32_t status;			/* (t) of the zombie, as wait(2) */
	int64_t utime, stime;		/* (t) of the zombie, clock ticks */
	int32_t exit_sig;		/* (s) signal that ends the group */
	/* (s) once KSIG_GROUP_EXIT: as wait(2) tells it. The port adds 0x80
	 * when the task that got KSIG_DUMP has dumped core. */
	int32_t exit_status;
	int32_t exit_signal;		/* (t) to the parent; SIGCHLD ... */
	int32_t stop_sig;		/* (s) of the group stop */
	int32_t stop_code;		/* (s) the same; 0: waited for */
	uint32_t nr_waiting;		/* (s) tasks parked in wait(2) */
	uint32_t nr_to_stop;		/* (s) tasks that have yet to join */
	uint32_t nr_signalfd;		/* (s) tasks parked in its read */
	uint64_t rlimit_sigpending;	/* (a) RLIMIT_SIGPENDING, entries */
	struct ksig_sighand *sighand;	/* (t) the tasks' */

	struct ksig_list timers;	/* (s) by age, also deleted ones */
	struct ksig_list parked_timers;	/* (s) the last one first */
	int32_t next_timer_id;		/* (s) */
	struct ksig_itimer itimers[KSIG_NR_ITIMERS]; /* (s) */

	void *port;			/* (p) */
};

/* Bytes of an xsave image. */
struct ksig_gap {
	uint32_t at, bytes;
};
#define KSIG_XSTATE_GAPS_MAX 4u

struct ksig_config {
	uint32_t size;			/* sizeof(struct ksig_config) */
	uint32_t linux_version;		/* 0x060c00 is 6.12 */
	uint32_t xstate_bytes;		/* of the xsave image in a frame */
	uint64_t xfeatures;		/* XCR0 */
	uint32_t flags;			/* KSIG_CONFIG_* */
	/*
	 * What the processor leaves alone behind the header when it writes the
	 * image (it belongs to no component of its). Ascending; bytes 0 ends.
	 */
	struct ksig_gap xstate_gaps[KSIG_XSTATE_GAPS_MAX];
	/*
	 * Where a handler without SA_RESTORER returns to: code of the port's
	 * that calls rt_sigreturn(2), or an address that faults and that the
	 * port takes for that call. 0: there is none, as on Linux, and the
	 * frame of such a handler is refused.
	 */
	uint64_t sigreturn_at;
};
/* The port makes SIGHUP and SIGCONT of orphaned stopped groups itself. */
#define KSIG_CONFIG_PORT_ORPHANS 1u

/* Everything. */
struct ksig {
	const struct ksig_port *port;	/* (c) */
	void *port_data;		/* (p) */
	struct ksig_config config;	/* (c) */
	uint64_t frame_words[6];	/* (c) what is the same in all frames */
	struct ksig_lock tree_lock;
	struct ksig_list groups;	/* (t) all, oldest first */
	struct ksig_table by_tid;	/* of ksig_task */
	struct ksig_table by_pid;	/* of ksig_group */
	struct ksig_table by_pgid;	/* of ksig_group: members of pgrps */
	struct ksig_user *users;	/* (t) */
	uint64_t next_id;		/* (a) of signal instances */
};

/* Whom a descriptor signals (fcntl(2): F_SETOWN, F_SETOWN_EX, F_SETSIG). */
enum ksig_io_kind {
	KSIG_IO_NOBODY = 0,
	KSIG_IO_TASK,		/* F_OWNER_TID */
	KSIG_IO_GROUP,		/* F_OWNER_PID, F_SETOWN; a tid will do */
	KSIG_IO_PGRP,		/* F_OWNER_PGRP, F_SETOWN of -id */
};
struct ksig_io_owner {
	enum ksig_io_kind kind;
	int32_t id;
	uint32_t uid, euid;	/* of who set it, then */
	int32_t sig;		/* F_SETSIG's; 0: SIGIO */
};

/* Who a task is, for permission (kill(2)). Filled by the port. */
struct ksig_cred {
	uint32_t uid, euid, suid;
	bool cap_kill;		/* CAP_KILL over the target's user namespace */
};

#endif /* KSIG_TYPES_H */
