/* SPDX-License-Identifier: MIT */
/*
 * Our own words, on the standard error that ksig was started with.
 *
 * The runner must not keep a pipe or a terminal open: whoever is at its other
 * end waits for that. What it keeps is a descriptor with O_PATH, which is no
 * writer of a pipe. It is opened anew for each line; where that is not allowed
 * (a socket, a pipe of another user's), a guest that still has it lends its
 * own. A file has no other end, and one offset for all: it is kept.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "internal.h"

static struct {
	bool detached;		/* in the runner */
	int file_fd;		/* or -1 */
	int path_fd;		/* O_PATH, or -1 */
	struct stat st;		/* st_ino 0: there is none */
} say = { .file_fd = -1, .path_fd = -1 };

void say_detach(void)
{
	say.detached = true;
	if (fstat(2, &say.st) != 0)
		memset(&say.st, 0, sizeof(say.st));
	else if (S_ISREG(say.st.st_mode))
		say.file_fd = fcntl(2, F_DUPFD_CLOEXEC, 3);
	else
		say.path_fd = open("/proc/self/fd/2", O_PATH | O_CLOEXEC);
}

void say_no_more(void)
{
	if (say.path_fd >= 0)
		close(say.path_fd);
	if (say.file_fd >= 0)
		close(say.file_fd);
	say.path_fd = say.file_fd = -1;
	memset(&say.st, 0, sizeof(say.st));
}

static bool is_it(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_dev == say.st.st_dev &&
	       st.st_ino == say.st.st_ino;
}

/* Open what path_fd means: a descriptor, or -1. */
static int reopen(void)
{
	char path[32];

	if (say.path_fd < 0)
		return -1;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", say.path_fd);
	return open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
}

/* A duplicate of hg's descriptor 2, if it is the one; else -1. */
static int borrow(struct hgroup *hg)
{
	int fd = pidfd_take_fd(hg, 2);

	if (fd >= 0 && !is_it(fd)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static int borrow_any(void)
{
	struct ksig_list *l;
	int fd;

	for (l = host.k.groups.next; l && l != &host.k.groups; l = l->next) {
		fd = borrow(hg_at(l));
		if (fd >= 0)
			return fd;
	}
	return -1;
}

static int open_stderr(void)
{
	int fd;

	if (!say.st.st_ino)
		return -1;
	if (say.file_fd >= 0)
		return fcntl(say.file_fd, F_DUPFD_CLOEXEC, 3);
	fd = reopen();
	return fd >= 0 ? fd : borrow_any();
}

void host_say(const char *fmt, ...)
{
	char line[512];
	va_list ap;
	int n, fd = 2;

	memcpy(line, "ksig: ", 6);
	va_start(ap, fmt);
	n = vsnprintf(line + 6, sizeof(line) - 7, fmt, ap);
	va_end(ap);
	if (n > (int)sizeof(line) - 8)
		n = (int)sizeof(line) - 8;
	line[6 + n] = '\n';
	if (say.detached)
		fd = open_stderr();
	if (fd < 0 || write(fd, line, (size_t)n + 7) < 0)
		n = 0;		/* nobody hears it */
	if (say.detached && fd >= 0)
		close(fd);
}
