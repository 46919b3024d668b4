/* SPDX-License-Identifier: MIT */
/*
 * What the files of `ksig psig` share. psig.c -> psig_find.c (which
 * processes) -> psig_proc.c (what /proc says of one) -> psig_ask.c (what only
 * the process itself can be asked for) -> psig_text.c, psig_json.c. How it is
 * asked: psig_attach.h.
 */
#ifndef KSIG_CLI_PSIG_H
#define KSIG_CLI_PSIG_H

#include <ksig/abi.h>
#include "cli/cli.h"

#define PSIG_COMM_MAX	64	/* bytes: a kernel thread's may be long */
#define PSIG_BIT(sig)	((ksig_sigset)1 << ((sig) - 1))

struct psig_thread {
	int tid;
	char state;			/* proc_pid_stat(5) */
	ksig_sigset blocked, pending;	/* pending: private */
};

struct psig_process {
	int pid, parent;
	int lives;		/* a thread that has not ended: the main one
				 * may have, and has no memory then */
	int tracer;		/* of all of its threads, or 0 */
	bool is_kernel;
	bool is_zombie;		/* has no thread that lives */
	bool is_stopped;
	char comm[PSIG_COMM_MAX];
	char *cmd;		/* the arguments, each with its NUL */
	size_t cmd_bytes;
	ksig_sigset ignored, caught;
	ksig_sigset pending;	/* shared */
	struct psig_thread *threads;
	size_t nr_threads;

	ksig_sigset asked;	/* whose action is known */
	struct linux_sigaction action[KSIG_NSIG + 1];
};

/* ------------------------------------------------------------ psig_proc.c */

/* Of /proc/PID/task/TID/status. */
struct psig_status {
	char state;
	int tgid, parent, tracer;
	int seccomp;
	uint64_t switches;	/* voluntary: how often it has slept */
	ksig_sigset blocked, pending, shared, ignored, caught;
};

/* pid 0: tid's own process. False: there is none. */
bool psig_status(int pid, int tid, struct psig_status *s);
/* The flags of the kernel's task, and where it runs. */
bool psig_stat(int pid, int tid, unsigned int *flags, int *cpu);
/* Without its newline; empty: there is none. */
void psig_comm(int pid, char *buf, size_t n);
/* 0, or an errno: it does not exist, or not any more. */
int psig_read(int pid, struct psig_process *p);
void psig_free(struct psig_process *p);

/* ------------------------------------------------------------ psig_find.c */

/* The processes called name, in an array to be freed; NULL: no memory. */
int *psig_find(const char *name, size_t *nr);

/* ------------------------------------------------------------- psig_ask.c */

enum psig_known {
	PSIG_ALL,	/* p->asked is p->caught, or was changed meanwhile */
	PSIG_PARTLY,	/* what /proc says; why says why not more */
	PSIG_NOTHING,	/* there is no such process any more, says why */
};

enum psig_known psig_ask(struct psig_process *p, struct cli_line *why);

/* -------------------------------------------- psig_text.c and psig_json.c */

struct psig_view {
	struct cli_out out;
	bool color, json;
	struct cli_symbols *symbols;
	uint64_t nr_shown;	/* processes */
};

/* The handler of sig. */
void psig_symbol(struct psig_view *v, const struct psig_process *p, int sig,
		 struct cli_symbol *sym);

enum psig_disposition { PSIG_DEFAULT, PSIG_IGNORED, PSIG_CAUGHT };

/* By what the process was asked for; else by /proc. */
enum psig_disposition psig_disposition(const struct psig_process *p, int sig);

void psig_text(struct psig_view *v, const struct psig_process *p);
/* why: NULL or what could not be had. */
void psig_json(struct psig_view *v, const struct psig_process *p,
	       const char *why);

#endif /* KSIG_CLI_PSIG_H */
