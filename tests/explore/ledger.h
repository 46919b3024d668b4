/* SPDX-License-Identifier: MIT */
/*
 * What became of every signal, by the trace: each is taken once, a standard
 * one is pending once in a set, real-time ones leave in their order, none is
 * delivered while it is blocked, and when all are at rest those pending are
 * those that nobody has taken.
 */
#ifndef KSIG_TESTS_EXPLORE_LEDGER_H
#define KSIG_TESTS_EXPLORE_LEDGER_H

#include "ports/sim/sim.h"

#define LEDGER_MAX 4096u

struct ledger_row {
	uint64_t id;
	const void *set;		/* a group, or a task */
	int32_t sig;
};

struct ledger {
	struct ledger_row row[LEDGER_MAX];
	uint32_t nr;
	char fault[128];		/* the first, or "" */
};

void ledger_reset(struct ledger *l);
void ledger_event(struct ledger *l, const struct ksig_event *ev);
void ledger_rest(struct ledger *l, struct ksig *k);

#endif /* KSIG_TESTS_EXPLORE_LEDGER_H */
