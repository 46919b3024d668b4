/* SPDX-License-Identifier: MIT */
/*
 * timer_create(clock, sevp, timerid), timer_settime(timerid, flags, new, old),
 * timer_gettime(timerid, cur), timer_getoverrun(timerid),
 * timer_delete(timerid)
 */
#include "sys.h"

#define NS_PER_S 1000000000ull

static bool has_timers(const struct ksig_task *t)
{
	return t->k->port->clock_read != NULL;
}

/* clock_getcpuclockid(3): three bits say what, the others whose (negated). */
#define CPUCLOCK_WHAT(id)	((id) & 3)
#define CPUCLOCK_PROF		0
#define CPUCLOCK_VIRT		1
#define CPUCLOCK_SCHED		2
#define CPUCLOCK_THREAD		4
#define CPUCLOCK_WHOSE(id)	(~((id) >> 3))

/*
 * A CPU clock id made for a process or thread: here only for the caller's
 * own process and the caller itself. -LINUX_EINVAL for others.
 */
static int cpu_clock(const struct ksig_task *t, int32_t id)
{
	bool virt = CPUCLOCK_WHAT(id) == CPUCLOCK_VIRT;
	int32_t whose = CPUCLOCK_WHOSE(id);

	if (CPUCLOCK_WHAT(id) > CPUCLOCK_SCHED)
		return -LINUX_EINVAL;
	if (id & CPUCLOCK_THREAD) {
		if (whose && whose != t->tid)
			return -LINUX_EINVAL;
		return virt ? KSIG_CLOCK_THREAD_UTIME :
			      KSIG_CLOCK_THREAD_CPUTIME;
	}
	if (whose && whose != t->group->pid)
		return -LINUX_EINVAL;
	return virt ? KSIG_CLOCK_PROCESS_UTIME : KSIG_CLOCK_PROCESS_CPUTIME;
}

/*
 * Which clock a timer with clock id id runs by. MONOTONIC_RAW and the coarse
 * ones cannot drive timers, those that wake the machine need a clock chip:
 * -LINUX_EOPNOTSUPP. -LINUX_EINVAL: there is no such clock.
 */
static int find_clock(struct ksig_task *t, int32_t id)
{
	int clock = id < 0 ? cpu_clock(t, id) : id;
	int missing = -LINUX_EINVAL;

	switch (clock) {
	case 4:		/* CLOCK_MONOTONIC_RAW */
	case 5:		/* CLOCK_REALTIME_COARSE */
	case 6:		/* CLOCK_MONOTONIC_COARSE */
		return -LINUX_EOPNOTSUPP;
	case KSIG_CLOCK_REALTIME_ALARM:
	case KSIG_CLOCK_BOOTTIME_ALARM:
		missing = -LINUX_EOPNOTSUPP;
		break;
	case KSIG_CLOCK_PROCESS_UTIME:
	case KSIG_CLOCK_THREAD_UTIME:
		if (id >= 0)
			return -LINUX_EINVAL;
		break;
	case KSIG_CLOCK_REALTIME:
	case KSIG_CLOCK_MONOTONIC:
	case KSIG_CLOCK_BOOTTIME:
	case KSIG_CLOCK_TAI:
	case KSIG_CLOCK_PROCESS_CPUTIME:
	case KSIG_CLOCK_THREAD_CPUTIME:
		break;
	default:
		return -LINUX_EINVAL;
	}
	if (t->k->port->clock_read(t->group, t, (enum ksig_clock)clock) ==
	    KSIG_NO_TIME)
		return missing;
	return clock;
}

/* The sigevent is read before the clock is looked at. timer_create(2). */
enum ksig_call_outcome ksig__sys_timer_create(struct ksig_task *t,
					      struct ksig_call *c)
{
	bool has_event = c->arg[1] != 0, of_thread;
	struct linux_sigevent ev;
	int clock, id;
	int32_t out;

