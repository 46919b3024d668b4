/* SPDX-License-Identifier: MIT */
/*
 * signalfd on the host port.
 *
 * The guest's descriptor is an eventfd of the host, of which the runner has a
 * duplicate: its count is 1 while a signal of the mask is pending, so poll,
 * select and epoll work natively. Reads of it are trapped by a second filter
 * that compares the descriptor's number, and are served by the core.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include "internal.h"

/* The end of a program's addresses on x86-64 with four levels of pages: what
 * a call's buffer may not go beyond. */
#define USER_TOP	0x7ffffffff000ull

static struct hsigfd *find(struct hgroup *hg, int fd)
{
	struct hsigfd *s;

	for (s = hg->sigfds; s; s = s->next)
		if (s->fd == fd)
			return s;
	return NULL;
}

static void file_put(struct hsigfile *f)
{
	struct hsigfile **p;

	if (--f->refs > 0)
		return;
	for (p = &host.sigfiles; *p != f; p = &(*p)->next)
		;
	*p = f->next;
	close(f->ours);
	free(f);
}

static void drop(struct hgroup *hg, struct hsigfd *s)
{
	struct hsigfd **p;

	for (p = &hg->sigfds; *p != s; p = &(*p)->next)
		;
	*p = s->next;
	file_put(s->file);
	free(s);
}

