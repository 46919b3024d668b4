/* SPDX-License-Identifier: MIT */
/*
 * Pages that have a life of their own: the contents of files, shared memory.
 * A page appears when it is first asked for.
 */
#include "kernel.h"

static uint64_t pages_for(uint64_t bytes)
{
	return (bytes + PAGE_BYTES - 1) / PAGE_BYTES;
}

struct memobj *memobj_new(uint64_t size)
{
	struct memobj *m = kmem_alloc(sizeof(*m));

	if (!m)
		return NULL;
	m->nr_refs = 1;
	m->size = size;
	return m;
}

void memobj_get(struct memobj *m)
{
	__atomic_add_fetch(&m->nr_refs, 1, __ATOMIC_RELAXED);
}

void memobj_put(struct memobj *m)
{
	uint64_t i;

	if (__atomic_sub_fetch(&m->nr_refs, 1, __ATOMIC_ACQ_REL))
		return;
	for (i = 0; i < m->nr_pages; i++)
		if (m->page[i])
			page_unref(m->page[i]);
	kmem_free(m->page, m->nr_pages * sizeof(void *));
	kmem_free(m, sizeof(*m));
}

/* Room for page n. */
static bool make_room(struct memobj *m, uint64_t n)
{
	uint64_t more = 8;
	void **page;

	if (n < m->nr_pages)
		return true;
	while (more <= n)
		more *= 2;
	page = kmem_alloc(more * sizeof(void *));
	if (!page)
		return false;
	if (m->nr_pages)
		memcpy(page, m->page, m->nr_pages * sizeof(void *));
	kmem_free(m->page, m->nr_pages * sizeof(void *));
	m->page = page;
	m->nr_pages = more;
	return true;
}

static void *page_at(struct memobj *m, uint64_t n)
{
	if (!make_room(m, n))
		return NULL;
	if (!m->page[n])
		m->page[n] = page_zeroed();
	return m->page[n];
}

void *memobj_page(struct memobj *m, uint64_t offset, bool *no_memory)
{
	void *p = NULL;

	*no_memory = false;
	lock(&m->lock);
	if (offset / PAGE_BYTES < pages_for(m->size)) {
		p = page_at(m, offset / PAGE_BYTES);
		if (p)
			page_ref(p);
		else
			*no_memory = true;
	}
	unlock(&m->lock);
	return p;
}

/* What is cut off is zero if the file grows again. */
int memobj_resize(struct memobj *m, uint64_t size)
{
	uint64_t i;

	lock(&m->lock);
	for (i = pages_for(size); i < m->nr_pages; i++) {
		if (m->page[i])
			page_unref(m->page[i]);
		m->page[i] = NULL;
	}
	i = size / PAGE_BYTES;
	if (size < m->size && size % PAGE_BYTES && i < m->nr_pages &&
	    m->page[i])
		memset((char *)m->page[i] + size % PAGE_BYTES, 0,
		       PAGE_BYTES - size % PAGE_BYTES);
	m->size = size;
	unlock(&m->lock);
	return 0;
}

int64_t memobj_read(struct memobj *m, void *to, uint64_t offset, uint64_t n)
{
	uint64_t done = 0, in, part, i;

	lock(&m->lock);
	if (offset >= m->size)
		n = 0;
	else if (n > m->size - offset)
		n = m->size - offset;
	while (done < n) {
		i = (offset + done) / PAGE_BYTES;
		in = (offset + done) % PAGE_BYTES;
		part = PAGE_BYTES - in < n - done ? PAGE_BYTES - in : n - done;
		if (i < m->nr_pages && m->page[i])
			memcpy((char *)to + done, (char *)m->page[i] + in,
			       part);
		else
			memset((char *)to + done, 0, part);
		done += part;
	}
	unlock(&m->lock);
	return (int64_t)done;
}

int64_t memobj_write(struct memobj *m, const void *from, uint64_t offset,
		     uint64_t n)
{
	uint64_t done = 0, in, part;
	char *page;

	lock(&m->lock);
	while (done < n) {
		page = page_at(m, (offset + done) / PAGE_BYTES);
		if (!page)
			break;
		in = (offset + done) % PAGE_BYTES;
		part = PAGE_BYTES - in < n - done ? PAGE_BYTES - in : n - done;
		memcpy(page + in, (const char *)from + done, part);
		done += part;
		if (offset + done > m->size)
			m->size = offset + done;
	}
	unlock(&m->lock);
	return done ? (int64_t)done : n ? -ENOSPC : 0;
}
