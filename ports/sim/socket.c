/* SPDX-License-Identifier: MIT */
/*
 * socketpair(2) of AF_UNIX, SOCK_STREAM, with descriptors in its messages
 * (unix(7), SCM_RIGHTS), and memfd_create(2) with RLIMIT_FSIZE.
 */
#include <string.h>
#include "file.h"

#define AF_UNIX		1u
#define SOCK_STREAM	1u
#define SOL_SOCKET	1
#define SCM_RIGHTS	1
#define ROOM		4096u
#define FILES_MAX	16u

/* One direction. */
struct queue {
	uint32_t used, nr_files;
	struct sim_file *file[FILES_MAX];
	uint8_t bytes[ROOM];
};

struct pair {
	struct sim_file *end[2];	/* NULL: closed */
	struct queue to[2];		/* for who reads at that end */
};

struct msghdr {
	uint64_t name;
	uint32_t name_len, pad;
	uint64_t iov, nr_iov, control, control_len;
	uint32_t flags, pad2;
};

struct rights {
	uint64_t len;
	int32_t level, type, fd, pad;
};
#define RIGHTS_LEN	20u	/* CMSG_LEN of one descriptor */

static uint32_t end_of(const struct pair *p, const struct sim_file *f)
{
	return f == p->end[1];
}

static int64_t sock_read(struct sim_task *t, struct sim_file *f,
			 uint64_t uaddr, uint64_t bytes, bool may_wait)
{
	struct pair *p = f->object;
	uint32_t me = end_of(p, f), n;
	struct queue *q = &p->to[me];
	int64_t ret;

	while (q->used == 0) {
		if (!p->end[!me])
			return 0;
		ret = may_wait ? sim_file_wait(t, f, p) : -LINUX_EAGAIN;
		if (ret)
			return ret;
	}
	n = q->used < bytes ? q->used : (uint32_t)bytes;
	if (sim_write_user(t, uaddr, q->bytes, n) < 0)
		return -LINUX_EFAULT;
	memmove(q->bytes, q->bytes + n, q->used - n);
	q->used -= n;
	sim_wake_channel(t->s, p);
	sim_file_event(t->s, p->end[!me], SIM_POLLOUT);
	return n;
}

static int64_t sock_write(struct sim_task *t, struct sim_file *f,
			  uint64_t uaddr, uint64_t bytes)
{
	struct pair *p = f->object;
	uint32_t me = end_of(p, f), n;
	struct queue *q = &p->to[!me];
	uint64_t done;
	int64_t ret;

	for (done = 0; done < bytes; done += n) {
		while (p->end[!me] && q->used == ROOM) {
			ret = sim_file_wait(t, f, p);
			if (ret)
				return done ? (int64_t)done : ret;
		}
		if (!p->end[!me])
			return done ? (int64_t)done : sim_sigpipe(t);
		n = ROOM - q->used;
		if (n > bytes - done)
			n = (uint32_t)(bytes - done);
		if (sim_read_user(t, q->bytes + q->used, uaddr + done, n) < 0)
			return -LINUX_EFAULT;
		q->used += n;
		sim_wake_channel(t->s, p);
		sim_file_event(t->s, p->end[!me], SIM_POLLIN);
	}
	return (int64_t)done;
}

static uint32_t sock_poll(struct sim_task *t, struct sim_file *f)
{
	const struct pair *p = f->object;
	uint32_t me = end_of(p, f);
	bool closed = !p->end[!me];

	(void)t;
	return (p->to[me].used || closed ? SIM_POLLIN : 0) |
	       (closed ? SIM_POLLHUP | SIM_POLLRDHUP : 0) |
	       (p->to[!me].used < ROOM ? SIM_POLLOUT : 0);
}

