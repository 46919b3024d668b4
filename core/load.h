/* SPDX-License-Identifier: MIT */
/* What the files of a load share: load.c, load_record.c, load_drop.c. */
#ifndef KSIG_CORE_LOAD_H
#define KSIG_CORE_LOAD_H

#include "state.h"

/* A load under way. */
struct ksig__load {
	struct ksig *k;
	const struct ksig_load_memory *memory;
	struct ksig__fields f;
	uint32_t last;			/* the type of the record before */
	int err;
	struct ksig_user **last_user;
	struct ksig_group *g;		/* the last one, ... */
	struct ksig__state_group ids;
	int32_t last_action;		/* ... in its sighand, */
	struct ksig_task *t;		/* its last task, */
	uint32_t frames_left;		/* that has so many yet to come */
	struct ksig_group *member;	/* the last PGRP */
};

static inline void ksig__load_fail_if(struct ksig__load *l, bool is_so)
{
	if (is_so && !l->err)
		l->err = -LINUX_EINVAL;
}

/* What this version does not know, or this port has no callbacks for. */
static inline void ksig__load_unsupported_if(struct ksig__load *l, bool is_so)
{
	if (is_so && !l->err)
		l->err = -LINUX_EOPNOTSUPP;
}

/* One record, of which l->f are the fields, becomes part of l->k. */
void ksig__load_record(struct ksig__load *l, uint32_t type)
	KSIG_REQUIRES(ksig__tree);
/* Everything is given back, and k is as it was. */
void ksig__load_drop(struct ksig__load *l);

#endif /* KSIG_CORE_LOAD_H */
