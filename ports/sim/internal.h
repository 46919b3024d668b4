/* SPDX-License-Identifier: MIT */
/*
 * What the files of ports/sim share: a section a file, in the order in which
 * they are best read.
 */
#ifndef KSIG_PORTS_SIM_INTERNAL_H
#define KSIG_PORTS_SIM_INTERNAL_H

#include <setjmp.h>
#include <ksig/ksig.h>
#include "coro.h"
#include "sim.h"

#define SIM_XSTATE_BYTES	832u	/* x87, SSE and AVX */
#define SIM_XFEATURES		7u
#define SIM_NS_PER_S		1000000000ull
#define SIM_NEVER		UINT64_MAX
#define SIM_LINUX_VERSION	0x061200u	/* 6.18: what is the oracle here */

/* errno values that only the simulator's own calls return. */
#define SIM_ENOENT	2
#define SIM_ECHILD	10
#define SIM_EACCES	13
#define SIM_EEXIST	17
#define SIM_ENOTTY	25
#define SIM_EMFILE	24
#define SIM_ENFILE	23
#define SIM_ESPIPE	29
#define SIM_EPIPE	32
#define SIM_EIO		5
#define SIM_ENXIO	6
#define SIM_ETIMEDOUT	110
#define SIM_ENOTSOCK	88
#define SIM_EBUSY	16

struct sim_file;
struct sim_files;
struct sim_tty;

/* ---------------------------------------------------------------- sched.c */

enum sim_state {
	SIM_DEAD = 0,
	SIM_RUNNABLE,
	SIM_ASLEEP,
	SIM_SPINNING,		/* until a lock is dropped */
};

/* What ends a sleep, besides its channel and its deadline. */
enum sim_sleep {
	SIM_SLEEP_SIGNAL = 0,	/* any signal: interruptible */
	SIM_SLEEP_KILL,		/* only one that ends the group */
	SIM_SLEEP_NOTHING,		/* its channel alone */
	SIM_SLEEP_KSIG,		/* whatever ksig wakes it for */
	SIM_SLEEP_STOPPED,	/* the same, in a stop */
	SIM_SLEEP_IRQ,			/* no task: until something is due */
	SIM_SLEEP_USER,		/* the same, in user mode: idle or busy */
};

enum sim_slept {
	SIM_SLEPT = 0,		/* its channel was woken */
	SIM_SLEPT_SIGNAL,
	SIM_SLEPT_TIMEOUT,
};

/* Who can be scheduled: a task, or the machine's interrupts. */
struct sim_thread {
	struct sim_coro coro;
	struct sim_task *task;		/* NULL: interrupts, on no CPU */
	uint32_t number;
	enum sim_state state;
	enum sim_sleep how;
	bool on_cpu;
	bool woken;			/* by ksig, since it last looked */
	bool timed_out;
	bool late;			/* a wake is on its way */
	bool in_own_call;		/* one that ksig does not serve */
	const void *channel;
	uint64_t deadline_ns;
	const struct ksig_lock *spins_on;
	enum sim_point at;
	const void *object;
	bool has_tree;			/* tree_lock */
	const struct ksig_lock *siglock;	/* the one it holds, or NULL */
};

/* What happens at a time. */
struct sim_timer {
	struct sim_timer *next;		/* in s->timers, if it is set */
	uint64_t deadline_ns;		/* SIM_NEVER: not set */
	void (*fn)(struct sim *s, struct sim_timer *timer);
};

/* Tell who explores. */
static inline void sim_touch(struct sim *s, enum sim_touch how,
			     const void *object);
void sim_point(struct sim *s, enum sim_point at, const void *object);
/* To the CPU, and away from it: between them the kernel runs. */
void sim_enter(struct sim_task *t);
void sim_leave(struct sim_task *t);
enum sim_slept sim_sleep(struct sim_task *t, const void *channel,
			 uint64_t deadline_ns, enum sim_sleep how);
