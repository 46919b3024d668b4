/* SPDX-License-Identifier: MIT */
/*
 * The layout of a saved state, shared by save.c and load.c.
 *
 * A head of KSIG__STATE_HEAD_BYTES; then records, each a type, the number of
 * bytes that follow (both 32 bits) and its fields, in the order of the enum
 * below: per group from GROUP to BARE. Everything is little-endian, numbers
 * of 32 bits or fewer (bools too) take 4 bytes, others 8. A type has one
 * size. Who is meant is said by ids, 0: nobody, or by the place in a list.
 *
 * Each record has one function in state.c, which writes its fields when
 * saving and reads and checks them when loading: so the two cannot differ.
 */
#ifndef KSIG_CORE_STATE_H
#define KSIG_CORE_STATE_H

#include "core.h"

#define KSIG__STATE_MAGIC	0x657661736769736bull	/* "ksigsave" */
/* To be changed with anything in the layout, and with any new flag. */
#define KSIG__STATE_VERSION	1u
#define KSIG__STATE_RECORD_MAX	1024u	/* bytes of the longest record */

enum ksig__record {
	KSIG__RECORD_USER = 1,
	KSIG__RECORD_GROUP,	/* oldest first */
	KSIG__RECORD_ACTION,	/* its sighand's, if nobody before had that;
				 * those that are not all zero */
	KSIG__RECORD_TASK,	/* by age, then zombies */
	KSIG__RECORD_FRAME,	/* of the TASK before */
	KSIG__RECORD_TIMER,	/* by age */
	KSIG__RECORD_PARKED,	/* in the order of parked_timers */
	KSIG__RECORD_ENTRY,	/* of a queue, in its order */
	KSIG__RECORD_TIMER_ENTRY, /* the same, of a timer */
	KSIG__RECORD_BARE,
	KSIG__RECORD_PGRP,	/* members of one, in the order of the table */
	KSIG__RECORD_CHILD,	/* a parent's in the order of its list */
	KSIG__RECORD_TRACEE,	/* the same of a tracer's */
	KSIG__RECORD_END,	/* the sum of all before its own field */
};

/* The fields of one record, on the way in (in) or out (out). */
struct ksig__fields {
	const uint8_t *in;	/* or NULL: saving */
	uint8_t *out;
	size_t left;
	bool bad;		/* loading: a value that cannot be */
	bool unknown;		/* loading: one of a later version */
};

struct ksig__state_head {
	uint64_t magic;
	uint32_t version;
	struct ksig_config config;	/* but its size */
	uint64_t next_id;
};
#define KSIG__STATE_HEAD_BYTES	40u

/* Whom a group's fields mean. */
struct ksig__state_group {
	int32_t leader, zombie_leader, next_target;
	int32_t sighand;	/* the pid of the oldest group that has it; 0:
				 * a zombie */
};

struct ksig__state_timer {
	uint32_t user;
	int32_t target, clock_task;
};

/* Of ENTRY, TIMER_ENTRY and BARE. */
struct ksig__state_instance {
	int32_t owner;		/* tid; 0: the shared set */
	uint32_t user;		/* ENTRY */
	int32_t sig;		/* BARE */
	uint32_t timer;		/* TIMER_ENTRY: its place in the list */
	uint64_t id, generated_ns;	/* BARE */
};

void ksig__state_head(struct ksig__fields *f, struct ksig__state_head *h);
void ksig__state_user(struct ksig__fields *f, struct ksig_user *u);
void ksig__state_group(struct ksig__fields *f, struct ksig_group *g,
		       struct ksig__state_group *ids);
void ksig__state_action(struct ksig__fields *f, int32_t *sig,
			struct linux_sigaction *a);
/* user: its uid; of a zombie 0. */
void ksig__state_task(struct ksig__fields *f, struct ksig_task *t,
		      uint32_t *user);
void ksig__state_frame(struct ksig__fields *f, struct ksig_frame *frame);
void ksig__state_timer(struct ksig__fields *f, struct ksig_timer *tm,
		       struct ksig__state_timer *ids);
void ksig__state_parked(struct ksig__fields *f, uint32_t *timer);
void ksig__state_entry(struct ksig__fields *f, struct ksig_entry *e,
		       struct ksig__state_instance *i);
void ksig__state_timer_entry(struct ksig__fields *f,
			     struct ksig__state_instance *i);
void ksig__state_bare(struct ksig__fields *f, struct ksig__state_instance *i);
/* PGRP (pid), CHILD (pid, its parent's tid), TRACEE (tid, its tracer's). */
void ksig__state_id(struct ksig__fields *f, int32_t *id);
/* The frame of a record: its type and how many bytes follow. */
void ksig__state_record(struct ksig__fields *f, uint32_t *type,
			uint32_t *bytes);
void ksig__state_sum(struct ksig__fields *f, uint64_t *sum);

/* FNV-1a, 64 bits: any change of a single byte changes it. */
#define KSIG__STATE_SUM_FIRST	0xcbf29ce484222325ull
static inline uint64_t ksig__state_add(uint64_t sum, const uint8_t *p,
				       size_t nr)
{
	while (nr--)
		sum = (sum ^ *p++) * 0x100000001b3ull;
	return sum;
}

#endif /* KSIG_CORE_STATE_H */
