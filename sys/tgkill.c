/* SPDX-License-Identifier: MIT */
/* kill(pid, sig), tkill(tid, sig), tgkill(tgid, tid, sig) */
#include "sys.h"

enum ksig_call_outcome ksig__sys_kill(struct ksig_task *t,
				      struct ksig_call *c)
{
	struct ksig_origin origin = { KSIG_BY_KILL, t->group->pid, t->tid };
	int32_t sig = (int32_t)c->arg[1];
	struct linux_siginfo info;

	ksig__siginfo_kill(&info, sig, LINUX_SI_USER, t);
	return ksig__kill_done(c, ksig__kill(t, (int32_t)c->arg[0], sig,
					     &info, &origin));
}

static enum ksig_call_outcome tkill(struct ksig_task *t, struct ksig_call *c,
				    int32_t tgid, int32_t tid, int32_t sig,
				    enum ksig_by by)
{
	struct ksig_origin origin = { by, t->group->pid, t->tid };
	struct linux_siginfo info;

	ksig__siginfo_kill(&info, sig, LINUX_SI_TKILL, t);
	return ksig__kill_done(c, ksig__kill_tid(t, tgid, tid, sig, &info,
						 &origin));
}

enum ksig_call_outcome ksig__sys_tkill(struct ksig_task *t,
				       struct ksig_call *c)
{
	int32_t tid = (int32_t)c->arg[0];

	if (tid <= 0)
		return ksig__done(c, -LINUX_EINVAL);
	return tkill(t, c, 0, tid, (int32_t)c->arg[1], KSIG_BY_TKILL);
}

enum ksig_call_outcome ksig__sys_tgkill(struct ksig_task *t,
					struct ksig_call *c)
{
	int32_t tgid = (int32_t)c->arg[0], tid = (int32_t)c->arg[1];

	if (tgid <= 0 || tid <= 0)
		return ksig__done(c, -LINUX_EINVAL);
	return tkill(t, c, tgid, tid, (int32_t)c->arg[2], KSIG_BY_TGKILL);
}
