/* SPDX-License-Identifier: MIT */
/*
 * What the files of explore/ share: a program is run again and again, and in
 * each run a signal comes at another point.
 *
 * The explorer (session.c) makes runs (run.c), one process a run, two and more
 * at a time. In the runner of each, runner/steer.c drives the guest to its
 * point. The two share a mapping, struct xp_shared: the explorer writes what
 * is wanted, the runner what came of it, never both at once. runner/ has what
 * works in runners, dir/ what is kept in a directory and read again.
 */
#ifndef KSIG_EXPLORE_H
#define KSIG_EXPLORE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include "explore/window.h"
#include "ports/host/host.h"

#define XP_SIGNALS	64
#define XP_BIT(sig)	(1ull << ((sig) - 1))
/* A fault's signal has its handler for faults. */
#define XP_FAULTS (XP_BIT(SIGSEGV) | XP_BIT(SIGBUS) | XP_BIT(SIGFPE) | \
	XP_BIT(SIGILL) | XP_BIT(SIGTRAP) | XP_BIT(SIGSYS))
/* glibc keeps these two for itself: nobody sends them from outside. */
#define XP_LIBC (XP_BIT(32) | XP_BIT(33))
/* Not delivered unless they are asked for. */
#define XP_UNASKED (XP_FAULTS | XP_LIBC)
#define XP_NAME_MAX	96
#define XP_FRAMES_MAX	40
#define XP_LINE_MAX	200

enum xp_kind {
	XP_BEFORE_CALL = 0,	/* the instruction before the kernel's entry */
	XP_IN_CALL,		/* as the call begins: it would interrupt it */
	XP_INSN,		/* before an instruction in user mode */
};

/* --points, as bits: which places are points. */
enum xp_choice {
	XP_AT_SYSCALLS = 1,	/* before each system call, and as it begins */
	XP_AT_CALLS = 2,	/* while a function is called that a handler must
				 * not call, its entry and its exit included */
	XP_AT_ACCESSES = 4,	/* before accesses to memory that is shared */
	XP_AT_INSNS = 8,	/* before instructions */
	XP_AT_ALL = 15,
};

/*
 * A place in a run: process proc (0 is the first), which has made call system
 * calls (xp_call_next()), and since the last one that counts has come to the
 * instruction at ip for the hit-th time. ip is 0 at a call's own entry.
 */
struct xp_point {
	uint32_t proc, call;
	uint64_t ip;
	uint32_t hit;
	int16_t nr;		/* the call's number */
	uint8_t kind;		/* enum xp_kind */
	uint8_t round;		/* 0: the first time there, 1: the second ... */
	uint64_t may;		/* all signals with a handler, not blocked there */
	int64_t result;		/* of the call in the survey: XP_IN_CALL of one
				 * that transfers bytes; or XP_NO_RESULT */
	int32_t errno_off;	/* where errno is, from %fs; 0: not known */
	uint8_t what;		/* enum xp_choice, all that it is */
	uint64_t place;		/* the survey's, of all that it has passed */
};
#define XP_NO_RESULT	INT64_MIN

/*
 * How often a thread calls futex(2) and sched_yield(2) is a matter of whom it
 * meets: not the same in two runs. They count in the low bits of a process's
 * calls, others from there on up, so that after another number of them all is
 * where it was from the next other call on.
 */
#define XP_CALL_UNIT	64u
static inline uint32_t xp_call_base(uint32_t calls)
{
	return calls - calls % XP_CALL_UNIT;
}
static inline uint32_t xp_call_next(uint32_t calls, int64_t nr)
{
	return nr == SYS_futex || nr == SYS_sched_yield ? calls + 1 :
	       xp_call_base(calls) + XP_CALL_UNIT;
}

enum xp_mode {
	XP_BASELINE,	/* no signal: what the program does */
	XP_SURVEY,	/* no signal: list the points */
	XP_TRY,		/* one signal at one point */
	XP_BRANCH,	/* one signal at each of a batch of points */
	XP_NEST,	/* the same: list the points inside its handler */
};

/* Where the guest is to be left, stopped, for a debugger. */
enum xp_leave { XP_LEAVE_NOT = 0, XP_LEAVE_FAILED, XP_LEAVE_DELIVERY };

enum xp_end {
	XP_END_NONE = 0,	/* the runner has not said */
	XP_END_GONE,		/* every process has gone */
	XP_END_INPUT,		/* all wait for something from outside */
	XP_END_PAUSED,		/* all wait for a signal */
	XP_END_LOCKED,		/* some wait for each other, or themselves */
	XP_END_TIMEOUT,
	XP_END_LIMIT,		/* more processes than it may have */
	XP_END_MEMORY,		/* more memory ... */
	XP_END_FILES,		/* ... or more written to files */
};

