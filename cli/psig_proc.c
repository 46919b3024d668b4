/* SPDX-License-Identifier: MIT */
/* What /proc says of a process and its signals (proc_pid_status(5)). */
#include "cli/psig.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CMD_MAX		(1u << 20)	/* bytes of arguments that are read */
#define KERNEL_THREAD	0x00200000u	/* PF_KTHREAD, proc_pid_stat(5) */

static FILE *open_of(int pid, int tid, const char *name)
{
	char path[96];

	if (pid == 0)
		snprintf(path, sizeof(path), "/proc/%d/%s", tid, name);
	else
		snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", pid, tid,
			 name);
	return fopen(path, "re");
}

static void parse_status(const char *line, struct psig_status *s)
{
	const char *colon = strchr(line, ':');
	const size_t n = colon != NULL ? (size_t)(colon - line) : 0;
	const struct {
		const char *name;
		uint64_t *set;
	} sets[] = {
		{ "SigBlk", &s->blocked }, { "SigPnd", &s->pending },
		{ "ShdPnd", &s->shared }, { "SigIgn", &s->ignored },
		{ "SigCgt", &s->caught },
	};
	const struct {
		const char *name;
		int *number;
	} numbers[] = {
		{ "Tgid", &s->tgid }, { "PPid", &s->parent },
		{ "TracerPid", &s->tracer }, { "Seccomp", &s->seccomp },
	};
	size_t i;

	if (n == 0)
		return;
	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (strncmp(line, sets[i].name, n) == 0 &&
		    sets[i].name[n] == '\0')
			*sets[i].set = strtoull(colon + 1, NULL, 16);
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (strncmp(line, numbers[i].name, n) == 0 &&
		    numbers[i].name[n] == '\0')
			*numbers[i].number = (int)strtol(colon + 1, NULL, 10);
	if (strncmp(line, "State:", 6) == 0)
		sscanf(colon + 1, " %c", &s->state);
	if (strncmp(line, "voluntary_ctxt_switches:", 24) == 0)
		s->switches = strtoull(colon + 1, NULL, 10);
}

bool psig_status(int pid, int tid, struct psig_status *s)
{
	FILE *f = open_of(pid, tid, "status");
	char *line = NULL;
	size_t room = 0;

	memset(s, 0, sizeof(*s));
	if (f == NULL)
		return false;
	while (getline(&line, &room, f) > 0)
		parse_status(line, s);
	free(line);
	fclose(f);
	return s->tgid != 0;
}

/* The name before them may have spaces and brackets of its own. */
bool psig_stat(int pid, int tid, unsigned int *flags, int *cpu)
{
	FILE *f = open_of(pid, tid, "stat");
	char buf[1024];
	char *p;
	size_t n;
	int i;

	if (f == NULL)
		return false;
	n = fread(buf, 1, sizeof(buf) - 1, f);
	fclose(f);
	buf[n] = '\0';
	p = strrchr(buf, ')');
	/* Field 3, the state, is two further: field i + 2 at word i. */
	for (i = 1; p != NULL && i <= 37; i++) {
		p = strchr(p + 1, ' ');
		if (p != NULL && i == 7)
			*flags = (unsigned int)strtoul(p + 1, NULL, 10);
		if (p != NULL && i == 37)
			*cpu = (int)strtol(p + 1, NULL, 10);
	}
	return p != NULL;
}

void psig_comm(int pid, char *buf, size_t n)
{
	FILE *f = open_of(0, pid, "comm");

	buf[0] = '\0';
	if (f == NULL)
		return;
	n = fread(buf, 1, n - 1, f);
	fclose(f);
	/* One newline is the kernel's, any other the program's. */
	buf[n > 0 ? n - 1 : 0] = '\0';
}

static void read_cmd(struct psig_process *p)
{
	FILE *f = open_of(0, p->lives, "cmdline");
	size_t max = 4096, n;
	char *more;

	p->cmd = malloc(max + 1);
	if (f == NULL)
		return;
	while (p->cmd != NULL) {
		n = fread(p->cmd + p->cmd_bytes, 1, max - p->cmd_bytes, f);
		p->cmd_bytes += n;
		if (n == 0 || max >= CMD_MAX)
			break;
		if (p->cmd_bytes < max)
			continue;
		more = realloc(p->cmd, max * 2 + 1);
		if (more == NULL)
			break;
		p->cmd = more;
		max *= 2;
	}
	fclose(f);
	/* A program may have overwritten the last one's end. */
	if (p->cmd_bytes > 0 && p->cmd[p->cmd_bytes - 1] != '\0')
		p->cmd[p->cmd_bytes++] = '\0';
}

static int add_thread(struct psig_process *p, int tid, const
		      struct psig_status *s)
{
	struct psig_thread *t;
	size_t n = p->nr_threads;

	if ((n & (n - 1)) == 0) {
		t = realloc(p->threads, (n != 0 ? n * 2 : 1) * sizeof(*t));
		if (t == NULL)
			return ENOMEM;
		p->threads = t;
	}
	t = &p->threads[p->nr_threads++];
	t->tid = tid;
	t->state = s->state;
	t->blocked = s->blocked;
	t->pending = s->pending;
	return 0;
}

static bool is_alive(char state)
{
	return state != 'Z' && state != 'X';
}

/* Those that have ended have no mask, and nothing pending. */
static int read_threads(struct psig_process *p)
{
	struct psig_status s;
	struct dirent *e;
	char path[64];
	int error = 0, tid;
	bool all_traced = true;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/task", p->pid);
	d = opendir(path);
	if (d == NULL)
		return errno;
	while (error == 0 && (e = readdir(d)) != NULL) {
		tid = atoi(e->d_name);
		if (tid <= 0 || !psig_status(p->pid, tid, &s) ||
		    !is_alive(s.state))
			continue;
		error = add_thread(p, tid, &s);
		all_traced &= s.tracer != 0;
		if (p->nr_threads == 1) {
			/* Of the main thread they are gone if it has ended. */
			p->ignored = s.ignored;
			p->caught = s.caught;
			p->pending = s.shared;
			p->tracer = s.tracer;
			p->is_stopped = s.state == 'T';
			p->lives = tid;
		}
	}
	closedir(d);
	if (!all_traced)
		p->tracer = 0;
	p->is_zombie = p->nr_threads == 0;
	return error;
}

int psig_read(int pid, struct psig_process *p)
{
	struct psig_status s;
	unsigned int flags = 0;
	int cpu, error;

	memset(p, 0, sizeof(*p));
	if (!psig_status(0, pid, &s))
		return ESRCH;
	/* Any thread's id will do for its process. */
	p->pid = s.tgid;
	p->parent = s.parent;
	psig_stat(0, p->pid, &flags, &cpu);
	p->is_kernel = (flags & KERNEL_THREAD) != 0;
	psig_comm(p->pid, p->comm, sizeof(p->comm));
	p->lives = p->pid;
	error = read_threads(p);
	read_cmd(p);
	if (error != 0)
		psig_free(p);
	return error == ENOENT ? ESRCH : error;
}

void psig_free(struct psig_process *p)
{
	free(p->cmd);
	free(p->threads);
	p->cmd = NULL;
	p->threads = NULL;
}
