/* SPDX-License-Identifier: MIT */
/* --from, --to and --in: in which part of a run points are wanted. */
#ifndef KSIG_EXPLORE_WINDOW_H
#define KSIG_EXPLORE_WINDOW_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define XP_MARK_MAX	96u
#define XP_IN_MAX	16u

enum xp_mark_kind {
	XP_MARK_NONE = 0,
	XP_MARK_FUNCTION,	/* it is entered for the n-th time */
	XP_MARK_CALL,		/* the first process's n-th system call */
	XP_MARK_TIME,		/* n nanoseconds: the baseline makes a call of it */
};

struct xp_mark {
	enum xp_mark_kind kind;
	uint64_t n;
	char name[XP_MARK_MAX];	/* a function, or its address: 0x... */
	uint64_t asked_ns;	/* of a call: the time that it was */
};

/* Of every run: nothing set. */
struct xp_window {
	struct xp_mark from, to;
	char in[XP_IN_MAX][XP_MARK_MAX];
	uint32_t nr_in;
};

/* ---------------------------------------------------------------- window.c */
bool xp_mark_parse(const char *text, struct xp_mark *m);	/* false: none */
void xp_mark_text(const struct xp_mark *m, char *buf, size_t n);
/* Is any of it told by a function or an object? */
static inline bool xp_has_names(const struct xp_window *w)
{
	return w->from.kind == XP_MARK_FUNCTION ||
	       w->to.kind == XP_MARK_FUNCTION || w->nr_in;
}
static inline bool xp_has_window(const struct xp_window *w)
{
	return w->from.kind || w->to.kind || w->nr_in;
}

/* ------------------------------------------------------------------ part.c */
/* Where one process of the survey is. */
struct xp_part;
struct ksig_host_thread;
struct ksig_host_where;
/* A process; parent: the one that made it, or NULL. */
struct xp_part *xp_part_new(const struct xp_window *w,
			    const struct xp_part *parent);
void xp_part_exec(struct xp_part *p, struct ksig_host_thread *t, int pid);
/* At the entry of each call; first: it is the first process. */
void xp_part_call(struct xp_part *p, struct ksig_host_thread *t,
		  const struct ksig_host_where *w, bool first);
/* Before an instruction. Is it one of the names? */
bool xp_part_insn(struct xp_part *p, const struct ksig_host_where *w);
/* Are points wanted at this instruction, or, it being a call's, there? */
bool xp_part_has(const struct xp_part *p, uint64_t ip);
/* Could there be one before the next call, or name? */
bool xp_part_goes_on(const struct xp_part *p);
/* How often a process has reached from, and to; which of in any has, as bits. */
void xp_part_counts(uint64_t counts[3]);

#endif /* KSIG_EXPLORE_WINDOW_H */