/* One frame of a backtrace, symbolised where that could be done. */
struct xp_frame {
	uint64_t ip;
	uint32_t off;
	bool is_signal;		/* interrupted by the one before */
	char function[XP_NAME_MAX];	/* or "" */
	char object[XP_NAME_MAX];
};

struct xp_stack {
	uint32_t nr;
	struct xp_frame frame[XP_FRAMES_MAX];
};

struct xp_outcome {
	bool reached;		/* the point */
	bool delivered;		/* a handler was there for it, not blocked */
	uint64_t handler;	/* its address */
	int end;		/* enum xp_end */
	bool second_missing;	/* ... but not so for the second signal */
	int dying_of;		/* the signal that killed the first to die so */
	uint32_t zombies;	/* not waited for when their parents ended */
	/* Of the call that was interrupted, when the handler returns: what it
	 * returns, or XP_NO_RESULT: it is made again, or was never seen. */
	int64_t call_result;
	bool call_restarts;
	/* The handler has left another errno, and the program looked at it. */
	bool errno_seen;
	int errno_before, errno_after;
	int left_pid;		/* who was left for a debugger, or 0 */
	int64_t blocked_in;	/* the call in which it hangs, or -1 */
	char comm[32];		/* the program that hangs or died */
	struct xp_stack at;	/* when the signal came ... */
	struct xp_stack at_second; /* ... and the second ... */
	struct xp_stack stack;	/* ... and where it hangs or died */
	int status;		/* wait status; the explorer's */
	/* As well; out_hash with that of its copy of the folder. */
	uint64_t out_hash, err_hash, out_bytes, err_bytes;
	uint64_t ms;
	char sanitizer[XP_LINE_MAX];	/* what it has reported, or "" */
	uint32_t procs;		/* how many there were */
	uint64_t memory;	/* bytes, at most, as far as it was seen */
	uint64_t written;	/* bytes, to files */
};

/* A point of a batch, and what came of it: without stacks. */
struct xp_entry {
	struct xp_point point;
	int sig;		/* 0: none, to see whether that changes it */
	bool is_done;
	struct xp_outcome o;
};

#define XP_BATCH_MAX	256u
struct xp_batch {
	uint32_t nr, nr_done;
	uint64_t until_ms;	/* none is begun after that: xp_now_ms() */
	struct xp_entry entry[XP_BATCH_MAX];	/* by their calls' numbers */
};

#define XP_POINTS_MAX	(1u << 19)
#define XP_ENTERS_MAX	(1u << 16)

/* A process's time from one call to the next. */
struct xp_enter {
	uint32_t proc, call;
};

/* Of a run, or four times what the baseline has: more is an explosion. */
#define XP_PROCS_MAX	256u
#define XP_MEMORY	(1ull << 30)

struct xp_shared {
	/* The explorer's. */
	enum xp_mode mode;
	uint64_t wanted;	/* signals */
	uint32_t choice;	/* enum xp_choice, as bits */
	struct xp_window window;
	bool only_enters;	/* a survey that lists no points: see enter.c */
	uint64_t steps_max;
	uint32_t procs_max;
	uint64_t memory_max;	/* bytes; 0: no limit */
	uint64_t timeout_ms;
	struct xp_point point;
	int sig;
	struct xp_point second;	/* inside its handler ... */
	int second_sig;		/* ... this one; 0: none */
	int from;		/* who sends it */
	bool explain;		/* take the stack at the delivery as well */
	enum xp_leave leave;
	struct xp_faults *watch;	/* ksig check: mode is not looked at */
	int out, err;		/* the files that the guest's streams are */
	/* Both's: the runner says what came of each. */
	struct xp_batch batch;
	/* The runner's. */
	int runner;		/* its pid */
	struct xp_outcome o;
	uint64_t caught;	/* signals that ever had a handler */
	uint64_t handlers[XP_SIGNALS];
	uint64_t nr_steps, nr_blocked;
	uint64_t nr_places;	/* that the survey has passed */
	bool is_cut;		/* the survey came to steps_max */
	uint32_t mark_call[2];	/* baseline: call after --from's, --to's time */
	uint64_t mark_seen[3];	/* xp_part_counts() */
	bool enters_all;	/* too many to be told */
	uint32_t nr_enters;
	struct xp_enter enters[XP_ENTERS_MAX];
	uint32_t nr_points;
	struct xp_point points[XP_POINTS_MAX];
};

