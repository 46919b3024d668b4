/* SPDX-License-Identifier: MIT */
/*
 * epoll(7). An item is of a file, not of a descriptor; it holds the file.
 * Edge-triggered: it is told when it becomes ready, and again once it was
 * seen not to be.
 */
#include "kernel.h"

#define EPOLLONESHOT	(1u << 30)
#define EPOLLET		(1u << 31)
#define EVENTS		0xffffu
#define TOLD_MAX	64

enum { EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2, EPOLL_CTL_MOD = 3 };

struct item {
	struct item *next;
	struct file *f;
	int32_t fd;
	uint32_t events;
	uint64_t data;
	bool is_told;
	/*
	 * A signalfd has its events from the process that added it, and its
	 * readiness from who asks (signalfd(2), Limitations): an event lists
	 * it; not ready, or told as an edge, it no longer is.
	 */
	int32_t adder;
	bool is_listed;
	uint64_t seen;		/* of the adder's process.nr_signals */
};

struct epoll {
	struct item *items;	/* oldest first */
};

struct __attribute__((packed)) epoll_event {
	uint32_t events;
	uint64_t data;
};

static bool is_listed(struct item *i)
{
	struct process *p = process_find(i->adder);
	uint64_t n = p ? __atomic_load_n(&p->nr_signals, __ATOMIC_ACQUIRE) :
			 i->seen;

	if (n != i->seen)
		i->is_listed = true;
	i->seen = n;
	return i->is_listed;
}

static uint32_t ready(struct thread *t, struct item *i)
{
	uint32_t is;

	if (!(i->events & EVENTS))
		return 0;	/* a one-shot that was told, or nothing */
	is = file_poll(t, i->f) & (i->events | POLLERR | POLLHUP);
	if (is_signalfd(i->f))
		return is_listed(i) ? is : 0;
	if (!is)
		i->is_told = false;
	return is && (i->events & EPOLLET) && i->is_told ? 0 : is;
}

static uint32_t epoll_poll(struct thread *t, struct file *f)
{
	struct item *i;

	for (i = ((struct epoll *)f->object)->items; i; i = i->next)
		if (ready(t, i))
			return POLLIN;
	return 0;
}

/* Files that nobody else has any more leave. */
static void prune(struct epoll *e, bool all)
{
	struct item **p = &e->items, *i;

	while ((i = *p)) {
		if (!all && i->f->nr_refs > 1) {
			p = &i->next;
			continue;
		}
		*p = i->next;
		file_put(i->f);
		kmem_free(i, sizeof(*i));
	}
}

static void epoll_release(struct file *f)
{
	prune(f->object, true);
	kmem_free(f->object, sizeof(struct epoll));
}

static const struct file_ops epoll_ops = {
	.poll = epoll_poll, .release = epoll_release,
};

static int64_t do_create1(struct thread *t, const uint64_t *a)
{
	struct epoll *e;

	if (a[0] & ~(uint64_t)O_CLOEXEC)
		return -LINUX_EINVAL;
	e = kmem_alloc(sizeof(*e));
	return e ? fd_install(t, file_new(&epoll_ops, O_RDWR, e), 0,
			      a[0] != 0) : -LINUX_ENOMEM;
}

static int64_t do_create(struct thread *t, const uint64_t *a)
{
	static const uint64_t none[6];

	return (int32_t)a[0] <= 0 ? -LINUX_EINVAL : do_create1(t, none);
}

static int64_t change(struct thread *t, struct epoll *e, int op, struct file *f, int32_t fd,
		      const struct epoll_event *ev)
{
	struct item **p = &e->items, *i;

	prune(e, false);
	while (*p && ((*p)->f != f || (*p)->fd != fd))
		p = &(*p)->next;
	i = *p;
	if (op == EPOLL_CTL_ADD && i)
		return -EEXIST;
	if (op != EPOLL_CTL_ADD && !i)
		return -ENOENT;
	if (op == EPOLL_CTL_DEL) {
		*p = i->next;
		file_put(f);
		kmem_free(i, sizeof(*i));
		return 0;
	}
	if (!i) {
		i = kmem_alloc(sizeof(*i));
		if (!i)
			return -LINUX_ENOMEM;
		i->f = f;
		f->nr_refs++;
		i->fd = fd;
		i->adder = t->t.group->pid;
		*p = i;
	}
	i->events = ev->events;
	i->data = ev->data;
	i->is_told = false;
	i->is_listed = true;
	i->is_listed = ready(t, i) != 0;
	waitq_wake(&poll_wait);
	return 0;
}

/* (epfd, op, fd, event) */
static int64_t do_ctl(struct thread *t, const uint64_t *a)
{
	struct file *ep = file_of(t, a[0]), *f = file_of(t, a[2]);
	struct epoll_event ev = { 0, 0 };
	int op = (int)a[1];

	if (op != EPOLL_CTL_DEL && copy_in(&ev, a[3], sizeof(ev)))
		return -LINUX_EFAULT;
	if (!ep || !f)
		return -LINUX_EBADF;
	if (!f->ops->poll)
		return -LINUX_EPERM;
	if (ep->ops != &epoll_ops || ep == f || op < EPOLL_CTL_ADD ||
	    op > EPOLL_CTL_MOD)
		return -LINUX_EINVAL;
	return change(t, ep->object, op, f, (int32_t)a[2], &ev);
}

struct told {
	struct epoll *e;
	int64_t max;
	struct epoll_event out[TOLD_MAX];
};

static int64_t collect(struct thread *t, void *what)
{
	struct told *o = what;
	struct item *i;
	int64_t n = 0;
	uint32_t is;

	for (i = o->e->items; i && n < o->max; i = i->next) {
		is = ready(t, i);
		i->is_listed &= is && !(i->events & EPOLLET);
		if (!is)
			continue;
		o->out[n].events = is;
		o->out[n++].data = i->data;
		i->is_told = true;
		if (i->events & EPOLLONESHOT)
			i->events &= ~EVENTS;
	}
	return n;
}

/* A signal is not restarted, whatever the handler: epoll_wait(2), EINTR. */
int64_t epoll_wait_call(struct thread *t, const uint64_t *a,
			uint64_t deadline_ns)
{
	struct file *ep = file_of(t, a[0]);
	struct told o = { .max = (int32_t)a[2] };
	int64_t n;

	if (o.max <= 0)
		return -LINUX_EINVAL;
	if (!ep)
		return -LINUX_EBADF;
	if (ep->ops != &epoll_ops)
		return -LINUX_EINVAL;
	if (o.max > TOLD_MAX)
		o.max = TOLD_MAX;
	o.e = ep->object;
	ep->nr_refs++;
	n = poll_wait_ready(t, collect, &o, deadline_ns);
	file_put(ep);
	if (n > 0 && copy_out(a[1], o.out, (uint64_t)n * sizeof(o.out[0])))
		return -LINUX_EFAULT;
	return n;
}

const struct call_row calls_epoll[] = {
	{ 213, "epoll_create", do_create }, { 233, "epoll_ctl", do_ctl },
	{ 291, "epoll_create1", do_create1 },
	CALLS_END,
};
