/* SPDX-License-Identifier: MIT */
/* rt_sigaction(sig, act, oldact, sigsetsize) */
#include "sys.h"

/* The action is set even if the old one cannot be told. sigaction(2). */
enum ksig_call_outcome ksig__sys_rt_sigaction(struct ksig_task *t,
					      struct ksig_call *c)
{
	struct linux_sigaction act, old;
	bool has_act = c->arg[1] != 0, has_old = c->arg[2] != 0;
	int err;

	if (c->arg[3] != sizeof(ksig_sigset))
		return ksig__done(c, -LINUX_EINVAL);
	if (has_act && t->k->port->copy_from_user(t, &act, c->arg[1],
						  sizeof(act)) < 0)
		return ksig__done(c, -LINUX_EFAULT);
	err = ksig__disposition_set(t, (int32_t)c->arg[0],
				    has_act ? &act : NULL,
				    has_old ? &old : NULL);
	if (!err && has_old)
		err = ksig__write_user(t, c->arg[2], &old, sizeof(old));
	return ksig__done(c, err);
}
