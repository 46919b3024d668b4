/* SPDX-License-Identifier: MIT */
/* ksig check: what a handler does that it must not. */
#ifndef KSIG_EXPLORE_CHECK_H
#define KSIG_EXPLORE_CHECK_H

#include "explore/explore.h"

enum xp_fault {
	XP_UNSAFE_CALL = 1,	/* a handler calls a function that is not safe */
	XP_UNSAFE_JUMP,		/* ... leaves for good what it interrupted there */
	XP_ERRNO,		/* ... returns with another errno */
	XP_ONE_WAIT,		/* ... waits for one child a SIGCHLD */
	XP_PAUSE,		/* pause(2), and a signal that may come before */
};

#define XP_FAULTS_MAX	256u

struct xp_fault_item {
	enum xp_fault kind;
	int sig;
	uint64_t handler;
	struct xp_frame name;		/* the handler's */
	char function[XP_NAME_MAX];	/* the unsafe one, or "" */
	char cause[16];
	int before, after;		/* errno */
	struct xp_stack stack;
};

struct xp_faults {
	uint32_t nr;
	uint64_t nr_handled;		/* handlers that were looked into */
	bool inside;			/* deliver where it does harm */
	struct xp_fault_item item[XP_FAULTS_MAX];
};

/* ------------------------------------------------------------ watching.c */
/* Fills d and *trace, for the runner of one run; sig: have this one come when
 * it has a handler, at each call, or where f says inside, at each call of an
 * unsafe function; 0: none. */
struct ksig_event;
void xp_watch(struct xp_shared *s, struct xp_faults *f, int sig,
	      struct ksig_host_driver *d,
	      void (**trace)(void *arg, const struct ksig_event *ev));

/* -------------------------------------------------------------- unsafe.c */
struct xp_unsafe;
struct xp_unsafe *xp_unsafe_load(int pid);
void xp_unsafe_free(struct xp_unsafe *u);
/* The function at addr if a handler must not call it, and why; or NULL. */
const char *xp_unsafe_at(struct xp_unsafe *u, uint64_t addr,
			 const char **cause);
/* Set a breakpoint at each. */
struct ksig_host_thread;
void xp_unsafe_break(struct xp_unsafe *u, struct ksig_host_thread *t);
const char *xp_unsafe_named(const char *name);	/* its cause, or NULL */
const char *xp_cause_sentence(const char *word);
uint64_t xp_errno_at(struct xp_unsafe *u, int pid, uint64_t fs_base);

/* --------------------------------------------------------------- check.c */
struct xp_check_options {
	char **argv;
	uint64_t signals;	/* 0: those that CMD handles */
	uint64_t timeout_ms;
	bool json;
};
int xp_check(const struct xp_check_options *o);

#endif /* KSIG_EXPLORE_CHECK_H */