static void sock_release(struct sim *s, struct sim_file *f)
{
	struct pair *p = f->object;
	uint32_t me = end_of(p, f), i;
	struct queue *q = &p->to[me];

	p->end[me] = NULL;
	for (i = 0; i < q->nr_files; i++)
		sim_file_put(s, q->file[i]);
	q->nr_files = 0;
	sim_wake_channel(s, p);
	if (p->end[!me])
		sim_file_event(s, p->end[!me], SIM_POLLIN | SIM_POLLHUP);
	else
		sim_kfree(s, p);
}

static const struct sim_file_ops sock_ops = {
	.read = sock_read, .write = sock_write, .poll = sock_poll,
	.release = sock_release,
};

static int64_t do_socketpair(struct sim_task *t, const uint64_t *a)
{
	struct pair *p;
	int32_t fd[2];
	uint32_t i;

	if (a[0] != AF_UNIX || (a[1] & 0xf) != SOCK_STREAM)
		sim_refuse(t->s, "socketpair(2): the simulator has AF_UNIX "
			   "and SOCK_STREAM only");
	p = sim_kmalloc(t->s, sizeof(*p));
	if (!p)
		return -LINUX_ENOMEM;
	memset(p, 0, sizeof(*p));
	for (i = 0; i < 2; i++)
		p->end[i] = sim_file_new(t->s, &sock_ops, (uint32_t)a[1] &
					 (SIM_O_NONBLOCK | SIM_O_CLOEXEC), p);
	for (i = 0; i < 2; i++)
		fd[i] = (int32_t)sim_fd_install(t, p->end[i], 0,
						a[1] & SIM_O_CLOEXEC);
	if (fd[0] < 0 || fd[1] < 0)
		return -SIM_EMFILE;
	return sim_write_user(t, a[3], fd, sizeof(fd));
}

/* One piece of data, and at most one descriptor. */
static int get_msg(struct sim_task *t, uint64_t uaddr, struct msghdr *m,
		   uint64_t iov[2])
{
	if (sim_read_user(t, m, uaddr, sizeof(*m)) < 0)
		return -LINUX_EFAULT;
	if (m->nr_iov != 1)
		sim_refuse(t->s, "a message of %llu pieces: the simulator has "
			   "those of one", (unsigned long long)m->nr_iov);
	return sim_read_user(t, iov, m->iov, 2 * sizeof(iov[0]));
}

static struct sim_file *get_sock(struct sim_task *t, uint64_t fd, int64_t *err)
{
	struct sim_file *f = sim_file_get(t, fd);

	*err = !f ? -LINUX_EBADF : f->ops != &sock_ops ? -SIM_ENOTSOCK : 0;
	return f;
}

static int64_t do_sendmsg(struct sim_task *t, const uint64_t *a)
{
	struct rights r = { 0, 0, 0, -1, 0 };
	struct sim_file *f, *passed = NULL;
	struct queue *q;
	struct msghdr m;
	uint64_t iov[2];
	int64_t err;

	f = get_sock(t, a[0], &err);
	if (!err)
		err = get_msg(t, a[1], &m, iov);
	if (!err && m.control_len >= RIGHTS_LEN)
		err = sim_read_user(t, &r, m.control, RIGHTS_LEN);
	if (err)
		return err;
	q = &((struct pair *)f->object)->to[!end_of(f->object, f)];
	if (r.level == SOL_SOCKET && r.type == SCM_RIGHTS) {
		passed = sim_file_get(t, (uint32_t)r.fd);
		if (!passed)
			return -LINUX_EBADF;
		if (q->nr_files == FILES_MAX)
			sim_refuse(t->s, "too many descriptors in flight");
		passed->nr_refs++;
		q->file[q->nr_files++] = passed;
	}
	return sock_write(t, f, iov[0], iov[1]);
}

