/* SPDX-License-Identifier: MIT */
/*
 * Coroutines with stacks from one mapping, so that a reset is cheap and a
 * pointer can be told to be on one. The switch itself is in switch.S.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/mman.h>
#include "coro.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif

#ifdef HAS_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

#define GUARD_BYTES	0x1000u

void sim_switch(void **save, void *load);
void sim_entry(void);

int sim_stacks_init(struct sim_stacks *s)
{
	uint32_t i;

	s->main_stack = NULL;
	s->main_bytes = 0;
	s->base = mmap(NULL, (size_t)SIM_STACKS_MAX * SIM_STACK_BYTES,
		       PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (s->base == MAP_FAILED)
		return -errno;
	for (i = 0; i < SIM_STACKS_MAX; i++)
		if (mprotect(s->base + (size_t)i * SIM_STACK_BYTES,
			     GUARD_BYTES, PROT_NONE) < 0) {
			sim_stacks_finish(s);
			return -ENOMEM;
		}
	sim_stacks_reset(s);
	return 0;
}

void sim_stacks_finish(struct sim_stacks *s)
{
	munmap(s->base, (size_t)SIM_STACKS_MAX * SIM_STACK_BYTES);
}

void sim_stacks_reset(struct sim_stacks *s)
{
	uint32_t i;

	/* The lowest is taken first: the same few pages are used again. */
	for (i = 0; i < SIM_STACKS_MAX; i++)
		s->free[i] = SIM_STACKS_MAX - 1 - i;
	s->nr_free = SIM_STACKS_MAX;
}

bool sim_stacks_has(const struct sim_stacks *s, uint64_t addr)
{
	return addr - (uint64_t)(uintptr_t)s->base <
	       (uint64_t)SIM_STACKS_MAX * SIM_STACK_BYTES;
}

bool sim_coro_init(struct sim_stacks *s, struct sim_coro *c,
		   void (*fn)(void *arg), void *arg)
{
	uintptr_t *top;

	if (s->nr_free == 0)
		return false;
	c->slot = s->free[--s->nr_free];
	c->stack = s->base + (size_t)c->slot * SIM_STACK_BYTES + GUARD_BYTES;
	c->fake_stack = NULL;
#ifdef HAS_ASAN
	__asan_unpoison_memory_region(c->stack,
				      SIM_STACK_BYTES - GUARD_BYTES);
#endif
	/* What sim_switch() pops, then the address it returns to. */
	top = (uintptr_t *)(void *)(c->stack + SIM_STACK_BYTES - GUARD_BYTES);
	*--top = 0;	/* two words: sim_entry calls with sp % 16 == 0 */
	*--top = 0;
	*--top = (uintptr_t)sim_entry;
	*--top = 0;			/* rbp */
	*--top = 0;			/* rbx */
	*--top = (uintptr_t)fn;		/* r12 */
	*--top = (uintptr_t)arg;	/* r13 */
	*--top = 0;
	*--top = 0;
	c->sp = top;
	return true;
}

void sim_coro_finish(struct sim_stacks *s, struct sim_coro *c)
{
	s->free[s->nr_free++] = c->slot;
	c->stack = NULL;
}

void sim_coro_switch(struct sim_stacks *s, struct sim_coro *from,
		     struct sim_coro *to, bool dying)
{
#ifdef HAS_ASAN
	const void *bottom = to->stack ? to->stack : s->main_stack;
	size_t bytes = to->stack ? SIM_STACK_BYTES - GUARD_BYTES :
				   s->main_bytes;

	__sanitizer_start_switch_fiber(dying ? NULL : &from->fake_stack,
				       bottom, bytes);
#else
	(void)s;
	(void)dying;
#endif
	sim_switch(&from->sp, to->sp);
#ifdef HAS_ASAN
	__sanitizer_finish_switch_fiber(from->fake_stack, NULL, NULL);
#endif
}

void sim_coro_entered(struct sim_stacks *s)
{
#ifdef HAS_ASAN
	const void *bottom;
	size_t bytes;

	__sanitizer_finish_switch_fiber(NULL, &bottom, &bytes);
	/* The first one comes from the caller's own stack. */
	if (!s->main_stack) {
		s->main_stack = bottom;
		s->main_bytes = bytes;
	}
#else
	(void)s;
#endif
}
