/* SPDX-License-Identifier: MIT */
/* getitimer(which, cur), setitimer(which, new, old), alarm(seconds) */
#include "sys.h"

#define NS_PER_US	1000ull
#define US_PER_S	1000000
#define NS_PER_S	1000000000ull

static bool timeval_valid(const struct linux_timeval *tv)
{
	return tv->tv_sec >= 0 && tv->tv_usec >= 0 && tv->tv_usec < US_PER_S;
}

/* A valid one; beyond 292 years is "never". */
static uint64_t to_ns(const struct linux_timeval *tv)
{
	uint64_t s = (uint64_t)tv->tv_sec;

	if (s >= (uint64_t)INT64_MAX / NS_PER_S)
		return INT64_MAX;
	return s * NS_PER_S + (uint64_t)tv->tv_usec * NS_PER_US;
}

static struct linux_timeval to_timeval(uint64_t ns)
{
	struct linux_timeval tv = {
		(int64_t)(ns / NS_PER_S),
		(int64_t)(ns % NS_PER_S / NS_PER_US),
	};

	return tv;
}

static int write_value(struct ksig_task *t, uint64_t uaddr,
		       const struct ksig__timer_spec *spec)
{
	struct linux_itimerval out = {
		to_timeval(spec->interval_ns), to_timeval(spec->value_ns),
	};

	return ksig__write_user(t, uaddr, &out, sizeof(out));
}

/* 0; -LINUX_ENOSYS, or -LINUX_EINVAL where the port has no such clock. */
static int check_which(struct ksig_task *t, int32_t which)
{
	if (!t->k->port->clock_read)
		return -LINUX_ENOSYS;
	return ksig__itimer_exists(t->group, which) ? 0 : -LINUX_EINVAL;
}

/* getitimer(2). */
enum ksig_call_outcome ksig__sys_getitimer(struct ksig_task *t,
					   struct ksig_call *c)
{
	struct ksig__timer_spec spec;
	int err = check_which(t, (int32_t)c->arg[0]);

	if (err)
		return ksig__done(c, err);
	ksig__itimer_get(t, (int32_t)c->arg[0], &spec);
	return ksig__done(c, write_value(t, c->arg[1], &spec));
}

/*
 * No new value is the same as one of zeros, whatever the manual says. It is
 * looked at before which (both observed on 6.18). setitimer(2).
 */
enum ksig_call_outcome ksig__sys_setitimer(struct ksig_task *t,
					   struct ksig_call *c)
{
	struct linux_itimerval in = { { 0, 0 }, { 0, 0 } };
	struct ksig__timer_spec spec, old;
	int err;

	if (!t->k->port->clock_read)
		return ksig__done(c, -LINUX_ENOSYS);
	if (c->arg[1] && t->k->port->copy_from_user(t, &in, c->arg[1],
						    sizeof(in)) < 0)
		return ksig__done(c, -LINUX_EFAULT);
	err = check_which(t, (int32_t)c->arg[0]);
	if (!timeval_valid(&in.it_interval) || !timeval_valid(&in.it_value))
		err = -LINUX_EINVAL;
	if (err)
		return ksig__done(c, err);
	spec.value_ns = to_ns(&in.it_value);
	spec.interval_ns = to_ns(&in.it_interval);
	ksig__itimer_set(t, (int32_t)c->arg[0], &spec, &old);
	if (c->arg[2])
		err = write_value(t, c->arg[2], &old);
	return ksig__done(c, err);
}

/*
 * What is left is rounded to the nearest second, and up below one: 0 would be
 * "there was none". alarm(2); observed on 6.18.
 */
enum ksig_call_outcome ksig__sys_alarm(struct ksig_task *t,
				       struct ksig_call *c)
{
	struct ksig__timer_spec spec, old;
	int err = check_which(t, LINUX_ITIMER_REAL);
	uint64_t left;

	if (err)
		return ksig__done(c, err);
	spec.value_ns = (uint64_t)(uint32_t)c->arg[0] * NS_PER_S;
	spec.interval_ns = 0;
	ksig__itimer_set(t, LINUX_ITIMER_REAL, &spec, &old);
	left = old.value_ns / NS_PER_S;
	if ((!left && old.value_ns) || old.value_ns % NS_PER_S >= NS_PER_S / 2)
		left++;
	return ksig__done(c, (int64_t)left);
}
