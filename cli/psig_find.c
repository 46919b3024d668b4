/* SPDX-License-Identifier: MIT */
/* The processes that are meant by a name. */
#include "cli/psig.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* Longer names than 15 bytes are cut off there; then the next two find it. */
static bool is_comm(int pid, const char *name)
{
	char comm[PSIG_COMM_MAX];

	psig_comm(pid, comm, sizeof(comm));
	return strcmp(comm, name) == 0;
}

static bool is_exe(int pid, const char *name)
{
	static const char deleted[] = " (deleted)";
	const size_t tail = sizeof(deleted) - 1;
	char path[64], exe[4096];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	n = readlink(path, exe, sizeof(exe) - 1);
	if (n <= 0)
		return false;
	exe[n] = '\0';
	if ((size_t)n > tail && strcmp(exe + n - tail, deleted) == 0)
		exe[(size_t)n - tail] = '\0';
	return strcmp(base(exe), name) == 0;
}

static bool is_argv0(int pid, const char *name)
{
	char path[64], arg[4096];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, arg, sizeof(arg) - 1);
	close(fd);
	if (n <= 0)
		return false;
	arg[n] = '\0';
	return strcmp(base(arg), name) == 0;
}

int *psig_find(const char *name, size_t *nr)
{
	int *pids = malloc(sizeof(*pids)), *more;
	DIR *d = opendir("/proc");
	struct dirent *e;
	int pid;

	*nr = 0;
	while (pids != NULL && d != NULL && (e = readdir(d)) != NULL) {
		pid = atoi(e->d_name);
		if (pid <= 0 || pid == getpid() ||
		    !(is_comm(pid, name) || is_exe(pid, name) ||
		      is_argv0(pid, name)))
			continue;
		pids[(*nr)++] = pid;
		more = realloc(pids, (*nr + 1) * sizeof(*pids));
		if (more == NULL)
			free(pids);
		pids = more;
	}
	if (d != NULL)
		closedir(d);
	return pids;
}
