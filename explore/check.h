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
	XP_MISSED,		/* the same of a wait for something else */
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

/* A variable that the handler of sig sets. */
#define XP_FLAGS_MAX	64u
struct xp_flag {
	uint64_t at;
	int sig;
};

struct xp_faults {
	uint32_t nr;
	uint64_t nr_handled;		/* handlers that were looked into */
	bool inside;			/* deliver where it does harm */
	bool waits;			/* look at waits: no signal is made */
	uint32_t nr_flags;
	struct xp_flag flag[XP_FLAGS_MAX];
	uint64_t wakes;			/* signals whose handlers end waits */
	uint64_t code;			/* an address in what has them; or 0 */
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

/* --------------------------------------------------------------- flags.c */
struct xp_access;
/* The object with this address is the one whose code counts. */
void xp_flags_code(int pid, uint64_t addr);
/* In a handler of sig: what the instruction at r->ip writes. */
void xp_flags_set(struct xp_faults *f, struct xp_access *a,
		  const struct ksig_regs *r, int sig);
void xp_flags_call(struct xp_faults *f, int64_t nr, int sig);
/* Outside: what it reads. */
void xp_flags_look(const struct xp_faults *f, struct xp_access *a,
		   const struct ksig_regs *r);
/* At a call: the signal, of may, that it would miss, or 0. */
int xp_flags_wait(const struct xp_faults *f, int64_t nr, const uint64_t arg[6],
		  uint64_t may);

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
