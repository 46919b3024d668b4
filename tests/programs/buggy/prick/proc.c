/* SPDX-License-Identifier: MIT */
/* What /proc/PID/stat says of processes. */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "prick.h"

/* The state of a process, and its parent; 0 if there is none. */
static char state_of(const char *pid, pid_t *parent)
{
	char path[300], text[512], *p;
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%s/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n > 0 ? n : 0] = 0;
	p = strrchr(text, ')');
	if (!p)
		return 0;
	*parent = atoi(p + 3);
	return p[2];
}

bool is_running(pid_t pid)
{
	char text[20];
	pid_t parent;

	snprintf(text, sizeof text, "%d", (int)pid);
	return state_of(text, &parent) == 'R';
}

int count_zombies(pid_t parent)
{
	DIR *d = opendir("/proc");
	struct dirent *e;
	int count = 0;
	pid_t of;

	while (d && (e = readdir(d)))
		if (isdigit((unsigned char)e->d_name[0]) &&
		    state_of(e->d_name, &of) == 'Z' && of == parent)
			count++;
	if (d)
		closedir(d);
	return count;
}
