/* SPDX-License-Identifier: MIT */
/*
 * What each run reads as its standard input, and what is kept of it beside the
 * findings: they are found with that alone.
 */
#include "explore/dir/dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEPT_MAX	(64 << 20)	/* bytes */

/* Our input, if it is a file; what a pipe has, all of it; of a terminal
 * nothing. */
int xp_input(void)
{
	char buf[65536];
	struct stat st;
	ssize_t n;
	int fd;

	if (fstat(0, &st) != 0 || S_ISCHR(st.st_mode))
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (S_ISREG(st.st_mode))
		return 0;
	fd = memfd_create("stdin", MFD_CLOEXEC);
	while (fd >= 0 && (n = read(0, buf, sizeof(buf))) > 0)
		if (write(fd, buf, (size_t)n) != n)
			return -1;
	return fd;
}

void xp_input_name(int in, char name[XP_INPUT_MAX])
{
	uint64_t h = XP_HASH_FIRST;
	char buf[65536];
	struct stat st;
	off_t at = 0;
	ssize_t n;

	name[0] = '\0';
	if (fstat(in, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0 ||
	    st.st_size > KEPT_MAX)
		return;
	for (; (n = pread(in, buf, sizeof(buf), at)) > 0; at += n)
		h = xp_hash(h, buf, (size_t)n);
	snprintf(name, XP_INPUT_MAX, "input-%016llx", (unsigned long long)h);
}

static int copy(int in, int out)
{
	char buf[65536];
	off_t at = 0;
	ssize_t n;

	while ((n = pread(in, buf, sizeof(buf), at)) > 0) {
		if (write(out, buf, (size_t)n) != n)
			return -1;
		at += n;
	}
	return n < 0 ? -1 : 0;
}

int xp_input_keep(int in, const char *dir, const char *name)
{
	char path[XP_PATH_MAX], tmp[XP_PATH_MAX];
	int fd, r;

	if (!name[0] || access(xp_dir_path(dir, name, path), F_OK) == 0)
		return 0;
	xp_dir_path(dir, "input.new", tmp);
	fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	r = fd < 0 ? -1 : copy(in, fd);
	if (fd >= 0 && close(fd) != 0)
		r = -1;
	if (!r && rename(tmp, path) == 0)
		return 0;
	return xp_fail("%s: cannot be written: %s", path, strerror(errno));
}

int xp_input_kept(const char *dir, const char *name)
{
	char path[XP_PATH_MAX];
	int fd;

	if (!name[0])
		return xp_input();
	/* No other folder's file. */
	if (strchr(name, '/'))
		return -1;
	fd = open(xp_dir_path(dir, name, path), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		xp_fail("%s: %s: it is what the runs read", path,
			strerror(errno));
	return fd;
}
