/* SPDX-License-Identifier: MIT */
/* pipe(2) and FIFOs. */
#include "kernel.h"

#define PIPE_ATOMIC	4096u		/* PIPE_BUF */
#define FIONREAD	0x541bu

struct pipe {
	char *bytes;
	uint32_t first, n;
	uint32_t nr_readers, nr_writers, nr_files;
	struct node *node;
	struct waitq wait;
	struct file *reader, *writer;	/* one of each, for SIGIO */
};

static struct pipe *pipe_new(void)
{
	struct pipe *p = kmem_alloc(sizeof(*p));

	if (!p)
		return NULL;
	p->bytes = pages_alloc(4);
	if (!p->bytes) {
		kmem_free(p, sizeof(*p));
		return NULL;
	}
	waitq_init(&p->wait);
	return p;
}

static void changed(struct pipe *p)
{
	waitq_wake(&p->wait);
	waitq_wake(&poll_wait);
}

/* Part of the ring, to or from user memory. */
static int64_t part(struct pipe *p, uint64_t uaddr, uint32_t n, bool write)
{
	uint32_t at = write ? (p->first + p->n) % PIPE_BYTES : p->first;

	if (n > PIPE_BYTES - at)
		n = PIPE_BYTES - at;
	if (write ? copy_in(p->bytes + at, uaddr, n) :
		    copy_out(uaddr, p->bytes + at, n))
		return -LINUX_EFAULT;
	if (!write)
		p->first = (p->first + n) % PIPE_BYTES;
	p->n = write ? p->n + n : p->n - n;
	return n;
}

static int64_t pipe_read(struct thread *t, struct file *f, uint64_t uaddr,
			 uint64_t n, uint64_t *pos)
{
	struct pipe *p = f->object;
	int64_t done = 0, ret = 0;

	(void)pos;
	while (n && !p->n) {
		if (!p->nr_writers)
			return 0;
		ret = file_wait(t, f, &p->wait);
		if (ret)
			return ret;
	}
	while (n && p->n) {
		ret = part(p, uaddr + (uint64_t)done,
			   n < p->n ? (uint32_t)n : p->n, false);
		if (ret < 0)
			break;
		done += ret;
		n -= (uint64_t)ret;
	}
	if (done) {
		changed(p);
		if (p->writer)
			file_sigio(p->writer, POLLOUT);
	}
	return done ? done : ret < 0 ? ret : 0;
}

static int64_t broken(struct thread *t)
{
	self_signal(t, LINUX_SIGPIPE);
	return -EPIPE;
}

static int64_t pipe_write(struct thread *t, struct file *f, uint64_t uaddr,
			  uint64_t n, uint64_t *pos)
{
	uint32_t need = n <= PIPE_ATOMIC ? (uint32_t)n : 1, room;
	struct pipe *p = f->object;
	int64_t done = 0, ret = 0;

	(void)pos;
	if (!p->nr_readers)
		return broken(t);
	while (n) {
		room = PIPE_BYTES - p->n;
		if (room < need) {
			ret = file_wait(t, f, &p->wait);
			if (ret)
				break;
			if (!p->nr_readers) {
				ret = broken(t);
				break;
			}
			continue;
		}
		need = 1;
		ret = part(p, uaddr + (uint64_t)done,
			   n < room ? (uint32_t)n : room, true);
		if (ret < 0)
			break;
		done += ret;
		n -= (uint64_t)ret;
		changed(p);
	}
	if (done && p->reader)
		file_sigio(p->reader, POLLIN);
	return done ? done : ret < 0 ? ret : 0;
}

static uint32_t pipe_poll(struct thread *t, struct file *f)
{
	struct pipe *p = f->object;
	uint32_t mode = f->flags & O_ACCMODE, e = 0;

	(void)t;
	if (mode != O_WRONLY)
		e |= (p->n ? POLLIN : 0) | (p->nr_writers ? 0 : POLLHUP);
	if (mode != 0)
		e |= (PIPE_BYTES - p->n >= PIPE_ATOMIC ? POLLOUT : 0) |
		     (p->nr_readers ? 0 : POLLERR);
	return e;
}

