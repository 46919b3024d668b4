/* SPDX-License-Identifier: MIT */
/* In the runner: what a run takes, and whether that is too much. */
#ifndef KSIG_EXPLORE_LIMITS_H
#define KSIG_EXPLORE_LIMITS_H

#include "explore/explore.h"
#include "ports/host/host.h"

/*
 * enum xp_end: XP_END_NONE, or why the run is to be ended. Now and then, in
 * at() and quiet(); what was seen goes to s->o.
 */
int xp_limits_look(struct xp_shared *s);
/* How long the guest, or we, were ready to run and had no CPU. */
uint64_t xp_starved_ms(void);
/* At the entry of a call: what it writes to a file. */
void xp_limits_call(struct xp_shared *s, struct ksig_host_thread *t,
		    const struct ksig_host_where *w);

#endif /* KSIG_EXPLORE_LIMITS_H */
