/* SPDX-License-Identifier: MIT */
/* A value that was read: is it looked at, or only kept to be put back? */
#ifndef KSIG_EXPLORE_KEPT_H
#define KSIG_EXPLORE_KEPT_H

#include <ksig/arch.h>
#include <stdint.h>

enum xp_kept {
	XP_KEPT_NOT = 0,	/* there is no copy of it any more */
	XP_KEPT,		/* in registers, or in memory */
	XP_KEPT_USED,		/* compared, computed with, passed on */
};

struct xp_copies {
	int pid;
	uint64_t from;		/* where it was read */
	uint32_t regs;		/* as bits, by their places in ksig_regs */
	uint64_t slot;		/* an address, or 0 */
	uint64_t returns_to, sp; /* from a function that is called; or 0 */
};

/* The instruction at r->ip, which is not yet executed, reads it from there. */
enum xp_kept xp_kept_begin(struct xp_copies *c, int pid,
			   const struct ksig_regs *r, uint64_t from);
/* The next one. */
enum xp_kept xp_kept_step(struct xp_copies *c, const struct ksig_regs *r);

#endif /* KSIG_EXPLORE_KEPT_H */
