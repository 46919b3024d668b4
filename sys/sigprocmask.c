/* SPDX-License-Identifier: MIT */
/* rt_sigprocmask(how, set, oldset, size), rt_sigpending(set, size) */
#include "sys.h"

/* The mask that how makes of set, or false. */
static inline bool combine(const struct ksig_task *t, int32_t how,
			   ksig_sigset *set)
{
	if (__builtin_expect(how == LINUX_SIG_SETMASK, 1))
		return true;
	if (how == LINUX_SIG_BLOCK)
		*set |= t->blocked;
	else if (how == LINUX_SIG_UNBLOCK)
		*set = t->blocked & ~*set;
	else
		return false;
	return true;
}

/*
 * The same with the old mask to be told: apart, so that the other case, the
 * call of ours that programs make most, keeps everything in registers.
 */
__attribute__((noinline))
static enum ksig_call_outcome set_and_tell(struct ksig_task *t,
					   struct ksig_call *c)
{
	ksig_sigset former = t->blocked, set;

	if (c->arg[1]) {
		if (t->k->port->copy_from_user(t, &set, c->arg[1],
					       sizeof(set)) < 0)
			return ksig__done(c, -LINUX_EFAULT);
		if (!combine(t, (int32_t)c->arg[0], &set))
			return ksig__done(c, -LINUX_EINVAL);
		ksig__set_blocked(t, set & ~KSIG_SET_ONLY_KERNEL);
	}
	return ksig__done(c, ksig__write_user(t, c->arg[2], &former,
					      sizeof(former)));
}

/* Apart as well, so that what decides needs no frame of its own. */
__attribute__((noinline))
static enum ksig_call_outcome set_only(struct ksig_task *t,
				       struct ksig_call *c)
{
	ksig_sigset set;

	if (t->k->port->copy_from_user(t, &set, c->arg[1], sizeof(set)) < 0)
		return ksig__done(c, -LINUX_EFAULT);
	if (!combine(t, (int32_t)c->arg[0], &set))
		return ksig__done(c, -LINUX_EINVAL);
	ksig__set_blocked(t, set & ~KSIG_SET_ONLY_KERNEL);
	return ksig__done(c, 0);
}

/* The mask is set even if the old one cannot be told. sigprocmask(2). */
enum ksig_call_outcome ksig__sys_rt_sigprocmask(struct ksig_task *t,
						struct ksig_call *c)
{
	if (c->arg[3] != sizeof(ksig_sigset))
		return ksig__done(c, -LINUX_EINVAL);
	if (c->arg[2])
		return set_and_tell(t, c);
	if (c->arg[1])
		return set_only(t, c);
	return ksig__done(c, 0);
}

/* Only what is blocked counts (rule 15). A smaller set is taken too. */
enum ksig_call_outcome ksig__sys_rt_sigpending(struct ksig_task *t,
					       struct ksig_call *c)
{
	ksig_sigset set;

	if (c->arg[1] > sizeof(set))
		return ksig__done(c, -LINUX_EINVAL);
	set = ksig_pending_all(t) & t->blocked;
	return ksig__done(c, ksig__write_user(t, c->arg[0], &set, c->arg[1]));
}
