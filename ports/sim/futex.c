/* SPDX-License-Identifier: MIT */
/* futex(2): WAIT and WAKE. Addresses are the host's, so they are the keys. */
#include "internal.h"

enum { FUTEX_WAIT = 0, FUTEX_WAKE = 1, FUTEX_WAIT_BITSET = 9,
       FUTEX_WAKE_BITSET = 10 };
#define FUTEX_COMMANDS	0x7fu	/* without PRIVATE and CLOCK_REALTIME */

static const void *key(struct sim_task *t, uint64_t uaddr)
{
	uint64_t bytes;

	return sim_user(t, uaddr, &bytes, false);
}

static int64_t wait_on(struct sim_task *t, uint64_t uaddr, uint32_t value,
		       uint64_t deadline_ns)
{
	const void *channel = key(t, uaddr);
	uint32_t now;

	if (uaddr % 4)
		return -LINUX_EINVAL;
	if (!channel || sim_read_user(t, &now, uaddr, sizeof(now)) < 0)
		return -LINUX_EFAULT;
	if (now != value)
		return -LINUX_EAGAIN;
	t->futex_woken = false;
	while (!t->futex_woken)
		switch (sim_sleep(t, channel, deadline_ns,
				  SIM_SLEEP_SIGNAL)) {
		case SIM_SLEPT_SIGNAL:
			return t->futex_woken ? 0 : -LINUX_EINTR;
		case SIM_SLEPT_TIMEOUT:
			return t->futex_woken ? 0 : -SIM_ETIMEDOUT;
		default:
			break;
		}
	return 0;
}

static int64_t wait_restarted(struct sim_task *t)
{
	int64_t ret = wait_on(t, t->restart_arg[0],
			      (uint32_t)t->restart_arg[1], t->restart_ns);

	if (ret != -LINUX_EINTR)
		return ret;
	if (t->restart_ns == SIM_NEVER)
		return -LINUX_ERESTARTSYS;
	t->restart = wait_restarted;
	return -LINUX_ERESTART_RESTARTBLOCK;
}

int64_t sim_futex_wake(struct sim_task *t, uint64_t uaddr, uint32_t max)
{
	const void *channel = key(t, uaddr);
	struct sim *s = t->s;
	struct sim_task *o;
	int64_t n = 0;
	uint32_t i;

	for (i = 0; channel && i < s->nr_threads && n < max; i++) {
		o = s->threads[i]->task;
		if (!o || o->th.state != SIM_ASLEEP ||
		    o->th.channel != channel || o->futex_woken)
			continue;
		o->futex_woken = true;
		sim_wake_thread(&o->th);
		n++;
	}
	return channel ? n : -LINUX_EFAULT;
}

/* (uaddr, op, value, timeout, ...) */
static int64_t do_futex(struct sim_task *t, const uint64_t *a)
{
	int64_t err;

	switch (a[1] & FUTEX_COMMANDS) {
	case FUTEX_WAIT:
		err = sim_timeout(t, a[3], &t->restart_ns);
		break;
	case FUTEX_WAIT_BITSET:
		err = sim_timeout(t, a[3], &t->restart_ns);
		if (a[3])
			t->restart_ns -= t->s->now_ns;	/* it is absolute */
		break;
	case FUTEX_WAKE:
	case FUTEX_WAKE_BITSET:
		return sim_futex_wake(t, a[0], (uint32_t)a[2]);
	default:
		sim_refuse(t->s, "futex(2) operation %d is not one of the "
			   "simulator's", (int)a[1]);
	}
	if (err)
		return err;
	t->restart_arg[0] = a[0];
	t->restart_arg[1] = (uint32_t)a[2];
	return wait_restarted(t);
}

const struct sim_call_row sim_calls_futex[] = {
	{ 202, do_futex },
	{ 0, NULL },
};
