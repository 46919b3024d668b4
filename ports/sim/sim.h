/* SPDX-License-Identifier: MIT */
/*
 * ports/sim: a deterministic machine in memory. Everything that may go either
 * way is asked of one function, so a run is repeated by giving the same
 * answers: see struct sim_choice.
 *
 * A simulated thread is a coroutine that runs C code as its program and makes
 * system calls by number (sim_call()). Not thread-safe: one struct sim a
 * thread of the host's; any number of machines one after the other.
 */
#ifndef KSIG_PORTS_SIM_H
#define KSIG_PORTS_SIM_H

#include <ksig/ksig.h>

struct sim;
struct sim_task;

#define SIM_CPUS_MAX	64u
#define SIM_START_NS	1000000000ull	/* the clock's first time */
#define SIM_FIRST_PID	1000
#define SIM_OUTSIDE_PID	999	/* the parent of the first process */

/* Where in the kernel a thread stands: what it does when it is next chosen. */
enum sim_point {
	SIM_POINT_USER = 0,	/* enters the kernel, from its program */
	SIM_POINT_LOCK,		/* takes a lock */
	SIM_POINT_UNLOCK,	/* has dropped one */
	SIM_POINT_WAKE,		/* has woken somebody */
	SIM_POINT_ALLOC,
	SIM_POINT_COPY,		/* copies from or to user memory */
	SIM_POINT_ATOMIC,	/* an atomic access of the core's */
	SIM_POINT_SLEEP,	/* wakes up */
	SIM_POINT_LATE,		/* not a thread's: a wake that came late */
};

/* One of those who could go on now. */
struct sim_candidate {
	uint32_t thread;	/* number of the thread, by age, from 0 */
	int32_t tid;		/* 0: an interrupt */
	enum sim_point at;
	const void *object;	/* lock, address, task: NULL if of no matter */
};

/*
 * A decision: which of nr > 1 (or 1, if choose_always: not counted then). If
 * current, the first is who runs already.
 */
struct sim_choice {
	uint64_t number;	/* from 0 */
	uint32_t nr;
	bool current;
	const struct sim_candidate *of;
};

/* What a thread does between two points that may matter to others. */
enum sim_touch {
	SIM_TOUCH_READ = 0,
	SIM_TOUCH_WRITE,
	SIM_TOUCH_ACQUIRE,	/* takes a lock */
	SIM_TOUCH_RELEASE,
	SIM_TOUCH_ENABLE,	/* object, a thread, can go on from now on */
};

struct sim_options {
	uint32_t cpus;			/* threads in the kernel at a time */
	uint32_t linux_version;		/* 0x060c00 is 6.12 */
	/* The strategy. NULL: the first candidate, always. */
	uint32_t (*choose)(void *arg, const struct sim_choice *c);
	void *choose_arg;
	/* For who explores; all three get choose_arg. */
	bool choose_always;		/* also when there is one candidate */
	void (*touch)(void *arg, enum sim_touch how, const void *object);
	void (*rest)(void *arg);	/* nobody can go on without time */
	/* Every event, or NULL: nobody looks. */
	void (*trace)(void *arg, const struct ksig_event *ev);
	void *trace_arg;
	uint64_t fail_alloc;		/* this one fails, from 1; 0: none */
	uint64_t fail_copy;
	uint64_t kill_at;		/* decision at which kill_pid dies */
	int32_t kill_pid;
	int kill_actor;			/* a scenario's: instead of kill_pid */
	bool late_wakes;		/* a wake is a decision of its own */
	bool is_plain;	/* nobody polls a signalfd: core's short ways */
	bool check_always;		/* ksig_check() after each call */
	bool reload;			/* save and load it at every rest */
};

/* Why a machine stands still for good. */
enum sim_end {
	SIM_END_NONE = 0,
	SIM_END_BUG,		/* of ksig: what() says which */
	SIM_END_REFUSED,	/* asked for what the machine does not have */
};

/* NULL: no memory. */
struct sim *sim_new(void);
void sim_free(struct sim *s);
/* An empty machine: nothing of the former one is left. */
void sim_reset(struct sim *s, const struct sim_options *o);

enum sim_end sim_ended(const struct sim *s);
const char *sim_what(const struct sim *s);	/* one line */
uint64_t sim_nr_decisions(const struct sim *s);
uint64_t sim_nr_allocs(const struct sim *s);	/* made so far */
uint64_t sim_nr_copies(const struct sim *s);
uint64_t sim_now(const struct sim *s);

/* ------------------------------------------------------------ the outside */

/* The first process, in a session of its own; its program is fn(arg). NULL:
 * none can be made. */
struct sim_task *sim_start(struct sim *s, const char *name,
			   void (*fn)(void *arg), void *arg);
/*
 * Let everybody run until nobody can; time goes on to at most until_ns, in
 * jumps, when all are waiting for it. Returns false if the machine has ended.
 */
