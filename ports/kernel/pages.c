/* SPDX-License-Identifier: MIT */
/*
 * Physical memory, in blocks of 2^order pages (a buddy allocator). A block's
 * first page counts its users.
 */
#include "kernel.h"

static struct page *pages;
static uint64_t nr_pages, nr_free;
static struct ksig_list free_of[ORDER_MAX + 1];
static struct lock pages_lock;

static uint64_t number_of(const struct page *p)
{
	return (uint64_t)(p - pages);
}

static void *memory_of(const struct page *p)
{
	return direct(number_of(p) * PAGE_BYTES);
}

struct page *page_of(const void *p)
{
	return &pages[phys(p) / PAGE_BYTES];
}

/* The table lies at first; memory goes up to end. */
void pages_init(uint64_t first, uint64_t end)
{
	int i;

	nr_pages = end / PAGE_BYTES;
	pages = direct(first);
	memset(pages, 0, nr_pages * sizeof(*pages));
	for (i = 0; i <= ORDER_MAX; i++)
		list_init(&free_of[i]);
}

/* A block is free: join it with its buddy as long as that is free, too. */
static void give_back(struct page *p, int order)
{
	uint64_t n = number_of(p), other;

	nr_free += 1ull << order;
	for (; order < ORDER_MAX; order++) {
		other = n ^ (1ull << order);
		if (other + (1ull << order) > nr_pages ||
		    !pages[other].is_free || pages[other].order != order)
			break;
		list_remove(&pages[other].node);
		pages[other].is_free = false;
		n &= ~(1ull << order);
	}
	pages[n].is_free = true;
	pages[n].order = (uint8_t)order;
	list_add_tail(&free_of[order], &pages[n].node);
}

void pages_add(uint64_t from, uint64_t to)
{
	uint64_t n;

	from = (from + PAGE_BYTES - 1) / PAGE_BYTES;
	to /= PAGE_BYTES;
	for (n = from; n < to && n < nr_pages; n++)
		give_back(&pages[n], 0);
}

void *pages_alloc(int order)
{
	struct page *p;
	int o = order;

	lock(&pages_lock);
	while (o <= ORDER_MAX && list_is_empty(&free_of[o]))
		o++;
	if (o > ORDER_MAX) {
		unlock(&pages_lock);
		return NULL;
	}
	p = container(free_of[o].next, struct page, node);
	list_remove(&p->node);
	p->is_free = false;
	while (o-- > order) {
		p[1 << o].is_free = true;
		p[1 << o].order = (uint8_t)o;
		list_add_tail(&free_of[o], &p[1 << o].node);
	}
	p->order = (uint8_t)order;
	p->nr_refs = 1;
	nr_free -= 1ull << order;
	unlock(&pages_lock);
	return memory_of(p);
}

void *page_zeroed(void)
{
	void *p = pages_alloc(0);

	if (p)
		memset(p, 0, PAGE_BYTES);
	return p;
}

void pages_free(void *at)
{
	struct page *p = page_of(at);

	lock(&pages_lock);
	if (p->is_free)
		panic(NULL, "page %lx is freed twice", phys(at));
	p->nr_refs = 0;
	give_back(p, p->order);
	unlock(&pages_lock);
}

void page_ref(void *p)
{
	__atomic_add_fetch(&page_of(p)->nr_refs, 1, __ATOMIC_RELAXED);
}

void page_unref(void *p)
{
	if (__atomic_sub_fetch(&page_of(p)->nr_refs, 1, __ATOMIC_ACQ_REL) == 0)
		pages_free(p);
}

uint64_t pages_nr_free(void)
{
	return nr_free;
}