static int64_t pipe_ioctl(struct thread *t, struct file *f, uint64_t cmd,
			  uint64_t arg)
{
	int32_t n = (int32_t)((struct pipe *)f->object)->n;

	(void)t;
	return cmd == FIONREAD ? copy_out(arg, &n, sizeof(n)) : -ENOTTY;
}

static void join(struct pipe *p, struct file *f)
{
	uint32_t mode = f->flags & O_ACCMODE;

	f->object = p;
	p->nr_files++;
	if (mode != O_WRONLY) {
		p->nr_readers++;
		p->reader = f;
	}
	if (mode != 0) {
		p->nr_writers++;
		p->writer = f;
	}
}

static void pipe_release(struct file *f)
{
	struct pipe *p = f->object;
	uint32_t mode = f->flags & O_ACCMODE;

	if (!p)
		return;
	if (mode != O_WRONLY)
		p->nr_readers--;
	if (mode != 0)
		p->nr_writers--;
	if (p->reader == f)
		p->reader = NULL;
	if (p->writer == f)
		p->writer = NULL;
	changed(p);
	if (p->reader && !p->nr_writers)
		file_sigio(p->reader, POLLIN);	/* so does Linux */
	if (p->writer && !p->nr_readers)
		file_sigio(p->writer, POLLOUT);
	if (--p->nr_files)
		return;
	if (p->node)
		p->node->pipe = NULL;
	pages_free(p->bytes);
	kmem_free(p, sizeof(*p));
}

const struct file_ops fifo_ops = {
	.read = pipe_read, .write = pipe_write, .poll = pipe_poll,
	.ioctl = pipe_ioctl, .release = pipe_release,
};

/* An open waits for the other end. fifo(7) */
int64_t fifo_open(struct thread *t, struct node *n, struct file *f)
{
	uint32_t mode = f->flags & O_ACCMODE;
	int64_t ret = 0;
	struct pipe *p;

	if (!n->pipe) {
		n->pipe = pipe_new();
		if (!n->pipe)
			return -LINUX_ENOMEM;
		n->pipe->node = n;
	}
	p = n->pipe;
	if (mode == O_WRONLY && (f->flags & O_NONBLOCK) && !p->nr_readers &&
	    p->nr_files)
		return -ENXIO;
	join(p, f);
	changed(p);
	while (!ret && !(f->flags & O_NONBLOCK) && mode != O_RDWR &&
	       !(mode == O_WRONLY ? p->nr_readers : p->nr_writers))
		ret = sleep_on(t, &p->wait, NEVER, SLEEP_SIGNAL, "fifo_open");
	return ret;
}

static int64_t make_pipe(struct thread *t, uint64_t uaddr, uint32_t flags)
{
	struct file *r, *w;
	struct pipe *p;
	int32_t fd[2];

	if (flags & ~(O_CLOEXEC | O_NONBLOCK | 040000u))
		return -LINUX_EINVAL;
	p = pipe_new();
	r = p ? file_new(&fifo_ops, flags, NULL) : NULL;
	w = r ? file_new(&fifo_ops, flags | O_WRONLY, NULL) : NULL;
	if (!w)
		return -LINUX_ENOMEM;
	join(p, r);
	join(p, w);
	fd[0] = (int32_t)fd_install(t, r, 0, flags & O_CLOEXEC);
	fd[1] = (int32_t)fd_install(t, w, 0, flags & O_CLOEXEC);
	if (fd[0] < 0 || fd[1] < 0)
		return -EMFILE;
	return copy_out(uaddr, fd, sizeof(fd));
}

static int64_t do_pipe(struct thread *t, const uint64_t *a)
{
	return make_pipe(t, a[0], 0);
}

static int64_t do_pipe2(struct thread *t, const uint64_t *a)
{
	return make_pipe(t, a[0], (uint32_t)a[1]);
}

const struct call_row calls_pipe[] = {
	{ 22, "pipe", do_pipe }, { 293, "pipe2", do_pipe2 },
	CALLS_END,
};