#define SIM_RUN_ALL (UINT64_MAX - 1)
bool sim_run(struct sim *s, uint64_t until_ns);
/* The next time at which something happens by itself, or UINT64_MAX. */
uint64_t sim_next_event(const struct sim *s);
/*
 * When everybody waits: does anyone who should not (a wakeup was lost), and
 * do the invariants hold? False: the machine has ended.
 */
bool sim_check(struct sim *s);
/* Kill all, and look whether anything is left. False: something is. */
bool sim_finish(struct sim *s);
/* A signal from outside of the machine. 0 or a negative errno. */
int sim_kill(struct sim *s, int32_t pid, int sig);

/* What a thread is doing, for whoever directs. */
enum sim_doing {
	SIM_GONE = 0,
	SIM_READY,
	SIM_IDLE,	/* in sim_idle() */
	SIM_SPINS,	/* in sim_spin() */
	SIM_WAITS,	/* in a call */
	SIM_STOPPED,
	SIM_TRACED,	/* by its tracer */
};
enum sim_doing sim_doing(const struct sim_task *t);

/* --------------------------------------------- from a simulated program */

/* The thread that runs. */
struct sim_task *sim_current(struct sim *s);
int64_t sim_call(struct sim_task *t, int64_t nr, const uint64_t arg[6]);
/*
 * clone(2) with flags (LINUX_CLONE_* and others): the child's program is
 * fn(arg), on a stack of its own. Returns its tid or a negative errno.
 */
int64_t sim_clone(struct sim_task *t, uint64_t flags, int32_t exit_signal,
		  const char *name, void (*fn)(void *arg), void *arg,
		  struct sim_task **child);
/* execve(2) of a program that is fn(arg). Returns only if it fails. */
int64_t sim_exec(struct sim_task *t, void (*fn)(void *arg), void *arg);
/* Wait in user mode until sim_idle_end(): signals are taken meanwhile. */
void sim_idle(struct sim_task *t);
void sim_idle_end(struct sim_task *t);
/* A place in the program, and back to it by a jump out of handlers: to be
 * called after the jump, by who has landed. */
uint64_t sim_mark(const struct sim_task *t);
void sim_unwind(struct sim_task *t, uint64_t mark);
/* rt_sigreturn(2) with the stack pointer at frame + 8. */
__attribute__((noreturn))
void sim_sigreturn(struct sim_task *t, uint64_t frame);
/* Raise info in user mode, as an instruction would. Goes on when a handler
 * has set the frame's ip to SIM_IP_FAULTED; a trap: in any case. */
void sim_fault(struct sim_task *t, const struct linux_siginfo *info,
	       const struct ksig_fault *fault, bool is_trap);
#define SIM_IP_FAULTED	0x400302ull
/* The same, with the stack pointer where no frame fits below it. */
void sim_fault_stack(struct sim_task *t);
/* Use CPU time in user mode. */
void sim_spin(struct sim_task *t, uint64_t cpu_ns);

/*
 * Handlers have addresses from SIM_IP_HANDLER on, 16 bytes each. What is
 * called for them gets what the registers hold: rdi, rsi, rdx.
 */
#define SIM_IP_HANDLER	0x500000ull
#define SIM_HANDLERS_MAX 64
#define SIM_RESTORER	0x400200ull
typedef void sim_handler(struct sim_task *t, int slot, uint64_t sig,
			 uint64_t info, uint64_t uc);
/* What ports/sim/atomic.h makes of an atomic access of core. */
void sim_access(const void *object, bool writes);
void sim_set_handler(struct sim *s, sim_handler *fn);
/* To be called when a task has been made, by who makes it. */
void sim_set_born(struct sim *s, void (*fn)(struct sim_task *t));
/* Whom kill_at kills, if it is not kill_pid. */
void sim_set_victim(struct sim *s, int32_t (*fn)(void));
/* The fn(arg) of the thread's program. */
void *sim_arg(const struct sim_task *t);
int32_t sim_tid(const struct sim_task *t);
struct sim_task *sim_find(struct sim *s, int32_t tid);
/*
 * Is pid a zombie, and no thread of it its tracer's? Then *status is what
 * wait(2) would tell.
 */
bool sim_zombie(struct sim *s, int32_t pid, int32_t *status);
struct ksig *sim_ksig(struct sim *s);

/* ------------------------------------------------------------ user memory */

enum sim_prot {
	SIM_PROT_UNMAPPED = 0,
	SIM_PROT_NONE,		/* mapped, no access */
	SIM_PROT_BUS,		/* mapped, beyond its file's end */
	SIM_PROT_READ,
	SIM_PROT_WRITE,		/* and read */
};
/* Whole pages; private: fork(2) copies them. NULL: no room. */
void *sim_user_alloc(struct sim *s, size_t bytes, enum sim_prot prot,
		     bool is_private);
void sim_user_protect(struct sim *s, void *p, size_t bytes,
		      enum sim_prot prot);
enum sim_prot sim_user_prot(struct sim *s, uint64_t uaddr);
/* Memory of the host's that programs may hand to calls. */
void sim_user_share(struct sim *s, const void *p, size_t bytes);

#endif /* KSIG_PORTS_SIM_H */
