/* SPDX-License-Identifier: MIT */
/* poll(2), ppoll(2), select(2), pselect6: a look at all, then wait, again. */
#include <string.h>
#include "file.h"

#define POLL_MAX	SIM_FDS_MAX
#define MS_NS		1000000ull
#define ALWAYS		(SIM_POLLERR | SIM_POLLHUP)

struct sim_pollfd {
	int32_t fd;
	int16_t events, revents;
};

/* Returns how many are ready. */
static int64_t look(struct sim_task *t, struct sim_pollfd *p, uint32_t nr)
{
	struct sim_file *f;
	int64_t ready = 0;
	uint32_t i, is;

	for (i = 0; i < nr; i++) {
		p[i].revents = 0;
		if (p[i].fd < 0)
			continue;
		f = sim_file_get(t, (uint32_t)p[i].fd);
		is = !f ? SIM_POLLNVAL : f->ops->poll ?
		     f->ops->poll(t, f) : SIM_POLLIN | SIM_POLLOUT;
		is &= (uint16_t)p[i].events | ALWAYS | SIM_POLLNVAL;
		p[i].revents = (int16_t)is;
		ready += is != 0;
	}
	return ready;
}

/*
 * Until some are ready, or deadline_ns. A signal that comes while a look is
 * taken is seen by sim_sleep(), a file's event by the channel: there is no
 * point between.
 */
static int64_t wait_ready(struct sim_task *t, struct sim_pollfd *p,
			  uint32_t nr, uint64_t deadline_ns)
{
	int64_t ready;

	for (;;) {
		ready = look(t, p, nr);
		if (ready)
			return ready;
		switch (sim_sleep(t, &t->s->files, deadline_ns,
				  SIM_SLEEP_SIGNAL)) {
		case SIM_SLEPT_SIGNAL:
			ready = look(t, p, nr);
			return ready ? ready : -LINUX_EINTR;
		case SIM_SLEPT_TIMEOUT:
			return look(t, p, nr);
		default:
			break;
		}
	}
}

static int64_t poll_until(struct sim_task *t, uint64_t ufds, uint64_t nr,
			  uint64_t deadline_ns)
{
	struct sim_pollfd p[POLL_MAX];
	int64_t ret;

	if (nr > POLL_MAX)
		return -LINUX_EINVAL;
	if (nr && sim_read_user(t, p, ufds, nr * sizeof(p[0])) < 0)
		return -LINUX_EFAULT;
	ret = wait_ready(t, p, (uint32_t)nr, deadline_ns);
	if (nr && sim_write_user(t, ufds, p, nr * sizeof(p[0])) < 0)
		return -LINUX_EFAULT;
	return ret;
}

static int64_t poll_restarted(struct sim_task *t)
{
	int64_t ret = poll_until(t, t->restart_arg[0], t->restart_arg[1],
				 t->restart_ns);

	if (ret != -LINUX_EINTR)
		return ret;
	t->restart = poll_restarted;
	return -LINUX_ERESTART_RESTARTBLOCK;
}

static int64_t do_poll(struct sim_task *t, const uint64_t *a)
{
	int32_t ms = (int32_t)a[2];

	t->restart_arg[0] = a[0];
	t->restart_arg[1] = (uint32_t)a[1];
	t->restart_ns = ms < 0 ? SIM_NEVER :
		sim_after(t->s, (uint64_t)ms * MS_NS);
	return poll_restarted(t);
}

/* What is left of the time goes back, if a time was given. ppoll(2) */
static int64_t time_left(struct sim_task *t, uint64_t uaddr,
			 uint64_t deadline_ns, int64_t ret)
{
	uint64_t now = t->s->now_ns;

	if (uaddr && deadline_ns != SIM_NEVER)
		(void)sim_put_timespec(t, uaddr, deadline_ns > now ?
				       deadline_ns - now : 0);
	return ret == -LINUX_EINTR ? -LINUX_ERESTARTNOHAND : ret;
}

static int64_t do_ppoll(struct sim_task *t, const uint64_t *a)
{
	uint64_t deadline_ns;
	int64_t ret = sim_timeout(t, a[2], &deadline_ns);

	if (ret)
		return ret;
	ret = poll_until(t, a[0], (uint32_t)a[1], deadline_ns);
	return time_left(t, a[2], deadline_ns, ret);
}

/* ----------------------------------------------------------------- select */

#define SET_BITS	1024u	/* FD_SETSIZE; not open: EBADF */
#define SET_WORDS	(SET_BITS / 64)
struct sets {
	uint64_t of[3][SET_WORDS];	/* read, write, except */
};
static const uint32_t wants[3] = {
	SIM_POLLIN | SIM_POLLHUP | SIM_POLLERR, SIM_POLLOUT | SIM_POLLERR,
	SIM_POLLPRI,
};

static int get_sets(struct sim_task *t, uint32_t nr, const uint64_t *a,
		    struct sets *in)
{
	uint32_t i;

	memset(in, 0, sizeof(*in));
	for (i = 0; i < 3; i++)
		if (a[1 + i] && sim_read_user(t, in->of[i], a[1 + i],
					      (nr + 63) / 64 * 8) < 0)
			return -LINUX_EFAULT;
	return 0;
}

