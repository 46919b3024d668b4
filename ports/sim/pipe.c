/* SPDX-License-Identifier: MIT */
/* pipe(2), pipe(7), eventfd(2). */
#include "file.h"

#define PIPE_PAGES	16u	/* pipe(7): capacity */
#define PAGE		4096u	/* PIPE_BUF: atomic up to it */

/*
 * A ring of pages, as Linux has it: a page that was read in part is not free,
 * so a full pipe stays full until a whole page has been read.
 */
struct pipe {
	struct sim_file *reader, *writer;	/* NULL: closed */
	uint32_t first, nr;		/* pages in use */
	struct {
		uint32_t start, used;
	} at[PIPE_PAGES];
	uint8_t page[PIPE_PAGES][PAGE];
};

static int64_t take_out(struct sim_task *t, struct pipe *p, uint64_t uaddr,
			uint64_t bytes)
{
	uint64_t done = 0, n;
	uint32_t i;

	while (done < bytes && p->nr) {
		i = p->first;
		n = p->at[i].used;
		if (n > bytes - done)
			n = bytes - done;
		if (sim_write_user(t, uaddr + done,
				   p->page[i] + p->at[i].start, n) < 0)
			return done ? (int64_t)done : -LINUX_EFAULT;
		p->at[i].start += (uint32_t)n;
		p->at[i].used -= (uint32_t)n;
		done += n;
		if (!p->at[i].used) {
			p->first = (i + 1) % PIPE_PAGES;
			p->nr--;
		}
	}
	return (int64_t)done;
}

static int64_t pipe_read(struct sim_task *t, struct sim_file *f,
			 uint64_t uaddr, uint64_t bytes, bool may_wait)
{
	struct pipe *p = f->object;
	int64_t ret;

	if (f == p->writer)
		return -LINUX_EBADF;
	if (bytes == 0)
		return 0;
	while (p->nr == 0) {
		if (!p->writer)
			return 0;
		ret = may_wait ? sim_file_wait(t, f, p) : -LINUX_EAGAIN;
		if (ret)
			return ret;
	}
	ret = take_out(t, p, uaddr, bytes);
	if (p->nr < PIPE_PAGES) {
		sim_wake_channel(t->s, p);
		sim_file_event(t->s, p->writer, SIM_POLLOUT);
	}
	return ret;
}

/* What is behind the last whole page goes to the last one in use, if it fits
 * there. Returns how much did, or a negative errno. */
static int64_t merge(struct sim_task *t, struct pipe *p, uint64_t uaddr,
		     uint64_t bytes)
{
	uint32_t rest = bytes % PAGE, i, end;

	if (!rest || !p->nr)
		return 0;
	i = (p->first + p->nr - 1) % PIPE_PAGES;
	end = p->at[i].start + p->at[i].used;
	if (end + rest > PAGE)
		return 0;
	if (sim_read_user(t, p->page[i] + end, uaddr, rest) < 0)
		return -LINUX_EFAULT;
	p->at[i].used += rest;
	return rest;
}

static int64_t put_page(struct sim_task *t, struct pipe *p, uint64_t uaddr,
			uint64_t bytes)
{
	uint32_t i = (p->first + p->nr) % PIPE_PAGES;
	uint32_t n = bytes < PAGE ? (uint32_t)bytes : PAGE;

	if (sim_read_user(t, p->page[i], uaddr, n) < 0)
		return -LINUX_EFAULT;
	p->at[i].start = 0;
	p->at[i].used = n;
	p->nr++;
	return n;
}

static int64_t pipe_write(struct sim_task *t, struct sim_file *f,
			  uint64_t uaddr, uint64_t bytes)
{
	struct pipe *p = f->object;
	int64_t done, n;

	if (f == p->reader)
		return -LINUX_EBADF;
	if (bytes == 0)
		return 0;
	if (!p->reader)
		return sim_sigpipe(t);
	done = merge(t, p, uaddr, bytes);
	if (done < 0)
		return done;
	/* SIGIO and epoll(7) are told, though it was not empty before. */
	if (done > 0)
		sim_file_event(t->s, p->reader, SIM_POLLIN);
	while ((uint64_t)done < bytes) {
		if (!p->reader)
			n = sim_sigpipe(t);
		else if (p->nr == PIPE_PAGES)
			n = sim_file_wait(t, f, p);
		else
			n = put_page(t, p, uaddr + (uint64_t)done,
				     bytes - (uint64_t)done);
		if (n < 0)
			return done ? done : n;
		done += n;
		sim_wake_channel(t->s, p);
		sim_file_event(t->s, p->reader, SIM_POLLIN);
	}
	return done;
}

static uint32_t pipe_poll(struct sim_task *t, struct sim_file *f)
{
	const struct pipe *p = f->object;

	(void)t;
	if (f == p->reader)
		return (p->nr ? SIM_POLLIN : 0) |
		       (p->writer ? 0 : SIM_POLLHUP);
	return (p->nr < PIPE_PAGES ? SIM_POLLOUT : 0) |
	       (p->reader ? 0 : SIM_POLLERR);
}