void sim_sleep_begin(struct sim_task *t);
void sim_wake_channel(struct sim *s, const void *channel);
void sim_wake_thread(struct sim_thread *th);
void sim_wake(struct sim_task *t);
void sim_irq_sleep(struct sim *s);
/* Let everybody run until nobody can; time stands still. */
void sim_run_ready(struct sim *s);
/* Wait for l to be free. */
void sim_lock_wait(struct sim *s, const struct ksig_lock *l);
void sim_lock_free(struct sim *s, const struct ksig_lock *l);
void sim_thread_add(struct sim *s, struct sim_thread *th);
/* First in a thread's program. */
void sim_thread_entered(struct sim *s);
/* The thread that runs starts again on another stack. False: there is none. */
bool sim_thread_replace(struct sim *s, void (*fn)(void *arg), void *arg);
/* The thread that runs is gone. */
__attribute__((noreturn)) void sim_thread_die(struct sim *s);
/* The machine ends here; the first reason counts. */
__attribute__((noreturn, format(printf, 2, 3)))
void sim_bug(struct sim *s, const char *fmt, ...);
__attribute__((noreturn, format(printf, 2, 3)))
void sim_refuse(struct sim *s, const char *fmt, ...);

/* ----------------------------------------------------------------- time.c */

void sim_timer_set(struct sim *s, struct sim_timer *timer, uint64_t at_ns);
void sim_irq_main(void *arg);
/* ns from now. */
uint64_t sim_after(const struct sim *s, uint64_t ns);
/* Time jumps to the next event, at most to until_ns. False: there is none. */
bool sim_time_jump(struct sim *s, uint64_t until_ns);
/* A time-out in user memory, as an absolute time. 0 or a negative errno. */
int sim_timeout(struct sim_task *t, uint64_t uaddr, uint64_t *deadline_ns);
int sim_put_timespec(struct sim_task *t, uint64_t uaddr, uint64_t ns);

/* ---------------------------------------------------------------- alarm.c */

uint64_t sim_clock_read(struct ksig_group *g, struct ksig_task *t,
			enum ksig_clock clock);
void sim_alarm_set(struct ksig_group *g, struct ksig_task *t,
		   enum ksig_clock clock, int32_t alarm, uint64_t expires_ns);
void sim_cpu_limit_set(struct ksig_group *g);
void sim_spin_begin(struct sim_task *t);
void sim_spin_end(struct sim_task *t);
void sim_cpu_leave(struct sim_task *t);
void sim_alarms_forget(struct sim *s, const struct ksig_group *g);

/* ----------------------------------------------------------------- port.c */

void sim_port_init(struct sim *s);

/* -------------------------------------------------------------- memory.c */

#define SIM_PAGE_BYTES	0x1000u
#define SIM_ARENA_PAGES	2048u
#define SIM_USTACK_BYTES 0x20000u	/* a thread's stack, for frames */
#define SIM_SHARES_MAX	8u

/*
 * The private pages of the process that runs are in the arena; those of the
 * others in mirror images of it.
 */
struct sim_mm {
	struct sim_mm *next;		/* unused ones */
	uint32_t nr_refs;
	uint8_t *mirror;		/* as large as the arena, or NULL */
};

struct sim_memory {
	uint8_t *arena;
	uint8_t prot[SIM_ARENA_PAGES];
	bool is_private[SIM_ARENA_PAGES];
	uint32_t nr_pages;		/* in use */
	uint32_t nr_private;
	struct sim_mm *active;
	uint8_t *ustacks;
	struct sim_mm *free_mms;
	struct { uint64_t start, bytes; } shares[SIM_SHARES_MAX];
	uint32_t nr_shares;
};

int sim_memory_init(struct sim *s);
void sim_memory_finish(struct sim *s);
void sim_memory_reset(struct sim *s);
struct sim_mm *sim_mm_new(struct sim *s);
struct sim_mm *sim_mm_copy(struct sim *s);
void sim_mm_switch(struct sim *s, struct sim_mm *mm);
void sim_mm_put(struct sim *s, struct sim_mm *mm);
uint64_t sim_ustack_top(struct sim *s, uint32_t slot);
/* A byte of user memory and how many follow it in one piece, or NULL. */
uint8_t *sim_user(struct sim_task *t, uint64_t uaddr, uint64_t *bytes,
		  bool writes);
int sim_read_user(struct sim_task *t, void *dst, uint64_t uaddr,
		  uint64_t bytes);
int sim_write_user(struct sim_task *t, uint64_t uaddr, const void *src,
		   uint64_t bytes);
