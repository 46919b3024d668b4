/* SPDX-License-Identifier: MIT */
/* signalfd(2)'s descriptor, pidfd_open(2)'s, and eventfd(2)'s. */
#include "kernel.h"

#define PIDFD_THREAD	0200u	/* O_EXCL */
#define EFD_SEMAPHORE	1u

/* -------------------------------------------------------------- signalfd */

static int64_t signalfd_read(struct thread *t, struct file *f, uint64_t uaddr,
			     uint64_t n, uint64_t *pos)
{
	int64_t ret;

	(void)pos;
	/* ksig takes no lock of ours, but it touches user memory. */
	unlock(&big_lock);
	for (;;) {
		sleep_begin(t);
		if (ksig_signalfd_read(&t->t, f->mask, uaddr, n,
				       f->flags & O_NONBLOCK, &ret) !=
		    KSIG_CALL_PARK)
			break;
		sleep_until(t, NEVER, "signalfd_read");
	}
	lock(&big_lock);
	return ret;
}

static uint32_t signalfd_poll(struct thread *t, struct file *f)
{
	return ksig_signalfd_ready(&t->t, f->mask) ? POLLIN : 0;
}

static const struct file_ops signalfd_ops = {
	.read = signalfd_read, .poll = signalfd_poll,
};

bool is_signalfd(const struct file *f)
{
	return f->ops == &signalfd_ops;
}

/* What is pending may be of the new mask: readers look again. */
static void wake_readers(struct thread *t)
{
	struct ksig_group *g = t->t.group;
	struct ksig_list *n;

	tree_lock();
	for (n = g->tasks.next; n != &g->tasks; n = n->next)
		thread_wake(thread_of(container(n, struct ksig_task,
						in_group)));
	tree_unlock();
	waitq_wake(&poll_wait);
}

/* c has been checked, its set is the mask. fd -1: a new one. */
int64_t signalfd_call(struct thread *t, struct ksig_call *c)
{
	uint64_t flags = c->nr == LINUX_NR_signalfd4 ? c->arg[3] : 0;
	struct file *f;
	int64_t ret;

	lock(&big_lock);
	if ((int32_t)c->arg[0] != -1) {
		f = file_of(t, c->arg[0]);
		ret = !f ? -LINUX_EBADF : f->ops != &signalfd_ops ?
		      -LINUX_EINVAL : (int32_t)c->arg[0];
		if (ret >= 0)
			f->mask = c->set;
	} else {
		port_poll_begin();
		f = file_new(&signalfd_ops, (uint32_t)flags | O_RDWR, NULL);
		if (f)
			f->mask = c->set;
		ret = fd_install(t, f, 0, flags & O_CLOEXEC);
	}
	unlock(&big_lock);
	if (ret >= 0)
		wake_readers(t);
	return ret;
}

/* ----------------------------------------------------------------- pidfd */

/*
 * Readable from the end of the process, or of the thread, on; hung up when it
 * has been waited for (a thread: at once).
 */
static uint32_t pidfd_poll(struct thread *t, struct file *f)
{
	struct process *p = process_find((int32_t)f->count);

	(void)t;
	if (p)
		return p->g.flags & KSIG_GROUP_DEAD ? POLLIN : 0;
	if ((f->flags & PIDFD_THREAD) && thread_find((int32_t)f->count))
		return 0;
	return POLLIN | POLLHUP;
}

static const struct file_ops pidfd_ops = { .poll = pidfd_poll };

int64_t pidfd_new(struct thread *t, int32_t pid, uint64_t flags)
{
	struct file *f = file_new(&pidfd_ops, O_RDWR, NULL);

	if (!f)
		return -LINUX_ENOMEM;
	f->flags |= (uint32_t)flags & (PIDFD_THREAD | O_NONBLOCK);
	f->count = (uint64_t)pid;
	return fd_install(t, f, 0, true);
}

