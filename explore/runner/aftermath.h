/* SPDX-License-Identifier: MIT */
/* In the runner of a try: what became of that which the signal interrupted. */
#ifndef KSIG_EXPLORE_AFTERMATH_H
#define KSIG_EXPLORE_AFTERMATH_H

#include <ksig/arch.h>
#include "explore/explore.h"
#include "ports/host/host.h"

/*
 * At the entry of rt_sigreturn(2): the stack pointer to which the frame
 * returns, and in *r, unless it is NULL, ip, sp and ax. 0: it cannot be read.
 */
uint64_t xp_frame_interrupted(const struct ksig_host_where *w,
			      struct ksig_regs *r);

/* A try's signal was generated while t was at w, which point kind is. */
void xp_after_begin(struct xp_shared *s, const struct ksig_host_where *w);
/* Another run begins. */
void xp_after_reset(void);
/* A thread is at place: what the handler has left behind goes to s->o. */
void xp_after_at(struct ksig_host_thread *t, enum ksig_host_place place,
		 const struct ksig_host_where *w);

#endif /* KSIG_EXPLORE_AFTERMATH_H */
