/* SPDX-License-Identifier: MIT */
/* Counts zombies. */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "prick.h"

int count_zombies(pid_t parent)
{
	char path[300], text[512], *p;
	struct dirent *e;
	DIR *d = opendir("/proc");
	ssize_t n;
	int fd, count = 0;

	while (d && (e = readdir(d))) {
		if (!isdigit((unsigned char)e->d_name[0]))
			continue;
		snprintf(path, sizeof path, "/proc/%s/stat", e->d_name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		n = read(fd, text, sizeof text - 1);
		close(fd);
		text[n > 0 ? n : 0] = 0;
		p = strrchr(text, ')');
		if (p && p[2] == 'Z' && atoi(p + 3) == parent)
			count++;
	}
	if (d)
		closedir(d);
	return count;
}