static void pipe_release(struct sim *s, struct sim_file *f)
{
	struct pipe *p = f->object;

	if (f == p->reader)
		p->reader = NULL;
	else
		p->writer = NULL;
	sim_wake_channel(s, p);
	if (p->reader)
		sim_file_event(s, p->reader, SIM_POLLIN);
	else if (p->writer)
		sim_file_event(s, p->writer, SIM_POLLOUT);
	else
		sim_kfree(s, p);
}

static const struct sim_file_ops pipe_ops = {
	.read = pipe_read, .write = pipe_write, .poll = pipe_poll,
	.release = pipe_release,
};

static int64_t do_pipe2(struct sim_task *t, const uint64_t *a)
{
	const uint32_t flags = (uint32_t)a[1];
	struct pipe *p;
	int32_t fd[2];

	if (flags & ~(SIM_O_CLOEXEC | SIM_O_NONBLOCK))
		return -LINUX_EINVAL;
	p = sim_kmalloc(t->s, sizeof(*p));
	if (!p)
		return -LINUX_ENOMEM;
	p->first = p->nr = 0;
	p->reader = sim_file_new(t->s, &pipe_ops, flags, p);
	p->writer = sim_file_new(t->s, &pipe_ops, flags | SIM_O_WRONLY, p);
	fd[0] = (int32_t)sim_fd_install(t, p->reader, 0,
					flags & SIM_O_CLOEXEC);
	fd[1] = (int32_t)sim_fd_install(t, p->writer, 0,
					flags & SIM_O_CLOEXEC);
	if (fd[0] < 0 || fd[1] < 0)
		return -SIM_EMFILE;
	return sim_write_user(t, a[0], fd, sizeof(fd));
}

static int64_t do_pipe(struct sim_task *t, const uint64_t *a)
{
	const uint64_t b[2] = { a[0], 0 };

	return do_pipe2(t, b);
}

/* ---------------------------------------------------------------- eventfd */

#define EFD_SEMAPHORE	1u
#define COUNT_MAX	0xfffffffffffffffeull

static int64_t eventfd_read(struct sim_task *t, struct sim_file *f,
			    uint64_t uaddr, uint64_t bytes, bool may_wait)
{
	bool one = f->flags & EFD_SEMAPHORE;
	uint64_t value;
	int64_t ret;

	if (bytes < sizeof(value))
		return -LINUX_EINVAL;
	while (f->count == 0) {
		ret = may_wait ? sim_file_wait(t, f, f) : -LINUX_EAGAIN;
		if (ret)
			return ret;
	}
	value = one ? 1 : f->count;
	f->count -= value;
	sim_wake_channel(t->s, f);
	sim_file_event(t->s, f, SIM_POLLOUT);
	ret = sim_write_user(t, uaddr, &value, sizeof(value));
	return ret < 0 ? ret : (int64_t)sizeof(value);
}

static int64_t eventfd_write(struct sim_task *t, struct sim_file *f,
			     uint64_t uaddr, uint64_t bytes)
{
	uint64_t value;
	int64_t ret;

	if (bytes < sizeof(value))
		return -LINUX_EINVAL;
	if (sim_read_user(t, &value, uaddr, sizeof(value)) < 0)
		return -LINUX_EFAULT;
	if (value == UINT64_MAX)
		return -LINUX_EINVAL;
	while (value > COUNT_MAX - f->count) {
		ret = sim_file_wait(t, f, f);
		if (ret)
			return ret;
	}
	f->count += value;
	sim_wake_channel(t->s, f);
	sim_file_event(t->s, f, SIM_POLLIN);
	return (int64_t)sizeof(value);
}

static uint32_t eventfd_poll(struct sim_task *t, struct sim_file *f)
{
	(void)t;
	return (f->count ? SIM_POLLIN : 0) |
	       (f->count < COUNT_MAX ? SIM_POLLOUT : 0);
}

static const struct sim_file_ops eventfd_ops = {
	.read = eventfd_read, .write = eventfd_write, .poll = eventfd_poll,
};

static int64_t do_eventfd2(struct sim_task *t, const uint64_t *a)
{
	const uint32_t flags = (uint32_t)a[1];
	struct sim_file *f;

	if (flags & ~(SIM_O_CLOEXEC | SIM_O_NONBLOCK | EFD_SEMAPHORE))
		return -LINUX_EINVAL;
	f = sim_file_new(t->s, &eventfd_ops, flags, NULL);
	f->count = (uint32_t)a[0];
	return sim_fd_install(t, f, 0, flags & SIM_O_CLOEXEC);
}

const struct sim_call_row sim_calls_pipe[] = {
	{ 22, do_pipe }, { 293, do_pipe2 }, { 290, do_eventfd2 },
	{ 0, NULL },
};