/* Returns how many bits are set in out, or -EBADF. */
static int64_t look_sets(struct sim_task *t, uint32_t nr,
			 const struct sets *in, struct sets *out)
{
	struct sim_file *f;
	int64_t ready = 0;
	uint32_t fd, i, is;
	uint64_t bit;

	memset(out, 0, sizeof(*out));
	for (fd = 0; fd < nr; fd++) {
		bit = 1ull << fd % 64;
		if (!((in->of[0][fd / 64] | in->of[1][fd / 64] |
		       in->of[2][fd / 64]) & bit))
			continue;
		f = sim_file_get(t, fd);
		if (!f)
			return -LINUX_EBADF;
		is = f->ops->poll ? f->ops->poll(t, f) :
				    SIM_POLLIN | SIM_POLLOUT;
		for (i = 0; i < 3; i++)
			if ((in->of[i][fd / 64] & bit) && (is & wants[i])) {
				out->of[i][fd / 64] |= bit;
				ready++;
			}
	}
	return ready;
}

static int64_t select_until(struct sim_task *t, const uint64_t *a,
			    uint64_t deadline_ns)
{
	uint32_t nr = (uint32_t)a[0], i;
	enum sim_slept slept = SIM_SLEPT;
	struct sets in, out;
	int64_t ret;

	if ((int32_t)nr < 0)
		return -LINUX_EINVAL;
	if (nr > SET_BITS)
		nr = SET_BITS;
	if (get_sets(t, nr, a, &in) < 0)
		return -LINUX_EFAULT;
	while ((ret = look_sets(t, nr, &in, &out)) == 0 && slept == SIM_SLEPT)
		slept = sim_sleep(t, &t->s->files, deadline_ns,
				  SIM_SLEEP_SIGNAL);
	if (ret == 0 && slept == SIM_SLEPT_SIGNAL)
		ret = -LINUX_EINTR;
	if (ret < 0)
		return ret;
	for (i = 0; i < 3; i++)
		if (a[1 + i] && sim_write_user(t, a[1 + i], out.of[i],
					       (nr + 63) / 64 * 8) < 0)
			return -LINUX_EFAULT;
	return ret;
}

static int64_t do_select(struct sim_task *t, const uint64_t *a)
{
	uint64_t tv[2], deadline_ns = SIM_NEVER, left;
	int64_t ret;

	if (a[4] && sim_read_user(t, tv, a[4], sizeof(tv)) < 0)
		return -LINUX_EFAULT;
	if (a[4] && ((int64_t)tv[0] < 0 || (int64_t)tv[1] < 0))
		return -LINUX_EINVAL;
	if (a[4])
		deadline_ns = sim_after(t->s, tv[0] * SIM_NS_PER_S +
					tv[1] * 1000);
	ret = select_until(t, a, deadline_ns);
	if (a[4]) {
		left = deadline_ns > t->s->now_ns ?
		       deadline_ns - t->s->now_ns : 0;
		tv[0] = left / SIM_NS_PER_S;
		tv[1] = left % SIM_NS_PER_S / 1000;
		(void)sim_write_user(t, a[4], tv, sizeof(tv));
	}
	return ret == -LINUX_EINTR ? -LINUX_ERESTARTNOHAND : ret;
}

static int64_t do_pselect6(struct sim_task *t, const uint64_t *a)
{
	uint64_t deadline_ns;
	int64_t ret = sim_timeout(t, a[4], &deadline_ns);

	if (ret)
		return ret;
	return time_left(t, a[4], deadline_ns,
			 select_until(t, a, deadline_ns));
}

/* ------------------------------------------------------------- with a mask */

int64_t sim_poll_call(struct sim_task *t, const struct ksig_call *c)
{
	const uint64_t *a = c->arg;
	uint64_t deadline_ns = SIM_NEVER;
	int64_t err;

	switch (c->nr) {
	case LINUX_NR_ppoll:
		return do_ppoll(t, a);
	case LINUX_NR_pselect6:
		return do_pselect6(t, a);
	case LINUX_NR_epoll_pwait:
		if ((int32_t)a[3] >= 0)
			deadline_ns = sim_after(t->s, (uint32_t)a[3] * MS_NS);
		break;
	default:
		err = sim_timeout(t, a[3], &deadline_ns);
		if (err)
			return err;
	}
	return sim_epoll_wait(t, a[0], a[1], (int32_t)a[2], deadline_ns);
}

static int64_t do_epoll_wait(struct sim_task *t, const uint64_t *a)
{
	uint64_t deadline_ns = SIM_NEVER;

	if ((int32_t)a[3] >= 0)
		deadline_ns = sim_after(t->s, (uint32_t)a[3] * MS_NS);
	return sim_epoll_wait(t, a[0], a[1], (int32_t)a[2], deadline_ns);
}

const struct sim_call_row sim_calls_poll[] = {
	{ 7, do_poll }, { 23, do_select }, { 232, do_epoll_wait },
	{ 0, NULL },
};
