/* SPDX-License-Identifier: MIT */
/* What the survey lists: explore.h has the points, and who steps. */
#ifndef KSIG_EXPLORE_LIST_H
#define KSIG_EXPLORE_LIST_H

#include "explore/explore.h"
#include "ports/host/host.h"

/* ----------------------------------------------------------------- list.c */
/* In the runner of a survey: before everything else. */
void xp_list_begin(struct xp_shared *s);
/* A thread of process number proc, which has made so many calls, is at place:
 * its points there, and whether it is to stop at the next instruction. */
void xp_list_at(struct ksig_host_thread *t, enum ksig_host_place place,
		uint32_t proc, uint32_t calls, const struct ksig_host_where *w);

/* ---------------------------------------------------------------- enter.c */
/* In which calls' time a name of --from, --to and --in is reached: noted by
 * the first survey, asked by the second. */
void xp_enter(struct xp_shared *s, uint32_t proc, uint32_t call);
void xp_enters_sort(struct xp_shared *s);
bool xp_is_entered(const struct xp_shared *s, uint32_t proc, uint32_t call);

#endif /* KSIG_EXPLORE_LIST_H */
