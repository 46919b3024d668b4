/* SPDX-License-Identifier: MIT */
/* rt_sigprocmask(how, set, oldset, size), rt_sigpending(set, size) */
#include "sys.h"

/* The mask is set even if the old one cannot be told. sigprocmask(2). */
enum ksig_call_outcome ksig__sys_rt_sigprocmask(struct ksig_task *t,
						struct ksig_call *c)
{
	ksig_sigset old = t->blocked, set;

	if (c->arg[3] != sizeof(set))
		return ksig__done(c, -LINUX_EINVAL);
	if (c->arg[1]) {
		if (t->k->port->copy_from_user(t, &set, c->arg[1],
					       sizeof(set)) < 0)
			return ksig__done(c, -LINUX_EFAULT);
		switch ((int32_t)c->arg[0]) {
		case LINUX_SIG_BLOCK:
			set |= old;
			break;
		case LINUX_SIG_UNBLOCK:
			set = old & ~set;
			break;
		case LINUX_SIG_SETMASK:
			break;
		default:
			return ksig__done(c, -LINUX_EINVAL);
		}
		ksig__set_blocked(t, set & ~KSIG_SET_ONLY_KERNEL);
	}
	if (c->arg[2])
		return ksig__done(c, ksig__write_user(t, c->arg[2], &old,
						      sizeof(old)));
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