/* A duplicate of the guest's descriptor, or -1. */
static int get_fd(struct hgroup *hg, int fd)
{
	int pidfd = (int)syscall(SYS_pidfd_open, hg->g.pid, 0), r;

	if (pidfd < 0)
		return -1;
	r = (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
	close(pidfd);
	return r;
}

/* Are a and b descriptors of one open file? */
static bool same_file(int a, int b)
{
	return syscall(SYS_kcmp, getpid(), getpid(), 0 /* KCMP_FILE */,
		       (unsigned long)a, (unsigned long)b) == 0;
}

/*
 * Is fd of hg still the eventfd that stands for s? It may have been closed
 * and its number used again.
 */
static bool still(struct hgroup *hg, struct hsigfd *s)
{
	int now = get_fd(hg, s->fd);
	bool same = now >= 0 && same_file(now, s->file->ours);

	if (now >= 0)
		close(now);
	return same;
}

/* Could some thread of hg read from f? */
static bool is_ready(struct hgroup *hg, const struct hsigfile *f)
{
	struct ksig_list *l;

	for (l = hg->g.tasks.next; l != &hg->g.tasks; l = l->next)
		if (ksig_signalfd_ready((struct ksig_task *)(void *)
			((char *)l - offsetof(struct ksig_task, in_group)),
			f->mask))
			return true;
	return false;
}

/*
 * The eventfd's count is not 0 while f is ready. The runner never sleeps in a
 * read of it: the guest can write to it and read it in ways of its own.
 */
static void raise_file(struct hsigfile *f)
{
	uint64_t one = 1;
	struct iovec v = { &one, sizeof(one) };

	if (f->ready == f->raised)
		return;
	if (f->ready ? write(f->ours, &one, sizeof(one)) < 0 :
		       preadv2(f->ours, &v, 1, -1, RWF_NOWAIT) < 0 &&
		       errno != EAGAIN)
		return;
	f->raised = f->ready;
}

/*
 * A file that several processes have open is ready when it is for one of
 * them: the eventfd cannot look different to each.
 */
void sigfd_update_all(void)
{
	struct hsigfile *f;
	struct ksig_list *l;
	struct hsigfd *s;

	host.poll_dirty = false;
	for (f = host.sigfiles; f; f = f->next)
		f->ready = false;
	for (l = host.k.groups.next; l != &host.k.groups; l = l->next) {
		struct hgroup *hg = hg_at(l);

		for (s = hg->sigfds; s; s = s->next)
			s->file->ready |= is_ready(hg, s->file);
	}
	for (f = host.sigfiles; f; f = f->next)
		raise_file(f);
}

/* fd of hg is a descriptor of f, whose reference it takes. */
static bool add(struct hgroup *hg, int fd, struct hsigfile *f)
{
	struct hsigfd *s = find(hg, fd);

	if (s)
		drop(hg, s);
	s = calloc(1, sizeof(*s));
	if (!s) {
		file_put(f);
		return false;
	}
	s->fd = fd;
	s->file = f;
	s->next = hg->sigfds;
	hg->sigfds = s;
	host.poll_dirty = true;
	return true;
}

static struct hsigfile *file_new(int ours, uint64_t mask)
{
	struct hsigfile *f = calloc(1, sizeof(*f));

	if (!f) {
		close(ours);
		return NULL;
	}
	f->refs = 1;
	f->ours = ours;
	f->mask = mask;
	f->next = host.sigfiles;
	host.sigfiles = f;
	return f;
}

void sigfd_call(struct htask *ht)
{
	struct hgroup *hg = ht_hg(ht);
	struct ksig_call *c = &ht->call;
	int fd = (int)c->arg[0];
	struct hsigfile *f;
	struct hsigfd *s;
	uint64_t arg[6] = { 0 };
	int64_t ret;

	if (fd != -1) {
		s = find(hg, fd);
		if (s && !still(hg, s)) {
			drop(hg, s);
			s = NULL;
		}
		if (s) {
			s->file->mask = c->set;
			host.poll_dirty = true;
		}
		ret = s ? fd : -LINUX_EINVAL;
		if (!s) {
			int probe = get_fd(hg, fd);

			if (probe < 0)
				ret = -LINUX_EBADF;
			else
				close(probe);
		}
		boundary_result(ht, c->nr, ret);
		return;
	}
	/* EFD_CLOEXEC and EFD_NONBLOCK are SFD_CLOEXEC and SFD_NONBLOCK. */
	arg[1] = c->nr == LINUX_NR_signalfd4 ? c->arg[3] : 0;
	ret = tracee_inject(ht, SYS_eventfd2, arg);
	if (ret < 0) {
		if (ret != -LINUX_ESRCH)
			boundary_result(ht, c->nr, ret);
		return;
	}
	fd = (int)ret;
	ret = get_fd(hg, fd);
	f = ret >= 0 ? file_new((int)ret, c->set) : NULL;
	if (!f || !add(hg, fd, f)) {
		uint64_t no[6] = { (uint64_t)fd };

		if (tracee_inject(ht, SYS_close, no) != -LINUX_ESRCH)
			boundary_result(ht, c->nr, -LINUX_ENOMEM);
		return;
	}
	ht->at_exit = true;
	ret = filter_add_fd(ht, fd);
	ht->at_exit = false;
	if (ret != 0)
		host_say("process %d: signalfd: reads of it cannot be "
			 "trapped (%s); they will block", hg->g.pid,
			 strerror((int)-ret));
	boundary_result(ht, c->nr, fd);
}

static bool nonblocking(struct hsigfd *s)
{
	return fcntl(s->file->ours, F_GETFL) & O_NONBLOCK;
}

/*
 * A readv, buffer by buffer: records that go across two are not split, the
 * read ends before them. It waits for the first one only.
 */
static enum ksig_call_outcome serve_readv(struct htask *ht,
					  const struct ksig_regs *r,
					  ksig_sigset mask, bool nonblock,
					  int64_t *ret)
{
	struct { uint64_t base, len; } iov;
	uint64_t i;
	int64_t done = 0;

	*ret = -LINUX_EINVAL;
	for (i = 0; i < r->dx && r->dx <= IOV_MAX; i++) {
		*ret = -LINUX_EFAULT;
		if (tracee_read(ht->t.tid, &iov, r->si + i * sizeof(iov),
				sizeof(iov)) != 0)
			break;
		if (ksig_signalfd_read(&ht->t, mask, iov.base, iov.len,
				       nonblock || done, ret) ==
		    KSIG_CALL_PARK)
			return KSIG_CALL_PARK;
		if (*ret < 0)
			break;
		done += *ret;
		if ((uint64_t)*ret < iov.len)
			break;
	}
	if (done)
		*ret = done;
	return KSIG_CALL_DONE;
}

static enum ksig_call_outcome serve_read(struct htask *ht, int64_t *ret)
{
	struct ksig_regs *r = ht->parked ? &ht->entry : tracee_regs(ht);
	struct hsigfd *s = find(ht_hg(ht), (int)r->di);
	bool nonblock;

	if (!s) {
		*ret = -LINUX_EBADF;
		return KSIG_CALL_DONE;
	}
	/* Asked only if it matters: it is a system call. */
	nonblock = !ksig_signalfd_ready(&ht->t, s->file->mask) &&
		   nonblocking(s);
	if (r->orig_ax == SYS_readv)
		return serve_readv(ht, r, s->file->mask, nonblock, ret);
	return ksig_signalfd_read(&ht->t, s->file->mask, r->si, r->dx,
				  nonblock, ret);
}

bool sigfd_read(struct htask *ht)
{
	struct ksig_regs *r = tracee_regs(ht);
	struct hgroup *hg = ht_hg(ht);
	struct hsigfd *s = find(hg, (int)r->di);
	int64_t ret;

	if (!s)
		return false;
	/* read(2) looks at the range before it asks the file: the host's
	 * answer is right, and nothing is taken. */
	if (r->orig_ax == SYS_read && r->dx <= INT64_MAX &&
	    (r->si > USER_TOP || r->dx > USER_TOP - r->si))
		return false;
	ht->call = (struct ksig_call){ .nr = (int64_t)r->orig_ax };
	host.poll_dirty = true;
	if (serve_read(ht, &ret) == KSIG_CALL_PARK)
		boundary_park(ht);
	else
		boundary_result(ht, ht->call.nr, ret);
	return true;
}

enum ksig_call_outcome sigfd_again(struct htask *ht)
{
	host.poll_dirty = true;
	return serve_read(ht, &ht->call.ret);
}

/* The child has the parent's descriptors. */
void sigfd_fork(struct hgroup *from, struct hgroup *to)
{
	struct hsigfd *s;

	for (s = from->sigfds; s; s = s->next) {
		s->file->refs++;
		add(to, s->fd, s->file);
	}
}

/* After close, close_range, and exec, which closes some. */
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
}

/* At the exit of a dup of a signalfd: the new number is one too. */
void sigfd_dup(struct htask *ht)
{
	struct ksig_regs *e = &ht->entry;
	struct hgroup *hg = ht_hg(ht);
	struct hsigfd *s;
	int64_t fd = (int64_t)tracee_regs(ht)->ax;
	int ours;
	bool same;

	if (fd < 0)
		return;
	if (e->orig_ax == SYS_dup2 || e->orig_ax == SYS_dup3)
		sigfd_check(hg);	/* it may have replaced one */
	s = find(hg, (int)e->di);
	if (!s)
		return;
	if (e->orig_ax == SYS_fcntl && e->si != F_DUPFD &&
	    e->si != F_DUPFD_CLOEXEC)
		return;
	ours = get_fd(hg, (int)fd);
	if (ours < 0)
		return;
	same = same_file(ours, s->file->ours);
	close(ours);
	if (!same)
		return;
	s->file->refs++;
	if (add(hg, (int)fd, s->file)) {
		ht->at_exit = true;
		filter_add_fd(ht, (int)fd);
		ht->at_exit = false;
		tracee_regs(ht)->ax = (uint64_t)fd;
	}
}
