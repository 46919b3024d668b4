/* SPDX-License-Identifier: MIT */
/* Descriptors and open files; what all kinds of them have in common. */
#include "kernel.h"

#define FIONBIO		0x5421u
#define FIONREAD	0x541bu
#define FIOASYNC	0x5452u
#define FD_CLOEXEC	1u
#define SETTABLE	(O_APPEND | O_NONBLOCK | O_ASYNC)
enum { F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_SETOWN = 8, F_GETOWN,
       F_SETSIG, F_GETSIG, F_SETOWN_EX = 15, F_GETOWN_EX,
       F_DUPFD_CLOEXEC = 1030, F_GETPIPE_SZ = 1032 };
enum { OWNER_TID, OWNER_PID, OWNER_PGRP };

struct files *files_new(void)
{
	struct files *fs = kmem_alloc(sizeof(*fs));

	if (!fs)
		return NULL;
	fs->nr_users = 1;
	fs->cwd = root;
	root->nr_refs++;
	fs->umask = 022;
	return fs;
}

struct files *files_copy(struct files *from)
{
	struct files *fs = kmem_alloc(sizeof(*fs));
	uint32_t i;

	if (!fs)
		return NULL;
	*fs = *from;
	fs->nr_users = 1;
	fs->cwd->nr_refs++;
	for (i = 0; i < FILES_MAX; i++)
		if (fs->file[i])
			fs->file[i]->nr_refs++;
	return fs;
}

void files_put(struct files *fs)
{
	uint32_t i;

	if (--fs->nr_users)
		return;
	for (i = 0; i < FILES_MAX; i++)
		if (fs->file[i])
			file_put(fs->file[i]);
	node_put(fs->cwd);
	kmem_free(fs, sizeof(*fs));
}

static void close_fd(struct files *fs, uint32_t fd)
{
	struct file *f = fs->file[fd];

	fs->file[fd] = NULL;
	file_put(f);
}

void files_exec(struct files *fs)
{
	uint32_t i;

	for (i = 0; i < FILES_MAX; i++)
		if (fs->file[i] && fs->cloexec[i])
			close_fd(fs, i);
}

struct file *file_new(const struct file_ops *ops, uint32_t flags, void *object)
{
	struct file *f = kmem_alloc(sizeof(*f));

	if (!f)
		return NULL;
	f->ops = ops;
	f->nr_refs = 1;
	f->flags = flags & ~(O_CLOEXEC | O_CREAT | O_EXCL | O_NOCTTY |
			     O_TRUNC);
	f->object = object;
	return f;
}

void file_put(struct file *f)
{
	if (--f->nr_refs)
		return;
	if (f->ops->release)
		f->ops->release(f);
	if (f->node)
		node_put(f->node);
	kmem_free(f, sizeof(*f));
}

struct file *file_of(struct thread *t, uint64_t fd)
{
	return (uint32_t)fd < FILES_MAX ? t->files->file[(uint32_t)fd] : NULL;
}

/* Takes over the caller's reference. */
int64_t fd_install(struct thread *t, struct file *f, uint32_t min,
		   bool cloexec)
{
	uint64_t limit = process(t)->rlimit[RLIMIT_NOFILE][0];
	uint32_t fd = min;

	if (!f)
		return -LINUX_ENOMEM;
	while (fd < FILES_MAX && t->files->file[fd])
		fd++;
	if (fd >= FILES_MAX || fd >= limit) {
		file_put(f);
		return -EMFILE;
	}
	t->files->file[fd] = f;
	t->files->cloexec[fd] = cloexec;
	return fd;
}

/* Something of f has to change first; 0: look again. */
int64_t file_wait(struct thread *t, struct file *f, struct waitq *q)
{
	if (f->flags & O_NONBLOCK)
		return -LINUX_EAGAIN;
	return sleep_on(t, q, NEVER, SLEEP_SIGNAL, "file_wait");
}

uint32_t file_poll(struct thread *t, struct file *f)
{
	return f->ops->poll ? f->ops->poll(t, f) : POLLIN | POLLOUT;
}

void file_sigio(struct file *f, uint32_t events)
{
	static const enum ksig_io_kind kinds[] = {
		KSIG_IO_TASK, KSIG_IO_GROUP, KSIG_IO_PGRP,
	};
	struct ksig_io_owner owner = {
		kinds[f->owner_type], f->owner_id, f->owner_uid,
		f->owner_euid, f->owner_sig,
	};

	if (!f->owner_id || !(f->flags & O_ASYNC))
		return;
	ksig_generate_io(&ksig, &owner, f->owner_fd,
			 events & POLLHUP ? LINUX_POLL_HUP :
			 events & POLLERR ? LINUX_POLL_ERR :
			 events & POLLIN ? LINUX_POLL_IN : LINUX_POLL_OUT);
}

/* ------------------------------------------------------------ read, write */

static bool may(const struct file *f, uint32_t mode)
{
	uint32_t acc = f->flags & O_ACCMODE;

	return !(f->flags & O_PATH) && (acc == O_RDWR || acc == mode);
}

