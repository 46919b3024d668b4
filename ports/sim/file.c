/* SPDX-License-Identifier: MIT */
/* Descriptors: tables, dup(2), fcntl(2), read(2) and write(2). */
#include <string.h>
#include "file.h"

struct sim_file *sim_file_new(struct sim *s, const struct sim_file_ops *ops,
			      uint32_t flags, void *object)
{
	struct sim_file *f = sim_kmalloc(s, sizeof(*f));

	if (!f)
		sim_refuse(s, "no memory for a file");
	memset(f, 0, sizeof(*f));
	f->ops = ops;
	f->nr_refs = 1;
	f->flags = flags;
	f->object = object;
	f->next = s->files;
	s->files = f;
	return f;
}

void sim_file_put(struct sim *s, struct sim_file *f)
{
	struct sim_file **p = &s->files;

	if (--f->nr_refs)
		return;
	while (*p != f)
		p = &(*p)->next;
	*p = f->next;
	sim_epoll_forget(s, f);
	if (f->ops->release)
		f->ops->release(s, f);
	sim_kfree(s, f);
}

struct sim_file *sim_file_get(struct sim_task *t, uint64_t fd)
{
	return (uint32_t)fd < SIM_FDS_MAX ? t->files->fd[(uint32_t)fd] : NULL;
}

int64_t sim_fd_install(struct sim_task *t, struct sim_file *f, uint32_t first,
		       bool cloexec)
{
	uint32_t fd = first;

	while (fd < SIM_FDS_MAX && t->files->fd[fd])
		fd++;
	if (fd >= SIM_FDS_MAX) {
		sim_file_put(t->s, f);
		return -SIM_EMFILE;
	}
	t->files->fd[fd] = f;
	t->files->cloexec[fd] = cloexec;
	return fd;
}

/* ----------------------------------------------------------------- tables */

struct sim_files *sim_files_new(struct sim *s)
{
	struct sim_files *files = sim_kmalloc(s, sizeof(*files));

	if (files) {
		memset(files, 0, sizeof(*files));
		files->nr_refs = 1;
	}
	return files;
}

struct sim_files *sim_files_copy(struct sim *s, struct sim_files *from)
{
	struct sim_files *files = sim_files_new(s);
	uint32_t fd;

	for (fd = 0; files && fd < SIM_FDS_MAX; fd++) {
		files->fd[fd] = from->fd[fd];
		files->cloexec[fd] = from->cloexec[fd];
		if (files->fd[fd])
			files->fd[fd]->nr_refs++;
	}
	return files;
}

struct sim_files *sim_files_share(struct sim_files *files)
{
	files->nr_refs++;
	return files;
}

void sim_files_put(struct sim_task *t)
{
	struct sim_files *files = t->files;
	uint32_t fd;

	t->files = NULL;
	if (--files->nr_refs)
		return;
	for (fd = 0; fd < SIM_FDS_MAX; fd++)
		if (files->fd[fd])
			sim_file_put(t->s, files->fd[fd]);
	sim_kfree(t->s, files);
}

static int64_t close_fd(struct sim_task *t, uint64_t fd)
{
	struct sim_file *f = sim_file_get(t, fd);

	if (!f)
		return -LINUX_EBADF;
	t->files->fd[(uint32_t)fd] = NULL;
	sim_file_put(t->s, f);
	return 0;
}

/* execve(2): a table of its own, without what is close-on-exec. */
void sim_files_exec(struct sim_task *t)
{
	struct sim_files *own;
	uint32_t fd;

	if (t->files->nr_refs > 1) {
		own = sim_files_copy(t->s, t->files);
		sim_files_put(t);
		t->files = own;
	}
	for (fd = 0; fd < SIM_FDS_MAX; fd++)
		if (t->files->fd[fd] && t->files->cloexec[fd])
			close_fd(t, fd);
}

/* ------------------------------------------------------------------ waits */

int64_t sim_file_wait(struct sim_task *t, const struct sim_file *f,
		      const void *channel)
{
	if (f->flags & SIM_O_NONBLOCK)
		return -LINUX_EAGAIN;
	if (sim_sleep(t, channel, SIM_NEVER, SIM_SLEEP_SIGNAL) ==
	    SIM_SLEPT_SIGNAL)
		return -LINUX_ERESTARTSYS;
	return 0;
}

