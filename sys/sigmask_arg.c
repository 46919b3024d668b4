/* SPDX-License-Identifier: MIT */
/*
 * The mask arguments of ppoll, pselect6, epoll_pwait, epoll_pwait2,
 * io_pgetevents and io_uring_enter: found here, set by mask.c, put back by
 * ksig_sigmask_end() or ksig_return_to_user(). The rest of the call is the
 * port's.
 */
#include "sys.h"

#define NS_PER_S 1000000000ll

struct mask_arg {
	uint64_t uaddr;		/* 0: none */
	uint64_t size;
	uint64_t timespec;	/* looked at before the mask; 0: none */
	bool range_checked;	/* ... also for its range */
};

/* A pointer to { address, size }. 0 or -LINUX_EFAULT. */
static int read_pair(struct ksig_task *t, uint64_t uaddr, struct mask_arg *m)
{
	uint64_t pair[2];

	if (!uaddr)
		return 0;
	if (t->k->port->copy_from_user(t, pair, uaddr, sizeof(pair)) < 0)
		return -LINUX_EFAULT;
	m->uaddr = pair[0];
	m->size = pair[1];
	return 0;
}

#define IORING_ENTER_GETEVENTS	1u
#define IORING_ENTER_EXT_ARG	8u

/* struct io_uring_getevents_arg, if there is one (io_uring_enter2(2)). */
static int read_uring(struct ksig_task *t, const struct ksig_call *c,
		      struct mask_arg *m)
{
	struct {
		uint64_t sigmask;
		uint32_t sigmask_size, pad;
		uint64_t ts;
	} arg;

	if (!(c->arg[3] & IORING_ENTER_GETEVENTS))
		return 0;
	m->uaddr = c->arg[4];
	m->size = c->arg[5];
	if (!(c->arg[3] & IORING_ENTER_EXT_ARG))
		return 0;
	m->uaddr = 0;
	if (c->arg[5] != sizeof(arg))
		return 0;	/* the call itself fails of it */
	if (t->k->port->copy_from_user(t, &arg, c->arg[4], sizeof(arg)) < 0)
		return -LINUX_EFAULT;
	m->uaddr = arg.sigmask;
	m->size = arg.sigmask_size;
	return 0;
}

static int find_mask(struct ksig_task *t, const struct ksig_call *c,
		     struct mask_arg *m)
{
	*m = (struct mask_arg){ 0, 0, 0, true };
	switch (c->nr) {
	case LINUX_NR_ppoll:
		m->timespec = c->arg[2];
		m->uaddr = c->arg[3];
		m->size = c->arg[4];
		return 0;
	case LINUX_NR_epoll_pwait:
		m->uaddr = c->arg[4];
		m->size = c->arg[5];
		return 0;
	case LINUX_NR_epoll_pwait2:
		m->timespec = c->arg[3];
		m->uaddr = c->arg[4];
		m->size = c->arg[5];
		return 0;
	case LINUX_NR_io_uring_enter:
		return read_uring(t, c, m);
	case LINUX_NR_io_pgetevents:
		m->range_checked = false;
		/* fall through */
	default:
		m->timespec = c->arg[4];
		return read_pair(t, c->arg[5], m);
	}
}

/* The mask is bad: but would the time-out have been found bad before? */
static int first_error(struct ksig_task *t, const struct ksig_call *c,
		       const struct mask_arg *m, int err)
{
	struct linux_timespec ts;

	if (c->nr == LINUX_NR_pselect6 && !m->uaddr && !m->size)
		return err;	/* the pair itself: read before all else */
	if (!m->timespec)
		return err;
	if (t->k->port->copy_from_user(t, &ts, m->timespec, sizeof(ts)) < 0)
		return -LINUX_EFAULT;
	if (m->range_checked && (ts.tv_sec < 0 || ts.tv_nsec < 0 ||
				 ts.tv_nsec >= NS_PER_S))
		return -LINUX_EINVAL;
	return err;
}

enum ksig_call_outcome ksig__sys_sigmask_arg(struct ksig_task *t,
					     struct ksig_call *c)
{
	struct mask_arg m;
	ksig_sigset set;
	int err = find_mask(t, c, &m);

	if (!err && m.uaddr)
		err = ksig__read_sigset(t, &set, m.uaddr, m.size);
	if (err)
		return ksig__done(c, first_error(t, c, &m, err));
	if (m.uaddr)
		ksig__mask_save_and_set(t, set);
	return KSIG_CALL_PORT;
}
