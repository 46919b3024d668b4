/* SPDX-License-Identifier: MIT */
/*
 * In the runner of a batch: one run, the trunk, goes from point to point. At
 * the call of each it is copied (ports/host/branch.c), steer.c has the signal
 * come in the copy, and the trunk is held until that has ended.
 *
 * A copy shares the trunk's open files: where those are regular ones their
 * offsets are put back after it. Their contents are not: another run may write
 * to the same file. What the guest's streams have is ours, and cut back. Where
 * it has others (pipes,
 * sockets; not those that it was started with), other threads, children,
 * timers or pending signals, no copy is made: the point is left to a run of
 * its own. So is what fails in a copy: a finding is always from a run that
 * began at the program's start.
 */
#include "explore/explore.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "ports/host/host.h"

#define FILES_MAX	64
#define MEM_MAJOR	1	/* /dev/null and others without a state */

/* A file of the trunk's, as it was when the copy was made. */
struct kept {
	int fd;
	off_t at;
};

static struct {
	struct xp_shared *s;
	struct ksig_host_thread *trunk;
	int trunk_pid, pid;	/* and the copy's; 0: there is none */
	int pidfd;
	uint32_t calls, next;
	bool is_again;		/* the trunk comes to its call once more */
	bool is_active, is_held, is_stopping;
	int status;
	uint32_t files_call;	/* for which call they are kept */
	bool may_keep;
	struct kept files[FILES_MAX];
	uint32_t nr_files;
	ino_t inherited[FILES_MAX];	/* of a kind that is shared */
	uint32_t nr_inherited;
	struct xp_written out, err;
} b;

/* ------------------------------------------------------------ open files */

static void files_drop(void)
{
	while (b.nr_files)
		close(b.files[--b.nr_files].fd);
}

static bool is_inherited(const struct stat *st)
{
	uint32_t i;

	for (i = 0; i < b.nr_inherited; i++)
		if (b.inherited[i] == st->st_ino)
			return true;
	return false;
}

static bool has_offset(const struct stat *st)
{
	return S_ISREG(st->st_mode) || S_ISDIR(st->st_mode);
}

static bool has_no_state(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && major(st->st_rdev) == MEM_MAJOR;
}

/* fd is the trunk's, and ours from now on. false: of a kind that is shared. */
static bool keep(int fd)
{
	struct kept *k = &b.files[b.nr_files];
	struct stat st;
	bool ok;

	ok = fstat(fd, &st) == 0;
	if (ok && has_offset(&st) && b.nr_files < FILES_MAX) {
		k->fd = fd;
		k->at = lseek(fd, 0, SEEK_CUR);
		b.nr_files++;
		return true;
	}
	close(fd);
	return ok && (has_no_state(&st) || is_inherited(&st));
}

/* The trunk begins: with fd, which it may not know of. */
static bool inherit(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && !has_offset(&st) &&
	    b.nr_inherited < FILES_MAX)
		b.inherited[b.nr_inherited++] = st.st_ino;
	close(fd);
	return true;
}

/* f for each of the trunk's, as long as it is true. */
static bool each_file(bool (*f)(int fd))
{
	char path[32];
	struct dirent *d;
	bool ok = true;
	DIR *dir;
	int fd;

	if (!b.pidfd)
		b.pidfd = (int)syscall(SYS_pidfd_open, b.trunk_pid, 0);
	snprintf(path, sizeof(path), "/proc/%d/fd", b.trunk_pid);
	dir = opendir(path);
	if (!dir)
		return false;
	while (ok && (d = readdir(dir))) {
		if (d->d_name[0] == '.')
			continue;
		fd = (int)syscall(SYS_pidfd_getfd, b.pidfd, atoi(d->d_name), 0);
		ok = fd >= 0 && f(fd);
	}
	closedir(dir);
	return ok;
}

static void files_back(void)
{
	const struct kept *k;

	for (k = b.files; k < b.files + b.nr_files; k++)
		lseek(k->fd, k->at, SEEK_SET);
}

/* What a copy has written goes. */
static void cut(const struct xp_written *w)
{
	if (ftruncate(w->fd, (off_t)w->bytes) != 0)
		_exit(0);
}

/* --------------------------------------------------------------- copies */

static struct xp_entry *next_entry(void)
{
	return b.next < b.s->batch.nr ? &b.s->batch.entry[b.next] : NULL;
}