int sim_write_pieces(struct sim_task *t, const struct ksig_piece *pieces,
		     uint32_t nr);

/* --------------------------------------------------------------- kmalloc.c */

/* Memory for the kernel: none of it may be left at the end. */
void *sim_kmalloc(struct sim *s, size_t bytes);
void sim_kfree(struct sim *s, void *p);
/* The same for libksig, and all of it spoilt and given back. */
#define SIM_SPOILT 0xa5
void *sim_kmalloc_core(struct sim *s, size_t bytes);
void sim_kforget_core(struct sim *s);
void sim_kreset(struct sim *s);
void sim_kfinish(struct sim *s);

/* --------------------------------------------------------------- reload.c */

void sim_reload(struct sim *s);

/* ----------------------------------------------------------------- task.c */

struct sim_ids {
	uint32_t uid, euid, suid, gid, egid, sgid;
	uint64_t permitted, effective;	/* capabilities(7) */
};
#define SIM_CAP_KILL		5u
#define SIM_CAP_SETUID		7u
#define SIM_CAP_SYS_PTRACE	19u
#define SIM_CAP_SYS_RESOURCE	24u
#define SIM_CAPS_ALL		((1ull << 41) - 1)

/* A stretch of a thread's C stack: main code, or a handler's. */
struct sim_level {
	struct sim_level *outer;
	uint64_t sp;			/* the simulated one of its code */
	jmp_buf back;			/* to its loop */
};

struct sim_task {
	struct ksig_task t;		/* first */
	struct sim_thread th;
	struct sim *s;
	struct sim_task *next;		/* all, or unused ones */
	struct ksig_regs regs;
	uint8_t xstate[SIM_XSTATE_BYTES + 4];
	struct sim_mm *mm;
	struct sim_files *files;
	struct sim_ids ids;
	const char *name;
	void (*fn)(void *arg);
	void *arg;
	uint64_t stack_top;
	uint64_t clear_tid;		/* set_tid_address(2) */
	struct sim_task *vfork_parent;	/* waits for us to leave its memory */
	bool vfork_done;		/* the parent's: the child has left */
	bool is_gone;			/* dead, memory not yet free */
	bool is_reaped;			/* ksig has forgotten it */
	bool trace_calls;		/* PTRACE_SYSCALL: stops at each */
	bool in_exit_event;		/* in PTRACE_EVENT_EXIT's stop */
	bool futex_woken;
	int32_t ns_tid;			/* in its pid namespace */
	uint64_t cpu_ns;		/* used, but for ... */
	uint64_t spun_ns;		/* in the last stretch */
	uint64_t spins_since_ns;	/* ... what it uses since then */
	bool reads_signalfd;		/* and waits in it */
	bool in_fault;			/* in sim_machine_fault() */
	bool idle_end;			/* there is something to do */
	struct sim_level *level, level0; /* innermost, outermost */
	enum sim_doing doing;
	uint64_t ksig_deadline_ns;	/* of the port's timer_set() */
	struct sim_cloning {		/* arguments of sim_clone() */
		uint64_t flags;
		int32_t exit_signal;
		const char *name;
		void (*fn)(void *arg);
		void *arg;
		struct sim_task *child;
		int64_t pidfd;
	} cloning;
	struct ksig_call call;		/* that is being served */
	/* restart_syscall(2): what goes on, until when. */
	int64_t (*restart)(struct sim_task *t);
	uint64_t restart_arg[4];
	uint64_t restart_ns;
};

#define SIM_RLIMITS		16u
#define SIM_RLIMIT_CPU		0u
#define SIM_RLIMIT_CORE		4u
#define SIM_RLIMIT_SIGPENDING	11u
#define SIM_SIGPENDING_DEFAULT	1024u
struct sim_rlimit {
	uint64_t cur, max;
};

struct sim_sighand {
	struct ksig_sighand h;		/* first */
	struct sim_sighand *next;
};

