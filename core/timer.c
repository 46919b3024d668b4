/* SPDX-License-Identifier: MIT */
/* The signal side of POSIX timers (timer_create(2)). */
#include "core.h"

/*
 * See ksig.h. A timer has one entry however often it fires: while that waits
 * it counts, so a slow program loses nothing but the number of handlers.
 * Timers do not coalesce with each other.
 * Returns 0. Locks: takes siglock.
 * Linux: posixtimer_send_sigqueue(); rule 34.
 */
int ksig_generate_timer(struct ksig_group *g, struct ksig_task *t,
			const struct linux_siginfo *info,
			const struct ksig_origin *origin)
{
	struct ksig__generation gen = {
		.group = g,
		.task = t,
		.info = info,
		.origin = origin,
		.shared = !t,
		.forced = false,
		.timer = true,
	};
	int err;

	if (!ksig__lock_group(g))
		return 0;
	if (!t)
		gen.task = g->leader;
	if (t && (t->flags & KSIG_TASK_DEAD))
		err = 0;
	else
		err = ksig__generate_locked(&gen);
	ksig__unlock_group(g);
	return err;
}

/*
 * See ksig.h. What has_deliverable says may be stale after it: only a task
 * itself may clear it, as it may be about to hand over a signal that it was
 * chosen for and blocks since.
 * Locks: takes siglock. timer_settime(2), timer_delete(2).
 */
void ksig_timer_forget(struct ksig_group *g, int32_t timerid)
{
	struct ksig_task *t;

	if (!ksig__lock_group(g))
		return;
	ksig__pending_flush_timers_locked(g, NULL, timerid);
	KSIG__EACH_TASK(t, g)
		ksig__pending_flush_timers_locked(g, t, timerid);
	ksig__unlock_group(g);
}
