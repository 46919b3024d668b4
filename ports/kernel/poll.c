/* SPDX-License-Identifier: MIT */
/*
 * poll(2), ppoll(2), select(2), pselect6: a look at all, then wait, again.
 * Who changes a file wakes poll_wait, on which all of them sleep.
 */
#include "kernel.h"

#define ALWAYS		(POLLERR | POLLHUP)
#define POLLPRI		2u

struct pollfd {
	int32_t fd;
	int16_t events, revents;
};

/*
 * Until look() finds some (or an error), deadline_ns, or a signal: -EINTR.
 * What changes while it looks has set woken by then.
 */
static int64_t wait_ready(struct thread *t,
			  int64_t (*look)(struct thread *t, void *what),
			  void *what, uint64_t deadline_ns)
{
	struct waiter w;
	int64_t ret;

	waitq_add(&poll_wait, &w, t);
	for (;;) {
		sleep_begin(t);
		ret = look(t, what);
		if (ret)
			break;
		if (is_interrupted(t, SLEEP_SIGNAL)) {
			ret = -LINUX_EINTR;
			break;
		}
		if (now_ns() >= deadline_ns)
			break;
		unlock(&big_lock);
		sleep_until(t, deadline_ns, "poll");
		lock(&big_lock);
	}
	waitq_remove(&poll_wait, &w);
	return ret;
}

static uint64_t after_ms(int32_t ms)
{
	return ms < 0 ? NEVER : now_ns() + (uint64_t)ms * NS_PER_MS;
}

/* ------------------------------------------------------------------- poll */

struct polled {
	struct pollfd *p;
	uint32_t nr;
};

static int64_t look_fds(struct thread *t, void *what)
{
	struct polled *all = what;
	struct file *f;
	int64_t ready = 0;
	uint32_t i, is;

	for (i = 0; i < all->nr; i++) {
		struct pollfd *p = &all->p[i];

		p->revents = 0;
		if (p->fd < 0)
			continue;
		f = file_of(t, (uint32_t)p->fd);
		is = f ? file_poll(t, f) : POLLNVAL;
		is &= (uint16_t)p->events | ALWAYS | POLLNVAL;
		p->revents = (int16_t)is;
		ready += is != 0;
	}
	return ready;
}

static int64_t poll_until(struct thread *t, uint64_t ufds, uint64_t nr,
			  uint64_t deadline_ns)
{
	uint64_t bytes = nr * sizeof(struct pollfd);
	struct polled all = { NULL, (uint32_t)nr };
	int64_t ret;

	if (nr > rlimit_of(process(t), RLIMIT_NOFILE) || nr > FILES_MAX)
		return -LINUX_EINVAL;
	all.p = kmem_alloc(bytes + 1);
	if (!all.p)
		return -LINUX_ENOMEM;
	if (copy_in(all.p, ufds, bytes)) {
		ret = -LINUX_EFAULT;
	} else {
		ret = wait_ready(t, look_fds, &all, deadline_ns);
		if (copy_out(ufds, all.p, bytes))
			ret = -LINUX_EFAULT;
	}
	kmem_free(all.p, bytes + 1);
	return ret;
}

static int64_t poll_again(struct thread *t)
{
	int64_t ret = poll_until(t, t->restart_arg[0], t->restart_arg[1],
				 t->restart_ns);

	return ret == -LINUX_EINTR ? -LINUX_ERESTART_RESTARTBLOCK : ret;
}

static int64_t poll_restarted(struct thread *t)
{
	int64_t ret;

	lock(&big_lock);
	ret = poll_again(t);
	unlock(&big_lock);
	if (ret == -LINUX_ERESTART_RESTARTBLOCK)
		t->restart = poll_restarted;
	return ret;
}

static int64_t do_poll(struct thread *t, const uint64_t *a)
{
	int64_t ret;

	t->restart_arg[0] = a[0];
	t->restart_arg[1] = (uint32_t)a[1];
	t->restart_ns = after_ms((int32_t)a[2]);
	ret = poll_again(t);
	if (ret == -LINUX_ERESTART_RESTARTBLOCK)
		t->restart = poll_restarted;
	return ret;
}

/* What is left of the time goes back, if a time was given. ppoll(2) */
static int64_t time_left(uint64_t uaddr, uint64_t deadline_ns, int64_t ret)
{
	uint64_t now = now_ns();

	if (uaddr && deadline_ns != NEVER)
		(void)put_timespec(uaddr, deadline_ns > now ?
				   deadline_ns - now : 0);
	return ret == -LINUX_EINTR ? -LINUX_ERESTARTNOHAND : ret;
}

static int64_t do_ppoll(struct thread *t, const uint64_t *a)
{
	uint64_t deadline_ns;
	int64_t ret = timeout_in(a[2], &deadline_ns);

	if (ret)
		return ret;
	ret = poll_until(t, a[0], (uint32_t)a[1], deadline_ns);
	return time_left(a[2], deadline_ns, ret);
}

