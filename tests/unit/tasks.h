/* SPDX-License-Identifier: MIT */
/*
 * Tasks of a machine that do whatever comes, as a correct port has them do
 * it: what each may do next is what the last outcome says. For tests that
 * choose at random, and for the fuzzer of calls.
 */
#ifndef KSIG_TESTS_UNIT_TASKS_H
#define KSIG_TESTS_UNIT_TASKS_H

#include "port.h"

#define TASKS_MAX 24u

enum task_state {
	TASK_NONE = 0,
	TASK_USER,		/* in its program */
	TASK_PARKED,		/* in a call */
	TASK_STOPPED,
	TASK_DYING,		/* must exit */
};

struct tasks {
	uint32_t max;		/* so many of them at once: <= TASKS_MAX */
	struct tp_task *task[TASKS_MAX];
	enum task_state state[TASKS_MAX];
};

/* After a return to user mode, or what began as one. */
static inline void tasks_settle(struct tasks *s, uint32_t i)
{
	switch (s->task[i]->outcome) {
	case KSIG_RUN:
		s->state[i] = TASK_USER;
		break;
	case KSIG_PARK:
		s->state[i] = TASK_STOPPED;
		break;
	default:
		s->state[i] = TASK_DYING;
	}
	s->task[i]->outcome = KSIG_RUN;
}

static inline void tasks_return(struct tasks *s, uint32_t i)
{
	tp_return(s->task[i]);
	tasks_settle(s, i);
}

/* The first that there is, from the i-th on and around; max: there is none. */
static inline uint32_t tasks_from(const struct tasks *s, uint32_t i)
{
	uint32_t n;

	for (n = 0; n < s->max; n++)
		if (s->state[(i + n) % s->max] != TASK_NONE)
			return (i + n) % s->max;
	return s->max;
}

static inline bool tasks_have_room(const struct tasks *s)
{
	uint32_t i;

	for (i = 0; i < s->max; i++)
		if (s->state[i] == TASK_NONE)
			return true;
	return false;
}

/* A new one, or NULL. It may have something to take at once. */
static inline void tasks_put(struct tasks *s, struct tp_task *t)
{
	uint32_t i = 0;

	while (i < s->max && s->state[i] != TASK_NONE)
		i++;
	if (!t || i == s->max)
		return;
	s->task[i] = t;
	s->state[i] = TASK_USER;
	if (t->t.has_deliverable)
		tasks_return(s, i);
}

#endif /* KSIG_TESTS_UNIT_TASKS_H */
