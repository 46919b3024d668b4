/* SPDX-License-Identifier: MIT */
/*
 * What /proc says of a task. Looking is most of what a play costs, and most
 * of that was to open the files, so they stay open. They mean the task that
 * had the id, which may be another than had it when they were opened (exec);
 * if there is none, there never will be one again.
 */
#define _GNU_SOURCE
#include "linux_look.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STAT, SLICES, QUEUE, FILES };

static struct open_files {
	int pid, tid;		/* 0: nobody's */
	int fd[FILES];		/* -1: not open */
} files[SCN_ACTORS_MAX + 1];

static void forget(struct open_files *f)
{
	int i;

	for (i = 0; f->pid && i < FILES; i++)
		if (f->fd[i] >= 0)
			close(f->fd[i]);
	f->pid = f->tid = 0;
}

void scn_look_forget(void)
{
	int i;

	for (i = 0; i <= SCN_ACTORS_MAX; i++)
		forget(&files[i]);
}

static int open_one(int pid, int tid, int which)
{
	static const char *const names[] = { "stat", "schedstat", "wchan" };
	char path[64];

	/* The process's status; a thread's own does not know of a core. */
	if (which == STAT && pid == tid)
		snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	else
		snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", pid, tid,
			 names[which]);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* The file as a string; false: there is no such task. */
static bool get(int who, int pid, int tid, int which, char *buf, size_t max)
{
	struct open_files *f = &files[who];
	ssize_t n;
	int i;

	if (f->pid != pid || f->tid != tid) {
		forget(f);
		f->pid = pid;
		f->tid = tid;
		for (i = 0; i < FILES; i++)
			f->fd[i] = open_one(pid, tid, i);
	}
	if (f->fd[which] < 0)
		return false;
	n = pread(f->fd[which], buf, max - 1, 0);
	buf[n > 0 ? n : 0] = 0;
	return n > 0;
}

static bool read_once(const char *path, char *buf, size_t max)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	if (fd >= 0) {
		n = read(fd, buf, max - 1);
		close(fd);
	}
	buf[n > 0 ? n : 0] = 0;
	return n > 0;
}

#define TRACER	"TracerPid:"

/* A number of /proc/TASK/status; 0: there is none. TASK: "self", "1/task/2". */
static int status(const char *task, const char *name)
{
	char path[64], buf[4096], *s;

	snprintf(path, sizeof(path), "/proc/%s/status", task);
	s = read_once(path, buf, sizeof(buf)) ? strstr(buf, name) : NULL;
	return s ? atoi(s + strlen(name)) : 0;
}

int scn_look_own_tracer(void)
{
	return status("self", TRACER);
}

static int task_status(int pid, int tid, const char *name)
{
	char task[48];

	snprintf(task, sizeof(task), "%d/task/%d", pid, tid);
	return status(task, name);
}

/* core(5): who dumps may sleep then, until the program has read it all. */
static bool core_has_reader(void)
{
	static char pattern[2];

	if (!pattern[0] && !read_once("/proc/sys/kernel/core_pattern", pattern,
				      sizeof(pattern)))
		pattern[0] = '/';
	return pattern[0] == '|' || pattern[0] == '@';
}

/* The time on a CPU, the time spent waiting for one, the number of slices. */
bool scn_look_slices(int who, int pid, int tid, struct scn_look *l)
{
	char buf[128], *s;

	if (!get(who, pid, tid, SLICES, buf, sizeof(buf)))
		return false;
	l->cpu_ns = strtoull(buf, &s, 10);
	strtoull(s, &s, 10);
	l->slices = strtoull(s, NULL, 10);
	return true;
}

bool scn_look_queue(int who, int pid, int tid, struct scn_look *l)
{
	char buf[128];

	if (!get(who, pid, tid, QUEUE, buf, sizeof(buf)))
		return false;
	l->on_queue = !strcmp(buf, "0");
	l->in_vfork = !strcmp(buf, "kernel_clone");
	l->in_zap = !strcmp(buf, "zap_pid_ns_processes");
	return true;
}

/* proc(5): what stands behind the name's last ')' begins with field 3. */
static bool look_stat(int who, int pid, int tid, struct scn_look *l)
{
	char buf[1024], *s;
	int field = 3;

	if (!get(who, pid, tid, STAT, buf, sizeof(buf)) ||
	    !(s = strrchr(buf, ')')))
		return false;
	s += 2;
	l->state = *s;
	for (; *s; s++) {
		if (*s != ' ')
			continue;
		field++;
		if (field == 20)
			l->nr_threads = atoi(s + 1);
		else if (field == 22)
			l->start = strtoull(s + 1, NULL, 10);
		else if (field == 52)
			l->status = atoi(s + 1);
	}
	return true;
}

void scn_look_at(int who, int pid, int tid, struct scn_look *l)
{
	memset(l, 0, sizeof(*l));
	if (!scn_look_queue(who, pid, tid, l) ||
	    !scn_look_slices(who, pid, tid, l) ||
	    !look_stat(who, pid, tid, l)) {
		memset(l, 0, sizeof(*l));
		return;
	}
	if (l->state == 't')
		l->tracer = task_status(pid, tid, TRACER);
	else if (l->state == 'S' && core_has_reader())
		l->in_dump = task_status(pid, tid, "CoreDumping:") > 0;
}
