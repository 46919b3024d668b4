/* SPDX-License-Identifier: MIT */
/* In the runner: a second signal, inside the handler of the first. */
#ifndef KSIG_EXPLORE_NEST_H
#define KSIG_EXPLORE_NEST_H

#include "explore/explore.h"
#include "ports/host/host.h"

/* The first signal was generated while t was at w. */
void xp_nest_begin(struct xp_shared *s, struct ksig_host_thread *t,
		   const struct ksig_host_where *w);
/* After that: a thread is at place. true: no more is to be listed. */
bool xp_nest_at(struct ksig_host_thread *t, enum ksig_host_place place,
		const struct ksig_host_where *w);

#endif /* KSIG_EXPLORE_NEST_H */
