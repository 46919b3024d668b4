/* SPDX-License-Identifier: MIT */
/*
 * signalfd on the host port: the guests' descriptors.
 *
 * What stands for a signalfd on the host is in sigfd_file.c. Calls that read,
 * close, duplicate or change one of its descriptors are trapped by a further
 * filter that compares the descriptor's number.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "sigfd.h"

struct hsigfd *sigfd_find(struct hgroup *hg, int fd)
{
	struct hsigfd *s;

	for (s = hg->sigfds; s; s = s->next)
		if (s->fd == fd)
			return s;
	return NULL;
}

static void drop(struct hgroup *hg, struct hsigfd *s)
{
	struct hsigfd **p;

	for (p = &hg->sigfds; *p != s; p = &(*p)->next)
		;
	*p = s->next;
	stand_put(s->stand);
	free(s);
}

/* Is fd of hg a descriptor of what st is? */
bool sigfd_is_stand(struct hgroup *hg, int fd, const struct hstand *st)
{
	return syscall(SYS_kcmp, procs_live_tid(hg), getpid(),
		       0 /* KCMP_FILE */, (unsigned long)fd,
		       (unsigned long)st->ours) == 0;
}

/* It may have been closed and its number used again. */
static bool still(struct hgroup *hg, const struct hsigfd *s)
{
	return sigfd_is_stand(hg, s->fd, s->stand);
}

/* fd of hg is a descriptor of st. Without memory: NULL, and a new st is gone
 * if nobody has its file. */
static struct hsigfd *add(struct hgroup *hg, int fd, struct hstand *st)
{
	struct hsigfd *s = sigfd_find(hg, fd);

	stand_ref(st);
	if (s) {
		stand_put(s->stand);
		s->stand = st;
		return s;
	}
	s = calloc(1, sizeof(*s));
	if (!s) {
		stand_put(st);
		return NULL;
	}
	s->fd = fd;
	s->stand = st;
	s->next = hg->sigfds;
	hg->sigfds = s;
	return s;
}

/* Calls with fd, of ht's process, stop from now on. 0 or -errno. */
static int trap_fd(struct htask *ht, int fd)
{
	uint64_t *word = &ht_hg(ht)->fds_trapped[fd % SIGFD_TRAPS / 64];
	uint64_t bit = 1ull << fd % 64;
	int err;

	if (fd < SIGFD_TRAPS && (*word & bit))
		return 0;
	ht->at_exit = true;
	err = filter_add_fd(ht, fd);
	if (err == 0 && !ht_hg(ht)->sends_trapped)
		ht_hg(ht)->sends_trapped = filter_add_sends(ht) == 0;
	ht->at_exit = false;
	if (err == 0 && fd < SIGFD_TRAPS)
		*word |= bit;
	return err;
}

/* ---------------------------------------------------------- signalfd(2) */

/* Who reads f already looks again: what is pending may be of the new set. */
static void wake_readers(struct hgroup *hg, const struct hsigfile *f)
{
	struct ksig_list *l;
	struct hsigfd *s;

	for (l = hg->g.tasks.next; l != &hg->g.tasks; l = l->next) {
		struct htask *ht = ht_at(l);

		if (!ht->parked || !sigfd_is_read(ht->call.nr))
			continue;
		s = sigfd_find(hg, (int)ht->entry.di);
		if (s && s->stand->file == f)
			boundary_kick(ht);
	}
}

static void set_mask(struct hgroup *hg, struct hsigfile *f, uint64_t mask)
{
	struct hstand *st;

	sigfile_set_mask(f, mask);
	sigfile_dirty(f);
	sigfd_event(hg);
	for (st = f->stands; st; st = st->next)
		if (st->hg)
			wake_readers(st->hg, f);
}

