/* SPDX-License-Identifier: MIT */
/* Which memory an instruction reads and writes. */
#ifndef KSIG_EXPLORE_ACCESS_H
#define KSIG_EXPLORE_ACCESS_H

#include <ksig/arch.h>
#include <stdbool.h>
#include <stdint.h>

struct xp_access;
struct xp_access *xp_access_new(int pid);	/* or NULL */
void xp_access_free(struct xp_access *a);
/* The process is about to make system call nr: its mappings may be others
 * after it. */
void xp_access_call(struct xp_access *a, int64_t nr);
/*
 * Does the instruction at r->ip access memory that a handler could also
 * access, as writable memory that is not its thread's own stack?
 */
bool xp_access_is_shared(struct xp_access *a, const struct ksig_regs *r);
enum { XP_READS = 1, XP_WRITES = 2 };	/* as bits */
/* What it does with the byte at addr. */
int xp_access_to(struct xp_access *a, const struct ksig_regs *r, uint64_t addr);
#define XP_ACCESSES_MAX	3
/* Where it does that: how many, their addresses in at. */
int xp_access_list(struct xp_access *a, const struct ksig_regs *r, int does,
		   uint64_t at[XP_ACCESSES_MAX]);

#endif /* KSIG_EXPLORE_ACCESS_H */