void sim_file_event(struct sim *s, struct sim_file *f, uint32_t events)
{
	if (!f)
		return;
	f->nr_events++;
	sim_wake_channel(s, &s->files);
	if (f->flags & SIM_O_ASYNC)
		sim_sigio(s, f, events);
}

/* ------------------------------------------------------------------ calls */

static int64_t do_close(struct sim_task *t, const uint64_t *a)
{
	return close_fd(t, a[0]);
}

#define USER_END	0x7ffffffff000ull	/* x86-64 */

/* What cannot be user memory is found out before anything is done. */
static bool is_user_range(uint64_t uaddr, uint64_t bytes)
{
	return uaddr <= USER_END && bytes <= USER_END - uaddr;
}

static int64_t read_file(struct sim_task *t, uint64_t fd, uint64_t uaddr,
			 uint64_t bytes, bool may_wait)
{
	struct sim_file *f = sim_file_get(t, fd);
	int64_t ret;

	if (!f)
		return -LINUX_EBADF;
	if (!f->ops->read)
		return -LINUX_EINVAL;
	if (!is_user_range(uaddr, bytes))
		return -LINUX_EFAULT;
	f->nr_refs++;	/* another thread may close it meanwhile */
	ret = f->ops->read(t, f, uaddr, bytes, may_wait &&
			   !(f->flags & SIM_O_NONBLOCK));
	sim_file_put(t->s, f);
	return ret;
}

static int64_t do_read(struct sim_task *t, const uint64_t *a)
{
	return read_file(t, a[0], a[1], a[2], true);
}

#define IOV_MAX	1024

/* Each piece is filled before the next; only the first one waits. */
static int64_t do_readv(struct sim_task *t, const uint64_t *a)
{
	uint64_t iov[2], i, done = 0;
	int64_t ret;

	if (a[2] > IOV_MAX)
		return -LINUX_EINVAL;
	for (i = 0; i < a[2]; i++) {
		if (sim_read_user(t, iov, a[1] + i * 16, sizeof(iov)) < 0)
			return -LINUX_EFAULT;
		if (iov[1] == 0)
			continue;
		ret = read_file(t, a[0], iov[0], iov[1], done == 0);
		if (ret < 0)
			return done ? (int64_t)done : ret;
		done += (uint64_t)ret;
		if ((uint64_t)ret < iov[1])
			break;
	}
	return (int64_t)done;
}

static int64_t do_write(struct sim_task *t, const uint64_t *a)
{
	struct sim_file *f = sim_file_get(t, a[0]);
	int64_t ret;

	if (!f)
		return -LINUX_EBADF;
	if (!f->ops->write)
		return -LINUX_EINVAL;
	if (!is_user_range(a[1], a[2]))
		return -LINUX_EFAULT;
	f->nr_refs++;
	ret = f->ops->write(t, f, a[1], a[2]);
	sim_file_put(t->s, f);
	return ret;
}

static int64_t dup_to(struct sim_task *t, struct sim_file *f, uint64_t to,
		      bool cloexec)
{
	if (to >= SIM_FDS_MAX)
		return -LINUX_EBADF;
	f->nr_refs++;
	close_fd(t, to);
	return sim_fd_install(t, f, (uint32_t)to, cloexec);
}

static int64_t do_dup(struct sim_task *t, const uint64_t *a)
{
	struct sim_file *f = sim_file_get(t, a[0]);

	if (!f)
		return -LINUX_EBADF;
	f->nr_refs++;
	return sim_fd_install(t, f, 0, false);
}

static int64_t do_dup2(struct sim_task *t, const uint64_t *a)
{
	struct sim_file *f = sim_file_get(t, a[0]);

	if (!f)
		return -LINUX_EBADF;
	return a[0] == a[1] ? (int64_t)a[1] : dup_to(t, f, a[1], false);
}

static int64_t do_dup3(struct sim_task *t, const uint64_t *a)
{
	struct sim_file *f = sim_file_get(t, a[0]);

	if (a[0] == a[1] || (a[2] & ~(uint64_t)SIM_O_CLOEXEC))
		return -LINUX_EINVAL;
	return f ? dup_to(t, f, a[1], a[2] != 0) : -LINUX_EBADF;
}

static int64_t do_ioctl(struct sim_task *t, const uint64_t *a)
{
	struct sim_file *f = sim_file_get(t, a[0]);

	if (!f)
		return -LINUX_EBADF;
	return f->ops->ioctl ? f->ops->ioctl(t, f, a[1], a[2]) : -SIM_ENOTTY;
}