	if (!has_timers(t))
		return ksig__done(c, -LINUX_ENOSYS);
	if (has_event && t->k->port->copy_from_user(t, &ev, c->arg[1],
						    sizeof(ev)) < 0)
		return ksig__done(c, -LINUX_EFAULT);
	clock = find_clock(t, (int32_t)c->arg[0]);
	if (clock < 0)
		return ksig__done(c, clock);
	of_thread = clock == KSIG_CLOCK_THREAD_CPUTIME ||
		    clock == KSIG_CLOCK_THREAD_UTIME;
	id = ksig__timer_create(t, (enum ksig_clock)clock,
				of_thread ? t : NULL, has_event ? &ev : NULL);
	if (id < 0)
		return ksig__done(c, id);
	out = id;
	if (ksig__write_user(t, c->arg[2], &out, sizeof(out)) < 0) {
		(void)ksig__timer_delete(t, id);
		return ksig__done(c, -LINUX_EFAULT);
	}
	return ksig__done(c, 0);
}

static bool timespec_valid(const struct linux_timespec *ts)
{
	return ts->tv_sec >= 0 && ts->tv_nsec >= 0 &&
	       ts->tv_nsec < (int64_t)NS_PER_S;
}

/* A valid one; beyond 292 years is "never". Linux: timespec64_to_ktime(). */
static uint64_t to_ns(const struct linux_timespec *ts)
{
	uint64_t s = (uint64_t)ts->tv_sec;

	if (s >= (uint64_t)INT64_MAX / NS_PER_S)
		return INT64_MAX;
	return s * NS_PER_S + (uint64_t)ts->tv_nsec;
}

static struct linux_timespec to_timespec(uint64_t ns)
{
	struct linux_timespec ts = {
		(int64_t)(ns / NS_PER_S), (int64_t)(ns % NS_PER_S),
	};

	return ts;
}

static int write_spec(struct ksig_task *t, uint64_t uaddr,
		      const struct ksig__timer_spec *spec)
{
	struct linux_itimerspec out = {
		to_timespec(spec->interval_ns), to_timespec(spec->value_ns),
	};

	return ksig__write_user(t, uaddr, &out, sizeof(out));
}

/*
 * The new value is looked at before the id. The timer is set even if the old
 * value cannot be told. timer_settime(2).
 */
enum ksig_call_outcome ksig__sys_timer_settime(struct ksig_task *t,
					       struct ksig_call *c)
{
	struct ksig__timer_spec spec, old;
	struct linux_itimerspec in;
	bool absolute = c->arg[1] & LINUX_TIMER_ABSTIME;
	int err;

	if (!has_timers(t))
		return ksig__done(c, -LINUX_ENOSYS);
	if (!c->arg[2])
		return ksig__done(c, -LINUX_EINVAL);
	if (t->k->port->copy_from_user(t, &in, c->arg[2], sizeof(in)) < 0)
		return ksig__done(c, -LINUX_EFAULT);
	if (!timespec_valid(&in.it_interval) || !timespec_valid(&in.it_value))
		return ksig__done(c, -LINUX_EINVAL);
	spec.value_ns = to_ns(&in.it_value);
	spec.interval_ns = to_ns(&in.it_interval);
	err = ksig__timer_settime(t, (int32_t)c->arg[0], absolute, &spec,
				  &old);
	if (!err && c->arg[3])
		err = write_spec(t, c->arg[3], &old);
	return ksig__done(c, err);
}

enum ksig_call_outcome ksig__sys_timer_gettime(struct ksig_task *t,
					       struct ksig_call *c)
{
	struct ksig__timer_spec spec;
	int err;

	if (!has_timers(t))
		return ksig__done(c, -LINUX_ENOSYS);
	err = ksig__timer_gettime(t, (int32_t)c->arg[0], &spec);
	if (!err)
		err = write_spec(t, c->arg[1], &spec);
	return ksig__done(c, err);
}

enum ksig_call_outcome ksig__sys_timer_getoverrun(struct ksig_task *t,
						  struct ksig_call *c)
{
	if (!has_timers(t))
		return ksig__done(c, -LINUX_ENOSYS);
	return ksig__done(c, ksig_timer_overrun(t->group,
						(int32_t)c->arg[0]));
}

enum ksig_call_outcome ksig__sys_timer_delete(struct ksig_task *t,
					      struct ksig_call *c)
{
	if (!has_timers(t))
		return ksig__done(c, -LINUX_ENOSYS);
	return ksig__done(c, ksig__timer_delete(t, (int32_t)c->arg[0]));
}
