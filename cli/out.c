/* SPDX-License-Identifier: MIT */
/*
 * Where the trace goes. A line is one write(2), so that it stays whole
 * beside the program's own output on the same terminal, and nothing is kept
 * back: what happened can be read although the runner is killed.
 */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Above the standard streams, whichever of them we were started without. */
#define FIRST_FD 3

int cli_out_open(struct cli_out *o, const char *path)
{
	const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY;
	int fd = STDERR_FILENO;

	memset(o, 0, sizeof(*o));
	if (path != NULL) {
		fd = open(path, flags, 0666);
		if (fd < 0)
			return errno;
		if (fd >= FIRST_FD) {
			o->fd = fd;
			return 0;
		}
	}
	o->fd = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FD);
	if (o->fd < 0)
		return errno;
	if (path != NULL)
		close(fd);
	return 0;
}

bool cli_out_is_tty(const struct cli_out *o)
{
	return isatty(o->fd) == 1;
}

/* Write all of s. 0 or an errno; *done is how much of it went out. */
static int write_all(int fd, const char *s, size_t n, size_t *done)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	for (*done = 0; *done < n;) {
		ssize_t w = write(fd, s + *done, n - *done);

		if (w > 0)
			*done += (size_t)w;
		else if (w < 0 && errno == EAGAIN)
			/* The program made its stderr, ours too, O_NONBLOCK. */
			poll(&p, 1, -1);
		else if (w == 0 || errno != EINTR)
			return w == 0 ? EIO : errno;
	}
	return 0;
}

static bool put(struct cli_out *o, const char *s, size_t n)
{
	size_t done;
	int error;

	if (o->is_torn && write_all(o->fd, "\n", 1, &done) != 0)
		return false;
	o->is_torn = false;
	error = write_all(o->fd, s, n, &done);
	if (error == 0)
		return true;
	o->is_torn = done > 0;
	o->is_dead = error == EPIPE;
	o->error = error;
	return false;
}

/*
 * A disk that is full must not go unnoticed, nor end the program: lines are
 * left out and, once there is room again, counted in a line of their own.
 */
void cli_out_line(struct cli_out *o, const char *s, size_t n)
{
	char gap[256];

	if (o->is_dead)
		return;
	if (o->nr_missing > 0) {
		snprintf(gap, sizeof(gap), o->is_json ?
			 "{\"ev\":\"missing\",\"lines\":%llu,"
			 "\"error\":\"%s\"}\n" :
			 "ksig: %llu lines are missing here: %s\n",
			 (unsigned long long)o->nr_missing,
			 strerror(o->error));
		if (!put(o, gap, strlen(gap))) {
			o->nr_missing++;
			return;
		}
		o->nr_missing = 0;
	}
	if (!put(o, s, n))
		o->nr_missing++;
}