/* -------------------------------------------------------------- session.c */
struct xp_options {
	char **argv;
	uint64_t signals;	/* 0: those that CMD handles */
	uint32_t points_max;
	uint32_t jobs;		/* 0: one a CPU */
	uint64_t timeout_ms;	/* 0: ten times the baseline, at least 2 s */
	uint64_t time_ms;	/* no new tries after this; 0: no limit */
	uint64_t memory;	/* bytes of a run; 0: see XP_MEMORY */
	const char *dir;	/* NULL: ksig-explore.N, if it is needed */
	const char *resume;	/* a dir, to go on there; or NULL */
	const char *input;	/* what is kept there of it; or NULL */
	const struct xp_options *asked;	/* before that; or NULL */
	uint32_t shard, nr_shards;	/* from 1; 0: all points */
	uint32_t points;	/* enum xp_choice, as bits */
	struct xp_window window;
	bool twice;		/* a second signal in the handler as well */
	bool isolate;		/* a copy of the working directory a run */
	bool no_branches;	/* each try from the program's start */
	uint64_t steps_max;
	bool quiet;		/* no progress */
};
int xp_session(const struct xp_options *o);

/* ------------------------------------------------------------------ run.c */
struct xp_run {
	struct xp_shared *shared;
	int out, err;		/* files of the guest's streams */
	int over;		/* readable when the run is over; -1: none */
	pid_t pid;
	uint64_t began_ms;
	enum xp_mode mode;
	uint32_t point;		/* which one: tries.c's */
	uint32_t tries[XP_BATCH_MAX];	/* which ones: batch.c's */
	char copy[64];		/* its working directory, if it is a copy */
};
struct xp_streams {
	int in;			/* the file that each run reads from */
	bool isolate;		/* each has a copy of the working directory ... */
	const char *apart;	/* ... without this; or NULL */
};
int xp_run_init(struct xp_run *r);	/* 0 or an errno */
int xp_run_start(struct xp_run *r, const struct xp_streams *s, char **argv);
/* When over is readable: what came of it is then in shared->o. */
void xp_run_finish(struct xp_run *r);
void xp_run_wait(struct xp_run *r);	/* until over is readable */
void xp_run_kill(struct xp_run *r);
uint64_t xp_now_ms(void);
/* h, from XP_HASH_FIRST on, with n bytes more: FNV-1a. */
#define XP_HASH_FIRST	14695981039346656037ull
uint64_t xp_hash(uint64_t h, const void *bytes, size_t n);
/* What a guest has written to one of its streams, hashed so far. */
struct xp_written {
	int fd;
	uint64_t hash, bytes;
};
static inline struct xp_written xp_written_from(int fd)
{
	return (struct xp_written){ fd, XP_HASH_FIRST, 0 };
}
void xp_written_on(struct xp_written *w);	/* with what has come since */
/* Of o: what a guest has written, out and err being what is hashed of it. */
void xp_outcome_streams(struct xp_outcome *o, struct xp_written out,
			struct xp_written err);

/* -------------------------------------------------------------- isolate.c */
/* A copy of the working directory, without what is in it of the folder apart,
 * NULL: none: its path, "" if there is none. 0 or an errno. */
int xp_isolate(char *path, size_t n, const char *apart);
void xp_isolate_drop(char *path);
/* Of all names, modes and contents in it. */
uint64_t xp_isolate_hash(const char *path);

/* ------------------------------------------------------------ sanitizer.c */
/* What a sanitizer has written into the file, one line; or "". */
void xp_sanitizer(int fd, char line[XP_LINE_MAX]);
/* In our environment, for cmd: no LeakSanitizer, which cannot trace it. */
void xp_sanitizer_environ(const char *cmd);

/* ---------------------------------------------------------------- steer.c */
#define XP_QUIET_NS	5000000u
#define XP_STILL_TIMES	3	/* quiet in the same way, before it counts */
/* Which signals have had a handler, and which. */
void xp_note_handlers(struct xp_shared *s, struct ksig_host_thread *t,
		      const struct ksig_host_where *w);
/* A call that reads or writes some of what it is asked to. */
bool xp_is_transfer(int64_t nr);
/* Fills d, for the runner of one run. */
void xp_steer(struct xp_shared *s, struct ksig_host_driver *d);

/* --------------------------------------------------------------- branch.c */
void xp_branch_init(struct xp_shared *s);
bool xp_branch_is_trunk(int pid);
/* false: it was the trunk's, or is of no more interest. */
bool xp_branch_at(struct ksig_host_thread *t, enum ksig_host_place place,
		  const struct ksig_host_where *w, bool has_timer);
void xp_branch_died(void *arg, int pid, int status, int nr_left);
/* The copy is to end, and the trunk to go on. false: there is none. */
bool xp_branch_stop(void);

