/* SPDX-License-Identifier: MIT */
/*
 * pause(), rt_sigsuspend(set, size): wait until something is delivered.
 *
 * Both end with ERESTARTNOHAND: if it turns out that no handler runs, they
 * are simply called again, with a new look at the sets.
 */
#include "sys.h"

/* Wait, or go on: t->park says whether the call has begun already. */
static enum ksig_call_outcome wait_for_delivery(struct ksig_task *t,
						struct ksig_call *c,
						enum ksig_park_kind kind)
	KSIG_EXCLUDES(ksig__siglock)
{
	enum ksig_call_outcome outcome = KSIG_CALL_PARK;

	ksig__lock_task(t);
	if (t->has_deliverable) {
		ksig__unpark_locked(t);
		c->ret = -LINUX_ERESTARTNOHAND;
		outcome = KSIG_CALL_DONE;
	} else {
		ksig__park_locked(t, kind, 0);
	}
	ksig__unlock_task(t);
	return outcome;
}

enum ksig_call_outcome ksig__sys_pause(struct ksig_task *t,
				       struct ksig_call *c)
{
	return wait_for_delivery(t, c, KSIG_PARK_PAUSE);
}

/*
 * The former mask is put back only when the signal has been delivered, by
 * ksig_return_to_user(): else it could not be delivered at all (rule 20).
 */
enum ksig_call_outcome ksig__sys_rt_sigsuspend(struct ksig_task *t,
					       struct ksig_call *c)
{
	ksig_sigset set;
	int err;

	if (t->park.kind != KSIG_PARK_SIGSUSPEND) {
		err = ksig__read_sigset(t, &set, c->arg[0], c->arg[1]);
		if (err)
			return ksig__done(c, err);
		ksig__mask_save_and_set(t, set);
	}
	return wait_for_delivery(t, c, KSIG_PARK_SIGSUSPEND);
}