static int64_t change(struct hgroup *hg, int fd, uint64_t mask)
{
	struct hsigfd *s = sigfd_find(hg, fd);
	int probe;

	if (s && !still(hg, s)) {
		drop(hg, s);
		s = NULL;
	}
	if (s) {
		set_mask(hg, s->stand->file, mask);
		return fd;
	}
	probe = pidfd_take_fd(hg, fd);
	if (probe < 0)
		return -LINUX_EBADF;
	close(probe);
	return -LINUX_EINVAL;
}

static int64_t make(struct htask *ht, uint64_t flags, uint64_t mask)
{
	struct hgroup *hg = ht_hg(ht);
	/* TFD_CLOEXEC and TFD_NONBLOCK are SFD_CLOEXEC and SFD_NONBLOCK. */
	uint64_t arg[6] = { CLOCK_MONOTONIC, flags };
	int64_t fd = tracee_inject(ht, SYS_timerfd_create, arg), err;
	struct hstand *st = NULL;
	int ours;

	if (fd < 0)
		return fd;
	ours = pidfd_take_fd(hg, (int)fd);
	if (ours >= 0)
		st = stand_new(hg, sigfile_new(mask), ours);
	if (!st || !add(hg, (int)fd, st)) {
		arg[0] = (uint64_t)fd;
		err = tracee_inject(ht, SYS_close, arg);
		return err == -LINUX_ESRCH ? err : -LINUX_ENOMEM;
	}
	st->file->nonblock = flags & O_NONBLOCK;
	err = trap_fd(ht, (int)fd);
	if (err != 0)
		host_say("process %d: signalfd: reads of it cannot be "
			 "trapped (%s); they will block", hg->g.pid,
			 strerror((int)-err));
	return fd;
}

void sigfd_call(struct htask *ht)
{
	struct ksig_call *c = &ht->call;
	int fd = (int)c->arg[0];
	int64_t ret;

	if (fd != -1)
		ret = change(ht_hg(ht), fd, c->set);
	else
		ret = make(ht, c->nr == LINUX_NR_signalfd4 ? c->arg[3] : 0,
			   c->set);
	if (ret != -LINUX_ESRCH)
		boundary_result(ht, c->nr, ret);
}

/* ------------------------------------------------- copies of descriptors */

/* The child has the parent's descriptors. */
void sigfd_fork(struct hgroup *from, struct hgroup *to, uint64_t flags)
{
	struct hsigfd *s;

	memcpy(to->fds_trapped, from->fds_trapped, sizeof(to->fds_trapped));
	to->sends_trapped = from->sends_trapped;
	to->recvs_trapped = from->recvs_trapped;
	for (s = from->sigfds; s; s = s->next)
		add(to, s->fd, s->stand);
	/* One that has borrowed its parent's memory is about to exec. */
	to->sigfd_split = to->sigfds &&
		!(flags & (LINUX_CLONE_FILES | LINUX_CLONE_VFORK));
}

/* O_CLOEXEC and O_NONBLOCK as they are, from proc(5), fdinfo; or -1. */
static int fd_flags(struct hgroup *hg, int fd)
{
	unsigned int flags;
	char path[64];
	FILE *f;
	int n;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", procs_live_tid(hg),
		 fd);
	f = fopen(path, "re");
	if (!f)
		return -1;
	n = fscanf(f, "pos: %*d flags: %o", &flags);
	fclose(f);
	return n == 1 ? (int)(flags & (O_CLOEXEC | O_NONBLOCK)) : -1;
}

/*
 * Put a stand-in of ht's process in the place of the one of another process
 * that s is of, and of its duplicates. ht is at no call's entry. false: it
 * cannot be, they go on sharing one.
 */