/* --------------------------------------------------------------- survey.c */
struct xp_seen;
struct xp_seen *xp_seen_new(void);
/* The instruction at ip, once more: of which round it is, -1: of none, and
 * in *hit how often since call. Rounds are counted where it is chosen. */
int xp_seen_insn(struct xp_seen *s, uint32_t proc, uint32_t call, uint64_t ip,
		 bool chosen, uint32_t *hit);
int xp_seen_call(struct xp_seen *s, uint32_t proc, uint64_t ip, int kind);

/* ------------------------------------------------------------- waiting.c */
/* What the guests that are left wait for: enum xp_end, XP_END_NONE: they do
 * not, or a time-out will end it. The thread that hangs in *tid. */
int xp_waiting(int *tid, int64_t *nr);

/* ---------------------------------------------------------------- stack.c */
void xp_stack_take(int pid, int tid, struct xp_stack *st);
/* Whose code is at ip. */
void xp_frame_of(int pid, uint64_t ip, struct xp_frame *f);
/* "function+0x1c (object)" */
void xp_frame_text(const struct xp_frame *f, char *buf, size_t n);
/* Is it the C library's, or the loader's? */
bool xp_is_libc(const char *path);
bool xp_frame_is_libc(const struct xp_frame *f);
struct Dwfl;
struct Dwfl *xp_dwfl_begin(int pid);	/* or NULL; dwfl_end() */
struct Dwfl_Module;
/* The name of its i-th symbol, with that one's STT_* and address; NULL: it is
 * none, or another object's. */
const char *xp_symbol(struct Dwfl_Module *mod, int i, int *type,
		      uint64_t *addr);

/* ---------------------------------------------------------------- judge.c */
enum xp_verdict {
	XP_FINE = 0,
	XP_NOT_TRIED,		/* point missed, or nothing delivered */
	XP_CRASH,
	XP_DEADLOCK,
	XP_LOST_WAKEUP,
	XP_HANG,		/* waits for what does not come */
	XP_TIMEOUT,
	XP_EXPLODES,		/* more processes than allowed */
	XP_ZOMBIE,		/* a child was not waited for */
	XP_STATUS,		/* ends otherwise than elsewhere */
	XP_OUTPUT,
	XP_ERRNO_SEEN,		/* looks at an errno that is the handler's */
	XP_SANITIZER,		/* one has reported something */
	/* Names only, for some of those above: xp_named(). */
	XP_EINTR,		/* a call was interrupted */
	XP_SHORT,		/* a call has transferred less than otherwise */
	XP_VERDICTS
};
const char *xp_verdict_word(int verdict);
int xp_verdict_of(const char *word);	/* -1: none */
/* Why it is wrong, with the rule. */
const char *xp_verdict_why(int verdict);
struct xp_finding;
/* What it is called: its verdict, or the call that led to it. */
int xp_named(const struct xp_finding *f);
/* By o alone; base is what the program does without a signal. */
int xp_judge(const struct xp_outcome *base, const struct xp_outcome *o,
	     int sig);
bool xp_same_end(const struct xp_outcome *a, const struct xp_outcome *b);
bool xp_same_output(const struct xp_outcome *a, const struct xp_outcome *b);

/* --------------------------------------------------------------- report.c */
struct xp_finding {
	int id;			/* from 1 */
	int verdict, sig;
	struct xp_point point;	/* one at which it shows */
	struct xp_point second;	/* and where the second signal comes ... */
	int second_sig;		/* ... if there is one; or 0 */
	uint32_t nr;		/* how many points showed it */
	struct xp_outcome o;
};
#define XP_FINDING_VERSION 1
struct xp_report {
	const char *dir;	/* NULL: not saved */
	char **argv;
	const char *input;	/* a file of dir, or NULL */
	const struct xp_outcome *base;
	uint64_t timeout_ms, memory;
	uint32_t procs_max;
	bool isolate;
};
int xp_kind_of(const char *word);	/* of a point, as it is saved */
void xp_report_finding(const struct xp_report *r, const struct xp_finding *f);
int xp_report_save(const struct xp_report *r, const struct xp_finding *f);
struct json_object;
struct json_object *xp_stack_json(const struct xp_stack *st);
void xp_stack_print(const struct xp_stack *st);
/* Where the signal came, in words. */
void xp_report_point(const struct xp_finding *f, char *buf, size_t n);

/* ----------------------------------------------------------------- same.c */
bool xp_same_finding(const struct xp_finding *a, const struct xp_finding *b);
/* < 0: a is the one to be told of the two. */
int xp_point_order(const struct xp_point *a, const struct xp_point *b);
int xp_finding_order(const struct xp_finding *a, const struct xp_finding *b);

#endif /* KSIG_EXPLORE_H */
