/* SPDX-License-Identifier: MIT */
/* What /proc says of a task: linux_look.c, for linux_settle.c. */
#ifndef SCN_LINUX_LOOK_H
#define SCN_LINUX_LOOK_H

#include "linux.h"

struct scn_look {
	char state;		/* 0: it is not there */
	bool on_queue;		/* runs, or would if it had a CPU */
	bool in_vfork;		/* waits for the child of its vfork(2) */
	bool in_dump;		/* a program is being handed its core */
	bool in_zap;		/* an init that ends, waits for its namespace */
	int32_t nr_threads, status, tracer;
	uint64_t start;
	uint64_t cpu_ns, slices;	/* CPU time, and how often it got one */
	int32_t at;
	bool is_main;		/* its process's main thread */
};

#define SCN_LOOK_RUNNER	SCN_ACTORS_MAX	/* for who: not an actor */

/* Everything but `at` and is_main: on_queue is read first, then the slices,
 * then the rest. who: an actor's index; its files stay open. */
void scn_look_at(int who, int pid, int tid, struct scn_look *l);
/* Only cpu_ns and slices; only on_queue and what follows it. False: it is not
 * there. */
bool scn_look_slices(int who, int pid, int tid, struct scn_look *l);
bool scn_look_queue(int who, int pid, int tid, struct scn_look *l);
/* Before anybody else gets the same index. */
void scn_look_forget(void);
/* The tracer's pid of who asks, or 0. */
int scn_look_own_tracer(void);

#endif /* SCN_LINUX_LOOK_H */