static int64_t transfer(struct thread *t, uint64_t fd, uint64_t uaddr,
			uint64_t n, uint64_t *pos, bool write)
{
	struct file *f = file_of(t, fd);
	int64_t ret;

	if (!f || !may(f, write ? O_WRONLY : 0))
		return -LINUX_EBADF;
	if (pos && !f->ops->is_seekable)
		return -ESPIPE;
	if ((int64_t)n < 0)
		return -LINUX_EINVAL;
	if (!user_range(uaddr, n))
		return -LINUX_EFAULT;
	if (!(write ? f->ops->write : f->ops->read))
		return f->node && (f->node->mode & S_IFMT) == S_IFDIR ?
		       -EISDIR : -LINUX_EINVAL;
	f->nr_refs++;
	if (!pos)
		pos = &f->pos;
	if (write && (f->flags & O_APPEND) && f->node && f->node->obj)
		*pos = f->node->obj->size;
	ret = (write ? f->ops->write : f->ops->read)(t, f, uaddr, n, pos);
	file_put(f);
	return ret;
}

static int64_t do_read(struct thread *t, const uint64_t *a)
{
	return transfer(t, a[0], a[1], a[2], NULL, false);
}

static int64_t do_write(struct thread *t, const uint64_t *a)
{
	return transfer(t, a[0], a[1], a[2], NULL, true);
}

static int64_t do_pread(struct thread *t, const uint64_t *a)
{
	uint64_t pos = a[3];

	return transfer(t, a[0], a[1], a[2], &pos, false);
}

static int64_t do_pwrite(struct thread *t, const uint64_t *a)
{
	uint64_t pos = a[3];

	return transfer(t, a[0], a[1], a[2], &pos, true);
}

struct iovec {
	uint64_t base, bytes;
};
#define IOV_MAX 1024u

static int64_t vector(struct thread *t, const uint64_t *a, bool write)
{
	int64_t sum = 0, ret;
	struct iovec v;
	uint64_t i;

	if (a[2] > IOV_MAX)
		return -LINUX_EINVAL;
	for (i = 0; i < a[2]; i++) {
		if (copy_in(&v, a[1] + i * sizeof(v), sizeof(v)))
			return sum ? sum : -LINUX_EFAULT;
		if (!v.bytes)
			continue;
		ret = transfer(t, a[0], v.base, v.bytes, NULL, write);
		if (ret < 0)
			return sum ? sum : ret;
		sum += ret;
		if ((uint64_t)ret < v.bytes)
			break;
	}
	return sum;
}

static int64_t do_readv(struct thread *t, const uint64_t *a)
{
	return vector(t, a, false);
}

static int64_t do_writev(struct thread *t, const uint64_t *a)
{
	return vector(t, a, true);
}

static int64_t do_lseek(struct thread *t, const uint64_t *a)
{
	struct file *f = file_of(t, a[0]);
	int64_t to = (int64_t)a[1];

	if (!f)
		return -LINUX_EBADF;
	if (!f->ops->is_seekable)
		return -ESPIPE;
	if (a[2] == 1)
		to += (int64_t)f->pos;
	else if (a[2] == 2)
		to += f->node && f->node->obj ? (int64_t)f->node->obj->size :
						0;
	else if (a[2])
		return -LINUX_EINVAL;
	if (to < 0)
		return -LINUX_EINVAL;
	f->pos = (uint64_t)to;
	return to;
}

static int64_t do_sendfile(struct thread *t, const uint64_t *a)
{
	(void)t;
	(void)a;
	return -LINUX_EINVAL;	/* callers then read and write */
}

/* ----------------------------------------------------------- descriptors */

static int64_t do_close(struct thread *t, const uint64_t *a)
{
	if (!file_of(t, a[0]))
		return -LINUX_EBADF;
	close_fd(t->files, (uint32_t)a[0]);
	return 0;
}

static int64_t do_dup(struct thread *t, const uint64_t *a)
{
	struct file *f = file_of(t, a[0]);

	if (!f)
		return -LINUX_EBADF;
	f->nr_refs++;
	return fd_install(t, f, 0, false);
}

static int64_t dup_to(struct thread *t, uint64_t from, uint64_t to,
		      bool cloexec)
{
	struct file *f = file_of(t, from);

	if (!f || (uint32_t)to >= FILES_MAX)
		return -LINUX_EBADF;
	f->nr_refs++;
	if (t->files->file[(uint32_t)to])
		close_fd(t->files, (uint32_t)to);
	t->files->file[(uint32_t)to] = f;
	t->files->cloexec[(uint32_t)to] = cloexec;
	return (int64_t)to;
}

static int64_t do_dup2(struct thread *t, const uint64_t *a)
{
	if (a[0] == a[1])
		return file_of(t, a[0]) ? (int64_t)a[0] : -LINUX_EBADF;
	return dup_to(t, a[0], a[1], false);
}