/* ----------------------------------------------------------------- select */

#define SET_WORDS	(FILES_MAX / 64)

struct sets {
	uint32_t nr;
	uint64_t in[3][SET_WORDS], out[3][SET_WORDS]; /* read, write, except */
};
static const uint32_t wants[3] = {
	POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI,
};

static int64_t look_sets(struct thread *t, void *what)
{
	struct sets *s = what;
	struct file *f;
	int64_t ready = 0;
	uint32_t fd, i, is;
	uint64_t bit;

	memset(s->out, 0, sizeof(s->out));
	for (fd = 0; fd < s->nr; fd++) {
		bit = 1ull << fd % 64;
		if (!((s->in[0][fd / 64] | s->in[1][fd / 64] |
		       s->in[2][fd / 64]) & bit))
			continue;
		f = file_of(t, fd);
		if (!f)
			return -LINUX_EBADF;
		is = file_poll(t, f);
		for (i = 0; i < 3; i++)
			if ((s->in[i][fd / 64] & bit) && (is & wants[i])) {
				s->out[i][fd / 64] |= bit;
				ready++;
			}
	}
	return ready;
}

static int64_t select_with(struct thread *t, const uint64_t *a,
			   uint64_t deadline_ns, struct sets *s)
{
	uint64_t bytes;
	uint32_t i;
	int64_t ret;

	if ((int32_t)a[0] < 0)
		return -LINUX_EINVAL;
	s->nr = (uint32_t)a[0] < FILES_MAX ? (uint32_t)a[0] : FILES_MAX;
	bytes = (s->nr + 63) / 64 * 8;
	for (i = 0; i < 3; i++)
		if (a[1 + i] && copy_in(s->in[i], a[1 + i], bytes))
			return -LINUX_EFAULT;
	ret = wait_ready(t, look_sets, s, deadline_ns);
	if (ret < 0)
		return ret;
	for (i = 0; i < 3; i++)
		if (a[1 + i] && copy_out(a[1 + i], s->out[i], bytes))
			return -LINUX_EFAULT;
	return ret;
}

static int64_t select_until(struct thread *t, const uint64_t *a,
			    uint64_t deadline_ns)
{
	struct sets *s = kmem_alloc(sizeof(*s));
	int64_t ret = s ? select_with(t, a, deadline_ns, s) : -LINUX_ENOMEM;

	kmem_free(s, sizeof(*s));
	return ret;
}

static int64_t do_select(struct thread *t, const uint64_t *a)
{
	uint64_t tv[2], deadline_ns = NEVER, left, now;
	int64_t ret;

	if (a[4] && copy_in(tv, a[4], sizeof(tv)))
		return -LINUX_EFAULT;
	if (a[4] && ((int64_t)tv[0] < 0 || (int64_t)tv[1] < 0))
		return -LINUX_EINVAL;
	if (a[4])
		deadline_ns = now_ns() + tv[0] * NS_PER_S + tv[1] * 1000;
	ret = select_until(t, a, deadline_ns);
	if (a[4]) {
		now = now_ns();
		left = deadline_ns > now ? deadline_ns - now : 0;
		tv[0] = left / NS_PER_S;
		tv[1] = left % NS_PER_S / 1000;
		(void)copy_out(a[4], tv, sizeof(tv));
	}
	return ret == -LINUX_EINTR ? -LINUX_ERESTARTNOHAND : ret;
}

static int64_t do_pselect6(struct thread *t, const uint64_t *a)
{
	uint64_t deadline_ns;
	int64_t ret = timeout_in(a[4], &deadline_ns);

	if (ret)
		return ret;
	return time_left(a[4], deadline_ns, select_until(t, a, deadline_ns));
}

/* With a mask, which libksig has set. */
int64_t poll_call(struct thread *t, struct ksig_call *c)
{
	uint64_t deadline_ns;
	int64_t err;

	switch (c->nr) {
	case LINUX_NR_ppoll:
		return do_ppoll(t, c->arg);
	case LINUX_NR_pselect6:
		return do_pselect6(t, c->arg);
	case LINUX_NR_epoll_pwait:
		return epoll_wait_call(t, c->arg,
				       after_ms((int32_t)c->arg[3]));
	default:
		err = timeout_in(c->arg[3], &deadline_ns);
		return err ? err : epoll_wait_call(t, c->arg, deadline_ns);
	}
}

/* epoll.c waits the same way. */
int64_t poll_wait_ready(struct thread *t,
			int64_t (*look)(struct thread *t, void *what),
			void *what, uint64_t deadline_ns)
{
	return wait_ready(t, look, what, deadline_ns);
}

static int64_t do_epoll_wait(struct thread *t, const uint64_t *a)
{
	return epoll_wait_call(t, a, after_ms((int32_t)a[3]));
}

const struct call_row calls_poll[] = {
	{ 7, "poll", do_poll }, { 23, "select", do_select },
	{ 232, "epoll_wait", do_epoll_wait },
	CALLS_END,
};
