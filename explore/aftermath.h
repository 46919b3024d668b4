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

#endif /* KSIG_EXPLORE_AFTERMATH_H */
