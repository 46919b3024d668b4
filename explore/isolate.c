/* SPDX-License-Identifier: MIT */
/*
 * --isolate: each run has a copy of the working directory of its own. What it
 * leaves there is part of what it writes.
 */
#include "explore/explore.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define FDS_MAX	16	/* that nftw(3) may have open */

/* cp -a . path/. 0 or an errno. */
static int copy_here_to(const char *path)
{
	char *argv[] = { "cp", "-a", "--reflink=auto", "--", ".",
			 (char *)(uintptr_t)path, NULL };
	pid_t pid;
	int st, e = posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ);

	if (e)
		return e;
	while (waitpid(pid, &st, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(st) && WEXITSTATUS(st) == 0 ? 0 : EIO;
}

static int drop(const char *path, const struct stat *st, int kind,
		struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	remove(path);
	return 0;
}

void xp_isolate_drop(char *path)
{
	if (path[0])
		nftw(path, drop, FDS_MAX, FTW_DEPTH | FTW_PHYS);
	path[0] = '\0';
}

/* What changes by itself is nothing that the run has written. */
static void leave_out(const char *path, const char *apart)
{
	char *here = realpath(".", NULL), *there = realpath(apart, NULL);
	char *copy = NULL;
	size_t n = here ? strlen(here) : 0;

	if (here && there && strncmp(there, here, n) == 0 &&
	    there[n] == '/' && asprintf(&copy, "%s%s", path, there + n) > 0)
		xp_isolate_drop(copy);
	free(copy);
	free(here);
	free(there);
}

int xp_isolate(char *path, size_t n, const char *apart)
{
	const char *tmp = getenv("TMPDIR");
	int e;

	snprintf(path, n, "%s/ksig-run.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(path)) {
		path[0] = '\0';
		return errno;
	}
	e = copy_here_to(path);
	if (e)
		xp_isolate_drop(path);
	else if (apart)
		leave_out(path, apart);
	return e;
}

static uint64_t sum;
static size_t skip;		/* the copy's own path */

static int add(const char *path, const struct stat *st, int kind,
	       struct FTW *ftw)
{
	uint64_t h = xp_hash(XP_HASH_FIRST, path + skip, strlen(path + skip));
	char buf[16384];
	ssize_t n = 0;
	int fd;

	(void)ftw;
	h = xp_hash(h, &st->st_mode, sizeof(st->st_mode));
	if (kind == FTW_SL) {
		n = readlink(path, buf, sizeof(buf));
		h = xp_hash(h, buf, n > 0 ? (size_t)n : 0);
	} else if (kind == FTW_F && S_ISREG(st->st_mode)) {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
		while (fd >= 0 && (n = read(fd, buf, sizeof(buf))) > 0)
			h = xp_hash(h, buf, (size_t)n);
		if (fd >= 0)
			close(fd);
	}
	sum += h;	/* in whatever order they are found */
	return 0;
}

uint64_t xp_isolate_hash(const char *path)
{
	sum = 0;
	skip = strlen(path);
	nftw(path, add, FDS_MAX, FTW_PHYS);
	return sum;
}
