/* SPDX-License-Identifier: MIT */
/* When everybody has come to rest: linux_settle.c, for linux_director.c. */
#ifndef SCN_LINUX_SETTLE_H
#define SCN_LINUX_SETTLE_H

#include "linux_look.h"

#define SCN_WATCHDOG_S	10

extern int scn_runner;	/* pid of who traces us; 0: nobody */
/* By actor: what it was about when it had come to rest. */
extern struct scn_look scn_looks[SCN_ACTORS_MAX];

/* scn_machine's. */
int scn_linux_settle(struct scn_board *b, int64_t pass_ns,
		     struct scn_actor *until);
/* Its tid as we see it, and pid; 0: not yet, -1: no more. */
int scn_linux_ids(const struct scn_actor *a, int *pid);
void scn_linux_look(const struct scn_actor *a, struct scn_look *l);
bool scn_linux_is_dead(const struct scn_look *l);
/* Let others run. tries: so often we did already. */
void scn_linux_pause(int tries);
double scn_linux_seconds(void);

#endif /* SCN_LINUX_SETTLE_H */
