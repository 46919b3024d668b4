/* SPDX-License-Identifier: MIT */
/* Coroutines: what a simulated thread's C code runs on. */
#ifndef KSIG_PORTS_SIM_CORO_H
#define KSIG_PORTS_SIM_CORO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for a hundred nested handlers of the interpreter, on demand only. */
#define SIM_STACK_BYTES	0x80000u
#define SIM_STACKS_MAX	384u	/* threads alive at a time */

struct sim_coro {
	void *sp;		/* where it is switched away */
	uint8_t *stack;		/* the lowest byte; NULL: the caller's own */
	uint32_t slot;		/* which of the stacks */
	void *fake_stack;	/* AddressSanitizer's */
};

/* All stacks, with an unmapped page below each. */
struct sim_stacks {
	uint8_t *base;
	uint32_t free[SIM_STACKS_MAX];
	uint32_t nr_free;
	/* Of whoever called sim_coro_switch() first: for AddressSanitizer. */
	const void *main_stack;
	size_t main_bytes;
};

/* 0 or a negative errno. */
int sim_stacks_init(struct sim_stacks *s);
void sim_stacks_finish(struct sim_stacks *s);
/* All stacks are free again, whatever was on them. */
void sim_stacks_reset(struct sim_stacks *s);

/* c will run fn(arg) when it is switched to. False: no stack is left. */
bool sim_coro_init(struct sim_stacks *s, struct sim_coro *c,
		   void (*fn)(void *arg), void *arg);
void sim_coro_finish(struct sim_stacks *s, struct sim_coro *c);
/* From from, which runs, to to. dying: from is never switched to again. */
void sim_coro_switch(struct sim_stacks *s, struct sim_coro *from,
		     struct sim_coro *to, bool dying);
/* To be called first in a coroutine's fn. */
void sim_coro_entered(struct sim_stacks *s);
/* Is the address on one of the stacks? */
bool sim_stacks_has(const struct sim_stacks *s, uint64_t addr);

#endif /* KSIG_PORTS_SIM_CORO_H */