static int64_t do_dup3(struct thread *t, const uint64_t *a)
{
	if (a[0] == a[1] || (a[2] & ~(uint64_t)O_CLOEXEC))
		return -LINUX_EINVAL;
	return dup_to(t, a[0], a[1], a[2] & O_CLOEXEC);
}

static int64_t set_owner(struct thread *t, struct file *f, uint64_t fd,
			 int type, int32_t id)
{
	f->owner_type = type;
	f->owner_id = id;
	f->owner_fd = (int32_t)fd;
	f->owner_uid = t->uid;
	f->owner_euid = t->euid;
	return 0;
}

static int64_t set_owner_ex(struct thread *t, struct file *f, uint64_t fd,
			    uint64_t uaddr)
{
	int32_t o[2];

	if (copy_in(o, uaddr, sizeof(o)))
		return -LINUX_EFAULT;
	if (o[0] < OWNER_TID || o[0] > OWNER_PGRP)
		return -LINUX_EINVAL;
	if (o[1] && o[0] != OWNER_PGRP && !thread_find(o[1]) &&
	    !process_find(o[1]))
		return -LINUX_ESRCH;
	return set_owner(t, f, fd, o[0], o[1]);
}

/* Becoming ready for O_ASYNC counts from now on. */
static int64_t set_flags(struct file *f, uint32_t flags)
{
	f->flags = (f->flags & ~SETTABLE) | (flags & SETTABLE);
	return 0;
}

static int64_t do_fcntl(struct thread *t, const uint64_t *a)
{
	struct file *f = file_of(t, a[0]);
	int32_t o[2];

	if (!f)
		return -LINUX_EBADF;
	switch (a[1]) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		if (a[2] >= FILES_MAX)
			return -LINUX_EINVAL;
		f->nr_refs++;
		return fd_install(t, f, (uint32_t)a[2],
				  a[1] == F_DUPFD_CLOEXEC);
	case F_GETFD:
		return t->files->cloexec[a[0]] ? FD_CLOEXEC : 0;
	case F_SETFD:
		t->files->cloexec[a[0]] = a[2] & FD_CLOEXEC;
		return 0;
	case F_GETFL:
		return f->flags;
	case F_SETFL:
		if (a[2] & O_ASYNC)
			f->owner_fd = (int32_t)a[0];
		return set_flags(f, (uint32_t)a[2]);
	case F_SETOWN:
		if ((int32_t)a[2] < 0)
			return set_owner(t, f, a[0], OWNER_PGRP,
					 -(int32_t)a[2]);
		return set_owner(t, f, a[0], OWNER_PID, (int32_t)a[2]);
	case F_GETOWN:
		return f->owner_type == OWNER_PGRP ? -f->owner_id :
						     f->owner_id;
	case F_SETSIG:
		if (a[2] > KSIG_NSIG)
			return -LINUX_EINVAL;
		f->owner_sig = (int32_t)a[2];
		return 0;
	case F_GETSIG:
		return f->owner_sig;
	case F_GETPIPE_SZ:
		return f->ops == &fifo_ops ? (int64_t)PIPE_BYTES :
						-LINUX_EBADF;
	case F_SETOWN_EX:
		return set_owner_ex(t, f, a[0], a[2]);
	case F_GETOWN_EX:
		o[0] = f->owner_type;
		o[1] = f->owner_id;
		return copy_out(a[2], o, sizeof(o));
	default:
		return -LINUX_EINVAL;
	}
}

static int64_t set_bit(struct file *f, uint32_t bit, uint64_t uaddr)
{
	int32_t on;

	if (copy_in(&on, uaddr, sizeof(on)))
		return -LINUX_EFAULT;
	f->flags = on ? f->flags | bit : f->flags & ~bit;
	return 0;
}

static int64_t do_ioctl(struct thread *t, const uint64_t *a)
{
	struct file *f = file_of(t, a[0]);

	if (!f)
		return -LINUX_EBADF;
	if (a[1] == FIONBIO)
		return set_bit(f, O_NONBLOCK, a[2]);
	if (a[1] == FIOASYNC) {
		f->owner_fd = (int32_t)a[0];
		return set_bit(f, O_ASYNC, a[2]);
	}
	return f->ops->ioctl ? f->ops->ioctl(t, f, a[1], a[2]) : -ENOTTY;
}

const struct call_row calls_file[] = {
	{ 0, "read", do_read }, { 1, "write", do_write },
	{ 3, "close", do_close }, { 8, "lseek", do_lseek },
	{ 16, "ioctl", do_ioctl }, { 17, "pread64", do_pread },
	{ 18, "pwrite64", do_pwrite }, { 19, "readv", do_readv },
	{ 20, "writev", do_writev }, { 32, "dup", do_dup },
	{ 33, "dup2", do_dup2 }, { 40, "sendfile", do_sendfile },
	{ 72, "fcntl", do_fcntl }, { 292, "dup3", do_dup3 },
	CALLS_END,
};