struct sim_group {
	struct ksig_group g;		/* first */
	struct sim_group *next;
	struct sim_rlimit rlimit[SIM_RLIMITS];
	struct sim_tty *tty;		/* controlling terminal */
	uint64_t cpu_ns;		/* of its threads that have gone */
	int32_t ns_init;		/* pid namespace: its init's pid for
					 * ksig; 0: the first */
	int32_t ns_pid;			/* in it; of an init: 1 */
	int32_t ns_next;		/* of an init: the next id there */
	bool has_execed;		/* setpgid(2) by the parent: EACCES */
	bool is_gone;			/* nobody will wait for it */
	bool is_undumpable;		/* prctl(PR_SET_DUMPABLE, 0) */
};

static inline struct sim_task *sim_task(const struct ksig_task *t)
{
	return (struct sim_task *)(uintptr_t)t;
}

static inline struct sim_group *sim_group(const struct ksig_group *g)
{
	return (struct sim_group *)(uintptr_t)g;
}

bool sim_has_cap(const struct sim_task *t, unsigned int cap);
/* The thread that runs leaves with this wait status. */
__attribute__((noreturn))
void sim_exit(struct sim_task *t, int32_t status);
__attribute__((noreturn))
void sim_exit_group(struct sim_task *t, int32_t status);
/* What KSIG_EXIT and KSIG_DUMP say. */
__attribute__((noreturn))
void sim_die(struct sim_task *t, bool dump);
void sim_tasks_reset(struct sim *s);
void sim_tasks_finish(struct sim *s);

/* ----------------------------------------------------------------- user.c */

/* The instruction pointers of a simulated program. */
#define SIM_IP_CODE	0x400000ull	/* computes, or waits for a step */
#define SIM_IP_CALL	0x400100ull	/* a syscall instruction */
#define SIM_IP_CALLED	0x400102ull	/* after it */
#define SIM_IP_FAULT	0x400300ull	/* an instruction that faults */

/* In a new thread, from the kernel to its program. */
void sim_first_return(struct sim_task *t);
/* The registers that a program starts with. */
void sim_regs_init(struct sim_task *t);

/* ---------------------------------------------------------------- pidns.c */

int32_t sim_pidns_born(struct sim_task *t, struct sim_task *c, bool is_init);
int32_t sim_pidns_id(const struct sim_task *t, int32_t id);
int32_t sim_pidns_tid(const struct sim_task *t);
void sim_pidns_call(const struct sim_task *t, int64_t nr, uint64_t *a);
void sim_pidns_leave(struct sim_task *t);
void sim_pidns_gone(struct sim *s, const struct sim_group *g);

/* ----------------------------------------------------------------- exit.c */

void sim_vfork_end(struct sim_task *t);
void sim_vfork_forget(struct sim_task *t);
/* g has been waited for. */
void sim_reaped(struct sim *s, struct ksig_group *g);
/* Every zombie, at the end. */
void sim_reap_all(struct sim *s);
/* Forget what has gone, while nobody is in the kernel. */
void sim_sweep(struct sim *s);

/* --------------------------------------------------------------- ptrace.c */

/* Stops for t's tracer, if it wants them: they last as long as it does. */
void sim_trap_event(struct sim_task *t, int event, uint64_t message);
void sim_trap_clone(struct sim_task *t, uint64_t flags, int32_t exit_signal,
		    int32_t tid);
void sim_trap_exit(struct sim_task *t, int32_t status);
bool sim_trap_entry(struct sim_task *t);
void sim_trap_return(struct sim_task *t);
void sim_ptrace_begin(struct sim_task *t, const struct ksig_call *c);
int64_t sim_ptrace(struct sim_task *t, const struct ksig_call *c);
bool sim_may_trace(struct ksig_task *tracer, struct ksig_task *t);
void sim_task_reaped(struct ksig_task *t);

/* ------------------------------------------- file.c and what files there are */

