/* SPDX-License-Identifier: MIT */
/* What the files that play scenarios share. */
#ifndef KSIG_PORTS_SIM_MACHINE_H
#define KSIG_PORTS_SIM_MACHINE_H

#include "play.h"

/* ------------------------------------------------------------- machine.c */

void sim_machine_use(struct sim *s);
struct sim *sim_machine_used(void);

/* --------------------------------------------------------------- fault.c */

void sim_machine_fault(struct scn_actor *a, enum scn_fault kind,
		       uint64_t addr);

/* --------------------------------------------------------------- story.c */

/* ev as a line of b's transcript. */
void sim_story(struct scn_board *b, const struct ksig_event *ev);

#endif /* KSIG_PORTS_SIM_MACHINE_H */
