/* SPDX-License-Identifier: MIT */
/* prick: what its files share. */
#ifndef PRICK_H
#define PRICK_H
#include <stdbool.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/user.h>

enum phase {
	INSTALL,	/* until the handler is there */
	BIRTH,		/* until the task is there */
	JUMP,		/* to an address where it comes by on its way */
	COUNT,		/* step by step */
	ENTER,		/* to the entry of a system call */
	FREE		/* to the end */
};

struct options {
	int sig, task, hang_ms;
	int out;		/* the program's standard output */
	long again;		/* -1: once only */
	char **cmd;
};

/* One run of the program. */
struct run {
	enum phase phase;
	pid_t leader, task;
	int nr_born, nr_sent, nr_zombies;
	bool installing, exec_done, over, hang, spin, strayed;
	long count, point;	/* point -1: nowhere, note the addresses */
	long jump, nr_hits;	/* the point to jump to; how often to come by */
	unsigned long address;
	int status;
	long long moved_ms, start_ms;
};

extern struct options opt;
extern struct run run;

#define REG(pid, name) ((unsigned long)ptrace(PTRACE_PEEKUSER, pid, \
	offsetof(struct user_regs_struct, name), 0))

/* prick.c */
void die(const char *what);

/* run.c: runs the program once, with the signal at a point. */
void run_once(long point);

/* way.c: the way to a point. */
void way_note(unsigned long address, long count);
long way_call(long n);
bool way_strays(void);
void way_choose(void);
void way_breakpoint(pid_t pid, bool on);

/* proc.c */
bool is_running(pid_t pid);
int count_zombies(pid_t parent);	/* how many of its children are */

#endif
