/* SPDX-License-Identifier: MIT */
/* pidfd_send_signal(2): which process or thread a descriptor means. */
#define _GNU_SOURCE
#include <ctype.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>
#include "internal.h"

#ifndef PIDFD_THREAD
#define PIDFD_THREAD	O_EXCL	/* Linux 6.9 */
#endif
#define SELF_THREAD (-10000)	/* linux/pidfd.h, PIDFD_SELF_THREAD */

/* Hosts before 6.9 have descriptors of whole processes only, which are those
 * of its first thread. */
int pidfd_take_fd(struct hgroup *hg, int fd)
{
	int pidfd = (int)syscall(SYS_pidfd_open, procs_live_tid(hg),
				 PIDFD_THREAD), r;

	if (pidfd < 0)
		pidfd = (int)syscall(SYS_pidfd_open, hg->g.pid, 0);
	if (pidfd < 0)
		return -1;
	r = (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
	close(pidfd);
	return r;
}

/* The caller itself, by a number, where the host has that (6.15). */
static bool self(struct htask *ht, int fd, struct ksig_call *c)
{
	if (fd > SELF_THREAD ||
	    syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0) != 0)
		return false;
	c->pidfd_thread = fd == SELF_THREAD;
	c->pidfd_pid = c->pidfd_thread ? ht->t.tid : ht->t.group->pid;
	return true;
}

/*
 * A directory /proc/PID serves too. /proc/PID/task/TID does not, nor does any
 * other directory there with a number for a name, nor one opened with O_PATH
 * (observed on 6.18).
 */
static int directory(struct htask *ht, int fd)
{
	char path[64], link[256], deep[96], *name, *end;
	struct statfs fs;
	ssize_t n;
	long pid;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", ht->t.tid, fd);
	n = readlink(path, link, sizeof(link) - 1);
	if (n <= 0 || statfs(path, &fs) != 0 ||
	    fs.f_type != PROC_SUPER_MAGIC)
		return -LINUX_EBADF;
	link[n] = '\0';
	name = strrchr(link, '/');
	if (!name || !isdigit((unsigned char)name[1]))
		return -LINUX_EBADF;
	pid = strtol(name + 1, &end, 10);
	*name = '\0';
	/* It has been waited for, and its directory is gone. */
	if (strcmp(end, " (deleted)") == 0)
		return strstr(link, "/task") ? -LINUX_EBADF : -LINUX_ESRCH;
	snprintf(deep, sizeof(deep), "%s/task", path);
	return *end == '\0' && access(deep, F_OK) == 0 ? (int)pid :
	       -LINUX_EBADF;
}

void pidfd_find(struct htask *ht, struct ksig_call *c)
{
	int fd = (int)c->arg[0], pid = 0;
	unsigned int flags = 0;
	char path[64], line[256];
	FILE *f;

	c->pidfd_pid = -LINUX_EBADF;
	if (fd < 0) {
		self(ht, fd, c);
		return;
	}
	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", ht->t.tid, fd);
	f = fopen(path, "re");
	if (!f)
		return;
	while (!pid && fgets(line, sizeof(line), f))
		if (sscanf(line, "flags: %o", &flags) != 1)
			sscanf(line, "Pid: %d", &pid);
	fclose(f);
	if (pid > 0) {
		c->pidfd_pid = pid;
		c->pidfd_thread = flags & O_EXCL;	/* PIDFD_THREAD */
	} else if (pid == -1) {
		c->pidfd_pid = -LINUX_ESRCH;	/* it has been waited for */
	} else if (!(flags & O_PATH)) {
		c->pidfd_pid = directory(ht, fd);
	}
}