static bool own_stand(struct htask *ht, const struct hsigfd *s)
{
	struct hgroup *hg = ht_hg(ht);
	struct hstand *old = s->stand, *st = NULL;
	int flags = fd_flags(hg, s->fd), ours;
	uint64_t arg[6] = { CLOCK_MONOTONIC, (uint64_t)(flags & O_NONBLOCK) };
	struct hsigfd *o;
	int64_t fd;

	if (flags < 0)
		return false;
	fd = tracee_inject(ht, SYS_timerfd_create, arg);
	if (fd < 0)
		return false;
	ours = pidfd_take_fd(hg, (int)fd);
	if (ours >= 0)
		st = stand_new(hg, old->file, ours);
	for (o = hg->sigfds; st && o; o = o->next) {
		if (o->stand != old)
			continue;
		flags = fd_flags(hg, o->fd);
		memcpy(arg, (uint64_t[]){ (uint64_t)fd, (uint64_t)o->fd,
		       (uint64_t)(flags & O_CLOEXEC) }, 3 * sizeof(*arg));
		if (flags >= 0 &&
		    tracee_inject(ht, SYS_dup3, arg) == o->fd)
			add(hg, o->fd, st);
	}
	arg[0] = (uint64_t)fd;
	tracee_inject(ht, SYS_close, arg);
	return st;
}

void sigfd_born(struct htask *child)
{
	struct hgroup *hg = ht_hg(child);
	struct hsigfd *s;

	if (!hg->sigfd_split)
		return;
	hg->sigfd_split = false;
again:
	for (s = hg->sigfds; s; s = s->next)
		if (s->stand->hg != hg) {
			if (!own_stand(child, s) || child->gone)
				return;
			goto again;
		}
}

void sigfd_take(struct htask *ht, int fd, struct hstand *st)
{
	struct hgroup *hg = ht_hg(ht);
	struct hsigfd *s = add(hg, fd, st);

	if (s && st->hg != hg)
		own_stand(ht, s);
	if (s && !ht->gone)
		trap_fd(ht, fd);
}

bool sigfd_close(struct htask *ht, int fd)
{
	struct hsigfd *s = sigfd_find(ht_hg(ht), fd);

	/* close(2) frees the number, whatever it returns. */
	if (s)
		drop(ht_hg(ht), s);
	return s;
}

/* After close_range, dup2, and exec, which closes some. */
void sigfd_check(struct hgroup *hg)
{
	struct hsigfd *s, *next;

	for (s = hg->sigfds; s; s = next) {
		next = s->next;
		if (!still(hg, s))
			drop(hg, s);
	}
}

void sigfd_forget(struct hgroup *hg)
{
	while (hg->sigfds)
		drop(hg, hg->sigfds);
	stands_forget(hg);
}

/* O_NONBLOCK is the open file's: all that stand for it have it, or none. */
static void same_flags(const struct hstand *st)
{
	int flags = fcntl(st->ours, F_GETFL);
	const struct hstand *o;

	st->file->nonblock = flags & O_NONBLOCK;
	for (o = st->file->stands; o; o = o->next)
		if (o != st)
			fcntl(o->ours, F_SETFL, flags);
}

static void dup_done(struct htask *ht, struct hsigfd *s, int fd)
{
	struct hgroup *hg = ht_hg(ht);

	if (fd < 0 || !sigfd_is_stand(hg, fd, s->stand) ||
	    !add(hg, fd, s->stand))
		return;
	trap_fd(ht, fd);
	tracee_regs(ht)->ax = (uint64_t)fd;
}

/* At the exit of a dup, fcntl or ioctl. */
void sigfd_changed(struct htask *ht)
{
	struct ksig_regs *e = &ht->entry;
	struct hgroup *hg = ht_hg(ht);
	struct hsigfd *s;
	int64_t ret = (int64_t)tracee_regs(ht)->ax;

	if (ret < 0)
		return;
	if (e->orig_ax == SYS_dup2 || e->orig_ax == SYS_dup3)
		sigfd_check(hg);	/* it may have replaced one */
	s = sigfd_find(hg, (int)e->di);
	if (!s)
		return;
	if (e->orig_ax == SYS_ioctl ||
	    (e->orig_ax == SYS_fcntl && e->si == F_SETFL))
		same_flags(s->stand);
	else if (e->orig_ax != SYS_fcntl || e->si == F_DUPFD ||
		 e->si == F_DUPFD_CLOEXEC)
		dup_done(ht, s, (int)ret);
}