static int64_t do_recvmsg(struct sim_task *t, const uint64_t *a)
{
	struct rights r = { RIGHTS_LEN, SOL_SOCKET, SCM_RIGHTS, -1, 0 };
	struct sim_file *f, *passed;
	struct msghdr m;
	struct queue *q;
	uint64_t iov[2];
	int64_t err, ret;

	f = get_sock(t, a[0], &err);
	if (!err)
		err = get_msg(t, a[1], &m, iov);
	if (err)
		return err;
	ret = sock_read(t, f, iov[0], iov[1], !(f->flags & SIM_O_NONBLOCK));
	if (ret <= 0)
		return ret;
	q = &((struct pair *)f->object)->to[end_of(f->object, f)];
	if (q->nr_files && m.control_len >= RIGHTS_LEN) {
		passed = q->file[0];
		memmove(q->file, q->file + 1,
			--q->nr_files * sizeof(q->file[0]));
		r.fd = (int32_t)sim_fd_install(t, passed, 0, false);
		err = sim_write_user(t, m.control, &r, RIGHTS_LEN);
	}
	return err ? err : ret;
}

/* ------------------------------------------------------------------- memfd */

#define EFBIG	27
#define MEMFD_BYTES	65536u

struct memfd {
	uint64_t at, size;
	uint8_t bytes[MEMFD_BYTES];
};

static int64_t memfd_read(struct sim_task *t, struct sim_file *f,
			  uint64_t uaddr, uint64_t bytes, bool may_wait)
{
	struct memfd *m = f->object;
	uint64_t n = m->size - m->at < bytes ? m->size - m->at : bytes;

	(void)may_wait;
	if (sim_write_user(t, uaddr, m->bytes + m->at, n) < 0)
		return -LINUX_EFAULT;
	m->at += n;
	return (int64_t)n;
}

/* Up to the limit; from there on SIGXFSZ, as if by kill(2). getrlimit(2) */
static int64_t memfd_write(struct sim_task *t, struct sim_file *f,
			   uint64_t uaddr, uint64_t bytes)
{
	uint64_t limit = sim_group(t->t.group)->rlimit[1].cur;
	struct memfd *m = f->object;

	if (m->at >= limit) {
		sim_self_signal(t, LINUX_SIGXFSZ);
		return -EFBIG;
	}
	if (bytes > limit - m->at)
		bytes = limit - m->at;
	if (bytes > MEMFD_BYTES - m->at)
		sim_refuse(t->s, "a file of more than %u bytes", MEMFD_BYTES);
	if (sim_read_user(t, m->bytes + m->at, uaddr, bytes) < 0)
		return -LINUX_EFAULT;
	m->at += bytes;
	if (m->at > m->size)
		m->size = m->at;
	return (int64_t)bytes;
}

static void memfd_release(struct sim *s, struct sim_file *f)
{
	sim_kfree(s, f->object);
}

static const struct sim_file_ops memfd_ops = {
	.read = memfd_read, .write = memfd_write, .release = memfd_release,
};

static int64_t do_memfd_create(struct sim_task *t, const uint64_t *a)
{
	struct memfd *m = sim_kmalloc(t->s, sizeof(*m));

	if (!m)
		return -LINUX_ENOMEM;
	m->at = m->size = 0;
	return sim_fd_install(t, sim_file_new(t->s, &memfd_ops, SIM_O_RDWR, m),
			      0, a[1] & 1);
}

/* -------------------------------------------------------------------- open */

static int64_t do_open(struct sim_task *t, const uint64_t *a)
{
	static const char ptmx[] = "/dev/ptmx";
	char path[sizeof(ptmx)];

	if (sim_read_user(t, path, a[0], sizeof(path)) < 0)
		return -LINUX_EFAULT;
	if (memcmp(path, ptmx, sizeof(ptmx)) != 0)
		sim_refuse(t->s, "open(2): the simulator has /dev/ptmx only");
	return sim_tty_open(t, (uint32_t)a[1]);
}

const struct sim_call_row sim_calls_socket[] = {
	{ 2, do_open }, { 46, do_sendmsg }, { 47, do_recvmsg },
	{ 53, do_socketpair }, { 319, do_memfd_create },
	{ 0, NULL },
};
