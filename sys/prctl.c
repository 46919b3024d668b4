/* SPDX-License-Identifier: MIT */
/*
 * prctl(option, arg): the parent-death signal and the subreaper. Every other
 * option is the port's.
 */
#include "sys.h"

static int64_t set_pdeathsig(struct ksig_task *t, uint64_t sig)
{
	if (sig > KSIG_NSIG)
		return -LINUX_EINVAL;
	ksig_task_set_pdeathsig(t, (int)sig);
	return 0;
}

static int64_t get(struct ksig_task *t, uint64_t uaddr, int32_t value)
{
	return ksig__write_user(t, uaddr, &value, sizeof(value));
}

enum ksig_call_outcome ksig__sys_prctl(struct ksig_task *t,
				       struct ksig_call *c)
{
	switch ((int32_t)c->arg[0]) {
	case LINUX_PR_SET_PDEATHSIG:
		return ksig__done(c, set_pdeathsig(t, c->arg[1]));
	case LINUX_PR_GET_PDEATHSIG:
		return ksig__done(c, get(t, c->arg[1], t->pdeath_sig));
	case LINUX_PR_SET_CHILD_SUBREAPER:
		ksig_group_set_subreaper(t->group, c->arg[1] != 0);
		return ksig__done(c, 0);
	case LINUX_PR_GET_CHILD_SUBREAPER:
		return ksig__done(c, get(t, c->arg[1],
					 !!(ksig__flags(&t->group->flags) &
					    KSIG_GROUP_SUBREAPER)));
	default:
		return KSIG_CALL_UNKNOWN;
	}
}
