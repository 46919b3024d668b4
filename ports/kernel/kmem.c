/* SPDX-License-Identifier: MIT */
/*
 * The kernel's small memory: sizes are rounded up to a power of two; what is
 * below a page comes from pages cut into pieces, which stay cut.
 */
#include "kernel.h"

#define SMALLEST	5	/* 32 bytes */
#define CLASSES		7	/* up to 2048 */

struct piece {
	struct piece *next;
};

static struct piece *pieces[CLASSES];
static struct lock kmem_lock;
static uint64_t nr_bytes;
static uint64_t nr_cut, nr_pieces;	/* bytes: of such pages, of them in use */

static inline int log2_of(size_t bytes)
{
	return bytes <= 1u << SMALLEST ? SMALLEST :
	       64 - __builtin_clzl(bytes - 1);
}

static bool cut_page(int class)
{
	size_t size = (size_t)1 << (class + SMALLEST), at;
	char *page = pages_alloc(0);
	struct piece *p;

	if (!page)
		return false;
	for (at = 0; at < PAGE_BYTES; at += size) {
		p = (struct piece *)(void *)(page + at);
		p->next = pieces[class];
		pieces[class] = p;
	}
	nr_cut += PAGE_BYTES;
	return true;
}

/* With whatever was in it before. */
void *kmem_take(size_t bytes)
{
	int n = log2_of(bytes), class = n - SMALLEST;
	struct piece *p = NULL;

	if (__builtin_expect(class >= CLASSES, 0)) {
		p = n - 12 > ORDER_MAX ? NULL : pages_alloc(n - 12);
	} else {
		lock(&kmem_lock);
		if (__builtin_expect(pieces[class] || cut_page(class), 1)) {
			p = pieces[class];
			pieces[class] = p->next;
			nr_pieces += 1ull << n;
		}
		unlock(&kmem_lock);
	}
	if (p)
		__atomic_add_fetch(&nr_bytes, 1ull << n, __ATOMIC_RELAXED);
	return p;
}

void *kmem_alloc(size_t bytes)
{
	void *p = kmem_take(bytes);

	return p ? memset(p, 0, bytes) : NULL;
}

void kmem_free(void *at, size_t bytes)
{
	int n = log2_of(bytes), class = n - SMALLEST;
	struct piece *p = at;

	if (!at)
		return;
	__atomic_sub_fetch(&nr_bytes, 1ull << n, __ATOMIC_RELAXED);
	if (class >= CLASSES) {
		pages_free(at);
		return;
	}
	lock(&kmem_lock);
	p->next = pieces[class];
	pieces[class] = p;
	nr_pieces -= 1ull << n;
	unlock(&kmem_lock);
}

/* The entries that CPUs keep at hand. */
static uint64_t kept_bytes(void)
{
	uint64_t n = 0;
	uint32_t i;

	for (i = 0; i < nr_cpus; i++)
		if (cpus[i].entry)
			n += 1ull << log2_of(sizeof(struct ksig_entry));
	return n;
}

uint64_t kmem_nr_bytes(void)
{
	return nr_bytes - kept_bytes();
}

uint64_t kmem_nr_free(void)
{
	return nr_cut - nr_pieces + kept_bytes();
}
