/* SPDX-License-Identifier: MIT */
/*
 * epoll(7). An item is of a file, not of a descriptor. Edge-triggered: it is
 * told again only after another event of the file.
 *
 * A signalfd has its events from who added it, and its readiness from who
 * asks (signalfd(2), Limitations). So it is looked at only if it is listed: an
 * event lists it; found not to be readable, or told to be as an edge, it no
 * longer is.
 */
#include <string.h>
#include "file.h"

#define EPOLLONESHOT	(1u << 30)
#define EPOLLET		(1u << 31)
#define EVENTS		0xffffu

enum { EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2, EPOLL_CTL_MOD = 3 };

struct item {
	struct item *next;
	struct sim_file *f;
	int32_t fd;
	uint32_t events;
	uint64_t data;
	uint32_t seen;		/* f->nr_events when it was last told */
	bool is_told;
	int32_t adder;		/* of a signalfd: the process that added it */
	bool is_listed;
};

struct epoll {
	struct item *items;	/* oldest first; a told one goes last */
};

struct __attribute__((packed)) sim_epoll_event {
	uint32_t events;
	uint64_t data;
};

static uint32_t ready(struct sim_task *t, const struct item *i)
{
	uint32_t is = i->f->ops->poll ? i->f->ops->poll(t, i->f) : 0;

	if (!(i->events & EVENTS))
		return 0;	/* a one-shot that was told, or nothing */
	is &= i->events | SIM_POLLERR | SIM_POLLHUP;
	if (sim_is_signalfd(i->f))
		return i->is_listed ? is : 0;
	if (is && (i->events & EPOLLET) && i->is_told &&
	    i->seen == i->f->nr_events)
		return 0;
	return is;
}

static uint32_t epoll_poll(struct sim_task *t, struct sim_file *f)
{
	const struct epoll *e = f->object;
	const struct item *i;

	for (i = e->items; i; i = i->next)
		if (ready(t, i))
			return SIM_POLLIN;
	return 0;
}

static void epoll_release(struct sim *s, struct sim_file *f)
{
	struct epoll *e = f->object;
	struct item *i;

	while ((i = e->items)) {
		e->items = i->next;
		sim_kfree(s, i);
	}
	sim_kfree(s, e);
}

static const struct sim_file_ops epoll_ops = {
	.poll = epoll_poll, .release = epoll_release,
};

bool sim_is_epoll(const struct sim_file *f)
{
	return f->ops == &epoll_ops;
}

static struct item **find(struct epoll *e, const struct sim_file *f,
			  int32_t fd)
{
	struct item **p = &e->items;

	while (*p && ((*p)->f != f || (fd >= 0 && (*p)->fd != fd)))
		p = &(*p)->next;
	return p;
}

/* The last descriptor of f was closed: f leaves every epoll. */
void sim_epoll_forget(struct sim *s, struct sim_file *f)
{
	struct sim_file *o;
	struct item **p, *i;

	for (o = s->files; o; o = o->next) {
		if (!sim_is_epoll(o))
			continue;
		while (*(p = find(o->object, f, -1))) {
			i = *p;
			*p = i->next;
			sim_kfree(s, i);
		}
	}
}

/* A signal became pending for g. */
void sim_epoll_signal(struct sim *s, const struct ksig_group *g)
{
	struct sim_file *f;
	struct item *i;

	for (f = s->files; f; f = f->next) {
		if (!sim_is_epoll(f))
			continue;
		for (i = ((struct epoll *)f->object)->items; i; i = i->next)
			if (i->adder == g->pid)
				i->is_listed = true;
	}
}

static int64_t do_create1(struct sim_task *t, const uint64_t *a)
{
	struct epoll *e;

	if (a[0] & ~(uint64_t)SIM_O_CLOEXEC)
		return -LINUX_EINVAL;
	e = sim_kmalloc(t->s, sizeof(*e));
	if (!e)
		return -LINUX_ENOMEM;
	e->items = NULL;
	return sim_fd_install(t, sim_file_new(t->s, &epoll_ops, SIM_O_RDWR, e),
			      0, a[0] != 0);
}