struct sim_files *sim_files_new(struct sim *s);
struct sim_files *sim_files_copy(struct sim *s, struct sim_files *from);
struct sim_files *sim_files_share(struct sim_files *files);
void sim_files_put(struct sim_task *t);
void sim_files_exec(struct sim_task *t);
int64_t sim_signalfd(struct sim_task *t, const struct ksig_call *c);
void sim_signalfd_event(struct sim *s, struct ksig_group *g);
int64_t sim_pidfd_new(struct sim_task *t, int32_t pid, uint64_t flags);
void sim_pidfd_find(struct sim_task *t, uint64_t fd, struct ksig_call *c);
int64_t sim_poll_call(struct sim_task *t, const struct ksig_call *c);
int64_t sim_futex_wake(struct sim_task *t, uint64_t uaddr, uint32_t max);
void sim_sigio(struct sim *s, struct sim_file *f, uint32_t events);
void sim_self_signal(struct sim_task *t, int sig);
int64_t sim_sigpipe(struct sim_task *t);
void sim_kernel_signal(struct ksig_group *g, int sig);
int64_t sim_tty_open(struct sim_task *t, uint32_t flags);
/* The last thread of a process leaves: its terminal, if it leads. */
void sim_tty_leave(struct sim_task *t);
void sim_tty_leave_session(struct sim_task *t);

/* ----------------------------------------------------------------- call.c */

#define SIM_NR_clone		56
#define SIM_NR_execve		59
#define SIM_NR_exit		60
#define SIM_NR_exit_group	231
#define SIM_NR_setpgid		109
#define SIM_NR_getpgid		121
#define SIM_NR_getsid		124
#define SIM_NR_prlimit64	302
#define SIM_NR_pidfd_open	434

/* A call of ours that returns no value: the registers are already right. */
#define SIM_NO_RESULT	INT64_MIN

int64_t sim_syscall(struct sim_task *t, int64_t nr);
typedef int64_t sim_call_fn(struct sim_task *t, const uint64_t *a);

/* The calls, by file. */
struct sim_call_row {
	uint16_t nr;
	sim_call_fn *fn;
};
extern const struct sim_call_row sim_calls_task[], sim_calls_exit[],
	sim_calls_ids[], sim_calls_time[], sim_calls_file[], sim_calls_pipe[],
	sim_calls_sigfd[], sim_calls_poll[], sim_calls_epoll[],
	sim_calls_futex[], sim_calls_socket[];

/* ------------------------------------------------------------ the machine */

#define SIM_THREADS_MAX	SIM_STACKS_MAX
#define SIM_WHAT_MAX	256u
#define SIM_BLOCK_SIZES	12u

struct sim {
	struct ksig k;			/* first */
	struct ksig_port port;		/* sim_port, and whether it traces */
	struct sim_options o;
	struct sim_stacks stacks;
	struct sim_memory memory;

	struct sim_coro main;		/* who called sim_run() */
	struct sim_thread *cur;		/* NULL: main */
	struct sim_thread *threads[SIM_THREADS_MAX];	/* alive, by age */
	uint32_t nr_threads, next_number, nr_on_cpu;
	struct sim_candidate candidates[SIM_THREADS_MAX];
	struct sim_thread *of_candidate[SIM_THREADS_MAX];
	uint64_t nr_decisions, nr_points;
	uint32_t nr_programs;		/* tasks among them */
	struct sim_coro dead;		/* whose stack is not free yet */

	uint64_t now_ns;
	struct sim_timer *timers;	/* by time */
	struct sim_alarm *alarms;

	struct sim_thread irq;
	bool is_killed;			/* kill_at has happened */

	struct sim_task *tasks, *free_tasks;
	struct sim_group *groups, *gone_groups, *free_groups;
	struct sim_sighand *sighands, *free_sighands;
	int32_t next_pid;

	struct sim_block *blocks;	/* of sim_kmalloc() */
	struct sim_block *free_blocks[SIM_BLOCK_SIZES];
	uint64_t nr_kallocs, nr_allocs, nr_copies;

	struct sim_file *files;
	struct sim_tty *ttys;
	sim_handler *handler;
	void (*born)(struct sim_task *t);
	int32_t (*victim)(void);	/* kill_actor's pid now, or 0 */

	jmp_buf escape;			/* main's, for sim_bug() */
	enum sim_end end;
	char what[SIM_WHAT_MAX];
};

static inline struct sim *sim_of(const struct ksig *k)
{
	return (struct sim *)(uintptr_t)k;
}

static inline void sim_touch(struct sim *s, enum sim_touch how,
			     const void *object)
{
	if (s->o.touch && s->cur)
		s->o.touch(s->o.choose_arg, how, object);
}

#endif /* KSIG_PORTS_SIM_INTERNAL_H */
