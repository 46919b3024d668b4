/* SPDX-License-Identifier: MIT */
/*
 * The folder of an exploration: made, and held. One ksig works in it at a
 * time: a job that a cluster has started twice would else tear its own work.
 */
#include "explore/dir/dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIRS_MAX	1000

const char *xp_dir_path(const char *dir, const char *name, char *buf)
{
	snprintf(buf, XP_PATH_MAX, "%s/%s", dir, name);
	return buf;
}

/*
 * By fcntl(2): it goes with this process, though the runners have its
 * descriptors and outlive it for a moment. Where nothing can be locked (some
 * file systems of clusters) it is the user's to start no two.
 */
int xp_dir_lock(const char *dir)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char path[XP_PATH_MAX];
	int fd = open(xp_dir_path(dir, "lock", path), O_RDWR | O_CREAT |
		      O_CLOEXEC, 0666);

	if (fd < 0)
		return xp_fail("%s: cannot be written: %s", path,
			       strerror(errno));
	if (fcntl(fd, F_SETLK, &l) != 0 && (errno == EAGAIN ||
					    errno == EACCES)) {
		close(fd);
		return xp_fail("%s: another ksig is at work in it", dir);
	}
	return 0;
}

static const char *made(const char *dir)
{
	char path[XP_PATH_MAX];

	if (access(xp_dir_path(dir, XP_SESSION_FILE, path), F_OK) == 0) {
		xp_fail("%s: it holds an exploration already: go on with it "
			"by --resume, or give another with -o", dir);
		return NULL;
	}
	return xp_dir_lock(dir) == 0 ? dir : NULL;
}

const char *xp_dir_new(const char *wanted)
{
	static char path[64];
	int i;

	if (wanted) {
		if (mkdir(wanted, 0777) == 0 || errno == EEXIST)
			return made(wanted);
		xp_fail("%s: no folder for the findings: %s; give another "
			"with -o", wanted, strerror(errno));
		return NULL;
	}
	for (i = 1; i < DIRS_MAX; i++) {
		snprintf(path, sizeof(path), "ksig-explore.%d", i);
		if (mkdir(path, 0777) == 0)
			return made(path);
		if (errno != EEXIST)
			break;
	}
	xp_fail("no folder for the findings here: %s; give one with -o",
		strerror(errno));
	return NULL;
}