static int64_t do_create(struct sim_task *t, const uint64_t *a)
{
	static const uint64_t none[6];

	return (int32_t)a[0] <= 0 ? -LINUX_EINVAL : do_create1(t, none);
}

static int64_t change(struct sim_task *t, struct epoll *e, int op,
		      struct sim_file *f, int32_t fd,
		      const struct sim_epoll_event *ev)
{
	struct item **p = find(e, f, fd), *i = *p;

	if (op == EPOLL_CTL_ADD && i)
		return -SIM_EEXIST;
	if (op != EPOLL_CTL_ADD && !i)
		return -SIM_ENOENT;
	if (op == EPOLL_CTL_DEL) {
		*p = i->next;
		sim_kfree(t->s, i);
		return 0;
	}
	if (!i) {
		i = sim_kmalloc(t->s, sizeof(*i));
		if (!i)
			return -LINUX_ENOMEM;
		i->next = NULL;
		i->f = f;
		i->fd = fd;
		i->adder = t->t.group->pid;
		*p = i;
	}
	i->events = ev->events;
	i->data = ev->data;
	i->is_told = false;
	i->is_listed = true;
	i->is_listed = ready(t, i) != 0;
	sim_wake_channel(t->s, &t->s->files);
	return 0;
}

/* (epfd, op, fd, event) */
static int64_t do_ctl(struct sim_task *t, const uint64_t *a)
{
	struct sim_file *ep = sim_file_get(t, a[0]);
	struct sim_file *f = sim_file_get(t, a[2]);
	struct sim_epoll_event ev = { 0, 0 };
	int op = (int)a[1];

	if (op != EPOLL_CTL_DEL &&
	    sim_read_user(t, &ev, a[3], sizeof(ev)) < 0)
		return -LINUX_EFAULT;
	if (!ep || !f)
		return -LINUX_EBADF;
	if (!f->ops->poll)
		return -LINUX_EPERM;
	if (!sim_is_epoll(ep) || ep == f || op < EPOLL_CTL_ADD ||
	    op > EPOLL_CTL_MOD)
		return -LINUX_EINVAL;
	return change(t, ep->object, op, f, (int32_t)a[2], &ev);
}

/* The ready ones, at most max, into out. */
static int64_t collect(struct sim_task *t, struct epoll *e,
		       struct sim_epoll_event *out, int64_t max)
{
	struct item *i;
	int64_t n = 0;
	uint32_t is;

	for (i = e->items; i && n < max; i = i->next) {
		is = ready(t, i);
		i->is_listed &= is && !(i->events & EPOLLET);
		if (!is)
			continue;
		out[n].events = is;
		out[n++].data = i->data;
		i->is_told = true;
		i->seen = i->f->nr_events;
		if (i->events & EPOLLONESHOT)
			i->events &= ~EVENTS;
	}
	return n;
}

/* A signal is not restarted, whatever the handler: epoll_wait(2), EINTR. */
int64_t sim_epoll_wait(struct sim_task *t, uint64_t epfd, uint64_t events,
		       int64_t max, uint64_t deadline_ns)
{
	struct sim_epoll_event out[SIM_FDS_MAX];
	struct sim_file *ep = sim_file_get(t, epfd);
	enum sim_slept slept = SIM_SLEPT;
	int64_t n;

	if (max <= 0)
		return -LINUX_EINVAL;
	if (!ep)
		return -LINUX_EBADF;
	if (!sim_is_epoll(ep))
		return -LINUX_EINVAL;
	if (max > (int64_t)SIM_FDS_MAX)
		max = SIM_FDS_MAX;
	while ((n = collect(t, ep->object, out, max)) == 0 &&
	       slept == SIM_SLEPT)
		slept = sim_sleep(t, &t->s->files, deadline_ns,
				  SIM_SLEEP_SIGNAL);
	if (n == 0)
		return slept == SIM_SLEPT_SIGNAL ? -LINUX_EINTR : 0;
	if (sim_write_user(t, events, out, (uint64_t)n * sizeof(out[0])) < 0)
		return -LINUX_EFAULT;
	return n;
}

const struct sim_call_row sim_calls_epoll[] = {
	{ 213, do_create }, { 233, do_ctl }, { 291, do_create1 },
	{ 0, NULL },
};
