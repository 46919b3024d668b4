/* SPDX-License-Identifier: MIT */
/* The states in which everybody is at rest, and which of them have been. */
#ifndef KSIG_TESTS_EXPLORE_STATE_H
#define KSIG_TESTS_EXPLORE_STATE_H

#include "ports/sim/play.h"

/* Of all that decides what can come: libksig's state, and what was told. */
uint64_t state_hash(struct sim *s, const struct scn_board *b,
		    const struct scn_text *transcript);

#define STATES_MAX (1u << 20)
struct state_set {
	uint64_t of[STATES_MAX];	/* 0: none */
	uint32_t nr;
};
/* Was it in already? A full set answers no. */
bool state_add(struct state_set *set, uint64_t hash);

#endif /* KSIG_TESTS_EXPLORE_STATE_H */
