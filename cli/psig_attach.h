/* SPDX-License-Identifier: MIT */
/*
 * How a process is asked for its handlers. psig_ask.c forks the tracer, which
 * runs psig_attach.c: choose a thread (psig_choose.c), stop it (psig_stop.c),
 * have it make rt_sigaction(2) calls (psig_inject.c), and let it go so that
 * it does not notice (psig_again.c: the call that it was in).
 */
#ifndef KSIG_CLI_PSIG_ATTACH_H
#define KSIG_CLI_PSIG_ATTACH_H

#include <sys/user.h>
#include "cli/psig.h"

#define PSIG_NS		1000000000ull	/* in a second */
#define PSIG_FOREVER	UINT64_MAX

enum psig_end {
	PSIG_DONE = 0,
	PSIG_GONE,
	PSIG_FORBIDDEN,
	PSIG_TRACED,
	PSIG_FILTERED,	/* seccomp(2) might kill it for answering */
	PSIG_ASLEEP,	/* uninterruptibly */
	PSIG_BUSY,	/* it was let go before it had answered */
	PSIG_SILENT,	/* it is in our hands, and does not stop */
	PSIG_MASKED,	/* it is stopped in sigsuspend(2) or its kind */
	PSIG_COMPAT,	/* 32-bit code */
	PSIG_NO_CODE,	/* no system call instruction was found */
	PSIG_NO_ANSWER,	/* rt_sigaction(2) failed */
};

struct psig_answer {
	int end;		/* enum psig_end */
	int error;
	ksig_sigset asked;
	struct linux_sigaction action[KSIG_NSIG + 1];
};

/* How long a thread has slept in a call with a time-out. */
struct psig_sleep {
	bool is_known;
	uint64_t switches;	/* when it was looked at */
	uint64_t began_ns;	/* CLOCK_MONOTONIC */
};

enum psig_stop {
	PSIG_STOP_EVENT,	/* PTRACE_EVENT_STOP: after PTRACE_INTERRUPT,
				 * or a group stop */
	PSIG_STOP_SIGNAL,	/* sig is about to be delivered */
	PSIG_STOP_CALL,		/* at the entry or exit of a system call */
	PSIG_STOP_GONE,
	PSIG_STOP_LATE,		/* the deadline has passed */
};

/* A thread in our hands. */
struct psig_tracee {
	int pid, tid;
	enum psig_stop stop;
	int sig;			/* with which it has stopped */
	bool is_stopped;		/* by job control, before we came */
	struct psig_sleep sleep;
	struct user_regs_struct regs;	/* as it was stopped */
	bool is_masked;			/* its mask is not its own ... */
	ksig_sigset mask;		/* ... which is this */
	uint64_t code;			/* a system call instruction */
	uint64_t room;			/* for a struct linux_sigaction ... */
	bool is_room_kept;		/* ... where this was */
	struct linux_sigaction kept;
	int mem;			/* /proc/TID/mem, or -1 */
};

/* ------------------------------------------------------- psig_attach.c */

/* Never fails to let go, but may take long: PSIG_NS and more. */
void psig_attach(const struct psig_process *p, struct psig_answer *a);

/* ------------------------------------------------------- psig_choose.c */

/* PSIG_DONE: *tid is the thread whose interruption is noticed least. */
enum psig_end psig_choose(int pid, int *tid);
/* The call that tid sleeps in, or -1. False: that may not be known. */
bool psig_sleeps_in(int pid, int tid, long *nr, uint64_t arg[6]);

/* --------------------------------------------------------- psig_stop.c */

uint64_t psig_now(void);		/* CLOCK_MONOTONIC */
enum psig_stop psig_wait(struct psig_tracee *t, uint64_t deadline_ns);
/* On with it, and wait for its next stop, however long that takes. */
enum psig_stop psig_step(struct psig_tracee *t, int request);
/* Seize and stop it. PSIG_DONE: it is in a PSIG_STOP_EVENT. */
enum psig_end psig_seize(struct psig_tracee *t, int *error);
/* In an event stop or at a signal: go on as it was, with sig. */
void psig_let_go(struct psig_tracee *t, int sig);

/* ------------------------------------------------------- psig_inject.c */

bool psig_mem_read(const struct psig_tracee *t, void *dst, uint64_t addr,
		   size_t n);
bool psig_mem_write(const struct psig_tracee *t, const void *src,
		    uint64_t addr, size_t n);
void psig_mem_close(struct psig_tracee *t);
/* Open its memory, find code and room. Not PSIG_DONE: let it go. */
enum psig_end psig_inject_begin(struct psig_tracee *t, int *error);
/* Have it ask for sig's action; anything but PSIG_DONE: let it go. */
enum psig_end psig_inject(struct psig_tracee *t, int sig,
			  struct linux_sigaction *act, int *error);

/* -------------------------------------------------------- psig_again.c */

/* Is nr a call that fails with EINTR for any stop (signal(7))? */
bool psig_fails_for_stop(long nr, bool *has_timeout);
/* Is nr one that may have a signal mask for its own time? */
bool psig_has_mask(long nr);
/* Before tid is stopped: since when does it sleep? */
void psig_sleep_look(int pid, int tid, struct psig_sleep *s);
/* Once it is: was it that sleep that was broken off? */
void psig_sleep_check(int pid, int tid, struct psig_sleep *s);
/* The registers with which the interrupted call is as if it were not. */
void psig_again(const struct psig_tracee *t, struct user_regs_struct *r);
/* With these, will the kernel make the call again? */
bool psig_is_restart(const struct user_regs_struct *r);

#endif /* KSIG_CLI_PSIG_ATTACH_H */
