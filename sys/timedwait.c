/* SPDX-License-Identifier: MIT */
/* rt_sigtimedwait(set, info, timeout, size) */
#include "sys.h"

#define NS_PER_S 1000000000ll

/* A time-out in ns; what does not fit is for ever. 0 or -LINUX_EINVAL. */
static int to_ns(const struct linux_timespec *ts, uint64_t *ns)
{
	if (ts->tv_sec < 0 || ts->tv_nsec < 0 || ts->tv_nsec >= NS_PER_S)
		return -LINUX_EINVAL;
	*ns = UINT64_MAX;
	if (ts->tv_sec < INT64_MAX / NS_PER_S)
		*ns = (uint64_t)(ts->tv_sec * NS_PER_S + ts->tv_nsec);
	return 0;
}

static enum ksig_call_outcome begin(struct ksig_task *t, struct ksig_call *c,
				    struct linux_siginfo *info)
{
	const struct ksig_port *port = t->k->port;
	uint64_t timeout_ns = UINT64_MAX;
	struct linux_timespec ts;
	ksig_sigset set;
	int err;

	err = ksig__read_sigset(t, &set, c->arg[0], c->arg[3]);
	if (!err && c->arg[2]) {
		err = port->copy_from_user(t, &ts, c->arg[2], sizeof(ts));
		if (!err)
			err = to_ns(&ts, &timeout_ns);
	}
	if (err)
		return ksig__done(c, err);
	return ksig__timedwait_begin(t, set & ~KSIG_SET_ONLY_KERNEL,
				     timeout_ns, info, &c->ret);
}

/* A signal whose siginfo cannot be told is lost. sigtimedwait(2). */
enum ksig_call_outcome ksig__sys_rt_sigtimedwait(struct ksig_task *t,
						 struct ksig_call *c)
{
	enum ksig_call_outcome outcome;
	struct linux_siginfo info;

	if (t->park.kind == KSIG_PARK_SIGTIMEDWAIT)
		outcome = ksig__timedwait_again(t, &info, &c->ret);
	else
		outcome = begin(t, c, &info);
	if (outcome == KSIG_CALL_DONE && c->ret > 0 && c->arg[1] &&
	    ksig__write_user(t, c->arg[1], &info, sizeof(info)) < 0)
		c->ret = -LINUX_EFAULT;
	return outcome;
}
