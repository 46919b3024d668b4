/* SPDX-License-Identifier: MIT */
/*
 * The kernel's memory: blocks of a power of two, kept for the next machine,
 * and counted. Under AddressSanitizer each is malloc(3)'s, so that the use of
 * one that was freed is seen.
 */
#include <stdlib.h>
#include <string.h>
#include "internal.h"

#define SMALLEST_SHIFT	5u

struct sim_block {
	struct sim_block *next, *prev;	/* in use: s->blocks; else next only */
	uint32_t shift;
	bool of_core;
};

static uint32_t shift_of(size_t bytes)
{
	uint32_t shift = SMALLEST_SHIFT;

	while (((size_t)1 << shift) < bytes)
		shift++;
	return shift - SMALLEST_SHIFT;
}

void *sim_kmalloc(struct sim *s, size_t bytes)
{
	uint32_t shift = shift_of(bytes);
	struct sim_block *b = NULL;

#ifndef __SANITIZE_ADDRESS__
	if (shift < SIM_BLOCK_SIZES && (b = s->free_blocks[shift]))
		s->free_blocks[shift] = b->next;
#endif
	if (!b)
		b = malloc(sizeof(*b) +
			   ((size_t)1 << (shift + SMALLEST_SHIFT)));
	if (!b)
		return NULL;
	b->shift = shift;
	b->of_core = false;
	b->prev = NULL;
	b->next = s->blocks;
	if (b->next)
		b->next->prev = b;
	s->blocks = b;
	s->nr_kallocs++;
	return b + 1;
}

void *sim_kmalloc_core(struct sim *s, size_t bytes)
{
	struct sim_block *b = sim_kmalloc(s, bytes);

	if (b)
		b[-1].of_core = true;
	return b;
}

static void give_back(struct sim *s, struct sim_block *b)
{
#ifdef __SANITIZE_ADDRESS__
	(void)s;
	free(b);
#else
	if (b->shift >= SIM_BLOCK_SIZES) {
		free(b);
		return;
	}
	b->next = s->free_blocks[b->shift];
	s->free_blocks[b->shift] = b;
#endif
}

void sim_kfree(struct sim *s, void *p)
{
	struct sim_block *b = (struct sim_block *)p - 1;

	if (b->prev)
		b->prev->next = b->next;
	else
		s->blocks = b->next;
	if (b->next)
		b->next->prev = b->prev;
	s->nr_kallocs--;
	give_back(s, b);
}

void sim_kforget_core(struct sim *s)
{
	struct sim_block *b, *next;

	for (b = s->blocks; b; b = next) {
		next = b->next;
		if (!b->of_core)
			continue;
		memset(b + 1, SIM_SPOILT,
		       (size_t)1 << (b->shift + SMALLEST_SHIFT));
		sim_kfree(s, b + 1);
	}
}

void sim_kreset(struct sim *s)
{
	while (s->blocks)
		sim_kfree(s, s->blocks + 1);
}

void sim_kfinish(struct sim *s)
{
	struct sim_block *b;
	uint32_t i;

	sim_kreset(s);
	for (i = 0; i < SIM_BLOCK_SIZES; i++)
		while ((b = s->free_blocks[i])) {
			s->free_blocks[i] = b->next;
			free(b);
		}
}