static bool may_copy(bool has_timer)
{
	if (has_timer || !ksig_host_may_branch(b.trunk))
		return false;
	if (b.files_call != b.calls) {
		files_drop();
		b.may_keep = each_file(keep);
		b.files_call = b.calls;
		xp_written_on(&b.out);
		xp_written_on(&b.err);
	}
	return b.may_keep;
}

/* The trunk is at the entry of a call. */
static void trunk_call(const struct ksig_host_where *w, bool has_timer)
{
	struct xp_entry *e;

	if (!b.is_again)
		b.calls = xp_call_next(b.calls, w->nr);
	b.is_again = false;
	while ((e = next_entry()) && e->point.call <= b.calls &&
	       xp_now_ms() <= b.s->batch.until_ms) {
		if (e->point.call == b.calls && may_copy(has_timer)) {
			b.is_again = b.is_active = true;
			ksig_host_branch(b.trunk);
			return;
		}
		b.next++;
	}
	if (!e || xp_now_ms() > b.s->batch.until_ms)
		_exit(0);	/* the trunk ends with us */
}

/* The copy and all that it has made have gone. */
static void copy_over(void)
{
	struct xp_entry *e = next_entry();
	struct xp_outcome *o = &b.s->o;

	if (!b.is_stopping)
		o->end = XP_END_GONE;
	o->status = b.status;
	xp_outcome_streams(o, b.out, b.err);
	files_back();
	cut(&b.out);
	cut(&b.err);
	e->o = *o;
	e->is_done = true;
	b.s->batch.nr_done++;
	b.next++;
	b.is_active = b.is_stopping = false;
	b.pid = 0;
	/* Perhaps it has sent the trunk a signal. */
	if (!next_entry() || !ksig_host_may_branch(b.trunk))
		_exit(0);
	if (b.is_held)
		ksig_host_release(b.trunk);
	b.is_held = false;
}

static void begin_copy(const struct ksig_host_where *w)
{
	const struct xp_entry *e = next_entry();

	b.pid = w->pid;
	b.s->point = e->point;
	b.s->sig = e->sig;
	memset(&b.s->o, 0, sizeof(b.s->o));
	b.s->o.blocked_in = -1;
	b.s->o.call_result = XP_NO_RESULT;
}

void xp_branch_died(void *arg, int pid, int status, int nr_left)
{
	(void)arg;
	if (!b.is_active)
		return;
	if (pid == b.trunk_pid)
		_exit(0);
	if (pid == b.pid)
		b.status = status;
	if (nr_left == 1)
		copy_over();
}

bool xp_branch_stop(void)
{
	if (!b.is_active || !b.pid)
		return false;
	b.is_stopping = true;
	ksig_host_kill_others(b.trunk);
	return true;
}

static void trunk_at(enum ksig_host_place place,
		     const struct ksig_host_where *w, bool has_timer)
{
	switch (place) {
	case KSIG_HOST_EXEC:
		ksig_host_calls(b.trunk, true);
		b.nr_inherited = 0;
		each_file(inherit);
		break;
	case KSIG_HOST_CALL:
		trunk_call(w, has_timer);
		break;
	case KSIG_HOST_BRANCHED:
		if (w->branch < 0)
			_exit(0);
		b.is_held = b.is_active;	/* the copy may be over */
		if (b.is_held)
			ksig_host_hold(b.trunk);
		break;
	default:
		break;
	}
}

bool xp_branch_is_trunk(int pid)
{
	return !b.trunk_pid || pid == b.trunk_pid;
}

bool xp_branch_at(struct ksig_host_thread *t, enum ksig_host_place place,
		  const struct ksig_host_where *w, bool has_timer)
{
	if (!b.trunk_pid)
		b.trunk_pid = w->pid;
	if (w->pid == b.trunk_pid) {
		b.trunk = t;
		trunk_at(place, w, has_timer);
		return false;
	}
	if (b.is_stopping)	/* perhaps it was not born yet */
		kill(w->pid, SIGKILL);
	if (!b.is_active || b.is_stopping)
		return false;
	if (place == KSIG_HOST_BRANCH)
		begin_copy(w);
	return true;
}

void xp_branch_init(struct xp_shared *s)
{
	b.s = s;
	b.out = xp_written_from(s->out);
	b.err = xp_written_from(s->err);
}