/* ------------------------------------------------------------------ fcntl */

enum {
	F_DUPFD = 0, F_GETFD = 1, F_SETFD = 2, F_GETFL = 3, F_SETFL = 4,
	F_SETOWN = 8, F_GETOWN = 9, F_SETSIG = 10, F_GETSIG = 11,
	F_SETOWN_EX = 15, F_GETOWN_EX = 16, F_DUPFD_CLOEXEC = 1030,
};
enum { F_OWNER_TID = 0, F_OWNER_PID = 1, F_OWNER_PGRP = 2 };

static int64_t set_owner(struct sim_task *t, struct sim_file *f, int32_t type,
			 int32_t id)
{
	if (type < F_OWNER_TID || type > F_OWNER_PGRP)
		return -LINUX_EINVAL;
	if (id && type == F_OWNER_TID && !ksig_task_find(&t->s->k, id))
		return -LINUX_ESRCH;
	if (id && type == F_OWNER_PID && !ksig_group_find(&t->s->k, id))
		return -LINUX_ESRCH;
	f->owner_type = type;
	f->owner_id = id;
	f->owner_uid = t->ids.uid;
	f->owner_euid = t->ids.euid;
	return 0;
}

static int64_t set_owner_ex(struct sim_task *t, struct sim_file *f,
			    uint64_t uaddr)
{
	int32_t own[2];

	if (sim_read_user(t, own, uaddr, sizeof(own)) < 0)
		return -LINUX_EFAULT;
	return set_owner(t, f, own[0], own[1]);
}

static int64_t get_owner_ex(struct sim_task *t, struct sim_file *f,
			    uint64_t uaddr)
{
	const int32_t own[2] = { f->owner_type, f->owner_id };

	return sim_write_user(t, uaddr, own, sizeof(own));
}

static int64_t set_flags(struct sim_file *f, uint64_t flags)
{
	const uint32_t may = SIM_O_NONBLOCK | SIM_O_ASYNC;

	f->flags = (f->flags & ~may) | ((uint32_t)flags & may);
	return 0;
}

static int64_t fcntl_owner(struct sim_task *t, struct sim_file *f,
			   const uint64_t *a)
{
	int32_t arg = (int32_t)a[2];

	switch (a[1]) {
	case F_SETOWN:
		return set_owner(t, f, arg < 0 ? F_OWNER_PGRP : F_OWNER_PID,
				 arg < 0 ? -arg : arg);
	case F_GETOWN:
		return f->owner_type == F_OWNER_PGRP ? -f->owner_id :
						       f->owner_id;
	case F_SETSIG:
		if (arg < 0 || arg > KSIG_NSIG)
			return -LINUX_EINVAL;
		f->owner_sig = arg;
		return 0;
	case F_GETSIG:
		return f->owner_sig;
	case F_SETOWN_EX:
		return set_owner_ex(t, f, a[2]);
	case F_GETOWN_EX:
		return get_owner_ex(t, f, a[2]);
	default:
		sim_refuse(t->s, "fcntl(%llu) is not one of the simulator's",
			   (unsigned long long)a[1]);
	}
}

static int64_t do_fcntl(struct sim_task *t, const uint64_t *a)
{
	struct sim_file *f = sim_file_get(t, a[0]);

	if (!f)
		return -LINUX_EBADF;
	switch (a[1]) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		if (a[2] >= SIM_FDS_MAX)
			return -LINUX_EINVAL;
		f->nr_refs++;
		return sim_fd_install(t, f, (uint32_t)a[2],
				      a[1] == F_DUPFD_CLOEXEC);
	case F_GETFD:
		return t->files->cloexec[a[0]];
	case F_SETFD:
		t->files->cloexec[a[0]] = a[2] & 1;
		return 0;
	case F_GETFL:
		return f->flags & ~SIM_O_CLOEXEC;
	case F_SETFL:
		if (a[2] & ~(uint64_t)f->flags & SIM_O_ASYNC)
			f->owner_fd = (int32_t)a[0];
		return set_flags(f, a[2]);
	default:
		return fcntl_owner(t, f, a);
	}
}

const struct sim_call_row sim_calls_file[] = {
	{ 0, do_read }, { 1, do_write }, { 3, do_close }, { 16, do_ioctl },
	{ 19, do_readv }, { 32, do_dup }, { 33, do_dup2 }, { 72, do_fcntl },
	{ 292, do_dup3 },
	{ 0, NULL },
};
