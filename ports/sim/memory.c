/* SPDX-License-Identifier: MIT */
/*
 * User memory: pages that may be unmapped or read-only, stacks for frames,
 * and such of the host's memory as a program's C code uses itself (its stack,
 * its constants). An address is the host's own, so the code can look at it;
 * private pages of a process that is not running lie in its mirror.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "internal.h"

#define ARENA_BYTES	((size_t)SIM_ARENA_PAGES * SIM_PAGE_BYTES)
#define USTACKS_BYTES	((size_t)SIM_STACKS_MAX * SIM_USTACK_BYTES)

/* Free with and without AddressSanitizer. */
#define ARENA_AT	0x200000000000ull
#define USTACKS_AT	0x210000000000ull

extern const char __executable_start, end;	/* the linker's */

/* hint: the same addresses in each run, if that is free. */
static void *map(uintptr_t hint, size_t bytes)
{
	void *p = mmap((void *)hint, bytes, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

int sim_memory_init(struct sim *s)
{
	struct sim_memory *m = &s->memory;

	m->arena = map(ARENA_AT, ARENA_BYTES);
	m->ustacks = map(USTACKS_AT, USTACKS_BYTES);
	return m->arena && m->ustacks ? 0 : -ENOMEM;
}

void sim_memory_finish(struct sim *s)
{
	struct sim_memory *m = &s->memory;
	struct sim_mm *mm;

	while ((mm = m->free_mms)) {
		m->free_mms = mm->next;
		if (mm->mirror)
			munmap(mm->mirror, ARENA_BYTES);
		free(mm);
	}
	if (m->arena)
		munmap(m->arena, ARENA_BYTES);
	if (m->ustacks)
		munmap(m->ustacks, USTACKS_BYTES);
}

void sim_memory_reset(struct sim *s)
{
	struct sim_memory *m = &s->memory;

	memset(m->prot, SIM_PROT_UNMAPPED, m->nr_pages);
	m->nr_pages = m->nr_private = 0;
	m->active = NULL;
	m->nr_shares = 0;
	sim_user_share(s, &__executable_start,
		       (size_t)(&end - &__executable_start));
}

void sim_user_share(struct sim *s, const void *p, size_t bytes)
{
	struct sim_memory *m = &s->memory;

	if (m->nr_shares == SIM_SHARES_MAX)
		sim_refuse(s, "more than %u shared areas", SIM_SHARES_MAX);
	m->shares[m->nr_shares].start = (uint64_t)(uintptr_t)p;
	m->shares[m->nr_shares++].bytes = bytes;
}

/* ---------------------------------------------------------- address spaces */

struct sim_mm *sim_mm_new(struct sim *s)
{
	struct sim_mm *mm = s->memory.free_mms;

	if (mm)
		s->memory.free_mms = mm->next;
	else
		mm = calloc(1, sizeof(*mm));
	if (mm) {
		mm->nr_refs = 1;
	}
	return mm;
}

/* The private pages, from or to mm's mirror. */
static void copy_private(struct sim *s, struct sim_mm *mm, bool to_mirror)
{
	struct sim_memory *m = &s->memory;
	uint8_t *in_arena, *in_mirror;
	uint32_t page;

	if (!mm->mirror)
		mm->mirror = map(0, ARENA_BYTES);
	if (!mm->mirror)
		sim_refuse(s, "no memory for a copy of a process's");
	for (page = 0; page < m->nr_pages; page++) {
		if (!m->is_private[page])
			continue;
		in_arena = m->arena + (size_t)page * SIM_PAGE_BYTES;
		in_mirror = mm->mirror + (size_t)page * SIM_PAGE_BYTES;
		memcpy(to_mirror ? in_mirror : in_arena,
		       to_mirror ? in_arena : in_mirror, SIM_PAGE_BYTES);
	}
}

/* fork(2) by who runs: what is in the arena is its memory. */
struct sim_mm *sim_mm_copy(struct sim *s)
{
	struct sim_mm *mm = sim_mm_new(s);

	if (mm && s->memory.nr_private)
		copy_private(s, mm, true);
	return mm;
}

/* mm's process is the one that runs. */
void sim_mm_switch(struct sim *s, struct sim_mm *mm)
{
	struct sim_mm *former = s->memory.active;

	if (mm == former)
		return;
	if (s->memory.nr_private && former)
		copy_private(s, former, true);
	if (s->memory.nr_private)
		copy_private(s, mm, false);
	s->memory.active = mm;
}

void sim_mm_put(struct sim *s, struct sim_mm *mm)
{
	if (--mm->nr_refs)
		return;
	mm->next = s->memory.free_mms;
	s->memory.free_mms = mm;
}

uint64_t sim_ustack_top(struct sim *s, uint32_t slot)
{
	return (uint64_t)(uintptr_t)s->memory.ustacks +
	       (uint64_t)(slot + 1) * SIM_USTACK_BYTES;
}

/* ------------------------------------------------------------------ pages */

void *sim_user_alloc(struct sim *s, size_t bytes, enum sim_prot prot,
		     bool is_private)
{
	struct sim_memory *m = &s->memory;
	size_t nr = (bytes + SIM_PAGE_BYTES - 1) / SIM_PAGE_BYTES, i;
	uint32_t first = m->nr_pages + 1;	/* one stays unmapped */

	if (nr > SIM_ARENA_PAGES || first + nr > SIM_ARENA_PAGES)
		return NULL;
	m->prot[m->nr_pages] = SIM_PROT_UNMAPPED;
	for (i = 0; i < nr; i++) {
		m->prot[first + i] = (uint8_t)prot;
		m->is_private[first + i] = is_private;
		m->nr_private += is_private;
	}
	m->nr_pages = first + (uint32_t)nr;
	return m->arena + (size_t)first * SIM_PAGE_BYTES;
}

void sim_user_protect(struct sim *s, void *p, size_t bytes,
		      enum sim_prot prot)
{
	struct sim_memory *m = &s->memory;
	size_t off = (size_t)((uint8_t *)p - m->arena);
	size_t page = off / SIM_PAGE_BYTES;
	size_t last = (off + bytes + SIM_PAGE_BYTES - 1) / SIM_PAGE_BYTES;

	for (; page < last && page < SIM_ARENA_PAGES; page++)
		m->prot[page] = (uint8_t)prot;
}

enum sim_prot sim_user_prot(struct sim *s, uint64_t uaddr)
{
	uint64_t off = uaddr - (uint64_t)(uintptr_t)s->memory.arena;

	return off < ARENA_BYTES ? s->memory.prot[off / SIM_PAGE_BYTES] :
				   SIM_PROT_UNMAPPED;
}

static uint8_t *in_arena(struct sim_task *t, uint64_t off, uint64_t *bytes,
			 bool writes)
{
	struct sim_memory *m = &t->s->memory;
	uint32_t page = (uint32_t)(off / SIM_PAGE_BYTES);
	uint64_t in_page = off % SIM_PAGE_BYTES;

	if (page >= m->nr_pages ||
	    m->prot[page] < (writes ? SIM_PROT_WRITE : SIM_PROT_READ))
		return NULL;
	*bytes = SIM_PAGE_BYTES - in_page;
	return m->arena + off;
}

static uint8_t *in_share(const struct sim_memory *m, uint64_t uaddr,
			 uint64_t *bytes)
{
	uint32_t i;

	for (i = 0; i < m->nr_shares; i++)
		if (uaddr - m->shares[i].start < m->shares[i].bytes) {
			*bytes = m->shares[i].bytes -
				 (uaddr - m->shares[i].start);
			return (uint8_t *)(uintptr_t)uaddr;
		}
	return NULL;
}

uint8_t *sim_user(struct sim_task *t, uint64_t uaddr, uint64_t *bytes,
		  bool writes)
{
	struct sim *s = t->s;
	uint64_t off = uaddr - (uint64_t)(uintptr_t)s->memory.arena;

	if (off < ARENA_BYTES)
		return in_arena(t, off, bytes, writes);
	off = uaddr - (uint64_t)(uintptr_t)s->memory.ustacks;
	if (off < USTACKS_BYTES) {
		off %= SIM_USTACK_BYTES;
		*bytes = SIM_USTACK_BYTES - off;
		return off < SIM_PAGE_BYTES ? NULL :
					      (uint8_t *)(uintptr_t)uaddr;
	}
	if (sim_stacks_has(&s->stacks, uaddr)) {
		off = uaddr - (uint64_t)(uintptr_t)s->stacks.base;
		*bytes = SIM_STACK_BYTES - off % SIM_STACK_BYTES;
		return off % SIM_STACK_BYTES < SIM_PAGE_BYTES ?
		       NULL : (uint8_t *)(uintptr_t)uaddr;
	}
	return in_share(&s->memory, uaddr, bytes);
}

/* ------------------------------------------------------------------ copies */

static bool copy_fails(struct sim_task *t, uint64_t uaddr)
{
	struct sim *s = t->s;

	if (t->th.has_tree || t->th.siglock)
		sim_bug(s, "user memory is copied under a lock");
	s->nr_copies++;
	sim_point(s, SIM_POINT_COPY, (const void *)(uintptr_t)uaddr);
	return s->nr_copies == s->o.fail_copy;
}

/* Piece by piece: as with page tables, neighbours need not be together. */
static int copy(struct sim_task *t, uint64_t uaddr, uint8_t *in,
		const uint8_t *out, uint64_t bytes)
{
	uint64_t n;
	uint8_t *p;

	for (; bytes; bytes -= n, uaddr += n) {
		p = sim_user(t, uaddr, &n, out != NULL);
		if (!p)
			return -LINUX_EFAULT;
		if (n > bytes)
			n = bytes;
		if (out) {
			memcpy(p, out, n);
			out += n;
		} else {
			memcpy(in, p, n);
			in += n;
		}
	}
	return 0;
}

int sim_read_user(struct sim_task *t, void *dst, uint64_t uaddr,
		  uint64_t bytes)
{
	if (copy_fails(t, uaddr))
		return -LINUX_EFAULT;
	return copy(t, uaddr, dst, NULL, bytes);
}

int sim_write_user(struct sim_task *t, uint64_t uaddr, const void *src,
		   uint64_t bytes)
{
	if (copy_fails(t, uaddr))
		return -LINUX_EFAULT;
	return copy(t, uaddr, NULL, src, bytes);
}

int sim_write_pieces(struct sim_task *t, const struct ksig_piece *pieces,
		     uint32_t nr)
{
	uint32_t i;

	if (copy_fails(t, nr ? pieces[0].uaddr : 0))
		return -LINUX_EFAULT;
	for (i = 0; i < nr; i++)
		if (copy(t, pieces[i].uaddr, NULL, pieces[i].src,
			 pieces[i].bytes) < 0)
			return -LINUX_EFAULT;
	return 0;
}