static int64_t do_pidfd_open(struct thread *t, const uint64_t *a)
{
	int32_t pid = (int32_t)a[0];
	bool is_thread = thread_find(pid) != NULL;

	if ((a[1] & ~(uint64_t)(PIDFD_THREAD | O_NONBLOCK)) || pid <= 0)
		return -LINUX_EINVAL;
	if (process_find(pid) || ((a[1] & PIDFD_THREAD) && is_thread))
		return pidfd_new(t, pid, a[1]);
	return is_thread ? -LINUX_EINVAL : -LINUX_ESRCH;
}

/* Which process the descriptor stands for. */
void pidfd_find(struct thread *t, uint64_t fd, struct ksig_call *c)
{
	struct file *f;

	c->pidfd_pid = -LINUX_EBADF;
	lock(&big_lock);
	f = file_of(t, fd);
	if (f && f->ops == &pidfd_ops) {
		c->pidfd_pid = (int32_t)f->count;
		c->pidfd_thread = f->flags & PIDFD_THREAD;
		c->pidfd_nonblock = f->flags & O_NONBLOCK;
	}
	unlock(&big_lock);
	if (c->pidfd_pid > 0 && !c->pidfd_thread &&
	    !process_find(c->pidfd_pid))
		c->pidfd_pid = -LINUX_ESRCH;
}

/* --------------------------------------------------------------- eventfd */

static WAITQ(event_wait);

static int64_t event_read(struct thread *t, struct file *f, uint64_t uaddr,
			  uint64_t n, uint64_t *pos)
{
	uint64_t v;
	int64_t ret;

	(void)pos;
	if (n < 8)
		return -LINUX_EINVAL;
	while (!f->count) {
		ret = file_wait(t, f, &event_wait);
		if (ret)
			return ret;
	}
	v = f->object ? 1 : f->count;
	f->count -= v;
	waitq_wake(&event_wait);
	waitq_wake(&poll_wait);
	return copy_out(uaddr, &v, 8) ? -LINUX_EFAULT : 8;
}

static int64_t event_write(struct thread *t, struct file *f, uint64_t uaddr,
			   uint64_t n, uint64_t *pos)
{
	uint64_t v;
	int64_t ret;

	(void)pos;
	if (n < 8)
		return -LINUX_EINVAL;
	if (copy_in(&v, uaddr, 8))
		return -LINUX_EFAULT;
	if (v == UINT64_MAX)
		return -LINUX_EINVAL;
	while (f->count >= UINT64_MAX - v) {
		ret = file_wait(t, f, &event_wait);
		if (ret)
			return ret;
	}
	f->count += v;
	waitq_wake(&event_wait);
	waitq_wake(&poll_wait);
	file_sigio(f, POLLIN);
	return 8;
}

static uint32_t event_poll(struct thread *t, struct file *f)
{
	(void)t;
	return (f->count ? POLLIN : 0) |
	       (f->count < UINT64_MAX - 1 ? POLLOUT : 0);
}

static const struct file_ops event_ops = {
	.read = event_read, .write = event_write, .poll = event_poll,
};

static int64_t do_eventfd2(struct thread *t, const uint64_t *a)
{
	static char semaphore;
	struct file *f;

	if (a[1] & ~(uint64_t)(O_CLOEXEC | O_NONBLOCK | EFD_SEMAPHORE))
		return -LINUX_EINVAL;
	f = file_new(&event_ops, (uint32_t)(a[1] & O_NONBLOCK) | O_RDWR,
		     a[1] & EFD_SEMAPHORE ? &semaphore : NULL);
	if (f)
		f->count = (uint32_t)a[0];
	return fd_install(t, f, 0, a[1] & O_CLOEXEC);
}

const struct call_row calls_sigfd[] = {
	{ 434, "pidfd_open", do_pidfd_open },
	{ 290, "eventfd2", do_eventfd2 },
	CALLS_END,
};
